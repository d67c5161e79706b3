/// What another scorer matches, each score multiplied by the factor of the document's date (``Recency``).
///
/// No factor is greater than 1, so the bound of a window is that of the other scorer times the factor of the newest date in
/// it, and a score that is needed here needs at least that divided by it there.
final class RecencyScorer: Scorer {
    private let scorer: Scorer
    private let recency: BoundRecency
    private let dates: NumericColumn?
    /// The greatest factor of each window.
    private let factors: [Double]

    init(_ scorer: Scorer, _ recency: BoundRecency, dates: NumericColumn?, ranges: ColumnRanges?) {
        self.scorer = scorer
        self.recency = recency
        self.dates = dates
        factors = (0..<scorer.bounds.count).map { window in
            ranges?.range(in: window).map { recency.factor(of: $0.upperBound) } ?? Recency.factorWithoutDate
        }
        super.init(cost: scorer.cost, windowCount: scorer.bounds.count)
        for (window, factor) in factors.enumerated() where scorer.bounds[window] >= 0 {
            bounds[window] = Float(roundingUp: Double(scorer.bounds[window]) * factor)
        }
    }

    override var isCostlyToMatch: Bool { scorer.isCostlyToMatch }

    private func factor(of document: UInt32) -> Double {
        dates?[Int(document)].map { recency.factor(of: $0) } ?? Recency.factorWithoutDate
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        // Rounded down by as much as bounds are rounded up.
        let needed = above < 0 ? above : Float(Double(above) / factors[window] * (1 - 0x1p-20))
        try scorer.collect(window, above: needed, into: candidates)
        for index in 0..<candidates.count { candidates.scores[index] *= factor(of: candidates.documents[index]) }
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        try scorer.mark(window, into: bits)
    }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        guard let found = try scorer.explain(document) else { return nil }
        let factor = factor(of: document)
        let date = dates?[Int(document)].map { DateValue.text($0) } ?? "no date"
        let from = DateValue.text(recency.newest)
        return Explanation(
            found.value * factor, "score with recency, product of",
            details: [
                found,
                Explanation(
                    factor,
                    "recency, ½ + ½ × 2^(−age ÷ half-life), of \(date) seen from \(from) with a half-life of "
                        + "\(Explanation.number(recency.recency.halfLife / 86_400)) days"),
            ])
    }
}
