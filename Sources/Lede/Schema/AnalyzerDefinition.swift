/// An analyzer that a schema puts together from parts and gives a name.
///
/// ```json
/// {"analyzers": {
///     "mine": {"tokenizer": "words", "filters": ["fold", {"stop": "english"}, {"protect": ["news"]}, {"stem": "english"}]}
///  },
///  "fields": [{"name": "body", "analyzer": "mine"}]}
/// ```
///
/// | filter | does |
/// |---|---|
/// | `"lowercase"` | case, width and composition folded (NFKC case folding) |
/// | `"apostrophes"` | every apostrophe is `'` |
/// | `"diacritics"` | `résumé` becomes `resume` |
/// | `"fold"` | the three above |
/// | `"possessive"` | `senator's` becomes `senator` |
/// | `"acronyms"` | `u.s.` becomes `us` |
/// | `"numbers"` | `1,234` becomes `1234` |
/// | `"elision"` | `l'avion` becomes `avion` |
/// | `"turkish"` | `I` becomes `ı`; before `lowercase` or `fold` |
/// | `"turkish-endings"` | `ankara'da` becomes `ankara` |
/// | `"romanian"` | ș and ț become ş and ţ, which the stemmer knows |
/// | `{"stem": "german"}` | Snowball's stemmer |
/// | `{"stop": "german"}`, `{"stop": ["a", "b"]}` | the words of Snowball's list, or these, are left out; phrases close up over them |
/// | `{"protect": ["news"]}` | these words are not stemmed by what follows |
/// | `{"length": {"min": 2, "max": 40}}`, `"length"` | shorter and longer terms are left out; 1 to 255 without numbers |
/// | `{"synonyms": ["car, automobile"]}` | documents with one of the words are found by the others; with `colour => color, hue` those with the first by the others |
/// | `{"synonyms": "cars.txt"}`, `"synonyms"` | the same by the lines of a file beside the schema file, `synonyms.txt` without a name |
/// | `{"edge-ngrams": {"min": 2, "max": 10}}`, `"edge-ngrams"` | documents are found by the beginnings of their words; 1 to 20 without numbers |
/// | `{"shingles": 2}`, `"shingles"` | neighbouring words are also terms together |
///
/// The last four run after all others, and on documents only. Hyphens, underscores and case in the names of filters do not matter:
/// `"lower-case"`, `"edgeNGrams"`. Synonyms are lines as Solr has them, each word one word; they go through
/// the other filters. A schema file may name a file of them; its lines then become a part of the schema.
public struct AnalyzerDefinition: Sendable, Codable, Equatable {
    /// How text is cut into words.
    public var tokenizer: Analyzer.Tokenizer
    /// What is done to the words, in this order.
    public var filters: [FilterDefinition]

    /// Makes a definition.
    public init(tokenizer: Analyzer.Tokenizer = .words, filters: [FilterDefinition] = [.named("fold")]) {
        self.tokenizer = tokenizer
        self.filters = filters
    }

    /// One filter, as a schema has it.
    public enum FilterDefinition: Sendable, Equatable {
        /// A filter without settings, or with those it has by default.
        case named(String)
        case stem(String)
        case stopWords(of: String)
        case stop([String])
        case protect([String])
        case synonyms([String])
        case synonymFile(String)
        case length(Int, Int)
        case edgeNGrams(Int, Int)
        case shingles(Int)
    }

    enum CodingKeys: String, CodingKey { case tokenizer, filters }

    public init(from decoder: any Decoder) throws {
        let all = try decoder.container(keyedBy: FilterDefinition.Key.self)
        for key in all.allKeys where CodingKeys(stringValue: key.stringValue) == nil {
            throw LedeError.invalidSchema("an analyzer has 'tokenizer' and 'filters', not '\(key.stringValue)'")
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let name = try values.decodeIfPresent(String.self, forKey: .tokenizer) {
            guard let known = Analyzer.Tokenizer(rawValue: name) else {
                let all = Analyzer.Tokenizer.allCases.map(\.rawValue).joined(separator: ", ")
                throw LedeError.invalidSchema("there is no tokenizer '\(name)'; there are \(all)")
            }
            tokenizer = known
        } else {
            tokenizer = .words
        }
        filters = try values.decodeIfPresent([FilterDefinition].self, forKey: .filters) ?? []
    }

    /// The same definition, the files of synonyms that it names replaced by their lines.
    ///
    /// - Parameter read: gives the text of a file by its name.
    public func resolvingFiles(_ read: (_ name: String) throws -> String) rethrows -> AnalyzerDefinition {
        var definition = self
        for index in filters.indices {
            guard case .synonymFile(let name) = filters[index] else { continue }
            let lines = try read(name).split(whereSeparator: \.isNewline).map(String.init)
            definition.filters[index] = .synonyms(lines.filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) })
        }
        return definition
    }

    /// The analyzer of this definition.
    /// - Throws: ``LedeError/invalidSchema(_:)`` when a filter is unknown or its settings are out of range.
    public func analyzer(named name: String) throws(LedeError) -> Analyzer {
        var made: [Analyzer.Filter] = []
        do throws(LedeError) {
            var plain: [Analyzer.Filter] = []
            for filter in filters {
                if case .synonyms = filter { continue }
                plain += try filter.filters()
            }
            for filter in filters {
                if case .synonyms(let lines) = filter {
                    let analyzer = Analyzer(
                        name: name, tokenizer: tokenizer, filters: plain.filter { $0.stream == nil })
                    made.append(try AnalyzerDefinition.FilterDefinition.synonyms(lines, by: analyzer))
                } else {
                    made += try filter.filters()
                }
            }
        } catch {
            guard case .invalidSchema(let reason) = error else { throw error }
            throw .invalidSchema("the analyzer '\(name)': \(reason)")
        }
        return Analyzer(name: name, tokenizer: tokenizer, filters: made)
    }
}

extension AnalyzerDefinition.FilterDefinition {
    static let names = [
        "lowercase", "apostrophes", "diacritics", "fold", "possessive", "acronyms", "numbers", "elision", "turkish",
        "turkish-endings", "romanian",
        "length", "edge-ngrams", "shingles",
    ]
    /// The file that the filter `synonyms` without a name means, as Solr's does.
    static let defaultSynonymFile = "synonyms.txt"
    static let keys = ["stem", "stop", "protect", "synonyms", "length", "edge-ngrams", "shingles"]

    /// The filters of any but ``synonyms(_:)``, which depend on the others.
    fileprivate func filters() throws(LedeError) -> [Analyzer.Filter] {
        switch self {
        case .named(let name): return try Self.filters(name)
        case .stem(let language):
            guard Analyzer.stemmers.contains(language) else {
                throw .invalidSchema(
                    "there is no stemmer '\(language)'; there are \(Analyzer.stemmers.joined(separator: ", "))")
            }
            return [.stem(language)]
        case .stopWords(let language):
            guard let filter = Analyzer.Filter.stop(language: language) else {
                throw .invalidSchema(
                    "there is no list of stop words '\(language)'; there are "
                        + StopWords.languages.joined(separator: ", "))
            }
            return [filter]
        case .stop(let words): return [.stop(words)]
        case .protect(let words): return [.protect(words)]
        case .synonyms: return []
        case .synonymFile(let name):
            throw .invalidSchema(
                "the synonyms of '\(name)' are not read: give the lines, or a schema file to the command")
        case .length(let least, let most):
            return [.length(try Self.range(least, most, within: 0...Analyzer.longestToken, "length"))]
        case .edgeNGrams(let least, let most):
            return [.edgeNGrams(try Self.range(least, most, within: 1...50, "edge-ngrams"))]
        case .shingles(let size):
            guard 2...5 ~= size else { throw .invalidSchema("'shingles' join 2 to 5 words, not \(size)") }
            return [.shingles(size: size)]
        }
    }

    private static func filters(_ name: String) throws(LedeError) -> [Analyzer.Filter] {
        switch name {
        case "lowercase": [.lowercase]
        case "apostrophes": [.apostrophes]
        case "diacritics": [.diacritics]
        case "fold": .fold
        case "possessive": [.possessive]
        case "acronyms": [.acronyms]
        case "numbers": [.numbers]
        case "elision": [.elision]
        case "turkish": [.turkish]
        case "turkish-endings": [.turkishEndings]
        case "romanian": [.romanian]
        case "length": [.length(1...Analyzer.longestToken)]
        case "edge-ngrams": [.edgeNGrams(1...20)]
        case "shingles": [.shingles(size: 2)]
        default:
            throw .invalidSchema(
                keys.contains(name)
                    ? "the filter '\(name)' needs a value, such as {\"\(name)\": \(example(of: name))}"
                    : "there is no filter '\(name)'; there are \((names + keys.prefix(4)).joined(separator: ", "))")
        }
    }

    private static func example(of name: String) -> String {
        ["protect": "[\"news\"]"][name] ?? "\"english\""
    }

    private static func range(
        _ least: Int, _ most: Int, within allowed: ClosedRange<Int>, _ name: String
    ) throws(LedeError) -> ClosedRange<Int> {
        guard least <= most, allowed.contains(least), allowed.contains(most) else {
            throw .invalidSchema(
                "'\(name)' goes from 'min' to 'max' between \(allowed.lowerBound) and \(allowed.upperBound), "
                    + "not from \(least) to \(most)")
        }
        return least...most
    }

    fileprivate static func synonyms(_ lines: [String], by analyzer: Analyzer) throws(LedeError) -> Analyzer.Filter {
        let map: SynonymMap
        do throws(LedeError) {
            map = try SynonymMap(lines.joined(separator: "\n"))
        } catch {
            guard case .invalidQuery(let reason) = error else { throw error }
            throw .invalidSchema("'synonyms': \(reason)")
        }
        func term(_ word: String) throws(LedeError) -> String {
            let terms = analyzer.analyze(word).map(\.term)
            guard terms.count == 1 else {
                throw .invalidSchema(
                    "'synonyms': '\(word)' is not one word here; synonyms of several words are for queries (--synonyms)"
                )
            }
            return terms[0]
        }
        var others: [String: [String]] = [:]
        for (word, stands) in map.replacements.sorted(by: { $0.key < $1.key }) {
            var terms: [String] = []
            for other in stands { terms.append(try term(other)) }
            others[try term(word), default: []] += terms
        }
        return .synonyms(others)
    }
}

extension AnalyzerDefinition.FilterDefinition: Codable {
    fileprivate struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Range: Codable {
        var min: Int?
        var max: Int?

        init(min: Int, max: Int) {
            self.min = min
            self.max = max
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            for key in values.allKeys where !["min", "max"].contains(key.stringValue) {
                throw LedeError.invalidSchema("a range has 'min' and 'max', not '\(key.stringValue)'")
            }
            min = try values.decodeIfPresent(Int.self, forKey: Key(stringValue: "min"))
            max = try values.decodeIfPresent(Int.self, forKey: Key(stringValue: "max"))
        }
    }

    /// The name of a filter as ``names`` and ``keys`` have it; one that is not known stays as it was typed.
    private static func canonical(_ name: String) -> String {
        func bare(_ name: String) -> String { name.lowercased().filter { $0 != "-" && $0 != "_" } }
        return (names + keys).first { bare($0) == bare(name) } ?? name
    }

    public init(from decoder: any Decoder) throws {
        if let name = (try? decoder.singleValueContainer().decode(String.self)).map(Self.canonical) {
            self = name == "synonyms" ? .synonymFile(Self.defaultSynonymFile) : .named(name)
            return
        }
        let values = try decoder.container(keyedBy: Key.self)
        guard let key = values.allKeys.first, values.allKeys.count == 1 else {
            throw LedeError.invalidSchema("a filter is a name, or an object with one name and its settings")
        }
        switch Self.canonical(key.stringValue) {
        case "stem": self = .stem(try values.decode(String.self, forKey: key))
        case "stop":
            if let words = try? values.decode([String].self, forKey: key) {
                self = .stop(words)
            } else {
                self = .stopWords(of: try values.decode(String.self, forKey: key))
            }
        case "protect": self = .protect(try values.decode([String].self, forKey: key))
        case "synonyms":
            if let lines = try? values.decode([String].self, forKey: key) {
                self = .synonyms(lines)
            } else {
                self = .synonymFile(try values.decode(String.self, forKey: key))
            }
        case "length":
            let range = try values.decode(Range.self, forKey: key)
            self = .length(range.min ?? 1, range.max ?? Analyzer.longestToken)
        case "edge-ngrams":
            let range = try values.decode(Range.self, forKey: key)
            self = .edgeNGrams(range.min ?? 1, range.max ?? 20)
        case "shingles": self = .shingles(try values.decode(Int.self, forKey: key))
        default:
            throw LedeError.invalidSchema(
                "there is no filter '\(key.stringValue)' with settings; there are \(Self.keys.joined(separator: ", "))")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        if case .named(let name) = self {
            var value = encoder.singleValueContainer()
            try value.encode(name)
            return
        }
        var values = encoder.container(keyedBy: Key.self)
        func key(_ name: String) -> Key { Key(stringValue: name) }
        switch self {
        case .named: break
        case .stem(let language): try values.encode(language, forKey: key("stem"))
        case .stopWords(let language): try values.encode(language, forKey: key("stop"))
        case .stop(let words): try values.encode(words, forKey: key("stop"))
        case .protect(let words): try values.encode(words, forKey: key("protect"))
        case .synonyms(let lines): try values.encode(lines, forKey: key("synonyms"))
        case .synonymFile(let name): try values.encode(name, forKey: key("synonyms"))
        case .length(let least, let most): try values.encode(Range(min: least, max: most), forKey: key("length"))
        case .edgeNGrams(let least, let most):
            try values.encode(Range(min: least, max: most), forKey: key("edge-ngrams"))
        case .shingles(let size): try values.encode(size, forKey: key("shingles"))
        }
    }
}
