import Synchronization

/// An analyzer ready for the words of queries: what does not depend on them is found once, and its filters are kept.
///
/// Any number of threads may use one at the same time.
final class QueryAnalyzer: Sendable {
    let analyzer: Analyzer
    /// As ``Analyzer/changesWords``.
    let changesWords: Bool
    private let terms: Chains
    /// Of ``Analyzer/ofForms``.
    private let forms: Chains

    init(_ analyzer: Analyzer) {
        self.analyzer = analyzer
        changesWords = analyzer.changesWords
        terms = Chains(analyzer)
        forms = Chains(analyzer.ofForms)
    }

    /// The terms of a text, in their order.
    func terms(of text: String) -> [[UInt8]] { terms.terms(of: text) }

    /// The forms of the words of a text (``FormLists``), in their order.
    func forms(of text: String) -> [[UInt8]] { forms.terms(of: text) }

    /// Chains of filters that nobody uses at the moment.
    private final class Chains: Sendable {
        private let analyzer: Analyzer
        private let free = Mutex<[Worker]>([])
        /// More than there are cores in most machines.
        private static let kept = 64
        /// What worked on longer texts has more memory than is worth keeping.
        private static let fewTerms = 1000

        init(_ analyzer: Analyzer) { self.analyzer = analyzer }

        func terms(of text: String) -> [[UInt8]] {
            let worker = free.withLock { $0.popLast() } ?? Worker(analyzer)
            let terms = worker.terms(of: text, analyzer)
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

        func terms(of text: String, _ analyzer: Analyzer) -> [[UInt8]] {
            text.withBytes { bytes in
                ranges.removeAll(keepingCapacity: true)
                analyzer.tokenize(bytes, into: &ranges)
                var terms: [[UInt8]] = []
                terms.reserveCapacity(ranges.count)
                for range in ranges {
                    let token = UnsafeRawBufferPointer(rebasing: bytes[Int(range.start)..<Int(range.end)])
                    guard let chain else {
                        terms.append([UInt8](token))
                        continue
                    }
                    chain.term(for: token, into: &term)
                    if !term.isEmpty { terms.append([UInt8](term[...])) }
                }
                return terms
            }
        }
    }
}
