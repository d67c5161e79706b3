import ArgumentParser
import Lede

struct AnalyzeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: "Show how a text becomes terms, step by step.",
        discussion: """
            Without --field and --analyzer the text is analysed as the first field that is searched.
            Example: lede analyze 'The Senators’ résumés' --analyzer news
            """)

    @Argument(help: "The text; its words may be several arguments.") var text: [String]
    @Option(help: "Analyse it as this field of the index.") var field: String?
    @Option(help: ArgumentHelp("Analyse it by this analyzer.", valueName: "name")) var analyzer: String?
    @Option(
        help: ArgumentHelp("Analyse it as a text in this language, as multilingual fields do.", valueName: "name"))
    var language: LanguageName?
    @Option(
        help: ArgumentHelp("Take fields and analyzers from a schema file; no index is needed.", valueName: "file"),
        completion: .file())
    var schema: String?
    @Flag(help: "Print the steps as one JSON object.") var json = false
    @OptionGroup var location: IndexLocation

    func validate() throws {
        if [field != nil, analyzer != nil, language != nil].count(where: { $0 }) > 1 {
            throw ValidationError("--field, --analyzer and --language exclude each other")
        }
    }

    func run() throws {
        let text = text.joined(separator: " ")
        var analyzer = try chosenAnalyzer()
        if analyzer.isMultilingual { analyzer = Language.detected(in: text)?.analyzer ?? analyzer }
        let steps = analyzer.steps(text)
        if json {
            let object = JSON.object([
                (key: "analyzer", value: .string(analyzer.name)),
                (key: "terms", value: .array((steps.last?.tokens ?? []).map { .string($0.term) })),
                (key: "steps", value: .array(steps.map { Self.json($0.name, $0.tokens) })),
            ])
            try StandardOutput.writeLine(object.text)
        } else {
            try StandardOutput.writeLine(Self.table(of: steps).lines.joined(separator: "\n"))
        }
    }

    private func chosenAnalyzer() throws -> Analyzer {
        if let language { return language.language.analyzer }
        if let name = analyzer, schema == nil, let known = Analyzer.named(name) { return known }
        let known = try knownSchema()
        if let name = analyzer {
            if let found = try known.analyzer(named: name) { return found }
            let names = known.analyzers.keys.sorted() + Analyzer.names
            throw InputError("there is no analyzer '\(name)'; there are \(names.joined(separator: ", "))")
        }
        let name = field ?? known.fields.first { $0.isDefault }?.name ?? ""
        guard let field = known[name] else {
            let names = known.fields.map(\.name).joined(separator: ", ")
            throw InputError("there is no field '\(name)'. The fields are \(names)")
        }
        if field.type == .keyword { return .keyword }
        guard field.type == .text, let found = field.textAnalyzer else {
            throw InputError("the field '\(name)' is \(field.type.rawValue), which is not analysed")
        }
        return found
    }

    /// That of the file, of the index, or of articles where nothing else is asked for.
    private func knownSchema() throws -> Schema {
        if let schema { return try SchemaFile.read(schema, over: .articles) }
        do throws(LedeError) {
            return try location.searcher().schema
        } catch {
            if case .noIndex = error, location.folder == nil, field == nil { return .articles }
            throw error
        }
    }

    /// A line for each token of the tokenizer, a column for each step; `-` where nothing is left.
    private static func table(of steps: [(name: String, tokens: [Token])]) -> Table {
        var table = Table([.right, .right] + steps.map { _ in .left })
        table.add(["position", "bytes"] + steps.map(\.name))
        let columns = steps.map { step in Dictionary(grouping: step.tokens) { $0.range.lowerBound } }
        for token in steps[0].tokens {
            let start = token.range.lowerBound
            let position = columns.last?[start]?.first.map { String($0.position) } ?? "-"
            let cells = columns.map { column in
                column[start].map { $0.map(\.term).joined(separator: " | ") } ?? "-"
            }
            table.add([position, "\(start)-\(token.range.upperBound)"] + cells)
        }
        return table
    }

    private static func json(_ name: String, _ tokens: [Token]) -> JSON {
        let tokens = tokens.map { token in
            JSON.object([
                (key: "term", value: .string(token.term)), (key: "position", value: .integer(token.position)),
                (key: "start", value: .integer(token.range.lowerBound)),
                (key: "end", value: .integer(token.range.upperBound)),
            ])
        }
        return .object([(key: "name", value: .string(name)), (key: "tokens", value: .array(tokens))])
    }
}
