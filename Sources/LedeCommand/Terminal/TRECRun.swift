import Lede

/// A run file as TREC has it: query, `Q0`, document, rank, score, run, with spaces between them.
struct TRECRun {
    /// The name of the run.
    let name: String

    /// A line for each hit. Tools order runs by score, so in another order the score is one over the rank.
    func lines(of results: SearchResults, query: String, firstRank: Int) -> String {
        var lines = ""
        for (index, hit) in results.hits.enumerated() {
            let rank = firstRank + index
            let score = hit.score.isNaN ? 1 / Double(rank) : hit.score
            lines += "\(Self.word(query)) Q0 \(Self.word(hit.id)) \(rank) \(Float(score)) \(name)\n"
        }
        return lines
    }

    private static func word(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: "_")
    }
}
