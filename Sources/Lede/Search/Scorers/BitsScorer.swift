/// Documents known beforehand, one bit each: those of a range or with a value, or all. They score the same.
final class BitsScorer: Scorer {
    private let bits: BitSet
    private let score: Float
    private let description: String

    init(_ bits: BitSet, score: Float, description: String) {
        self.bits = bits
        self.score = score
        self.description = description
        super.init(cost: bits.cardinality, windowCount: Window.count(documents: bits.count))
        for word in 0..<bits.words.count where bits.words[word] != 0 { bounds[word / Window.wordCount] = score }
    }

    private func forEachWord(of window: Int, _ body: (_ index: Int, _ word: UInt64) -> Void) {
        let start = window * Window.wordCount
        let end = min(start + Window.wordCount, bits.words.count)
        for index in start..<max(start, end) { body(index - start, bits.words[index]) }
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
        guard score > above else { return }
        var count = 0
        let start = Window.start(window)
        forEachWord(of: window) { index, word in
            var rest = word
            while rest != 0 {
                candidates.documents[count] = start + UInt32(64 * index + rest.trailingZeroBitCount)
                candidates.scores[count] = Double(score)
                count += 1
                rest &= rest - 1
            }
        }
        candidates.count = count
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        forEachWord(of: window) { index, word in bits.words[index] |= word }
    }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        switch rule {
        case .filter: candidates.keep { bits[Int($0)] }
        case .exclude: candidates.keep { !bits[Int($0)] }
        case .require:
            candidates.keep { bits[Int($0)] }
            for index in 0..<candidates.count { candidates.scores[index] += Double(score) }
        case .add:
            for index in 0..<candidates.count where bits[Int(candidates.documents[index])] {
                candidates.scores[index] += Double(score)
            }
        }
    }

    override var planName: String { "a bit for each document, \(description)" }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        bits[Int(document)] ? Explanation(Double(score), description) : nil
    }
}
