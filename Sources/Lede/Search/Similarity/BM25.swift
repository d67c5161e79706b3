import Foundation

/// Okapi BM25 as Lucene computes it, over one field or several ranked as one (BM25F).
///
/// The score of a term in a document is `idf − idf ÷ (1 + tf ÷ (k1 × (1 − b + b × length ÷ average length)))`, with
/// `idf = ln(1 + (N − n + ½) ÷ (n + ½))`: N documents have the field, n of them the term. The factor k1 + 1 of the
/// first papers is left out, as it does not change the order. Over several fields `tf` and `length` are the sums over
/// the fields, each with its weight, n counts the documents that have the term in any of them, as if they were one, and N
/// is the largest of the fields; the average length is that of the weighted lengths' sum over N documents. Where a term is in
/// more than 1,000 documents beside those of the field that has it most, n is that of this field: of so frequent a term
/// the weight hardly changes, and counting would take long. A phrase is a word whose idf is the sum of those of its words.
///
/// Sources: Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009; Robertson,
/// Zaragoza and Taylor, *Simple BM25 Extension to Multiple Weighted Fields*, 2004; Lucene's `BM25Similarity`.
public struct BM25: Sendable, Equatable {
    /// How soon more occurrences stop to count; at least 0.
    public var k1: Double
    /// How much long documents are held back, 0 to 1.
    public var b: Double

    /// Makes the similarity; the defaults are those of Lucene.
    public init(k1: Double = 1.2, b: Double = 0.75) {
        self.k1 = k1
        self.b = b
    }

    /// The weight of a term by its rarity.
    package static func idf(documentFrequency: Int, documentCount: Int) -> Double {
        let n = Double(documentFrequency)
        return log(1 + (Double(max(documentCount, documentFrequency)) - n + 0.5) / (n + 0.5))
    }

    public func validate() throws(LedeError) {
        guard k1.isFinite, k1 >= 0, b >= 0, b <= 1 else {
            throw .invalidQuery("k1 must be at least 0 and b between 0 and 1, not \(k1) and \(b)")
        }
    }
}
