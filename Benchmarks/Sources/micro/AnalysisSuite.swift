internal import Benchmark

@testable internal import Lede

/// From text to terms.
func analysisSuite(_ text: TextFixture) -> BenchmarkSuite {
    let suite = BenchmarkSuite(name: "analysis")
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
    for name in ["english", "news", "standard", "german", "french", "cjk"] {
        let chain = RememberingChain(Analyzer.named(name) ?? .standard)
        suite.measure("chain of \(name), terms of distinct words remembered", Work(text.bodyByteCount, .bytes)) {
            keep(text.bodies.reduce(0) { $0 &+ chain.sum(of: $1) })
        }
    }
    suite.measure("chain of english, from the first word on", Work(text.bodyByteCount, .bytes)) {
        let chain = RememberingChain(.english)
        keep(text.bodies.reduce(0) { $0 &+ chain.sum(of: $1) })
    }
    let words = DistinctWords(text.bytes)
    suite.measure("filters of english, each distinct word", Work(words.count, .words)) { words.filter() }
    let few = TextFixture(documents: 20)
    suite.measure("Analyzer.analyze", Work(few.bodyByteCount, .bytes)) {
        for body in few.bodies { keep(Analyzer.english.analyze(body)) }
    }
    return suite
}

/// From text to the ordinals of terms as the indexer goes: words are looked up by their bytes, some at a time, and only new
/// ones are filtered and stemmed.
private final class RememberingChain {
    private static let wordsAtOnce = 32
    private let analyzer: Analyzer
    private let chain: TokenFilterChain
    private var words = ByteTable()
    private var terms = ByteTable()
    private var termOfWord: [Int] = []
    private var tokens: [TokenRange] = []
    private let keys = FixedBuffer<ByteTable.Key>.uninitialized(wordsAtOnce)
    private var term: [UInt8] = []

    init(_ analyzer: Analyzer) {
        self.analyzer = analyzer
        chain = analyzer.makeTokenFilterChain()
    }

    deinit {
        words.deallocate()
        terms.deallocate()
        keys.deallocate()
    }

    func sum(of text: String) -> Int {
        text.withBytes { bytes in
            tokens.removeAll(keepingCapacity: true)
            analyzer.tokenize(bytes, into: &tokens)
            func word(_ index: Int) -> UnsafeRawBufferPointer {
                UnsafeRawBufferPointer(rebasing: bytes[Int(tokens[index].start)..<Int(tokens[index].end)])
            }
            var sum = 0
            for first in stride(from: 0, to: tokens.count, by: Self.wordsAtOnce) {
                let batch = first..<min(first + Self.wordsAtOnce, tokens.count)
                tokens[batch].withUnsafeBufferPointer {
                    $0.withMemoryRebound(to: UInt32.self) { words.makeKeys(of: $0, in: bytes, into: keys, at: 0) }
                }
                words.prefetchEntries(keys, 0..<batch.count)
                for index in batch {
                    let (ordinal, isNew) = words.insert(word(index), key: keys[index - first])
                    if isNew {
                        chain.term(for: word(index), into: &term)
                        termOfWord.append(term.withBytes { terms.insert($0).ordinal })
                    }
                    sum &+= termOfWord[ordinal]
                }
            }
            return sum
        }
    }
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
