/// The documents of one postings list, which are marked and looked up in it for any number of windows at once.
///
/// Who inherits says what they score.
class ListScorer: Scorer {
    final let cursor: PostingsCursor

    init(_ cursor: PostingsCursor, bounds: FixedBuffer<Float>) {
        self.cursor = cursor
        super.init(cost: cursor.entry.documentFrequency, bounds: bounds)
    }

    final override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        try cursor.mark(window..<(window + 1), into: bits)
    }

    final override func mark(_ windows: Range<Int>, into bits: WindowBits) throws(LedeError) {
        try cursor.mark(windows, into: bits)
    }

    final override func narrow(_ marks: WindowBits, _ windows: Range<Int>, isKept: Bool) throws(LedeError) {
        try cursor.narrow(marks, windows, isKept: isKept)
    }
}
