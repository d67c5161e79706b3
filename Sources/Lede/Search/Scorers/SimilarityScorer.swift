/// Words or a phrase scored by a ``Similarity`` other than BM25, for which the rest is made.
///
/// Where the words occur, and how often, is known by another scorer, whose ``LengthNorms`` are those of
/// ``BM25/identity``, so that its frequencies come out as they are.
final class SimilarityScorer: Scorer {
    private let source: FrequencyScorer
    private let scoring: TermScoring
    private let list = ScoreList()

    /// - Parameter limits: for each window a score that no document exceeds; the scorer takes it over.
    init(_ source: FrequencyScorer, _ scoring: TermScoring, limits: FixedBuffer<Float>) {
        self.source = source
        self.scoring = scoring
        super.init(cost: source.cost, bounds: limits)
        for window in 0..<bounds.count where source.bounds[window] < 0 { bounds[window] = -1 }
    }

    override var isCostlyToMatch: Bool { source.isCostlyToMatch }

    private func score(_ frequency: Float, _ document: UInt32) -> Float {
        scoring.score(Double(frequency), length: source.lengths.length(of: Int(document)))
    }

    /// Puts the documents of a window and their scores into ``list``.
    /// - Returns: how many there are.
    private func score(_ window: Int) throws(LedeError) -> Int {
        guard bounds[window] >= 0 else { return 0 }
        let count = try source.list(window..<(window + 1), above: -1, in: list)
        for index in 0..<count { list.scores[index] = score(list.scores[index], list.documents[index]) }
        return count
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
        guard bounds[window] > above else { return }
        let count = try score(window)
        candidates.count = list.scores.select(
            first: count, above: above, documents: list.documents, into: candidates.documents, candidates.scores, at: 0)
    }

    override func accumulate(_ window: Int, above: Float, into sums: WindowSums) throws(LedeError) {
        guard bounds[window] > above else { return }
        let start = Window.start(window)
        for index in 0..<(try score(window)) {
            sums.add(Double(list.scores[index]), at: Int(list.documents[index] &- start))
        }
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) { try source.mark(window, into: bits) }

    override func mark(_ windows: Range<Int>, into bits: WindowBits) throws(LedeError) {
        try source.mark(windows, into: bits)
    }

    override func narrow(_ marks: WindowBits, _ windows: Range<Int>, isKept: Bool) throws(LedeError) {
        try source.narrow(marks, windows, isKept: isKept)
    }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        let isRequired = rule == .require
        if rule == .filter || rule == .exclude {
            try source.refine(candidates, window, rule, above: above, rest: rest)
            return
        }
        if !isCostlyToMatch, isDense(beside: candidates) {
            try addBulkScores(to: candidates, window, isRequired: isRequired, above: above, rest: rest)
            return
        }
        let limit = Double(above)
        let bound = Double(max(0, bounds[window])) + Double(rest)
        var kept = 0
        for index in 0..<candidates.count {
            let document = candidates.documents[index]
            var total = candidates.scores[index]
            if total + bound <= limit { continue }
            let frequency = try source.weightedFrequency(document)
            if frequency > 0 { total += Double(score(frequency, document)) } else if isRequired { continue }
            if total + Double(rest) <= limit { continue }
            candidates.documents[kept] = document
            candidates.scores[kept] = total
            kept += 1
        }
        candidates.count = kept
    }

    override var planName: String { "scored by \(scoring.similarity)" }

    override var planParts: [(role: String, scorer: Scorer)] { [("of", source)] }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        let frequency = try source.weightedFrequency(document)
        if frequency == 0 { return nil }
        var parts: [(field: Int, frequency: Float)] = []
        try source.forEachFrequency(document) { parts.append(($0, $1)) }
        return scoring.explain(
            Double(frequency), parts, length: source.lengths.length(of: Int(document)))
    }
}
