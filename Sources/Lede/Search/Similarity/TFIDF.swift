import Foundation

/// The vector space model as Lucene's `ClassicSimilarity` computes it.
///
/// `√tf × (1 + ln((N + 1) ÷ (n + 1))) ÷ √length`
///
/// Source: Salton, Wong and Yang, *A Vector Space Model for Automatic Indexing*, 1975; Lucene's `ClassicSimilarity`, which
/// no longer has the norm of the query nor the factor for the number of words that match.
public struct TFIDF: Similarity {
    /// Makes the similarity.
    public init() {}

    public func score(frequency: Double, length: Double, of term: TermWeighting) -> Double {
        frequency.squareRoot() * idf(term) / max(1, length).squareRoot()
    }

    private func idf(_ term: TermWeighting) -> Double {
        1 + log((term.documentCount + 1) / (term.documentFrequency + 1))
    }

    public var isMonotone: Bool { true }

    public func ceiling(of term: TermWeighting) -> Double { max(1, term.totalFrequency).squareRoot() * idf(term) }
}
