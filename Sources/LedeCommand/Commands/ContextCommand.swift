public import ArgumentParser
public import Lede

struct ContextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "context", abstract: "Show every place where a query matches, one under the other.",
        discussion: """
            A line for each place (keyword in context), with what matches in one column. Words near each other are one \
            place, from the first to the last of them, wherever they meet.
            Examples:
              lede context sanctuary --sort right
              lede context 'safe NEAR/3 zones'
              lede context '"safe zones" OR "safe zone"' -n 1000 --format csv
            """)

    @OptionGroup var words: QueryWords
    @Option(
        name: [.customShort("n", allowingJoined: true), .customLong("limit")], help: "How many places to show at most.")
    var limit = 100
    @Option(
        help: ArgumentHelp(
            "The order: index, date, or by the words to the left or to the right of the place.", valueName: "order"))
    var sort: ContextOptions.Order = .index
    @Option(help: ArgumentHelp("How wide a line is. Default: as the terminal, else 120.", valueName: "columns"))
    var width: Int?
    @OptionGroup(title: "Reading the query") var reading: QueryOptions
    @OptionGroup(title: "Output") var output: TableOptions
    @OptionGroup(title: "Output") var color: ColorOptions
    @OptionGroup(title: "Index") var location: IndexLocation

    func validate() throws {
        try words.requireQuery()
        if limit < 1 { throw ValidationError("--limit must be at least 1") }
        if let width, !(20...10_000).contains(width) {
            throw ValidationError("--width must be between 20 and 10000")
        }
    }

    func run() throws {
        let searcher = try reading.searcher(location)
        let query = try reading.parse(words.text, for: searcher.schema)
        let terminal = color.terminal
        let columns = width ?? terminal.columns ?? 120
        let found = try searcher.contexts(
            of: query, ContextOptions(limit: limit, order: sort, characters: max(20, columns)))
        switch output.chosenFormat {
        case .terminal:
            let view = ContextView(found.contexts, columns: max(20, columns), terminal: terminal)
            try Pager.write(view.text, on: terminal)
        case .csv: try StandardOutput.write(found.contexts.csv)
        case .jsonl: try StandardOutput.write(found.contexts.map { $0.json.text + "\n" }.joined())
        case .json:
            try StandardOutput.writeLine(
                JSON.object([
                    ("query", .string(words.text)), ("contexts", .array(found.contexts.map(\.json))),
                    ("more", .boolean(found.hasMore)),
                ]).text)
        }
        if output.chosenFormat == .json { if found.contexts.isEmpty { throw Failure.nothingFound } else { return } }
        if found.hasMore { StandardError.say("there are more than these \(limit); see --limit") }
        if found.contexts.isEmpty {
            StandardError.say("no text matches '\(words.text)'")
            throw Failure.nothingFound
        }
    }
}

extension ContextOptions.Order: ExpressibleByArgument {}

extension [KeywordInContext] {
    fileprivate var csv: String {
        CSV.line(["id", "date", "title", "field", "left", "match", "right"])
            + map { CSV.line([$0.id, $0.date ?? "", $0.title ?? "", $0.field, $0.before, $0.match, $0.after]) }.joined()
    }
}

extension KeywordInContext {
    fileprivate var json: JSON {
        .object([
            ("id", .string(id)), ("date", .optional(date)), ("title", .optional(title)), ("field", .string(field)),
            ("left", .string(before)), ("match", .string(match)), ("right", .string(after)),
        ])
    }
}
