internal import Benchmark
import SyntheticCorpus

@testable internal import Lede

/// Terms in their dictionary, and opening an index.
func termSuite(_ index: IndexFixture) -> BenchmarkSuite {
    let suite = BenchmarkSuite(name: "terms")
    let count = 1000
    let present = PresentTerms(index, count: count)
    suite.measure("look-up, present", Work(count, .lookUps)) { try present.find() }
    suite.measure("look-up, absent", Work(count, .lookUps)) { try present.find(suffix: UInt8(ascii: "~")) }
    suite.measure("open an index", Work(1, .times)) { keep(try Index.open(at: index.path())) }
    return suite
}

/// Terms from all over the dictionary of `body`, in no order.
private final class PresentTerms {
    private let index: IndexFixture
    private let count: Int
    private var loaded: (dictionary: TermDictionary, terms: [[UInt8]])?

    init(_ index: IndexFixture, count: Int) {
        self.index = index
        self.count = count
    }

    private func load() throws -> (dictionary: TermDictionary, terms: [[UInt8]]) {
        if let loaded { return loaded }
        guard let dictionary = try index.segment().field("body")?.terms else { throw FixtureError.unexpectedIndex }
        var random = SplitMix64(seed: 7)
        let terms = try (0..<count).map { _ in try dictionary.term(at: random.below(dictionary.termCount)) }
        loaded = (dictionary, terms)
        return (dictionary, terms)
    }

    func find(suffix: UInt8? = nil) throws {
        let (dictionary, terms) = try load()
        for term in terms {
            let wanted = suffix.map { term + [$0] } ?? term
            keep(try wanted.withUnsafeBytes { try dictionary.find($0) })
        }
    }
}
