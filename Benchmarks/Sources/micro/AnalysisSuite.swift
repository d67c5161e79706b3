internal import Benchmark

@testable internal import Lede

/// From text to terms.
func analysisSuite() -> BenchmarkSuite {
    let suite = BenchmarkSuite(name: "analysis")
    let text = TextFixture(documents: 500)
    var ranges: [TokenRange] = []
    for analyzer in [Analyzer.plain, .english] {
        suite.measure("tokenizer of \(analyzer.name)", Work(text.bodyByteCount, .bytes)) {
            var tokens = 0
            for body in text.bodies {
                ranges.removeAll(keepingCapacity: true)
                body.withBytes { analyzer.tokenize($0, into: &ranges) }
                tokens += ranges.count
            }
            keep(tokens)
        }
    }
    let words = DistinctWords(text.bytes)
    suite.measure("filters of english, each distinct word", Work(words.count, .words)) { words.filter() }
    let few = TextFixture(documents: 20)
    suite.measure("Analyzer.analyze", Work(few.bodyByteCount, .bytes)) {
        for body in few.bodies { keep(Analyzer.english.analyze(body)) }
    }
    return suite
}

/// The distinct words of a text in the order in which they come first: what the indexer puts through the filters.
private struct DistinctWords {
    private let bytes: [UInt8]
    private let words: [TokenRange]
    private let chain = Analyzer.english.makeTokenFilterChain()

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var ranges: [TokenRange] = []
        bytes.withBytes { Analyzer.english.tokenize($0, into: &ranges) }
        var seen = Set<ArraySlice<UInt8>>()
        words = ranges.filter { seen.insert(bytes[Int($0.start)..<Int($0.end)]).inserted }
    }

    var count: Int { words.count }

    func filter() {
        var term: [UInt8] = []
        bytes.withBytes { bytes in
            for word in words {
                chain.term(for: UnsafeRawBufferPointer(rebasing: bytes[Int(word.start)..<Int(word.end)]), into: &term)
            }
        }
        keep(term)
    }
}
