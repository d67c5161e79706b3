/// Documents that match at least one of several scorers, by MAXSCORE on windows.
///
/// In each window the scorers are ordered by what they can add there. Those at the bottom that cannot make a hit even
/// together only complete the scores of documents that the others found (Turtle and Flood, *Query Evaluation:
/// Strategies and Optimizations*, 1995; the windows after Grand et al., *From MAXSCORE to Block-Max WAND*, 2020).
final class DisjunctionScorer: Scorer {
    private let scorers: [Scorer]
    private var order = BoundOrder()
    private lazy var sums = WindowSums()

    init(_ scorers: [Scorer], windowCount: Int) {
        self.scorers = scorers
        super.init(cost: scorers.reduce(0) { $0 + $1.cost }, windowCount: windowCount)
        for window in 0..<windowCount {
            var sum = -1.0
            for scorer in scorers where scorer.bounds[window] >= 0 { sum = max(0, sum) + Double(scorer.bounds[window]) }
            if sum >= 0 { bounds[window] = Float(roundingUp: sum) }
        }
    }

    override var isCostlyToMatch: Bool { scorers.contains { $0.isCostlyToMatch } }

    override func reached(by rank: Int, live: LiveDocuments?) throws(LedeError) -> Float {
        // What is frequent everywhere seldom reaches what rarer parts do.
        var best: Float = -1
        for (scorer, bound) in scorers.map({ ($0, $0.greatestBound) }).sorted(by: { $0.1 > $1.1 }) {
            if bound <= best { break }
            best = max(best, try scorer.reached(by: rank, live: live))
        }
        return best
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
        guard bounds[window] >= 0, bounds[window] > above else { return }
        order.sort(scorers, window)
        let count = order.count
        var first = 0
        while first + 1 < count, order.sum(before: first + 1) <= above { first += 1 }
        if first + 1 == count {
            let scorer = scorers[order[first]]
            try scorer.collect(window, above: above.less(order.sum(before: first)), into: candidates)
        } else {
            for place in first..<count {
                let others = order.sum(without: place)
                try scorers[order[place]].accumulate(window, above: above.less(others), into: sums)
            }
            sums.move(to: candidates, window, above: above.less(order.sum(before: first)))
        }
        for place in (0..<first).reversed() where candidates.count > 0 {
            let scorer = scorers[order[place]]
            try scorer.refine(candidates, window, .add, above: above, rest: order.sum(before: place))
        }
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        for scorer in scorers where scorer.bounds[window] >= 0 { try scorer.mark(window, into: bits) }
    }

    override func mark(_ windows: Range<Int>, into bits: WindowBits) throws(LedeError) {
        for scorer in scorers { try scorer.mark(windows, into: bits) }
    }

    override var planName: String { "any of \(scorers.count), MAXSCORE by window" }

    override var planParts: [(role: String, scorer: Scorer)] {
        scorers.map { ("part", $0) }
    }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        var details: [Explanation] = []
        for scorer in scorers {
            if let part = try scorer.explain(document) { details.append(part) }
        }
        return details.isEmpty ? nil : .sum(details)
    }
}
