/// The words that a ``SnippetMaker`` met in the texts of one search, so that each is filtered and stemmed once; and most
/// are not, where their first letter tells that they are none of those looked for.
///
/// It belongs to one maker and to one thread.
package final class KnownWords {
    private let analyzer: Analyzer
    private let chain: TokenFilterChain
    private let formChain: TokenFilterChain?
    private var seen = ByteTable()
    /// For each word its ordinal, -1 for a word not asked for and -2 for one that the analyzer drops.
    private var known: [Int] = []
    private var tokens: [TokenRange] = []
    private var term: [UInt8] = []
    /// Makes words what ``hasForms(_:in:)`` compares.
    private lazy var typedChain = analyzer.makeFormChain()
    private let substitute: (([UInt8]) -> [UInt8]?)?
    /// For each ASCII letter and digit whether a word that is looked for begins with it; empty where that tells nothing.
    private var firsts: [Bool]?

    /// - Parameters:
    ///   - comparesForms: whether words are also looked for as they were typed (``SnippetWord/form(_:)``).
    ///   - substitute: the word that a term is to be taken for, if it is.
    package init(
        _ analyzer: Analyzer, comparesForms: Bool = false, substitute: (([UInt8]) -> [UInt8]?)? = nil
    ) {
        self.analyzer = analyzer
        self.substitute = substitute
        chain = analyzer.makeTokenFilterChain()
        formChain = comparesForms ? analyzer.makeFormChain() : nil
    }

    deinit { seen.deallocate() }

    /// Calls `body` with the place of each word of a text and its ordinal for the maker, or -1.
    func forEach(in bytes: UnsafeRawBufferPointer, of maker: SnippetMaker, _ body: (Range<Int>, Int) -> Void) {
        let firsts = firsts ?? firsts(of: maker)
        self.firsts = firsts
        tokens.removeAll(keepingCapacity: true)
        analyzer.tokenize(bytes, into: &tokens)
        for token in tokens {
            let range = Int(token.start)..<Int(token.end)
            let first = Int(bytes[range.lowerBound])
            if first < firsts.count, !firsts[first] {
                body(range, -1)
                continue
            }
            let word = UnsafeRawBufferPointer(rebasing: bytes[range])
            let (index, isNew) = seen.insert(word)
            if isNew { known.append(ordinal(of: word, in: maker)) }
            if known[index] > -2 { body(range, known[index]) }
        }
    }

    /// Whether a text is these words as they were typed.
    func hasForms(_ forms: [[UInt8]], in bytes: UnsafeRawBufferPointer) -> Bool {
        tokens.removeAll(keepingCapacity: true)
        analyzer.tokenize(bytes, into: &tokens)
        var count = 0
        for token in tokens {
            let word = UnsafeRawBufferPointer(rebasing: bytes[Int(token.start)..<Int(token.end)])
            typedChain.term(for: word, into: &term)
            if term.isEmpty { continue }
            guard count < forms.count, forms[count] == term else { return false }
            count += 1
        }
        return count == forms.count
    }

    private func ordinal(of word: UnsafeRawBufferPointer, in maker: SnippetMaker) -> Int {
        if let formChain {
            formChain.term(for: word, into: &term)
            if let ordinal = maker.ordinal(of: SnippetWord.form(term)) { return ordinal }
        }
        chain.term(for: word, into: &term)
        if term.isEmpty { return -2 }
        return maker.ordinal(of: term) ?? substitute?(term).flatMap { maker.ordinal(of: $0) } ?? -1
    }

    private func firsts(of maker: SnippetMaker) -> [Bool] {
        guard chain.keepsFirstLetter, substitute == nil else { return [] }
        var firsts = [Bool](repeating: false, count: 0x80)
        for byte in firsts.indices {
            let scalar = Unicode.Scalar(UInt8(byte))
            if !scalar.isLetterOrDigit { firsts[byte] = true }
        }
        for word in maker.words {
            guard let byte = SnippetWord.first(of: word), byte < 0x80 else { continue }
            firsts[Int(byte)] = true
            if UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte { firsts[Int(byte & ~0x20)] = true }
        }
        return firsts
    }
}

/// How words are named to a ``SnippetMaker`` that are looked for by other things than their term. The first byte, which
/// no term begins with, tells them apart.
enum SnippetWord {
    /// A word as it was typed.
    static func form(_ text: [UInt8]) -> [UInt8] { [1] + text }

    /// Any word that a pattern stands for, by what the pattern is called.
    static func pattern(_ label: String) -> [UInt8] { [2] + Array(label.utf8) }

    /// The first byte of a word.
    fileprivate static func first(of word: [UInt8]) -> UInt8? {
        word.first.flatMap { $0 > 2 ? $0 : word.dropFirst().first }
    }
}
