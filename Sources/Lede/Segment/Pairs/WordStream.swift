/// The occurrences of a word of a segment, document by document.
final class WordStream {
    private let cursor: PostingsCursor
    private let positions: PositionsReader
    private var index = 0
    /// The document at hand; `UInt32.max` past the last.
    private(set) var document: UInt32

    convenience init(_ cursor: PostingsCursor) throws(LedeError) {
        try cursor.load(0)
        try cursor.loadFrequencies()
        self.init(loaded: cursor)
    }

    private init(loaded cursor: PostingsCursor) {
        self.cursor = cursor
        positions = PositionsReader(cursor)
        document = cursor.documents[0]
    }

    /// Goes to the next document.
    @inline(__always)
    func advance() throws(LedeError) {
        index += 1
        if index == cursor.count { try load(cursor.block + 1) }
        if document != .max { document = cursor.documents[index] }
    }

    /// Goes to the first document that is not before one.
    @inline(__always)
    func advance(to next: UInt32) throws(LedeError) {
        if document >= next { return }
        if next > cursor.last(of: cursor.block) {
            try load(cursor.firstBlock(atLeast: next, from: cursor.block + 1))
            if document == .max { return }
        }
        while cursor.documents[index] < next { index += 1 }
        document = cursor.documents[index]
    }

    private func load(_ block: Int) throws(LedeError) {
        guard block < cursor.blockCount else {
            document = .max
            return
        }
        try cursor.load(block)
        try cursor.loadFrequencies()
        index = 0
    }

    /// Calls `body` with each position in the document at hand, ascending. Called once for a document at most.
    @inline(__always)
    func forEachPosition(_ body: (UInt32) -> Void) throws(LedeError) {
        try positions.read(documentAt: index)
        for place in 0..<positions.count { body(positions.positions[place]) }
    }
}
