import ArgumentParser
import Lede

/// The options that say how documents are scored.
struct RankingOptions: ParsableArguments {
    @Option(help: "BM25: how soon more occurrences of a word stop to count, from 0.") var k1 = BM25().k1
    @Option(help: "BM25: how much long documents are held back, 0 to 1.") var b = BM25().b

    var similarity: BM25 { BM25(k1: k1, b: b) }
}
