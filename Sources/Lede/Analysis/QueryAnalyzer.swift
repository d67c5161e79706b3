import Synchronization

/// An analyzer ready for the words of queries: what does not depend on them is found once, and its filters are kept.
///
/// Any number of threads may use one at the same time.
final class QueryAnalyzer: Sendable {
    let analyzer: Analyzer
    /// As ``Analyzer/changesWords``.
    let changesWords: Bool
    /// As ``Analyzer/foldsDiacritics``.
    let foldsDiacritics: Bool
    private let terms: Chains
    /// Of ``Analyzer/ofForms``.
    private let forms: Chains

    init(_ analyzer: Analyzer) {
        self.analyzer = analyzer
        changesWords = analyzer.changesWords
        foldsDiacritics = analyzer.foldsDiacritics
        terms = Chains(analyzer)
        forms = Chains(analyzer.ofForms)
    }

    /// What `transform` makes of each term of a text, in their order.
    func mapTerms<T, E: Error>(
        of text: String, _ transform: (consuming [UInt8]) throws(E) -> T
    ) throws(E) -> [T] {
        try terms.mapTerms(of: text, transform)
    }

    /// The forms of the words of a text (``FormLists``), in their order.
    func forms(of text: String) -> [[UInt8]] { forms.mapTerms(of: text) { $0 } }

    /// As ``Analyzer/losesDiacritics(of:)``.
    func losesDiacritics(of word: String) -> Bool { foldsDiacritics && analyzer.losesDiacritics(of: word) }

    /// Chains of filters that nobody uses at the moment.
    private final class Chains: Sendable {
        private let analyzer: Analyzer
        private let free = Mutex<[Worker]>([])
        /// More than there are cores in most machines.
        private static let kept = 64
        /// What worked on longer texts has more memory than is worth keeping.
        private static let fewTerms = 1000

        init(_ analyzer: Analyzer) { self.analyzer = analyzer }

        func mapTerms<T, E: Error>(
            of text: String, _ transform: (consuming [UInt8]) throws(E) -> T
        ) throws(E) -> [T] {
            let worker = free.withLock { $0.popLast() } ?? Worker(analyzer)
            let terms = try worker.mapTerms(of: text, analyzer, transform)
            if terms.count <= Self.fewTerms { free.withLock { if $0.count < Self.kept { $0.append(worker) } } }
            return terms
        }
    }

    /// A chain and the memory that it works in.
    private final class Worker: @unchecked Sendable {
        // Sendable: it is taken out of the list under its lock, used by one thread, and given back.
        private let chain: TokenFilterChain?
        private var ranges: [TokenRange] = []
        private var term: [UInt8] = []

        init(_ analyzer: Analyzer) { chain = analyzer.hasTokenFilters ? analyzer.makeTokenFilterChain() : nil }

        func mapTerms<T, E: Error>(
            of text: String, _ analyzer: Analyzer, _ transform: (consuming [UInt8]) throws(E) -> T
        ) throws(E) -> [T] {
            try text.withBytes { (bytes) throws(E) in
                ranges.removeAll(keepingCapacity: true)
                analyzer.tokenize(bytes, into: &ranges)
                var all: [T] = []
                all.reserveCapacity(ranges.count)
                for range in ranges {
                    let token = UnsafeRawBufferPointer(rebasing: bytes[Int(range.start)..<Int(range.end)])
                    guard let chain else {
                        all.append(try transform([UInt8](token)))
                        continue
                    }
                    chain.term(for: token, into: &term)
                    if !term.isEmpty { all.append(try transform([UInt8](term[...]))) }
                }
                return all
            }
        }
    }
}
