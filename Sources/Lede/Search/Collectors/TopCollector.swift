/// Finds the best documents of a scorer, segment after segment, and counts all where that is asked for.
///
/// The windows with the highest bounds come first, so that the score that a hit needs rises early; the others follow
/// in order, and those that cannot hold a hit are passed over.
struct TopCollector {
    private let top: TopScores
    private let candidates = Candidates()
    private let isCounting: Bool
    /// Only documents worse than this one are hits.
    private let after: TopScores.Entry?
    /// How many live documents match, where they are counted.
    private(set) var total = 0
    /// What a hit of the segment at hand exceeds at any rate.
    private var floor: Float = -1
    /// When to stop, with what was found by then.
    private(set) var clock: SearchClock

    init(limit: Int, isCounting: Bool, after: TopScores.Entry? = nil, clock: SearchClock = SearchClock()) {
        self.clock = clock
        top = TopScores(limit: limit)
        self.isCounting = isCounting
        self.after = after
    }

    mutating func collect(_ scorer: Scorer, segment: Int, live: LiveDocuments?) throws(LedeError) {
        top.begin(UInt32(segment))
        let windows = scorer.bounds.count
        if isCounting, scorer.isScoredInOnePass {
            for window in 0..<windows where scorer.bounds[window] >= 0 {
                if try clock.checkIsOver() { return }
                try scorer.collectAll(window, above: top.threshold(from: Window.start(window)), into: candidates)
                offer(live)
                total += candidates.count
            }
            return
        }
        // Within a time the best windows come first with their counts, so that what is found is known as well as may be.
        if isCounting, !clock.isLimited {
            var collector = MatchCollector(clock: clock)
            total += try collector.count(scorer, live: live)
        }
        let counter = isCounting && clock.isLimited ? MatchCollector() : nil
        // Behind a place in the order, documents that reach a score need not be hits.
        let isRanked = after == nil && scorer.cost >= scorer.costWorthRanking
        let reached = isRanked ? try scorer.reached(by: top.limit, live: live) : -1
        floor = reached.nextDown
        let best = windows > 2 * BestWindows.limit ? BestWindows(of: scorer) : BestWindows()
        for place in 0..<(best.count + windows) {
            let window = place < best.count ? best[place] : place - best.count
            if scorer.bounds[window] < 0 || place >= best.count && best.contains(window) { continue }
            if try clock.checkIsOver() { return }
            if let counter { total += try counter.count(window, of: scorer, live: live) }
            try collect(scorer, window, live)
        }
    }

    private mutating func collect(
        _ scorer: Scorer, _ window: Int, _ live: LiveDocuments?
    ) throws(LedeError) {
        let bound = scorer.bounds[window]
        let above = max(floor, top.threshold(from: Window.start(window)))
        guard bound >= 0, bound > above else { return }
        try scorer.collect(window, above: above, into: candidates)
        offer(live)
    }

    private func offer(_ live: LiveDocuments?) {
        if let live { candidates.keep { live.contains(Int($0)) } }
        top.offer(candidates, after: after)
    }

    /// What was found, the best first.
    var found: [TopScores.Entry] { top.sorted }
}

/// The few windows of a scorer with the highest bounds, the highest first.
private struct BestWindows {
    static let limit = 4
    private(set) var count = 0
    private var windows = InlineArray<4, Int>(repeating: 0)

    init() {}

    init(of scorer: Scorer) {
        let bounds = scorer.bounds
        for window in 0..<bounds.count where bounds[window] >= 0 {
            var place = count
            while place > 0, bounds[window] > bounds[windows[place - 1]] { place -= 1 }
            guard place < Self.limit else { continue }
            count = min(count + 1, Self.limit)
            var last = count - 1
            while last > place {
                windows[last] = windows[last - 1]
                last -= 1
            }
            windows[place] = window
        }
    }

    subscript(place: Int) -> Int { windows[place] }

    func contains(_ window: Int) -> Bool {
        for place in 0..<count where windows[place] == window { return true }
        return false
    }
}
