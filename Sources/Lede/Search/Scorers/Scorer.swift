/// A part of a query bound to a segment: which documents of a window match, and with what score.
///
/// Everything happens a window at a time, so that a call is made once for up to ``Window/size`` documents and the
/// loops inside are plain ones over integers. Windows may be asked for in any order. Scores are added up in `Double`:
/// sums of a few `Float` are then the same in any order, and every plan gives a document the same score.
///
/// A scorer is used by one thread, and outlived by the ``SegmentReader`` it reads.
package class Scorer {
    /// About how many documents match: never fewer, but where ranges of numbers are guessed from a sample.
    let cost: Int
    /// For each window a score that no document of it exceeds; less than 0 where none matches.
    let bounds: FixedBuffer<Float>

    /// - Parameter bounds: one for each window; the scorer takes it over.
    init(cost: Int, bounds: FixedBuffer<Float>) {
        self.cost = cost
        self.bounds = bounds
    }

    /// Makes a scorer that nothing matches as yet.
    init(cost: Int, windowCount: Int) {
        self.cost = cost
        bounds = FixedBuffer<Float>.allocate(windowCount, repeating: -1)
    }

    deinit { bounds.deallocate() }

    /// A score that no document exceeds; less than 0 where none matches.
    final var greatestBound: Float { greatestBound(of: 0..<bounds.count) }

    /// Whether finding the matching documents costs about as much as scoring them.
    var isCostlyToMatch: Bool { false }

    /// Whether whoever wants the best and the count had better score all that match, and go through them once.
    var isScoredInOnePass: Bool { isCostlyToMatch }

    /// With fewer matches it is not worth while to ask what the best of them reach (``reached(by:live:)``).
    var costWorthRanking: Int { 1024 }

    /// Replaces `candidates` by the matching documents of a window, ascending, with their scores. Those that score
    /// no more than `above` may be left out.
    func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
    }

    /// How many windows that follow each other can be collected at once: several where few documents match. No more
    /// match in all of them than ``Candidates`` has room for.
    var windowsAtOnce: Int { 1 }

    /// What ``windowsAtOnce`` is for a scorer that goes through the ``cost`` documents of one list.
    ///
    /// - Parameter rest: how many documents the rarest of the others have that must match as well. Where these are many, most
    ///   of the list's match, and it is asked sooner anew what a hit needs.
    final func sparseWindows(beside rest: Int = 0) -> Int {
        Self.sparseWindows(cost, beside: rest, of: bounds.count)
    }

    static func sparseWindows(_ cost: Int, beside rest: Int, of count: Int) -> Int {
        if cost > Window.size { return 1 }
        let isFrequent = rest > count * Window.size / 8
        let documents = isFrequent ? Self.documentsAtOnce / 4 : Self.documentsAtOnce
        return min(count, max(1, documents * count / max(1, cost)))
    }

    /// About so many documents are collected before it is asked anew what a hit needs.
    private static let documentsAtOnce = 512

    /// The same as ``collect(_:above:into:)-(Int,_,_)`` for at most ``windowsAtOnce`` windows.
    func collect(_ windows: Range<Int>, above: Float, into candidates: Candidates) throws(LedeError) {
        try collect(windows.lowerBound, above: above, into: candidates)
    }

    /// Replaces `candidates` by all matching documents of at most ``windowsAtOnce`` windows, ascending. The scores of those
    /// that score no more than `above` may be other ones that do not exceed it either.
    func collectAll(_ windows: Range<Int>, above: Float, into candidates: Candidates) throws(LedeError) {
        try collect(windows, above: -1, into: candidates)
    }

    /// A score that no document of some windows exceeds; less than 0 where none matches.
    final func greatestBound(of windows: Range<Int>) -> Float {
        var greatest: Float = -1
        for window in windows { greatest = max(greatest, bounds[window]) }
        return greatest
    }

    /// Adds the scores of the matching documents of a window. Those that score no more than `above` may be left out.
    func accumulate(_ window: Int, above: Float, into sums: WindowSums) throws(LedeError) {
        let candidates = sums.scratch
        try collect(window, above: above, into: candidates)
        let start = Window.start(window)
        for index in 0..<candidates.count {
            sums.add(candidates.scores[index], at: Int(candidates.documents[index] &- start))
        }
    }

    /// Marks the matching documents of a window, one bit each.
    func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {}

    /// Marks the matching documents of some windows that follow each other; the first bit is that of the first document of
    /// the first window.
    func mark(_ windows: Range<Int>, into bits: WindowBits) throws(LedeError) {
        for window in windows where bounds[window] >= 0 {
            try mark(window, into: bits.part(window - windows.lowerBound))
        }
    }

    /// Keeps the marks of some windows that the scorer matches, or those it does not match, looking for one after the other.
    ///
    /// Where there are several windows, there are at most ``Window/size`` marks, unless it ``isCostlyToMatch``.
    func narrow(_ marks: WindowBits, _ windows: Range<Int>, isKept: Bool) throws(LedeError) {
        for window in windows { try narrow(marks.part(window - windows.lowerBound), window, isKept: isKept) }
    }

    private func narrow(_ marks: WindowBits, _ window: Int, isKept: Bool) throws(LedeError) {
        let candidates = scratch.candidates
        candidates.take(marks, window)
        try refine(candidates, window, isKept ? .filter : .exclude, above: -1, rest: 0)
        marks.clear()
        let start = Window.start(window)
        for index in 0..<candidates.count { marks.insert(Int(candidates.documents[index] &- start)) }
    }

    /// Whether it takes less time to look for so many marks of some windows than to mark all that match there.
    ///
    /// The factors are nanoseconds as measured. Lists that have more than every sixth document are mostly bit sets, which
    /// are marked word by word.
    func isQuickerToNarrow(_ count: Int, of windows: Int) -> Bool {
        let matching = cost * windows / bounds.count
        let blocks = matching / blockSize + windows
        let marking = matching > windows * Window.size / 6 ? 12 * blocks : 40 * blocks
        return 6 * count + 45 * min(count, blocks) < marking
    }

    /// A score that at least `rank` live documents reach, from a look at those that are likely the best; less than 0
    /// where none is known.
    func reached(by rank: Int, live: LiveDocuments?) throws(LedeError) -> Float { -1 }

    /// Replaces `candidates` by documents with their scores, in any order, among which the `rank` best may well be.
    func collectBest(_ rank: Int, into candidates: Candidates) throws(LedeError) {
        var best = 0
        for window in 0..<bounds.count where bounds[window] > bounds[best] { best = window }
        try collect(best, above: -1, into: candidates)
    }

    /// Goes through the candidates of a window, in their order, and keeps those that `rule` says. Candidates that
    /// cannot score more than `above` may be dropped, where `rest` bounds what others will add later.
    func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        if rule == .filter || rule == .exclude {
            let bits = scratch.bits
            bits.clear()
            if bounds[window] >= 0 { try mark(window, into: bits) }
            let start = Window.start(window)
            candidates.keep { bits.contains(Int($0 &- start)) == (rule == .filter) }
        } else {
            try collect(window, above: -1, into: scratch.candidates)
            candidates.join(scratch.candidates, isRequired: rule == .require, above: above.less(rest))
        }
    }

    /// What it works in. Scorers without parts may share one, as each leaves nothing in it that a later call needs.
    final lazy var scratch = ScorerScratch()

    /// Whether it takes less time to score all documents of a window than to look for each of the candidates.
    func isDense(beside candidates: Candidates) -> Bool {
        cost / bounds.count < candidates.count * Self.scoresForOneSeek
    }

    /// About how many documents are scored in the time that it takes to look for one.
    private static let scoresForOneSeek = 3

    /// What ``refine(_:_:_:above:rest:)`` does for scores, by scoring all documents of the window.
    func addBulkScores(
        to candidates: Candidates, _ window: Int, isRequired: Bool, above: Float, rest: Float
    ) throws(LedeError) {
        let best = Float(roundingUp: candidates.greatestScore)
        if bounds[window] >= 0 { try accumulate(window, above: above.less(rest).less(best), into: scratch.sums) }
        candidates.join(scratch.sums, window, isRequired: isRequired, above: Double(above) - Double(rest))
    }

    /// What kind of plan it is, in a few words for people.
    var planName: String { "documents" }

    /// The scorers it is made of, each with what it does.
    var planParts: [(role: String, scorer: Scorer)] { [] }

    /// The score of one document and how it comes about; nil when the document does not match.
    func explain(_ document: UInt32) throws(LedeError) -> Explanation? { nil }
}

/// Which candidates a scorer keeps.
enum Refinement {
    /// Those that it matches, with its score added.
    case require
    /// All, with its score added where it matches.
    case add
    /// Those that it matches, with the score they have.
    case filter
    /// Those that it does not match.
    case exclude
}
