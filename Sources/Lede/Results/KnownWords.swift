/// The words that a ``SnippetMaker`` met in the texts of one search, so that each is filtered and stemmed once.
///
/// It belongs to one maker and to one thread.
package final class KnownWords {
    private let analyzer: Analyzer
    private let chain: TokenFilterChain
    private var seen = ByteTable()
    /// For each word its ordinal, -1 for a word not asked for and -2 for one that the analyzer drops.
    private var known: [Int] = []
    private var tokens: [TokenRange] = []
    private var term: [UInt8] = []
    private let substitute: ([UInt8]) -> [UInt8]?

    /// - Parameter substitute: the term that another one is to be taken for, if it is.
    package init(_ analyzer: Analyzer, substitute: @escaping ([UInt8]) -> [UInt8]? = { _ in nil }) {
        self.analyzer = analyzer
        self.substitute = substitute
        chain = analyzer.makeTokenFilterChain()
    }

    deinit { seen.deallocate() }

    /// Calls `body` with the place of each word of a text and its ordinal for the maker, or -1.
    func forEach(in bytes: UnsafeRawBufferPointer, of maker: SnippetMaker, _ body: (Range<Int>, Int) -> Void) {
        tokens.removeAll(keepingCapacity: true)
        analyzer.tokenize(bytes, into: &tokens)
        for token in tokens {
            let range = Int(token.start)..<Int(token.end)
            let word = UnsafeRawBufferPointer(rebasing: bytes[range])
            let (index, isNew) = seen.insert(word)
            if isNew {
                chain.term(for: word, into: &term)
                known.append(term.isEmpty ? -2 : ordinal(in: maker))
            }
            if known[index] > -2 { body(range, known[index]) }
        }
    }

    /// The ordinal of the term at hand.
    private func ordinal(in maker: SnippetMaker) -> Int {
        maker.ordinal(of: term) ?? substitute(term).flatMap { maker.ordinal(of: $0) } ?? -1
    }
}
