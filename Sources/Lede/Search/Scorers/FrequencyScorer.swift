/// A word or phrase in one field or in several that are ranked as one: frequencies are added up, each times the weight
/// of its field, before they saturate (BM25F).
///
/// Who inherits says where the word or phrase occurs, and how often.
class FrequencyScorer: Scorer {
    let lengths: LengthNorms
    let saturation: Saturation
    /// What ``gather(_:above:)`` adds to.
    final var frequencies: WindowFrequencies { scratch.frequencies }
    private let words: BoundWords
    /// What is looked for and where, for people.
    var label: String { words.label }

    /// - Parameter bounds: one for each window; the scorer takes it over.
    init(_ words: BoundWords, lengths: LengthNorms, cost: Int, bounds: FixedBuffer<Float>) {
        self.words = words
        self.lengths = lengths
        saturation = Saturation(weight: Float(words.weight))
        super.init(cost: cost, bounds: bounds)
    }

    /// Adds the weighted frequencies in a window, but for documents that cannot exceed `above`.
    func gather(_ window: Int, above: Float) throws(LedeError) {}

    /// Calls `body` with each field in which a document has the word or phrase, and how often; nearness counts in parts.
    func forEachFrequency(_ document: UInt32, _ body: (_ field: Int, _ frequency: Float) -> Void) throws(LedeError) {}

    /// Whether a document has the word or phrase.
    func contains(_ document: UInt32) throws(LedeError) -> Bool { try weightedFrequency(document) > 0 }

    /// How often a document has the word or phrase, each field times its weight; 0 where it does not.
    func weightedFrequency(_ document: UInt32) throws(LedeError) -> Float {
        var sum: Float = 0
        try forEachFrequency(document) { field, frequency in sum += lengths.weight(of: field) * frequency }
        return sum
    }

    /// Puts the documents of at most ``Scorer/windowsAtOnce`` windows into a list, each with its weighted frequency times the
    /// inverse of ``LengthNorms``, but for documents that cannot exceed `above`.
    /// - Returns: how many there are.
    func list(_ windows: Range<Int>, above: Float, in list: ScoreList) throws(LedeError) -> Int {
        try gather(windows.lowerBound, above: above)
        return frequencies.drain(from: Window.start(windows.lowerBound), lengths: lengths, to: list)
    }

    /// Puts the documents of some windows and their scores into a list, but for those that cannot exceed `above`.
    /// - Returns: how many there are.
    private func score(_ windows: Range<Int>, above: Float, in list: ScoreList) throws(LedeError) -> Int {
        guard greatestBound(of: windows) >= 0 else { return 0 }
        let count = try self.list(windows, above: above, in: list)
        saturation.score(list.scores, first: count)
        return count
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        try collect(window..<(window + 1), above: above, into: candidates)
    }

    override func collect(_ windows: Range<Int>, above: Float, into candidates: Candidates) throws(LedeError) {
        let list = scratch.list
        let count = try score(windows, above: above, in: list)
        candidates.count = list.scores.select(
            first: count, above: above, documents: list.documents, into: candidates.documents, candidates.scores, at: 0)
    }

    override func accumulate(_ window: Int, above: Float, into sums: WindowSums) throws(LedeError) {
        let start = Window.start(window)
        let list = scratch.list
        let count = try score(window..<(window + 1), above: above, in: list)
        for index in 0..<count {
            sums.add(Double(list.scores[index]), at: Int(list.documents[index] &- start))
        }
    }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        let isScored = rule == .require || rule == .add
        if isScored, !isCostlyToMatch, isDense(beside: candidates) {
            try addBulkScores(to: candidates, window, isRequired: rule == .require, above: above, rest: rest)
            return
        }
        let limit = Double(above)
        let bound = Double(max(0, bounds[window])) + Double(rest)
        var kept = 0
        for index in 0..<candidates.count {
            let document = candidates.documents[index]
            var score = candidates.scores[index]
            if isScored {
                if score + bound <= limit { continue }
                let frequency = try weightedFrequency(document)
                if frequency == 0, rule == .require { continue }
                score += Double(saturation.score(frequency * lengths.table.inverse(of: Int(document))))
                if score + Double(rest) <= limit { continue }
            } else {
                if try contains(document) != (rule == .filter) { continue }
            }
            candidates.documents[kept] = document
            candidates.scores[kept] = score
            kept += 1
        }
        candidates.count = kept
    }

    override var planName: String { "lists of several fields for \(label), added up" }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        var found: [(field: Int, frequency: Float)] = []
        try forEachFrequency(document) { field, frequency in found.append((field, frequency)) }
        return found.isEmpty ? nil : words.explain(found, document: Int(document), lengths: lengths)
    }
}
