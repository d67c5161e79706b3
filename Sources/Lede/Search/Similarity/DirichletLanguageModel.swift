import Foundation

/// The query likelihood language model with Dirichlet smoothing.
///
/// `ln(1 + tf ÷ (mu × p)) + ln(mu ÷ (length + mu))`, with `p = (total frequency + 1) ÷ (total length + 1)`; what would
/// be below 0 is 0, and only words that occur count, as in Lucene's `LMDirichletSimilarity`.
///
/// Source: Zhai and Lafferty, *A Study of Smoothing Methods for Language Models Applied to Ad Hoc Information
/// Retrieval*, SIGIR 2001.
public struct DirichletLanguageModel: Similarity {
    /// How many words of the whole index each document is mixed with; more than 0.
    public var mu: Double

    /// Makes the similarity; the default is Lucene's.
    public init(mu: Double = 2000) { self.mu = mu }

    public func score(frequency: Double, length: Double, of term: TermWeighting) -> Double {
        log(1 + frequency / (mu * probability(of: term))) + log(mu / (length + mu))
    }

    private func probability(of term: TermWeighting) -> Double { (term.totalFrequency + 1) / (term.totalLength + 1) }

    public var isMonotone: Bool { true }

    /// A word does not occur in a document more often than in all.
    public func ceiling(of term: TermWeighting) -> Double {
        log(1 + term.totalFrequency / (mu * probability(of: term)))
    }

    public func validate() throws(LedeError) {
        guard mu.isFinite, mu > 0 else { throw .parameter("mu", mu, mustBe: "more than 0") }
    }
}
