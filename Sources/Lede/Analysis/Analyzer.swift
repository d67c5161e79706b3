/// How text becomes terms: a tokenizer, then token filters.
///
/// An analyzer is a value that a schema stores by its name.
///
/// | name | tokens | filters |
/// |---|---|---|
/// | `english` | words by Unicode Standard Annex #29 | folding, apostrophes, possessives, Snowball's English stemmer |
/// | `standard` | words by Unicode Standard Annex #29 | folding, apostrophes |
/// | `plain` | what stands between ASCII white space | none |
///
/// ```swift
/// let tokens = Analyzer.english.analyze("The Senators’ votes")
/// // "the" at 0, "senat" at 1, "vote" at 2
/// ```
///
/// What is a word follows rules WB1 to WB16 of [Unicode Text Segmentation](https://www.unicode.org/reports/tr29/), which
/// keep `can't`, `3,456.78` and `U.S.A` whole. Among their segments the ones with a letter, a digit or an emoji are
/// tokens, and bare punctuation is none. Scripts written without spaces are cut as Lucene's StandardTokenizer does:
/// each ideograph and each hiragana is a token, and so is a whole run of Thai, Lao, Khmer or Burmese.
/// Words over ``longestToken`` bytes are cut into pieces; none is dropped.
public struct Analyzer: Sendable {
    enum Tokenizer: Sendable {
        case words
        case whitespace
        case wholeValue
    }

    /// The filters in the order in which they run.
    enum Filter: Sendable {
        case caseFolding
        case trimming
        case apostrophes
        case englishPossessive
        case snowball(String)

        /// Whether it only makes spellings of one word alike.
        var isFolding: Bool {
            switch self {
            case .caseFolding, .trimming, .apostrophes: true
            case .englishPossessive, .snowball: false
            }
        }
    }

    /// The name by which a schema refers to the analyzer.
    public let name: String
    let tokenizer: Tokenizer
    let filters: [Filter]

    /// The greatest length of a token in UTF-8 bytes. Longer words are cut at the last scalar that still fits.
    public static let longestToken = 255

    /// English text: words, folded and stemmed.
    public static let english = Analyzer(
        name: "english", tokenizer: .words,
        filters: [.caseFolding, .apostrophes, .englishPossessive, .snowball("english")])

    /// Text of any language: words, folded but not stemmed.
    public static let standard = Analyzer(
        name: "standard", tokenizer: .words, filters: [.caseFolding, .apostrophes])

    /// Words between ASCII white space, byte for byte, for text that was taken apart beforehand.
    public static let plain = Analyzer(name: "plain", tokenizer: .whitespace, filters: [])

    /// A keyword field's value: trimmed and folded, one token whatever its length. No schema names it.
    package static let keyword = Analyzer(
        name: "keyword", tokenizer: .wholeValue, filters: [.caseFolding, .trimming, .apostrophes])

    private static let all = [english, standard, plain]

    /// The names that ``named(_:)`` knows.
    public static let names = all.map(\.name)

    /// The analyzer of a name; nil when there is none.
    public static func named(_ name: String) -> Analyzer? { all.first { $0.name == name } }

    /// The tokens of a text in their order.
    ///
    /// - Complexity: O(*n*) in the length of the text. Every word is filtered anew: this is for queries, highlighting
    ///   and looking into things, not for bulk indexing.
    public func analyze(_ text: String) -> [Token] {
        text.withBytes { bytes in
            var ranges: [TokenRange] = []
            tokenize(bytes, into: &ranges)
            let chain = makeTokenFilterChain()
            var term: [UInt8] = []
            return ranges.enumerated().map { position, token in
                let range = Int(token.start)..<Int(token.end)
                chain.term(for: UnsafeRawBufferPointer(rebasing: bytes[range]), into: &term)
                return Token(term: String(decoding: term, as: UTF8.self), position: position, range: range)
            }
        }
    }

    /// Appends the tokens of a text, given as UTF-8, to `ranges`.
    ///
    /// Bytes that are not UTF-8 separate words. Ranges are of 32 bits, so only the first 4 GiB are looked at.
    package func tokenize(_ text: UnsafeRawBufferPointer, into ranges: inout [TokenRange]) {
        let text = UnsafeRawBufferPointer(start: text.baseAddress, count: min(text.count, Int(UInt32.max)))
        switch tokenizer {
        case .words: WordTokenizer.tokenize(text, into: &ranges)
        case .whitespace: WhitespaceTokenizer.tokenize(text, into: &ranges)
        case .wholeValue: WhitespaceTokenizer.trim(text, into: &ranges)
        }
    }

    /// A part of a word in the form that it has in terms: folded, but not stemmed, nor cut or trimmed. Patterns are
    /// brought into it.
    package func folded(_ part: String) -> String {
        var term = Array(part.utf8)
        for filter in filters {
            switch filter {
            case .caseFolding: CaseFolding().apply(to: &term)
            case .apostrophes: Apostrophes().apply(to: &term)
            case .trimming, .englishPossessive, .snowball: break
            }
        }
        return String(decoding: term, as: UTF8.self)
    }

    /// Whether terms are stems of words.
    package var isStemming: Bool {
        filters.contains { filter in
            if case .snowball = filter { return true }
            return false
        }
    }

    /// Whether terms may differ from the words of the text; if not, no chain is needed.
    package var hasTokenFilters: Bool { !filters.isEmpty }

    /// Whether terms may differ from the words also when these are folded: whether a word has forms.
    package var changesWords: Bool { filters.contains { !$0.isFolding } }

    /// The filters that make of a word its form, by which words are compared as they are typed.
    package func makeFormChain() -> TokenFilterChain { TokenFilterChain(filters.filter(\.isFolding)) }

    /// The same analyzer without what changes words: its terms are the forms.
    package var ofForms: Analyzer {
        Analyzer(name: name, tokenizer: tokenizer, filters: filters.filter(\.isFolding))
    }

    /// Whether full stops and the like are a part of the tokens.
    package var leavesPunctuation: Bool { tokenizer != .words }

    /// The filters, ready to run in one thread.
    package func makeTokenFilterChain() -> TokenFilterChain { TokenFilterChain(filters) }
}
