/// Section `POST` of a field, or another one like it, and what its lists are read by.
package final class PostingsSection: Sendable {
    let region: ByteRegion
    let hasFrequencies: Bool
    /// The number of documents of the segment.
    let documentLimit: UInt32
    /// The minor version of the format that it was written in.
    private let minor: UInt16

    /// - Parameter file: the file that the region is of.
    package convenience init(_ region: ByteRegion, hasFrequencies: Bool, documentCount: Int, in file: SectionedFile) {
        self.init(region, hasFrequencies: hasFrequencies, documentCount: documentCount, minor: file.minor)
    }

    init(_ region: ByteRegion, hasFrequencies: Bool, documentCount: Int, minor: UInt16 = FormatVersion.minor) {
        self.region = region
        self.hasFrequencies = hasFrequencies
        self.documentLimit = UInt32(truncatingIfNeeded: documentCount)
        self.minor = minor
    }

    /// How documents and positions behind the last full block are written.
    var tailForm: TailBlock.Form { minor >= 7 ? .joined : minor >= 5 ? .padded : .varints }

    /// Whether the impacts of blocks are those of a format before 0.7.
    var hasWideImpacts: Bool { minor < 7 }

    /// Whether numbers of documents take two bytes where a list tells the last of each block.
    var hasNarrowDocuments: Bool { isNarrow(upTo: Int(documentLimit) - 1) }

    /// Whether a list has integers up to `greatest` as two bytes each; before format 0.7 all had four.
    func isNarrow(upTo greatest: Int) -> Bool { minor >= 7 && NarrowView.isEnough(for: greatest) }

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
    /// - Parameter bit: of the byte in which they begin, the first that is theirs.
    func positionRest(from bit: Int) -> OccurrenceStream.Rest {
        switch tailForm {
        case .joined: .rice(bit: bit)
        case .padded: .paddedRice
        case .varints: .varints
        }
    }
}
