/// Reads the terms of a block one after another, as ``TermDictionaryWriter`` wrote them.
struct TermEntryReader {
    private var reader: ByteReader
    private let hasPositions: Bool
    private var previousOffset: Int

    /// - Parameter offset: the offset of the postings of the terms before, in the block.
    init(_ reader: ByteReader, hasPositions: Bool, after offset: Int = 0) {
        self.reader = reader
        previousOffset = offset
        self.hasPositions = hasPositions
    }

    func corrupt(_ reason: String) -> LedeError { reader.region.corrupt(reason, at: reader.position) }

    /// How many bytes the next term shares with the one before, and the rest of it. Its entry is to be read next.
    /// - Parameter isFirst: whether it is the first of its block.
    @inline(__always)
    mutating func nextTerm(isFirst: Bool) throws(LedeError) -> (shared: Int, rest: UnsafeRawBufferPointer) {
        if isFirst { previousOffset = 0 }
        let shared = try reader.varint(limit: isFirst ? 0 : Int.max / 4)
        let count = try reader.varint(limit: reader.remaining)
        return (shared, try reader.bytes(count))
    }

    /// The entry of the term that was read.
    @inline(__always)
    mutating func nextEntry() throws(LedeError) -> TermEntry {
        let documents = try reader.varint(limit: Int(UInt32.max))
        guard documents > 0 else { throw corrupt("a term without documents") }
        let more = hasPositions ? try reader.varint(limit: Int.max / 4) : 0
        var entry = TermEntry(documentFrequency: documents, totalFrequency: documents + more)
        if documents == 1 { entry.singleDocument = UInt32(try reader.varint(limit: Int(UInt32.max))) }
        if hasPositions, entry.totalFrequency == 1 {
            entry.singlePosition = UInt32(try reader.varint(limit: Int(UInt32.max)))
        }
        if entry.hasPostings(hasPositions) {
            let step = try reader.varint(limit: Int.max / 4)
            guard previousOffset >= 0, previousOffset < Int.max / 4 else { throw corrupt("postings start too far") }
            previousOffset += step
            entry.offset = previousOffset
        }
        return entry
    }
}
