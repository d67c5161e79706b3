/// Section `POST` of a field, or another one like it, and what its lists are read by.
package final class PostingsSection: Sendable {
    let region: ByteRegion
    let hasFrequencies: Bool
    /// The number of documents of the segment.
    let documentLimit: UInt32
    /// Whether documents and positions behind the last full block are varints, as before format 0.5.
    let hasVarintTails: Bool

    /// - Parameter file: the file that the region is of.
    package convenience init(_ region: ByteRegion, hasFrequencies: Bool, documentCount: Int, in file: SectionedFile) {
        self.init(
            region, hasFrequencies: hasFrequencies, documentCount: documentCount, hasVarintTails: file.minor < 5)
    }

    init(_ region: ByteRegion, hasFrequencies: Bool, documentCount: Int, hasVarintTails: Bool = false) {
        self.region = region
        self.hasFrequencies = hasFrequencies
        self.documentLimit = UInt32(truncatingIfNeeded: documentCount)
        self.hasVarintTails = hasVarintTails
    }

    /// The postings of a term.
    package func postings(_ entry: TermEntry) throws(LedeError) -> PostingsCursor { try PostingsCursor(entry, self) }

    /// Asks for the first bytes of the postings of a term, which will be read soon.
    func prefetch(_ entry: TermEntry) {
        if entry.documentFrequency > 1 {
            region.prefetch(at: entry.offset, count: min(Self.prefetchedBytes, 2 * entry.documentFrequency))
        }
    }

    private static let prefetchedBytes = 1024

    /// Reads whole lists one after the other.
    func scan(_ numbers: DocumentNumbers) -> PostingsScan { PostingsScan(self, numbers) }

    /// How the positions after the last full block of them are stored.
    var positionRest: OccurrenceStream.Rest { hasVarintTails ? .varints : .rice }
}
