/// Walks the terms of a ``TermDictionary`` in ascending order.
package struct TermCursor {
    private let dictionary: TermDictionary
    private var reader: TermEntryReader
    /// Whether ``term`` is one of the dictionary, which the next one has to come after.
    private var hasTerm = false
    /// Whether ``advance()`` went past the last term.
    package private(set) var isAtEnd = false
    /// The current term.
    package private(set) var term: [UInt8] = []
    /// Its entry.
    package private(set) var entry = TermEntry(documentFrequency: 0, totalFrequency: 0)

    /// The place of the current term among all.
    var place: Int { reader.place - 1 }

    /// Starts before the first term.
    package init(_ dictionary: TermDictionary) throws(LedeError) {
        try self.init(dictionary, block: 0)
    }

    init(_ dictionary: TermDictionary, block: Int) throws(LedeError) {
        self.dictionary = dictionary
        reader = try TermEntryReader(dictionary, block: block)
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

    /// The order of the current term and that of another cursor, as ``compareBytes(_:_:)`` has it.
    @inline(__always)
    func compare(with other: TermCursor) -> Int {
        term.withBytes { one in other.term.withBytes { compareBytes(one, $0) } }
    }

    /// Goes to the next term.
    /// - Returns: false at the end.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)``, also when terms do not ascend.
    package mutating func advance() throws(LedeError) -> Bool {
        guard reader.place < dictionary.termCount else {
            isAtEnd = true
            return false
        }
        let isFirst = reader.isFirst
        let (shared, rest) = try reader.nextTerm()
        guard shared <= term.count else { throw reader.corrupt("a term shares more than the one before has") }
        if !isFirst {
            guard rest.count > 0, shared == term.count || rest[0] > term[shared] else {
                throw reader.corrupt("terms do not ascend")
            }
        } else if hasTerm, !term.lexicographicallyPrecedes(rest) {
            throw reader.corrupt("a block of terms does not come after the one before")
        }
        term.removeLast(term.count - shared)
        term.append(contentsOf: rest)
        entry = try reader.nextEntry()
        hasTerm = true
        return true
    }
}
