import CStemmer
import Synchronization

/// How text becomes terms: a tokenizer, then token filters.
///
/// An analyzer is a value that a schema stores by its name.
///
/// | name | tokens | filters |
/// |---|---|---|
/// | `english` | words by Unicode Standard Annex #29 | folding, apostrophes, possessives, Snowball's English stemmer |
/// | `news` | the same words | as `english`, and diacritics, abbreviations with full stops and thousands folded too |
/// | `standard` | the same words | folding, apostrophes |
/// | `german`, `french`, … (``stemmers``) | the same words | folding, apostrophes, Snowball's stemmer of that language |
/// | `cjk`, `chinese`, `japanese`, `korean`, `thai` | words, but pairs of characters where scripts have no spaces | folding, apostrophes |
/// | `multilingual` | as the analyzer of the document's ``Language`` | as that |
/// | `plain` | what stands between ASCII white space | none |
///
/// A schema may put together others (``AnalyzerDefinition``), and a program may bring its own (``register(_:)``).
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
    /// The name by which a schema refers to the analyzer.
    public let name: String
    let tokenizer: Tokenizer
    let filters: [Filter]
    /// The filters that need the neighbours of a token, in their order.
    private let streams: [StreamFilter]

    /// Makes an analyzer.
    public init(name: String, tokenizer: Tokenizer = .words, filters: [Filter]) {
        self.name = name
        self.tokenizer = tokenizer
        self.filters = filters
        streams = filters.compactMap(\.stream)
    }

    /// The greatest length of a token in UTF-8 bytes. Longer words are cut at the last scalar that still fits.
    public static let longestToken = 255

    /// English text: words, folded and stemmed.
    public static let english = Analyzer(
        name: "english", filters: [.lowercase, .apostrophes, .possessive, .stem("english")])

    /// English text as readers of news expect it: also `résumé` and `resume`, `U.S.` and `US`, `1,000` and `1000` are one.
    public static let news = Analyzer(
        name: "news",
        filters: [
            .lowercase, .apostrophes, .diacritics, .acronyms, .numbers, .possessive, .stem("english"),
        ])

    /// Text of any language: words, folded but not stemmed.
    public static let standard = Analyzer(name: "standard", filters: [.lowercase, .apostrophes])

    /// Chinese, Japanese, Korean and Thai: overlapping pairs of characters; other scripts as `standard` has them.
    public static let cjk = Analyzer(name: "cjk", tokenizer: .bigrams, filters: [.lowercase, .apostrophes])

    /// Words between ASCII white space, byte for byte, for text that was taken apart beforehand.
    public static let plain = Analyzer(name: "plain", tokenizer: .whitespace, filters: [])

    /// Text of a language that each document says or shows (``Language``); of one that is not known as `standard`.
    public static let multilingual = Analyzer(
        name: "multilingual", filters: [.lowercase, .apostrophes, .byLanguage])

    /// A keyword field's value: trimmed and folded, one token whatever its length. No schema names it.
    package static let keyword = Analyzer(
        name: "keyword", tokenizer: .wholeValue, filters: [.lowercase, .trimming, .apostrophes])

    // MARK: Names

    private static let builtIn: [String: Analyzer] = {
        var all = [english, news, standard, cjk, plain, multilingual]
        for name in ["chinese", "japanese", "korean", "thai"] {
            all.append(Analyzer(name: name, tokenizer: .bigrams, filters: cjk.filters))
        }
        for language in stemmers where language != english.name { all.append(stemming(language)) }
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }()

    /// The languages of which the Snowball library that is installed has a stemmer.
    public static let stemmers: [String] = {
        var names: [String] = []
        guard var next = sb_stemmer_list() else { return names }
        while let name = next.pointee {
            names.append(String(cString: name))
            next += 1
        }
        return names.sorted()
    }()

    private static func stemming(_ language: String) -> Analyzer {
        var filters: [Filter] = [.lowercase, .apostrophes]
        switch language {
        case "turkish": filters = [.turkish] + filters + [.turkishEndings]
        case "romanian": filters.append(.romanian)
        case "catalan", "french", "irish", "italian": filters.append(.elision)
        case "porter": filters.append(.possessive)
        default: break
        }
        return Analyzer(name: language, filters: filters + [.stem(language)])
    }

    private static let registered = Mutex<[String: Analyzer]>([:])

    /// Makes an analyzer of one's own known by its name, in this process. It has to be registered before an index
    /// whose schema names it is opened, and to give the same terms ever after.
    ///
    /// - Returns: false where the name is that of an analyzer that Lede has.
    @discardableResult
    public static func register(_ analyzer: Analyzer) -> Bool {
        guard builtIn[analyzer.name] == nil else { return false }
        registered.withLock { $0[analyzer.name] = analyzer }
        return true
    }

    /// The names that ``named(_:)`` knows, without registered ones.
    public static let names: [String] = {
        let first = [english, news, standard, cjk, multilingual, plain].map(\.name)
        return first + builtIn.keys.filter { !first.contains($0) }.sorted()
    }()

    /// The analyzer of a name; nil when there is none.
    public static func named(_ name: String) -> Analyzer? { builtIn[name] ?? registered.withLock { $0[name] } }

    // MARK: Analysing

    /// The tokens of a text in their order, as queries have them.
    ///
    /// - Complexity: O(*n*) in the length of the text. Every word is filtered anew: this is for queries, highlighting
    ///   and looking into things, not for bulk indexing.
    public func analyze(_ text: String) -> [Token] {
        text.withBytes { bytes in
            var ranges: [TokenRange] = []
            tokenize(bytes, into: &ranges)
            let chain = makeTokenFilterChain()
            var term: [UInt8] = []
            var tokens: [Token] = []
            for token in ranges {
                let range = Int(token.start)..<Int(token.end)
                chain.term(for: UnsafeRawBufferPointer(rebasing: bytes[range]), into: &term)
                if term.isEmpty { continue }
                tokens.append(
                    Token(term: String(decoding: term, as: UTF8.self), position: tokens.count, range: range))
            }
            return tokens
        }
    }

    /// The tokens of a text in their order, as a document is indexed: with what edge n-grams, shingles and synonyms
    /// add, at the positions of the words they stand for.
    public func analyzeForIndexing(_ text: String) -> [Token] {
        streams.reduce(analyze(text)) { $1.apply(to: $0) }
    }

    /// Whether documents get terms that queries do not (``analyzeForIndexing(_:)``).
    package var addsTerms: Bool { !streams.isEmpty }

    /// The tokens of a text after the tokenizer and after each filter, for looking into an analyzer.
    public func steps(_ text: String) -> [(name: String, tokens: [Token])] {
        (0...filters.count).map { count in
            let part = Analyzer(name: name, tokenizer: tokenizer, filters: Array(filters.prefix(count)))
            let step = count == 0 ? "tokenizer (\(tokenizer.rawValue))" : filters[count - 1].name
            return (step, part.analyzeForIndexing(text))
        }
    }

    /// Appends the tokens of a text, given as UTF-8, to `ranges`.
    ///
    /// Bytes that are not UTF-8 separate words. Ranges are of 32 bits, so only the first 4 GiB are looked at.
    package func tokenize(_ text: UnsafeRawBufferPointer, into ranges: inout [TokenRange]) {
        let text = UnsafeRawBufferPointer(start: text.baseAddress, count: min(text.count, Int(UInt32.max)))
        switch tokenizer {
        case .words: WordTokenizer.tokenize(text, into: &ranges)
        case .bigrams: BigramTokenizer.tokenize(text, into: &ranges)
        case .whitespace: WhitespaceTokenizer.tokenize(text, into: &ranges)
        case .wholeValue: WhitespaceTokenizer.trim(text, into: &ranges)
        }
    }

    /// A part of a word in the form that it has in terms: folded, but not stemmed, nor cut or trimmed. Patterns are
    /// brought into it.
    package func folded(_ part: String) -> String {
        var term = Array(part.utf8)
        for filter in filters {
            switch filter.kind {
            case .turkishCase: TurkishCase().apply(to: &term)
            case .romanianLetters: RomanianLetters().apply(to: &term)
            case .caseFolding: CaseFolding().apply(to: &term)
            case .apostrophes: Apostrophes().apply(to: &term)
            case .diacritics: Diacritics().apply(to: &term)
            default: break
            }
        }
        return String(decoding: term, as: UTF8.self)
    }

    /// Whether a word has diacritics that its terms lose: `résumé`.
    package func losesDiacritics(of word: String) -> Bool {
        guard foldsDiacritics, !word.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        var term = Array(word.utf8)
        CaseFolding().apply(to: &term)
        let marked = term
        Diacritics().apply(to: &term)
        return term != marked
    }

    /// Whether letters lose their diacritics.
    var foldsDiacritics: Bool { filters.contains { if case .diacritics = $0.kind { true } else { false } } }

    /// Whether a word is one of the stop words of the language that is stemmed.
    package func isStopWord(_ word: String) -> Bool {
        for filter in filters {
            guard case .snowball(let language) = filter.kind else { continue }
            return StopWords.terms(language == "porter" ? "english" : language)?.contains(Array(folded(word).utf8))
                ?? false
        }
        return false
    }

    /// Whether terms are stems of words.
    package var isStemming: Bool { filters.contains { $0.isStemming } }

    /// Whether it depends on the language of each document.
    public var isMultilingual: Bool { filters.contains { if case .byLanguage = $0.kind { true } else { false } } }

    /// Whether terms may differ from the words of the text; if not, no chain is needed.
    package var hasTokenFilters: Bool { !filters.isEmpty }

    /// Whether every word of a text has one term, so that its position follows from its place.
    package var keepsEveryWord: Bool { !addsTerms && !filters.contains { $0.isRemoving } }

    /// Whether terms may differ from the words also when these are folded: whether a word has forms.
    package var changesWords: Bool { keepsEveryWord && filters.contains { !$0.isFolding } }

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
