extension TermEntry {
    /// Reads an entry as ``TermDictionaryWriter`` wrote it; nil where it is damaged.
    ///
    /// - Parameter offset: where the postings of the term before that has some start.
    @inline(__always)
    init?(_ reader: inout VarintReader, hasPositions: Bool, after offset: Int) {
        let documents = reader.next()
        let more = hasPositions ? reader.next() : 0
        guard documents > 0, documents <= Int(UInt32.max), more >= 0, more < Int.max / 4 else { return nil }
        self.init(documentFrequency: documents, totalFrequency: documents &+ more)
        if documents == 1 {
            guard let document = UInt32(exactly: reader.next()) else { return nil }
            singleDocument = document
        }
        if hasPositions, totalFrequency == 1 {
            guard let position = UInt32(exactly: reader.next()) else { return nil }
            singlePosition = position
        }
        if hasPostings(hasPositions) {
            let step = reader.next()
            guard step >= 0, step < Int.max / 4, offset >= 0, offset < Int.max / 4 else { return nil }
            self.offset = offset &+ step
        }
    }
}

/// Reads the terms of a block one after another, as ``TermDictionaryWriter`` wrote them.
struct TermEntryReader {
    private let dictionary: TermDictionary
    private var reader: VarintReader
    private var previousOffset = 0

    /// - Parameter position: where the block starts.
    init(_ dictionary: TermDictionary, at position: Int) {
        self.dictionary = dictionary
        reader = VarintReader(dictionary.bytes, position..<dictionary.bytes.count)
    }

    func corrupt(_ reason: String) -> LedeError { dictionary.region.corrupt(reason, at: reader.position) }

    /// How many bytes the next term shares with the one before, and the rest of it. Its entry is to be read next.
    /// - Parameter isFirst: whether it is the first of its block.
    @inline(__always)
    mutating func nextTerm(isFirst: Bool) throws(LedeError) -> (shared: Int, rest: UnsafeRawBufferPointer) {
        if isFirst { previousOffset = 0 }
        let shared = reader.next()
        guard shared >= 0, !isFirst || shared == 0 else { throw corrupt("what a term shares is damaged") }
        guard let rest = reader.bytes(reader.next()) else { throw corrupt("a term does not end in its section") }
        return (shared, rest)
    }

    /// The entry of the term that was read.
    @inline(__always)
    mutating func nextEntry() throws(LedeError) -> TermEntry {
        guard let entry = TermEntry(&reader, hasPositions: dictionary.hasPositions, after: previousOffset) else {
            throw corrupt("the entry of a term is damaged")
        }
        if entry.hasPostings(dictionary.hasPositions) { previousOffset = entry.offset }
        return entry
    }
}
