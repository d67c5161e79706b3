/// What another scorer finds of some words, where documents that have them as they were typed score the weight of the words
/// more.
///
/// By BM25 no document scores more than the weight for the terms, so those with the very words come before all that have
/// other forms only, and are among themselves in the order of the terms. Forms are looked at only where a document with them
/// could be a hit: where the score by the terms is greater than what is needed less the weight.
final class ExactWordsScorer: Scorer {
    private let inner: Scorer
    private let bonus: Float
    /// What finds the very words in the fields that may have them.
    private let matcher: PhraseMatcher
    private let otherMatchers: [PhraseMatcher]

    /// - Parameters:
    ///   - inner: scores the terms.
    ///   - matchers: of the fields that may have the very words; where there are none, it is nil.
    ///   - weight: that of the words.
    init?(_ inner: Scorer, _ matchers: [PhraseMatcher], weight: Float) {
        guard let matcher = matchers.first else { return nil }
        self.inner = inner
        self.matcher = matcher
        otherMatchers = Array(matchers.dropFirst())
        bonus = weight
        super.init(cost: inner.cost, windowCount: inner.bounds.count)
        for window in 0..<bounds.count where inner.bounds[window] >= 0 {
            bounds[window] = Float(roundingUp: Double(inner.bounds[window]) + Double(weight))
        }
    }

    override var isCostlyToMatch: Bool { inner.isCostlyToMatch }

    override var isScoredInOnePass: Bool { inner.isScoredInOnePass }

    private func hasWords(_ document: UInt32) throws(LedeError) -> Bool {
        if try matcher.frequency(document) > 0 { return true }
        for matcher in otherMatchers where try matcher.frequency(document) > 0 { return true }
        return false
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
        guard bounds[window] > above else { return }
        try collect(window..<(window + 1), above: above, into: candidates)
    }

    override var windowsAtOnce: Int { inner.windowsAtOnce }

    override func collect(_ windows: Range<Int>, above: Float, into candidates: Candidates) throws(LedeError) {
        try inner.collect(windows, above: above.less(bonus), into: candidates)
        try add(to: candidates, above: Double(above), isKeepingAll: false)
    }

    override func collectAll(_ windows: Range<Int>, above: Float, into candidates: Candidates) throws(LedeError) {
        try inner.collectAll(windows, above: above.less(bonus), into: candidates)
        try add(to: candidates, above: Double(above), isKeepingAll: true)
    }

    /// Adds the weight to candidates that have the very words, where they exceed `above` with it.
    private func add(to candidates: Candidates, above: Double, isKeepingAll: Bool) throws(LedeError) {
        let (documents, scores, bonus) = (candidates.documents, candidates.scores, Double(bonus))
        let (sought, places) = (Window.documents.take(), Window.documents.take())
        defer {
            Window.documents.give(sought)
            Window.documents.give(places)
        }
        var count = 0
        for index in 0..<candidates.count {
            sought[count] = documents[index]
            places[count] = UInt32(truncatingIfNeeded: index)
            count &+= scores[index] + bonus > above ? 1 : 0
        }
        try forEachWithWords(sought, count: count) { scores[Int(places[$0])] += bonus }
        if isKeepingAll { return }
        var kept = 0
        for index in 0..<candidates.count {
            let (document, score) = (documents[index], scores[index])
            documents[kept] = document
            scores[kept] = score
            kept &+= score > above ? 1 : 0
        }
        candidates.count = kept
    }

    /// Calls `body` with the place of each of ascending documents that has the very words.
    private func forEachWithWords(
        _ documents: FixedBuffer<UInt32>, count: Int, _ body: (Int) -> Void
    ) throws(LedeError) {
        if otherMatchers.isEmpty { return try matcher.forEachMatch(of: documents, count: count, body) }
        for index in 0..<count where try hasWords(documents[index]) { body(index) }
    }

    // MARK: What the best reach

    override var costWorthRanking: Int { inner.isCostlyToMatch ? super.costWorthRanking : 64 }

    /// Of how many documents for each that is wanted the forms are looked at.
    private static let looksForOneRank = 4

    override func reached(by rank: Int, live: LiveDocuments?) throws(LedeError) -> Float {
        if inner.isCostlyToMatch || rank > Window.size / Self.looksForOneRank { return -1 }
        let candidates = scratch.candidates
        try inner.collectBest(Self.looksForOneRank * rank, into: candidates)
        if let live { candidates.keep { live.contains(Int($0)) } }
        let looks = TopScores(limit: Self.looksForOneRank * rank)
        looks.offer(candidates, after: nil)
        var left = rank
        for entry in looks.sorted where try hasWords(entry.document) {
            left -= 1
            if left == 0 { return max(0, entry.score + bonus).nextDown }
        }
        return try inner.reached(by: rank, live: live)
    }

    // MARK: Matching

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) { try inner.mark(window, into: bits) }

    override func mark(_ windows: Range<Int>, into bits: WindowBits) throws(LedeError) {
        try inner.mark(windows, into: bits)
    }

    override func narrow(_ marks: WindowBits, _ windows: Range<Int>, isKept: Bool) throws(LedeError) {
        try inner.narrow(marks, windows, isKept: isKept)
    }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        switch rule {
        case .filter, .exclude: try inner.refine(candidates, window, rule, above: above, rest: rest)
        case .require, .add:
            try inner.refine(candidates, window, rule, above: above.less(bonus), rest: rest)
            try add(to: candidates, above: Double(above) - Double(rest), isKeepingAll: false)
        }
    }

    override var planName: String { "documents with the very words first" }

    override var planParts: [(role: String, scorer: Scorer)] { [("of", inner)] }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        guard let found = try inner.explain(document) else { return nil }
        guard try hasWords(document) else { return found }
        return .sum([found, Explanation(Double(bonus), "the very words stand in it, the weight once more")])
    }
}
