import Foundation

/// How well a ranking, or the rankings of several topics on average, puts the documents that answer first.
///
/// Each measure is 0 to 1, the higher the better, and defined as in
/// [trec_eval](https://github.com/usnistgov/trec_eval), whose names are in the last column. Documents that were not
/// judged count as not relevant; R is the number of documents with a grade above 0.
///
/// | measure | what | there |
/// |---|---|---|
/// | ``ndcgAt10`` | grades of the first ten, each divided by log₂(rank + 1), over the greatest sum possible | `ndcg_cut_10` |
/// | ``averagePrecision`` | precision at the rank of each relevant document found, summed up, over R | `map` |
/// | ``reciprocalRank`` | one over the rank of the first relevant document | `recip_rank` |
/// | ``precisionAt10`` | the share of relevant documents among the first ten | `P_10` |
/// | ``recallAt1000`` | the share of R among the first thousand | `recall_1000` |
public struct RetrievalMeasures: Sendable, Equatable {
    /// Normalized discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002).
    public var ndcgAt10 = 0.0
    /// Average precision; of several topics the mean (MAP).
    public var averagePrecision = 0.0
    /// The reciprocal of the first relevant rank; of several topics the mean (MRR).
    public var reciprocalRank = 0.0
    /// How many of the first ten are relevant, divided by ten.
    public var precisionAt10 = 0.0
    /// How many of the relevant are among the first thousand, as a share.
    public var recallAt1000 = 0.0

    init() {}

    /// Measures the ranking of one topic, the best document first.
    ///
    /// - Parameter grades: of the judged documents.
    /// - Complexity: linear in both, but for the sorting of the grades.
    public init(ranking: [String], grades: [String: Int]) {
        let relevant = grades.values.filter { $0 > 0 }
        guard !relevant.isEmpty else { return }
        var found = 0
        var precisions = 0.0
        var gain = 0.0
        for (index, document) in ranking.enumerated() {
            guard let grade = grades[document], grade > 0 else { continue }
            let rank = Double(index + 1)
            found += 1
            precisions += Double(found) / rank
            if found == 1 { reciprocalRank = 1 / rank }
            if index < 10 {
                gain += Double(grade) / log2(rank + 1)
                precisionAt10 = Double(found) / 10
            }
            if index < 1000 { recallAt1000 = Double(found) / Double(relevant.count) }
        }
        averagePrecision = precisions / Double(relevant.count)
        var ideal = 0.0
        for (index, grade) in relevant.sorted(by: >).prefix(10).enumerated() {
            ideal += Double(grade) / log2(Double(index + 2))
        }
        ndcgAt10 = gain / ideal
    }

    /// The mean of several; all zero when there are none.
    public static func mean(_ several: some Collection<RetrievalMeasures>) -> RetrievalMeasures {
        var mean = RetrievalMeasures()
        for path in names.map(\.path) {
            let sum = several.reduce(0) { $0 + $1[keyPath: path] }
            mean[keyPath: path] = sum / Double(max(1, several.count))
        }
        return mean
    }

    private static var names: [(name: String, path: WritableKeyPath<RetrievalMeasures, Double>)] {
        [
            ("ndcg@10", \.ndcgAt10), ("map", \.averagePrecision), ("mrr", \.reciprocalRank), ("p@10", \.precisionAt10),
            ("recall@1000", \.recallAt1000),
        ]
    }

    /// The measures by the names that tables use: `ndcg@10`, `map`, `mrr`, `p@10`, `recall@1000`.
    public var named: [(name: String, value: Double)] { Self.names.map { ($0.name, self[keyPath: $0.path]) } }
}
