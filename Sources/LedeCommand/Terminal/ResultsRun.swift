import Lede

extension SearchResults {
    /// The lines of a TREC run, one for each hit. Tools order runs by score, so in another order than by score the score
    /// is one over the rank.
    func run(named name: String, query: String, firstRank: Int) -> String {
        let run = TRECRun(name: name)
        var lines = ""
        for (index, hit) in hits.enumerated() {
            let rank = firstRank + index
            let score = hit.score.isNaN ? 1 / Double(rank) : hit.score
            lines += run.line(query: query, document: hit.id, rank: rank, score: Float(score))
        }
        return lines
    }
}
