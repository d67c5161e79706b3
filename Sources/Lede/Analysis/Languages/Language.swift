/// A language that texts are written in, and how they are analysed then.
///
/// Documents of a field with the analyzer `multilingual` are analysed by the language that their field `language` says,
/// or that was detected (``detected(in:)``); a query by the one that it is asked in (``Searcher/reading(_:)``), or by all
/// that the index has.
public struct Language: Sendable, Equatable, Hashable {
    /// The code of ISO 639-1: `de`.
    public let code: String
    /// The name in English, in small letters: `german`.
    public let name: String
    /// The name of the analyzer of its texts.
    let analyzerName: String

    /// All that have an analyzer of their own, and some that ``detected(in:)`` tells from them.
    public static let all: [Language] = [
        ("ar", "arabic"), ("ca", "catalan"), ("cs", "czech"), ("da", "danish"), ("de", "german"), ("el", "greek"),
        ("en", "english"), ("es", "spanish"), ("et", "estonian"), ("eu", "basque"), ("fa", "persian"),
        ("fi", "finnish"), ("fr", "french"), ("ga", "irish"), ("he", "hebrew"), ("hi", "hindi"), ("hu", "hungarian"),
        ("hy", "armenian"), ("id", "indonesian"), ("it", "italian"), ("ja", "japanese"), ("ko", "korean"),
        ("lt", "lithuanian"), ("ne", "nepali"), ("nl", "dutch"), ("no", "norwegian"), ("pl", "polish"),
        ("pt", "portuguese"), ("ro", "romanian"), ("ru", "russian"), ("sr", "serbian"), ("sv", "swedish"),
        ("ta", "tamil"), ("th", "thai"), ("tr", "turkish"), ("uk", "ukrainian"), ("vi", "vietnamese"),
        ("yi", "yiddish"), ("zh", "chinese"),
    ].map { code, name in
        let own = name == "english" ? "news" : name
        return Language(code: code, name: name, analyzerName: Analyzer.named(own) == nil ? "standard" : own)
    }

    private static let otherNames = ["nb": "no", "nn": "no", "in": "id", "iw": "he"]

    private static let byName: [String: Language] = {
        var found: [String: Language] = [:]
        for language in all {
            found[language.code] = language
            found[language.name] = language
        }
        for (other, code) in otherNames { found[other] = found[code] }
        return found
    }()

    private init(code: String, name: String, analyzerName: String) {
        self.code = code
        self.name = name
        self.analyzerName = analyzerName
    }

    /// The language of a code, also with a region or script (`de`, `de-AT`, `zh_Hant`), or of an English name; case does
    /// not matter. Nil for one that is not among ``all``.
    public init?(_ name: String) {
        let whole = name.lowercased()
        let code = whole.prefix { $0 != "-" && $0 != "_" }
        guard let found = Self.byName[whole] ?? Self.byName[String(code)] else { return nil }
        self = found
    }

    /// The analyzer of its texts.
    public var analyzer: Analyzer { Analyzer.named(analyzerName) ?? .standard }
}
