/// Documents that match every one of several scorers, with others that add to the score, filter or exclude.
///
/// The rarest of the required ones leads; the rest go through its candidates, the rarest first, and drop those that
/// can no longer become hits (block-max conjunction: Ding and Suel, *Faster Top-k Document Retrieval Using Block-Max
/// Indexes*, 2011, here on windows).
final class ConjunctionScorer: Scorer {
    private struct Step {
        let scorer: Scorer
        let rule: Refinement
    }

    /// What must match, the rarest first, which leads.
    private let steps: [Step]
    private let optional: [Scorer]
    private let excluded: [Scorer]
    private var order = BoundOrder()

    private var lead: Step { steps[0] }

    /// Makes a scorer; nil where nothing is required.
    ///
    /// - Parameter filters: required as well, without a part in the score.
    init?(required: [Scorer], filters: [Scorer], optional: [Scorer], excluded: [Scorer]) {
        var steps: [Step] = []
        steps.reserveCapacity(required.count + filters.count)
        for scorer in required { steps.append(Step(scorer: scorer, rule: .require)) }
        for scorer in filters { steps.append(Step(scorer: scorer, rule: .filter)) }
        if steps.isEmpty { return nil }
        steps.sort { $0.scorer.cost < $1.scorer.cost }
        self.steps = steps
        self.optional = optional
        self.excluded = excluded
        super.init(cost: steps[0].scorer.cost, windowCount: steps[0].scorer.bounds.count)
        for window in 0..<bounds.count { bounds[window] = bound(of: window) }
    }

    private func bound(of window: Int) -> Float {
        var sum = 0.0
        for step in steps {
            let bound = step.scorer.bounds[window]
            if bound < 0 { return -1 }
            if step.rule == .require { sum += Double(bound) }
        }
        for scorer in optional { sum += Double(max(0, scorer.bounds[window])) }
        return Float(roundingUp: sum)
    }

    override var isCostlyToMatch: Bool {
        steps.contains { $0.scorer.isCostlyToMatch } || excluded.contains { $0.isCostlyToMatch }
    }

    /// Where few are left of few, to find them takes longer than to score them.
    override var isScoredInOnePass: Bool {
        isCostlyToMatch || steps.count > 1 && excluded.isEmpty && cost < bounds.count * Self.fewOfWindow
    }

    private static let fewOfWindow = Window.size / 16

    override func reached(by rank: Int, live: LiveDocuments?) throws(LedeError) -> Float {
        guard steps.count == 1, excluded.isEmpty, lead.rule == .require else { return -1 }
        return try lead.scorer.reached(by: rank, live: live)
    }

    /// Lists are gone through from one document of the lead to the next, wherever these are.
    override var windowsAtOnce: Int {
        areAllLists ? sparseWindows(beside: steps.count > 1 ? steps[1].scorer.cost : 0) : 1
    }

    private var areAllLists: Bool {
        lead.rule == .require && lead.scorer is TermScorer && optional.isEmpty
            && steps.allSatisfy { $0.scorer is ListScorer } && excluded.allSatisfy { $0 is ListScorer }
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        try collect(window..<(window + 1), above: above, into: candidates)
    }

    override func collect(_ windows: Range<Int>, above: Float, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
        let (window, bound) = (windows.lowerBound, greatestBound(of: windows))
        guard bound >= 0, bound > above else { return }
        // With optional parts it is one window.
        if !optional.isEmpty { order.sort(optional, window) }
        var rest = Double(order.sum)
        for step in steps.dropFirst() where step.rule == .require {
            rest += Double(step.scorer.greatestBound(of: windows))
        }
        if lead.rule == .require {
            try lead.scorer.collect(windows, above: above.less(Float(roundingUp: rest)), into: candidates)
        } else {
            try lead.scorer.collect(window, above: -1, into: candidates)
            candidates.scores.fill(0..<candidates.count, with: 0)
        }
        for step in steps.dropFirst() where candidates.count > 0 {
            if step.rule == .require { rest -= Double(step.scorer.greatestBound(of: windows)) }
            try step.scorer.refine(candidates, window, step.rule, above: above, rest: Float(roundingUp: rest))
        }
        for scorer in excluded where candidates.count > 0 && scorer.greatestBound(of: windows) >= 0 {
            try scorer.refine(candidates, window, .exclude, above: above, rest: Float(roundingUp: rest))
        }
        for place in (0..<order.count).reversed() where candidates.count > 0 {
            let scorer = optional[order[place]]
            try scorer.refine(candidates, window, .add, above: above, rest: order.sum(before: place))
        }
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        try mark(window..<(window + 1), into: bits)
    }

    override func mark(_ windows: Range<Int>, into bits: WindowBits) throws(LedeError) {
        guard windows.contains(where: { bounds[$0] >= 0 }) else { return }
        let marks = WindowBits(windows: windows.count)
        try lead.scorer.mark(windows, into: marks)
        for step in steps.dropFirst() { try narrow(marks, step.scorer, windows, isKept: true) }
        for scorer in excluded where windows.contains(where: { scorer.bounds[$0] >= 0 }) {
            try narrow(marks, scorer, windows, isKept: false)
        }
        bits.formUnion(marks)
    }

    /// Keeps the marks that a scorer matches, or those it does not match: all at once where it matches many, one by one
    /// where it matches few or is costly to match.
    private func narrow(
        _ marks: WindowBits, _ scorer: Scorer, _ windows: Range<Int>, isKept: Bool
    ) throws(LedeError) {
        let count = marks.count
        if count == 0 { return }
        if scorer.isCostlyToMatch || count <= Window.size && scorer.isQuickerToNarrow(count, of: windows.count) {
            try scorer.narrow(marks, windows, isKept: isKept)
        } else {
            let others = WindowBits(windows: windows.count)
            try scorer.mark(windows, into: others)
            if isKept { marks.formIntersection(others) } else { marks.subtract(others) }
        }
    }

    override var planName: String { "all, the rarest leads" }

    override var planParts: [(role: String, scorer: Scorer)] {
        [(lead.rule == .require ? "lead" : "lead, filter", lead.scorer)]
            + steps.dropFirst().map { ($0.rule == .require ? "then" : "then, filter", $0.scorer) }
            + optional.map { ("optional", $0) } + excluded.map { ("excluded", $0) }
    }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        var details: [Explanation] = []
        for step in steps {
            guard let part = try step.scorer.explain(document) else { return nil }
            if step.rule == .require {
                details.append(part)
            } else {
                details.append(Explanation(0, "filter, without a part in the score", details: [part]))
            }
        }
        for scorer in excluded {
            if try scorer.explain(document) != nil { return nil }
        }
        for scorer in optional {
            if let part = try scorer.explain(document) { details.append(part) }
        }
        return .sum(details)
    }
}
