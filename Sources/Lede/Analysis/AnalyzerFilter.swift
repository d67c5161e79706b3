extension Analyzer {
    /// How a text is cut into words.
    public enum Tokenizer: String, Sendable, Codable, CaseIterable {
        /// Words by Unicode Standard Annex #29.
        case words
        /// The same, but scripts without spaces between words in overlapping pairs of characters.
        case bigrams
        /// What stands between ASCII white space.
        case whitespace
        /// The whole value, without white space around it.
        case wholeValue = "whole"
    }

    /// A step that changes, removes or adds terms. The filters of an analyzer run in their order; those that need
    /// the neighbours of a token, ``edgeNGrams(_:)``, ``shingles(size:)`` and ``synonyms(_:)``, come last.
    public struct Filter: Sendable {
        enum Kind: Sendable {
            case caseFolding
            case trimming
            case apostrophes
            case englishPossessive
            case diacritics
            case acronyms
            case thousands
            case elision
            case turkishCase
            case turkishEndings
            case romanianLetters
            case snowball(String)
            case custom(String, @Sendable () -> any TokenFilter)
            case remove(TermRemoval)
            case protect(Set<[UInt8]>)
            case stream(StreamFilter)
            /// What the analyzer of the document's language does.
            case byLanguage
        }

        let kind: Kind
        /// What tables of steps call it.
        let name: String

        init(_ kind: Kind, _ name: String) {
            self.kind = kind
            self.name = name
        }

        /// Makes forms alike that differ in case, width or composition (NFKC case folding).
        public static let lowercase = Filter(.caseFolding, "lowercase")
        /// Writes every apostrophe as `'`.
        public static let apostrophes = Filter(.apostrophes, "apostrophes")
        /// Takes diacritics away: `résumé` becomes `resume`.
        public static let diacritics = Filter(.diacritics, "diacritics")
        /// Takes `'s` away.
        public static let possessive = Filter(.englishPossessive, "possessive")
        /// Writes `u.s.` as `us`.
        public static let acronyms = Filter(.acronyms, "acronyms")
        /// Writes `1,234` as `1234`.
        public static let numbers = Filter(.thousands, "numbers")
        /// Takes `l'` away and the like, in Romance languages.
        public static let elision = Filter(.elision, "elision")
        /// Folds `I` and `İ` as Turkish has them. It comes before ``lowercase``.
        public static let turkish = Filter(.turkishCase, "turkish")
        /// Takes away what follows an apostrophe, as the endings of Turkish names do. It comes after ``apostrophes``.
        public static let turkishEndings = Filter(.turkishEndings, "turkish-endings")
        /// Writes ș and ț as ş and ţ.
        public static let romanian = Filter(.romanianLetters, "romanian")
        static let trimming = Filter(.trimming, "trim")
        static let byLanguage = Filter(.byLanguage, "by language")

        /// Reduces words to their stems; the language is one of ``Analyzer/stemmers``.
        public static func stem(_ language: String) -> Filter { Filter(.snowball(language), "stem (\(language))") }

        /// Leaves out the words of a list.
        public static func stop(_ words: [String]) -> Filter {
            Filter(.remove(TermRemoval(words: StopWords.terms(words))), "stop")
        }

        /// Leaves out the words that Snowball lists for a language; nil where it has no list.
        public static func stop(language: String) -> Filter? {
            StopWords.terms(language).map { Filter(.remove(TermRemoval(words: $0)), "stop (\(language))") }
        }

        /// Keeps these words from being stemmed by what follows.
        public static func protect(_ words: [String]) -> Filter {
            Filter(.protect(StopWords.terms(words)), "protect")
        }

        /// Leaves out terms with fewer or more characters.
        public static func length(_ range: ClosedRange<Int>) -> Filter {
            Filter(.remove(TermRemoval(lengths: range)), "length (\(range.lowerBound) to \(range.upperBound))")
        }

        /// Adds the beginnings of every term, so that the beginning of a word finds it.
        public static func edgeNGrams(_ range: ClosedRange<Int>) -> Filter {
            Filter(
                .stream(.edgeNGrams(minimum: range.lowerBound, maximum: range.upperBound)),
                "edge-ngrams (\(range.lowerBound) to \(range.upperBound))")
        }

        /// Adds neighbouring terms joined by a space, up to so many.
        public static func shingles(size: Int) -> Filter {
            Filter(.stream(.shingles(size: size)), "shingles (\(size))")
        }

        /// Adds to each term the others of its group. The words are compared as the filters before leave them.
        public static func synonyms(_ groups: [[String]]) -> Filter {
            var others: [String: [String]] = [:]
            for group in groups {
                for word in group { others[word, default: []] += group }
            }
            return synonyms(others)
        }

        /// Adds to each term those that it stands for. All are compared as the filters before leave them.
        public static func synonyms(_ others: [String: [String]]) -> Filter {
            var distinct: [String: [String]] = [:]
            for (word, others) in others {
                for other in others where other != word && distinct[word]?.contains(other) != true {
                    distinct[word, default: []].append(other)
                }
            }
            return Filter(.stream(.synonyms(distinct)), "synonyms")
        }

        /// A filter of one's own; it is made anew for each thread.
        public static func custom(_ name: String, _ make: @escaping @Sendable () -> any TokenFilter) -> Filter {
            Filter(.custom(name, make), name)
        }

        /// Whether it only makes spellings of one word alike.
        var isFolding: Bool {
            switch kind {
            case .caseFolding, .trimming, .apostrophes, .turkishCase, .romanianLetters, .byLanguage: true
            default: false
            }
        }

        /// Whether what begins with an ASCII letter or digit begins with the same afterwards, but for its case.
        var keepsFirstLetter: Bool {
            switch kind {
            case .caseFolding, .apostrophes, .englishPossessive, .diacritics, .acronyms, .thousands: true
            case .snowball(let language): language == "english" || language == "porter"
            default: false
            }
        }

        var isRemoving: Bool { if case .remove = kind { true } else { false } }

        var isStemming: Bool {
            switch kind {
            case .snowball, .byLanguage: true
            default: false
            }
        }

        var stream: StreamFilter? { if case .stream(let filter) = kind { filter } else { nil } }
    }
}

extension [Analyzer.Filter] {
    /// Case, width, apostrophes and diacritics folded.
    public static let fold: [Analyzer.Filter] = [.lowercase, .apostrophes, .diacritics]
}
