import Foundation

/// BM25+: BM25 with a least score for every document that has the term, so that very long ones are not put behind
/// those without it.
///
/// `ln((N + 1) ÷ n) × ((k1 + 1) × tf ÷ (k1 × (1 − b + b × length ÷ average) + tf) + delta)`
///
/// Source: Lv and Zhai, *Lower-Bounding Term Frequency Normalization*, CIKM 2011.
public struct BM25Plus: Similarity {
    /// How soon more occurrences stop to count; at least 0.
    public var k1: Double
    /// How much long documents are held back, 0 to 1.
    public var b: Double
    /// What an occurrence counts at least; at least 0.
    public var delta: Double

    /// Makes the similarity; `delta` is that of the paper.
    public init(k1: Double = 1.2, b: Double = 0.75, delta: Double = 1) {
        self.k1 = k1
        self.b = b
        self.delta = delta
    }

    public func score(frequency: Double, length: Double, of term: TermWeighting) -> Double {
        let norm = k1 * (1 - b + b * length / term.averageLength)
        return idf(term) * ((k1 + 1) * frequency / (norm + frequency) + delta)
    }

    private func idf(_ term: TermWeighting) -> Double { log((term.documentCount + 1) / term.documentFrequency) }

    public var isMonotone: Bool { true }

    public func ceiling(of term: TermWeighting) -> Double { idf(term) * (k1 + 1 + delta) }

    public func validate() throws(LedeError) {
        try BM25(k1: k1, b: b).validate()
        guard delta.isFinite, delta >= 0 else { throw .parameter("delta", delta, mustBe: "at least 0") }
    }
}

/// BM25L: BM25 whose frequency, already divided by the length, is shifted, so that it saturates later in long documents.
///
/// `ln((N + 1) ÷ (n + ½)) × (k1 + 1) × (c + delta) ÷ (k1 + c + delta)`, with `c = tf ÷ (1 − b + b × length ÷ average)`.
///
/// Source: Lv and Zhai, *When Documents Are Very Long, BM25 Fails!*, SIGIR 2011.
public struct BM25L: Similarity {
    /// How soon more occurrences stop to count; at least 0.
    public var k1: Double
    /// How much long documents are held back, 0 to 1.
    public var b: Double
    /// How far the frequency is shifted; at least 0.
    public var delta: Double

    /// Makes the similarity; `delta` is that of the paper.
    public init(k1: Double = 1.2, b: Double = 0.75, delta: Double = 0.5) {
        self.k1 = k1
        self.b = b
        self.delta = delta
    }

    public func score(frequency: Double, length: Double, of term: TermWeighting) -> Double {
        let norm = 1 - b + b * length / term.averageLength
        let shifted = (norm > 0 ? frequency / norm : 1e30) + delta
        return idf(term) * (k1 + 1) * shifted / (k1 + shifted)
    }

    private func idf(_ term: TermWeighting) -> Double {
        log((term.documentCount + 1) / (term.documentFrequency + 0.5))
    }

    public var isMonotone: Bool { true }

    public func ceiling(of term: TermWeighting) -> Double { idf(term) * (k1 + 1) }

    public func validate() throws(LedeError) {
        try BM25(k1: k1, b: b).validate()
        guard delta.isFinite, delta >= 0 else { throw .parameter("delta", delta, mustBe: "at least 0") }
    }
}
