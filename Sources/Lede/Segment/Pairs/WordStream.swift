/// The occurrences of a word, document by document.
protocol WordStream {
    /// The document at hand; `UInt32.max` past the last.
    var document: UInt32 { get }

    /// Goes to the next document.
    mutating func advance() throws(LedeError)

    /// Calls `body` with each position in the document at hand, ascending. Called once for a document at most.
    mutating func forEachPosition(_ body: (UInt32) -> Void) throws(LedeError)
}

/// A word of a segment.
struct SegmentWordStream: WordStream {
    private let cursor: PostingsCursor
    private let positions: PositionsReader
    private var index = 0
    private(set) var document: UInt32

    init(_ cursor: PostingsCursor) throws(LedeError) {
        self.cursor = cursor
        positions = PositionsReader(cursor)
        try cursor.load(0)
        try cursor.loadFrequencies()
        document = cursor.documents[0]
    }

    mutating func advance() throws(LedeError) {
        index += 1
        if index == cursor.count {
            guard cursor.block + 1 < cursor.blockCount else {
                document = .max
                return
            }
            try cursor.load(cursor.block + 1)
            try cursor.loadFrequencies()
            index = 0
        }
        document = cursor.documents[index]
    }

    @inline(__always)
    mutating func forEachPosition(_ body: (UInt32) -> Void) throws(LedeError) {
        try positions.read(documentAt: index)
        for place in 0..<positions.count { body(positions.positions[place]) }
    }
}
