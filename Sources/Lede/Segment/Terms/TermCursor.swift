/// Walks the terms of a ``TermDictionary`` in ascending order.
package struct TermCursor {
    private let dictionary: TermDictionary
    private var reader: ByteReader
    private var next: Int
    private var previousOffset = 0
    /// Whether ``advance()`` went past the last term.
    package private(set) var isAtEnd = false
    /// The current term.
    package private(set) var term: [UInt8] = []
    /// Its entry.
    package private(set) var entry = TermEntry(documentFrequency: 0, totalFrequency: 0)

    /// Starts before the first term.
    package init(_ dictionary: TermDictionary) throws(LedeError) {
        try self.init(dictionary, block: 0)
    }

    init(_ dictionary: TermDictionary, block: Int) throws(LedeError) {
        self.dictionary = dictionary
        next = block * TermDictionaryWriter.termsPerBlock
        reader = try ByteReader(
            dictionary.region, at: dictionary.blockCount == 0 ? 0 : try dictionary.start(of: block))
    }

    /// Starts before the first term that is at least `start`.
    package init(_ dictionary: TermDictionary, from start: [UInt8]) throws(LedeError) {
        let block = try start.withBytes { (bytes) throws(LedeError) in
            dictionary.blockCount == 0 ? 0 : try dictionary.block(for: bytes)
        }
        try self.init(dictionary, block: block)
        var before = self
        while try advance() {
            if !term.lexicographicallyPrecedes(start) { break }
            before = self
        }
        self = before
    }

    /// Goes to the next term.
    /// - Returns: false at the end.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)``, also when terms do not ascend.
    package mutating func advance() throws(LedeError) -> Bool {
        guard next < dictionary.termCount else {
            isAtEnd = true
            return false
        }
        let isFirst = next % TermDictionaryWriter.termsPerBlock == 0
        if isFirst { previousOffset = 0 }
        let shared = try reader.varint(limit: isFirst ? 0 : term.count)
        let count = try reader.varint(limit: reader.remaining)
        let rest = try reader.bytes(count)
        if !isFirst {
            guard count > 0, shared == term.count || rest[0] > term[shared] else {
                throw dictionary.region.corrupt("terms do not ascend", at: reader.position)
            }
        }
        term.removeLast(isFirst ? term.count : term.count - shared)
        term.append(contentsOf: rest)
        let documents = try reader.varint(limit: Int(UInt32.max))
        guard documents > 0 else { throw dictionary.region.corrupt("a term without documents", at: reader.position) }
        let more = dictionary.hasPositions ? try reader.varint(limit: Int.max / 4) : 0
        entry = TermEntry(documentFrequency: documents, totalFrequency: documents + more)
        if documents == 1 { entry.singleDocument = UInt32(try reader.varint(limit: Int(UInt32.max))) }
        if dictionary.hasPositions, entry.totalFrequency == 1 {
            entry.singlePosition = UInt32(try reader.varint(limit: Int(UInt32.max)))
        }
        if entry.hasPostings(dictionary.hasPositions) {
            let step = try reader.varint(limit: Int.max / 4)
            guard previousOffset < Int.max / 4 else {
                throw dictionary.region.corrupt("postings start too far", at: reader.position)
            }
            previousOffset += step
            entry.offset = previousOffset
        }
        next += 1
        return true
    }
}
