import ArgumentParser
import Lede

/// The options that say how the text of a query is read.
struct QueryOptions: ParsableArguments {
    @Flag(help: "Words side by side must all match: a space means AND, not OR.") var all = false
    @Option(
        name: .customLong("in"),
        help: ArgumentHelp(
            "Look for words in these fields, with weights: title^3,body. Default: those of the schema.",
            valueName: "fields"))
    var fields: FieldList?
    @Option(
        help: ArgumentHelp(
            "A file of synonyms: lines such as 'car, automobile' or 'colour => color, hue'.", valueName: "file"),
        completion: .file())
    var synonyms: String?
    @Option(
        help: ArgumentHelp(
            "The language of the query, for fields of several languages: german, de. Default: any of the index.",
            valueName: "name"))
    var language: LanguageName?
    @Flag(help: "Refuse no query: what cannot be read otherwise is read as words.") var lenient = false
    @Flag(help: "Read plain words, such as a question: no sign has a meaning, and stop words count little.")
    var plain = false
    @Flag(help: "Words beside each other in the query count more where they are near each other.")
    var proximity = false
    @Option(help: ArgumentHelp("The day that date:today and date:last-7-days are seen from.", valueName: "date"))
    var today: String?

    @Option(
        name: .customLong("max-clauses"),
        help: ArgumentHelp(
            "How many words, phrases and ranges a query may have (default: \(Query.maximumClauseCount)).",
            valueName: "n"))
    var maximumClauses: Int?

    func validate() throws {
        if let maximumClauses {
            if maximumClauses < 1 { throw ValidationError("--max-clauses must be at least 1") }
            Query.maximumClauseCount = maximumClauses
        }
        if plain, all || lenient || synonyms != nil {
            throw ValidationError("--plain reads any of the words, and does not go with --all, --lenient or --synonyms")
        }
        if let today, today.utf8.count != 10 || DateValue.seconds(today) == nil {
            throw ValidationError("--today must be a day such as 2017-02-13, not '\(today)'")
        }
    }

    /// What of a query could only be read as words, with `--lenient`.
    func problems(in text: String, for schema: Schema) -> [String] {
        guard lenient else { return [] }
        return QueryParser(schema: schema).parseLeniently(text).problems.map(\.description)
    }

    /// The searcher of an index, which reads in the language that was chosen.
    func searcher(_ location: IndexLocation) throws -> Searcher {
        let searcher = try location.searcher()
        return try language.map { try $0.reading(searcher) } ?? searcher
    }

    /// Reads a query.
    /// - Throws: ``QueryFailure``, or ``InputError`` when `--in` names a field that words cannot be looked for in.
    func parse(_ text: String, for schema: Schema) throws -> Query {
        let fields = fields?.fields ?? []
        if let problem = fields.lazy.compactMap({ WeightedField.problem(of: $0, in: schema) }).first {
            throw InputError("--in: \(problem)")
        }
        if plain {
            let query = Query.anyWord(of: text, in: schema, proximity: proximity ? Proximity() : nil)
            return fields.isEmpty ? query : .fields(fields, query)
        }
        let parser = QueryParser(
            schema: schema, defaultOperator: all ? .and : .or, fields: fields, today: today, isLenient: lenient)
        var query = try parser.parseOrFail(text)
        if proximity { query = query.favoring(Proximity()) }
        return try synonyms.map { try SynonymFile.read($0).applied(to: query) } ?? query
    }

    /// Whether the text alone says what is meant.
    var areUsual: Bool {
        !all && fields == nil && language == nil && synonyms == nil && !lenient && !plain && !proximity && today == nil
    }
}

/// A language as it is typed: a code or a name.
struct LanguageName: ExpressibleByArgument {
    let language: Language

    init?(argument: String) {
        guard let language = Language(argument) else { return nil }
        self.language = language
    }

    /// - Throws: ``InputError`` where no field is in several languages.
    func reading(_ searcher: Searcher) throws(InputError) -> Searcher {
        guard searcher.schema.isMultilingual else {
            throw InputError(
                "--language is for fields whose analyzer is 'multilingual', and the index has none; a schema file names it: "
                    + #"{"fields": [{"name": "body", "analyzer": "multilingual"}]}"#)
        }
        return searcher.reading(language)
    }

    static var allValueStrings: [String] { Language.all.map(\.name) }
}

/// Names of fields with commas between them and weights behind them: `title^3,body`.
struct FieldList: ExpressibleByArgument {
    let fields: [WeightedField]

    init?(argument: String) {
        var fields: [WeightedField] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "^", omittingEmptySubsequences: false)
            let name = pieces[0].filter { $0 != " " }
            guard !name.isEmpty, pieces.count <= 2, !fields.contains(where: { $0.name == name }) else { return nil }
            var weight: Double?
            if pieces.count == 2 {
                guard let value = Double(pieces[1]), value > 0 else { return nil }
                weight = value
            }
            fields.append(WeightedField(name, weight: weight))
        }
        self.fields = fields
    }
}
