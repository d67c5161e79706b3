import Foundation

/// DPH, a model of divergence from randomness without parameters: hypergeometric, with Popper's normalization.
///
/// `(1 − f)² ÷ (tf + 1) × (tf × log₂(f × average × N ÷ total frequency) + ½ × log₂(2π × tf × (1 − f)))`, with
/// `f = tf ÷ length`; a document that is nothing but the term has f = 0.99999, and what would be below 0 is 0.
///
/// Source: Amati, Ambrosi, Bianchi, Gaibisso and Gambosi, *FUB, IASI-CNR and University of Tor Vergata at TREC 2007 Blog
/// Track*, 2007; as in Terrier's `DPH`.
public struct DPH: Similarity {
    /// Makes the similarity.
    public init() {}

    public func score(frequency: Double, length: Double, of term: TermWeighting) -> Double {
        let share = frequency < length ? frequency / length : 0.99999
        let norm = (1 - share) * (1 - share) / (frequency + 1)
        let information = log2(share * term.averageLength * term.documentCount / term.totalFrequency)
        return norm * (frequency * information + 0.5 * log2(2 * .pi * frequency * (1 - share)))
    }

    /// The share is below 1, and ½ × log₂(2π × tf) ÷ (tf + 1) is nowhere above 0.67.
    public func ceiling(of term: TermWeighting) -> Double {
        max(0, log2(term.averageLength * term.documentCount / term.totalFrequency)) + 0.67
    }
}
