import ArgumentParser
import Lede

/// The options that say how documents are scored.
struct RankingOptions: ParsableArguments {
    @Option(
        name: .customLong("similarity"),
        help: ArgumentHelp(
            "How words are scored: bm25, bm25plus, bm25l, lm (Dirichlet smoothing), dph or tfidf.", valueName: "name"))
    var name = SimilarityName.bm25
    @Option(help: "bm25 and its kin: how soon more occurrences of a word stop to count, from 0. Default: \(BM25().k1).")
    var k1: Double?
    @Option(help: "bm25 and its kin: how much long documents are held back, 0 to 1. Default: \(BM25().b).")
    var b: Double?
    @Option(help: "bm25plus, bm25l: what an occurrence counts at least, from 0. Default: 1 and 0.5.") var delta: Double?
    @Option(help: "lm: how many words of the whole index a document is mixed with. Default: 2000.") var mu: Double?

    @Option(
        help: ArgumentHelp(
            "Boost recent documents; the boost halves with each such time: 30d, 12h, 2w, 6m, 1y.",
            valueName: "half-life"))
    var recency: String?

    func validate() throws {
        if k1 != nil || b != nil, ![.bm25, .bm25plus, .bm25l].contains(name) {
            throw ValidationError("--k1 and --b go with --similarity bm25, bm25plus or bm25l")
        }
        if delta != nil, name != .bm25plus, name != .bm25l {
            throw ValidationError("--delta goes with --similarity bm25plus or bm25l")
        }
        if mu != nil, name != .lm { throw ValidationError("--mu goes with --similarity lm") }
    }

    var similarity: any Similarity {
        let k1 = k1 ?? BM25().k1
        let b = b ?? BM25().b
        return switch name {
        case .bm25: BM25(k1: k1, b: b)
        case .bm25plus: BM25Plus(k1: k1, b: b, delta: delta ?? BM25Plus().delta)
        case .bm25l: BM25L(k1: k1, b: b, delta: delta ?? BM25L().delta)
        case .lm: DirichletLanguageModel(mu: mu ?? DirichletLanguageModel().mu)
        case .dph: DPH()
        case .tfidf: TFIDF()
        }
    }

    func boost() throws(LedeError) -> Recency? {
        try recency.map { (text) throws(LedeError) in try Recency.parse(text) }
    }
}
