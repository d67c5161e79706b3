/// The documents of another scorer, each with the same score instead of its own.
final class ConstantScorer: Scorer {
    private let inner: Scorer
    private let score: Float
    private lazy var bits = WindowBits()

    init(_ inner: Scorer, score: Float) {
        self.inner = inner
        self.score = score
        super.init(cost: inner.cost, windowCount: inner.bounds.count)
        for window in 0..<bounds.count where inner.bounds[window] >= 0 { bounds[window] = score }
    }

    override var isCostlyToMatch: Bool { inner.isCostlyToMatch }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
        guard bounds[window] > above, try markOwn(window) else { return }
        candidates.take(bits, window)
        candidates.scores.fill(0..<candidates.count, with: Double(score))
    }

    /// Marks the matching documents in ``bits``.
    /// - Returns: false where the window has none for sure.
    private func markOwn(_ window: Int) throws(LedeError) -> Bool {
        guard bounds[window] >= 0 else { return false }
        bits.clear()
        try inner.mark(window, into: bits)
        return true
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        if bounds[window] >= 0 { try inner.mark(window, into: bits) }
    }

    override func mark(_ windows: Range<Int>, into bits: WindowBits) throws(LedeError) {
        try inner.mark(windows, into: bits)
    }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        switch rule {
        case .filter, .exclude: try inner.refine(candidates, window, rule, above: above, rest: rest)
        case .require:
            try inner.refine(candidates, window, .filter, above: -1, rest: 0)
            for index in 0..<candidates.count { candidates.scores[index] += Double(score) }
        case .add:
            guard try markOwn(window) else { return }
            let start = Window.start(window)
            for index in 0..<candidates.count where bits.contains(Int(candidates.documents[index] &- start)) {
                candidates.scores[index] += Double(score)
            }
        }
    }

    override var planName: String { "constant score \(Explanation.number(Double(score)))" }

    override var planParts: [(role: String, scorer: Scorer)] {
        [("of", inner)]
    }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        guard let part = try inner.explain(document) else { return nil }
        return Explanation(Double(score), "constant score, instead of its own", details: [part])
    }
}
