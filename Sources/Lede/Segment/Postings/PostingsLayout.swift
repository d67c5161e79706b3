/// Where the parts of a term's postings lie, as ``PostingsEncoder`` describes them.
///
/// It does not keep the file alive: the ``PostingsSection`` does. It is made for each word of a query, and counts no references.
struct PostingsLayout {
    let blockCount: Int
    /// Of each block the last document, and where it starts in ``documents``; none for short lists.
    let lasts: NarrowView
    let starts: NarrowView
    /// Of each block where its first position is; none for short lists, and without frequencies.
    let positionStarts: NarrowView
    let positionIndexes: View<UInt8>
    /// The best pairs of each block; none for short lists, and without frequencies.
    let impacts: BlockImpacts
    /// The bytes of the documents and their frequencies, and where they begin in the section. Where short lists do not tell how
    /// many these are, they are as many as these could be.
    let documents: View<UInt8>
    let documentStart: Int
    /// The bytes of the positions and all that follows, likewise, and the first bit that is theirs; after
    /// ``loadShort(_:_:documents:frequencies:)`` only, where the list does not tell it.
    private(set) var positions: View<UInt8>
    private(set) var positionStart: Int
    private(set) var positionBit = 0
    /// Where the positions after the last full block of them start.
    let positionTail: Int
    private let meanPositionBytes: Int

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
        let size = region.count
        guard entry.offset >= 0, entry.offset <= size else {
            throw region.corrupt("the postings of a term begin at \(entry.offset) of \(size) bytes")
        }
        try region.verify(at: entry.offset, count: Self.headerBytes)
        var reader = VarintReader(try region.view(of: UInt8.self, at: 0, count: size), entry.offset..<size)
        let endsSomewhere = Self.endsSomewhere(entry, section)
        let length = entry.documentFrequency > 1 && !endsSomewhere ? reader.next() : 0
        let tail = hasFrequencies && entry.totalFrequency >= blockSize ? reader.next() : 0
        guard length >= 0, length <= size, tail >= 0, tail <= size else {
            throw region.corrupt("the lengths of a list of postings are damaged", at: entry.offset)
        }
        let lastsStart = reader.position
        let hasNarrowLasts = section.hasNarrowDocuments
        let startsStart = lastsStart + NarrowView.byteCount(described, isNarrow: hasNarrowLasts)
        let hasNarrowStarts = section.isNarrow(upTo: length)
        let positionsStart = startsStart + NarrowView.byteCount(described, isNarrow: hasNarrowStarts)
        let hasNarrowPositions = section.isNarrow(upTo: tail)
        let indexesStart = positionsStart + NarrowView.byteCount(ranked, isNarrow: hasNarrowPositions)
        let impactsStart = indexesStart + ranked
        let hasWideImpacts = section.hasWideImpacts
        documentStart = impactsStart + BlockImpacts.byteCount(ranked, isWide: hasWideImpacts)
        documents = try region.view(
            of: UInt8.self, at: documentStart,
            count: endsSomewhere ? min(TailWriter.largest, size - documentStart) : length)
        positionStart = documentStart + length
        positions = try Self.positions(from: positionStart, entry, section)
        try region.verify(at: entry.offset, count: documentStart + documents.count - entry.offset)
        blockCount = blocks
        lasts = try region.narrowView(at: lastsStart, count: described, isNarrow: hasNarrowLasts)
        starts = try region.narrowView(at: startsStart, count: described, isNarrow: hasNarrowStarts)
        positionStarts = try region.narrowView(at: positionsStart, count: ranked, isNarrow: hasNarrowPositions)
        positionIndexes = try region.view(of: UInt8.self, at: indexesStart, count: ranked)
        impacts = BlockImpacts(
            try region.view(of: UInt8.self, at: impactsStart, count: documentStart - impactsStart),
            isWide: hasWideImpacts)
        positionTail = tail
        meanPositionBytes = tail > 0 ? tail / (entry.totalFrequency / blockSize) : 0
    }

    /// Whether nothing says how many bytes the documents of a list take: since format 0.7, of a short one.
    private static func endsSomewhere(_ entry: TermEntry, _ section: PostingsSection) -> Bool {
        section.tailForm == .joined && entry.documentFrequency > 1 && entry.documentFrequency < blockSize
    }

    private static func positions(
        from start: Int, _ entry: TermEntry, _ section: PostingsSection
    ) throws(LedeError) -> View<UInt8> {
        try section.region.view(
            of: UInt8.self, at: start,
            count: section.hasFrequencies && entry.totalFrequency > 1 ? section.region.count - start : 0)
    }

    /// Decodes the documents of a list of 2 to 127, and takes note of where its positions begin.
    mutating func loadShort(
        _ entry: TermEntry, _ section: PostingsSection, documents: FixedBuffer<UInt32>,
        frequencies: FixedBuffer<UInt32>
    ) throws(LedeError) {
        var bits = 0
        do throws(BlockError) {
            bits = try TailBlock.decode(
                self.documents.bytes(from: 0), count: entry.documentFrequency, before: .max,
                limit: section.documentLimit, Self.tailFrequencies(entry, section), form: section.tailForm,
                documents: documents, frequencies: frequencies)
        } catch { throw section.region.corrupt("the documents of a term are malformed", at: documentStart) }
        guard Self.endsSomewhere(entry, section) else { return }
        // Blocks of positions begin with a byte.
        if entry.totalFrequency >= blockSize { bits = (bits + 7) & ~7 }
        positionStart = documentStart + bits / 8
        positionBit = bits % 8
        positions = try Self.positions(from: positionStart, entry, section)
    }

    /// What is known of the frequencies of the last documents.
    static func tailFrequencies(_ entry: TermEntry, _ section: PostingsSection) -> TailBlock.Frequencies {
        guard section.hasFrequencies else { return .none }
        return entry.documentFrequency < blockSize
            ? .excess(entry.totalFrequency &- entry.documentFrequency) : .told
    }

    /// Where the positions of a block of documents are.
    @inline(__always)
    func positions(of block: Int) -> PositionBytes {
        guard positionStarts.count > 0 else {
            return PositionBytes(first: 0, bytes: positions.bytes(from: 0), meanBytes: meanPositionBytes)
        }
        return PositionBytes(
            first: Int(positionIndexes[block]),
            bytes: positions.bytes(from: min(Int(positionStarts[block]), positions.count)),
            meanBytes: meanPositionBytes)
    }

    /// The bytes of ``positions``.
    func positionRegion(in section: PostingsSection) -> ByteRegion {
        let region = section.region
        return ByteRegion(
            file: region.file, offset: region.offset + positionStart, count: positions.count, name: region.name)
    }

    /// What is known of a block of a long list without looking into it.
    struct Frame {
        /// The last document of the block before, `UInt32.max` for the first, and of this one.
        let before: UInt32
        let last: UInt32
        /// Where it starts in ``documents``.
        let start: Int
    }

    @inline(__always)
    func frame(of block: Int, in section: PostingsSection) throws(LedeError) -> Frame {
        let before = block == 0 ? UInt32.max : lasts[block - 1]
        let last = lasts[block]
        let start = Int(starts[block])
        guard start <= documents.count, last < section.documentLimit, block == 0 || before < last else {
            throw section.region.corrupt("block \(block) of a term is misplaced", at: documentStart)
        }
        return Frame(before: before, last: last, start: start)
    }
}
