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

    /// Calls `body` with each term of a text, in their order, and how many there are at most. The bytes are there until it
    /// returns.
    @inline(__always)
    func forEachTerm<E: Error>(
        of text: String, _ body: (_ term: UnsafeRawBufferPointer, _ count: Int) throws(E) -> Void
    ) throws(E) {
        try text.withBytes { (bytes) throws(E) in try terms.forEachTerm(of: bytes, body) }
    }

    /// The forms of the words of a text (``FormLists``), in their order.
    func forms(of text: String) -> [[UInt8]] {
        var all: [[UInt8]] = []
        text.withBytes { bytes in forms.forEachTerm(of: bytes) { term, _ in all.append([UInt8](term)) } }
        return all
    }

    /// As ``Analyzer/losesDiacritics(of:)``.
    func losesDiacritics(of word: String) -> Bool { foldsDiacritics && analyzer.losesDiacritics(of: word) }

    /// Chains of filters that nobody uses at the moment.
    private final class Chains: Sendable {
        private let analyzer: Analyzer
        /// More than there are cores in most machines.
        private let workers = Pool<Worker>(kept: 64)
        /// What worked on longer texts has more memory than is worth keeping.
        private static let fewTerms = 1000

        /// Whether words are terms as they are.
        private let hasNoFilters: Bool

        init(_ analyzer: Analyzer) {
            self.analyzer = analyzer
            hasNoFilters = !analyzer.hasTokenFilters
        }

        @inline(__always)
        func forEachTerm<E: Error>(
            of text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer, Int) throws(E) -> Void
        ) throws(E) {
            if hasNoFilters, Self.isOneToken(text) { return try body(text, 1) }
            let worker = workers.takeFree() ?? Worker(analyzer)
            let count = try worker.forEachTerm(of: text, analyzer, body)
            if count <= Self.fewTerms { workers.keep(worker) }
        }

        /// Whether every analyzer takes a text for one token, as most words of queries are.
        @inline(__always)
        fileprivate static func isOneToken(_ text: UnsafeRawBufferPointer) -> Bool {
            text.count <= Analyzer.longestToken && text.isASCIIWord
        }
    }

    /// A chain and the memory that it works in.
    private final class Worker: @unchecked Sendable {
        // Sendable: it is taken out of the pool, used by one thread, and given back.
        private let chain: TokenFilterChain?
        private var ranges: [TokenRange] = []
        private var term: [UInt8] = []

        init(_ analyzer: Analyzer) { chain = analyzer.hasTokenFilters ? analyzer.makeTokenFilterChain() : nil }

        /// - Returns: how many tokens there are.
        func forEachTerm<E: Error>(
            of text: UnsafeRawBufferPointer, _ analyzer: Analyzer,
            _ body: (UnsafeRawBufferPointer, Int) throws(E) -> Void
        ) throws(E) -> Int {
            if Chains.isOneToken(text) {
                try takeToken(text, 1, body)
                return 1
            }
            ranges.removeAll(keepingCapacity: true)
            analyzer.tokenize(text, into: &ranges)
            for range in ranges {
                let token = UnsafeRawBufferPointer(rebasing: text[Int(range.start)..<Int(range.end)])
                try takeToken(token, ranges.count, body)
            }
            return ranges.count
        }

        private func takeToken<E: Error>(
            _ token: UnsafeRawBufferPointer, _ count: Int, _ body: (UnsafeRawBufferPointer, Int) throws(E) -> Void
        ) throws(E) {
            guard let chain else { return try body(token, count) }
            chain.term(for: token, into: &term)
            if !term.isEmpty { try term.withBytes { (bytes) throws(E) in try body(bytes, count) } }
        }
    }
}
