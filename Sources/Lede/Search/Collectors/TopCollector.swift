/// Finds the best documents of a scorer, segment after segment, and counts all where that is asked for.
///
/// The windows with the highest bounds come first, so that the score that a hit needs rises early; the others follow
/// in order, and those that cannot hold a hit are passed over.
struct TopCollector {
    private let top: TopScores
    private let candidates: Candidates
    private let isCounting: Bool
    /// Only documents worse than this one are hits.
    private let after: TopScores.Entry?
    /// How many live documents match, where they are counted.
    private(set) var total = 0
    /// What a hit of the segment at hand exceeds at any rate.
    private var floor: Float = -1
    /// When to stop, with what was found by then.
    private(set) var clock: SearchClock

    /// - Parameter candidates: which nobody else uses meanwhile.
    init(
        limit: Int, isCounting: Bool, after: TopScores.Entry? = nil, clock: SearchClock = SearchClock(),
        candidates: Candidates = Candidates()
    ) {
        self.clock = clock
        self.candidates = candidates
        top = TopScores(limit: limit)
        self.isCounting = isCounting
        self.after = after
    }

    mutating func collect(_ scorer: Scorer, segment: Int, live: LiveDocuments?) throws(LedeError) {
        top.begin(UInt32(segment))
        let groups = WindowGroups(scorer)
        if isCounting, scorer.isScoredInOnePass {
            for group in 0..<groups.count where groups.bound(of: group) >= 0 {
                if try clock.checkIsOver() { return }
                let windows = groups.windows(of: group)
                let above = top.threshold(from: Window.start(windows.lowerBound))
                try scorer.collectAll(windows, above: above, into: candidates)
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
        let best = BestGroups(of: groups)
        for place in 0..<(best.count + groups.count) {
            let group = place < best.count ? best[place] : place - best.count
            let bound = groups.bound(of: group)
            if bound < 0 || place >= best.count && best.contains(group) { continue }
            if try clock.checkIsOver() { return }
            let windows = groups.windows(of: group)
            if let counter {
                for window in windows { total += try counter.count(window, of: scorer, live: live) }
            }
            guard bound > floor else { continue }
            let above = max(floor, top.threshold(from: Window.start(windows.lowerBound)))
            guard bound > above else { continue }
            try scorer.collect(windows, above: above, into: candidates)
            offer(live)
        }
    }

    private func offer(_ live: LiveDocuments?) {
        if let live { candidates.keep { live.contains(Int($0)) } }
        top.offer(candidates, after: after)
    }

    /// What was found, the best first.
    var found: [TopScores.Entry] { top.sorted }
}

/// The windows of a scorer, those together that are collected at once.
private struct WindowGroups {
    private let scorer: Scorer
    private let size: Int
    let count: Int

    init(_ scorer: Scorer) {
        self.scorer = scorer
        size = scorer.windowsAtOnce
        count = (scorer.bounds.count + size - 1) / size
    }

    func windows(of group: Int) -> Range<Int> { group * size..<min((group + 1) * size, scorer.bounds.count) }

    func bound(of group: Int) -> Float { scorer.greatestBound(of: windows(of: group)) }
}

/// The few groups with the highest bounds, the highest first.
private struct BestGroups {
    private static let limit = 4
    private(set) var count = 0
    private var groups = InlineArray<4, Int>(repeating: 0)

    /// None where there are few anyway.
    init(of all: WindowGroups) {
        if all.count <= 2 * Self.limit { return }
        var bounds = InlineArray<4, Float>(repeating: 0)
        for group in 0..<all.count {
            let bound = all.bound(of: group)
            var place = count
            while place > 0, bound > bounds[place - 1] { place -= 1 }
            guard bound >= 0, place < Self.limit else { continue }
            count = min(count + 1, Self.limit)
            var last = count - 1
            while last > place {
                groups[last] = groups[last - 1]
                bounds[last] = bounds[last - 1]
                last -= 1
            }
            groups[place] = group
            bounds[place] = bound
        }
    }

    subscript(place: Int) -> Int { groups[place] }

    func contains(_ group: Int) -> Bool {
        for place in 0..<count where groups[place] == group { return true }
        return false
    }
}
