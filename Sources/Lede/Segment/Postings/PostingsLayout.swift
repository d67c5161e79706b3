/// Where the parts of a term's postings lie, as ``PostingsEncoder`` describes them.
///
/// The views do not keep the file alive, the regions do.
struct PostingsLayout {
    let blockCount: Int
    /// Of each block the last document, and where it starts in ``documentData``; none for short lists.
    let lasts: View<UInt32>
    let starts: View<UInt32>
    /// Of each block where its first position is; none for short lists, and without frequencies.
    let positionStarts: View<UInt32>
    let positionIndexes: View<UInt8>
    /// The best pairs of each block; none for short lists, and without frequencies.
    let impacts: View<UInt8>
    let documentData: ByteRegion
    let positionData: ByteRegion
    /// Where the positions after the last full block of them start.
    let positionTail: Int
    let positionRest: OccurrenceStream.Rest

    /// More than the lengths at the start of a list take.
    private static let headerBytes = 20

    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)``
    init(_ entry: TermEntry, _ section: PostingsSection) throws(LedeError) {
        let (region, hasFrequencies, documentLimit) = (section.region, section.hasFrequencies, section.documentLimit)
        guard entry.documentFrequency >= 1, entry.documentFrequency <= Int(documentLimit) else {
            throw region.corrupt("a term in \(entry.documentFrequency) of \(documentLimit) documents")
        }
        guard entry.documentFrequency > 1 || entry.singleDocument < documentLimit else {
            throw region.corrupt("document \(entry.singleDocument) of \(documentLimit)")
        }
        let blocks = (entry.documentFrequency + blockSize - 1) / blockSize
        let described = entry.documentFrequency < blockSize ? 0 : blocks
        let ranked = hasFrequencies ? described : 0
        try region.verify(at: entry.offset, count: Self.headerBytes)
        var reader = try ByteReader(region, at: entry.offset)
        let length = entry.documentFrequency > 1 ? try reader.varint(limit: region.count) : 0
        let tail =
            hasFrequencies && entry.totalFrequency >= blockSize ? try reader.varint(limit: region.count) : 0
        let start = reader.position
        let data = start + 8 * described + (5 + Impacts.byteCount) * ranked
        let documentData = try region.slice(at: data, count: length)
        try region.verify(at: entry.offset, count: data + length - entry.offset)
        let positions = start + 8 * described
        self.init(
            blockCount: blocks,
            lasts: try region.view(of: UInt32.self, at: start, count: described),
            starts: try region.view(of: UInt32.self, at: start + 4 * described, count: described),
            positionStarts: try region.view(of: UInt32.self, at: positions, count: ranked),
            positionIndexes: try region.view(of: UInt8.self, at: positions + 4 * ranked, count: ranked),
            impacts: try region.view(
                of: UInt8.self, at: positions + 5 * ranked, count: Impacts.byteCount * ranked),
            documentData: documentData,
            positionData: hasFrequencies && entry.totalFrequency > 1
                ? try region.slice(at: data + length, count: region.count - data - length) : documentData,
            positionTail: tail, positionRest: section.positionRest)
    }

    private init(
        blockCount: Int, lasts: View<UInt32>, starts: View<UInt32>, positionStarts: View<UInt32>,
        positionIndexes: View<UInt8>, impacts: View<UInt8>, documentData: ByteRegion, positionData: ByteRegion,
        positionTail: Int, positionRest: OccurrenceStream.Rest
    ) {
        self.blockCount = blockCount
        self.lasts = lasts
        self.starts = starts
        self.positionStarts = positionStarts
        self.positionIndexes = positionIndexes
        self.impacts = impacts
        self.documentData = documentData
        self.positionData = positionData
        self.positionTail = positionTail
        self.positionRest = positionRest
    }

    /// What is known of a block of a long list without looking into it.
    struct Frame {
        /// The last document of the block before, `UInt32.max` for the first, and of this one.
        let before: UInt32
        let last: UInt32
        /// Where it starts in ``documentData``.
        let start: Int
    }

    @inline(__always)
    func frame(of block: Int, documentLimit: UInt32) throws(LedeError) -> Frame {
        let before = block == 0 ? UInt32.max : lasts[block - 1]
        let last = lasts[block]
        let start = Int(starts[block])
        guard start <= documentData.count, last < documentLimit, block == 0 || before < last else {
            throw documentData.corrupt("block \(block) of a term is misplaced")
        }
        return Frame(before: before, last: last, start: start)
    }
}

extension FixedBuffer where T == UInt32 {
    /// Decodes the frequencies of a full block of a postings list.
    @inline(__always)
    func decodeFrequencies(_ bytes: UnsafeRawBufferPointer) throws(BlockError) {
        _ = try PatchedBlock.decode(bytes, into: self)
        // No document has 2^31 terms, and a frequency that wraps around to zero would be one that no encoder takes.
        guard addOne() < 1 << 31 else { throw .malformed }
    }
}
