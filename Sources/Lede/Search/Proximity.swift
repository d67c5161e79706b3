/// How much neighbouring words of a query count beside the words themselves where a document has them side by side, or near
/// each other: the sequential dependence model, with BM25 in place of a language model.
///
/// Each two words that follow each other in the query are looked for side by side in this order, and in any order within a
/// window. Either is scored like a word whose idf is the sum of the two, times its weight.
///
/// Source: Metzler and Croft, *A Markov Random Field Model for Term Dependencies*, SIGIR 2005, whose weights are 0.85 for
/// words, 0.10 for the order and 0.05 for the window.
public struct Proximity: Sendable, Equatable {
    /// What two words side by side in the order of the query count.
    public var orderedWeight: Double
    /// What two words within the window count.
    public var windowWeight: Double
    /// How many words the window has, with the two; at least 2.
    public var window: Int

    /// Makes the settings; the defaults are those of the paper.
    public init(orderedWeight: Double = 0.10 / 0.85, windowWeight: Double = 0.05 / 0.85, window: Int = 8) {
        self.orderedWeight = orderedWeight
        self.windowWeight = windowWeight
        self.window = window
    }

    /// How many pairs are looked for at most; of a longer query the first ones.
    static let maximumPairs = 100

    /// The pairs of neighbours, each once.
    func pairs(of words: [Query]) -> [Query] {
        var seen: [[Query]] = []
        var parts: [Query] = []
        for (first, second) in zip(words, words.dropFirst()) where first != second && seen.count < Self.maximumPairs {
            let pair = [first, second]
            if seen.contains(pair) { continue }
            seen.append(pair)
            if orderedWeight > 0 { parts.append(.boost(.near(pair, within: 0, isOrdered: true), orderedWeight)) }
            if windowWeight > 0 { parts.append(.boost(.near(pair, within: max(0, window - 2)), windowWeight)) }
        }
        return parts
    }
}

extension Query {
    /// The same query, but neighbouring words of it count more where a document has them near each other. What matches
    /// stays the same.
    ///
    /// Neighbours are words that stand beside each other in the query, required or not, in the same fields; words in
    /// parentheses of their own are not seen.
    public func favoring(_ proximity: Proximity) -> Query {
        switch self {
        case .boost(let inner, let factor): return .boost(inner.favoring(proximity), factor)
        case .fields(let fields, let inner): return .fields(fields, inner.favoring(proximity))
        case .boolean(let parts):
            let pairs =
                Self.runs(of: parts.should).flatMap(proximity.pairs)
                + Self.runs(of: parts.must).flatMap(proximity.pairs)
            if pairs.isEmpty { return self }
            return .boolean(BooleanQuery(must: [self], should: pairs))
        default: return self
        }
    }

    /// The words that follow each other in the same field, without their boosts.
    private static func runs(of queries: [Query]) -> [[Query]] {
        var runs: [[Query]] = [[]]
        var field: String?
        for query in queries {
            var word = query
            while case .boost(let inner, _) = word { word = inner }
            guard case .term(_, let name) = word else {
                runs.append([])
                continue
            }
            if name != field { runs.append([]) }
            field = name
            runs[runs.count - 1].append(word)
        }
        return runs
    }
}
