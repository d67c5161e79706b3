import ArgumentParser
import Lede

struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Show the documents that answer a query best.",
        discussion: "Example: lede search '\"safe zones for students\" AND date:[2017-01-01 TO 2017-12-31]'")

    @OptionGroup var words: QueryWords
    @Option(
        name: [.customShort("n", allowingJoined: true), .customLong("limit")],
        help: "How many documents to show at most.")
    var limit = 10
    @Option(help: "How many of the best to pass over first.") var offset = 0
    @Flag(help: "Print the result as one JSON object.") var json = false
    @Flag(help: "Print every hit as a JSON object on a line of its own.") var jsonl = false
    @OptionGroup var reading: QueryOptions
    @OptionGroup var ranking: RankingOptions
    @OptionGroup var color: ColorOptions
    @OptionGroup var location: IndexLocation

    func validate() throws {
        if json && jsonl { throw ValidationError("--json and --jsonl exclude each other") }
        if limit < 0 || offset < 0 { throw ValidationError("--limit and --offset must not be negative") }
        if limit > Int.max - offset { throw ValidationError("--limit and --offset are too large together") }
    }

    func run() throws {
        let searcher = try location.searcher()
        let query = try reading.parse(words.text, for: searcher.schema)
        let options = SearchOptions(limit: limit, offset: offset, similarity: ranking.similarity)
        let results = try searcher.search(query, options)
        if json {
            try StandardOutput.writeLine(results.json(query: words.text, schema: searcher.schema).text)
        } else if jsonl {
            try StandardOutput.write(results.hits.map { $0.json(schema: searcher.schema).text + "\n" }.joined())
        } else if results.total > 0 {
            try StandardOutput.write(ResultsView(results, offset: offset, terminal: color.terminal).text)
        }
        if !json { results.notices.forEach(StandardError.say) }
        if results.total == 0 {
            if !json { StandardError.say("no document matches '\(words.text)'") }
            offerCorrection(of: results)
            throw Failure.nothingFound
        }
        offerCorrection(of: results)
    }

    private func offerCorrection(of results: SearchResults) {
        if json || results.corrections.isEmpty { return }
        let meant = results.corrections.applied(to: words.text)
        StandardError.write("Did you mean: \(meant)?\n".printable(keepsLines: true))
    }
}

extension SearchResults {
    fileprivate func json(query: String, schema: Schema) -> JSON {
        .object(
            [
                ("query", .string(query)), ("total", .integer(total)), ("took_us", .integer(microseconds)),
                ("hits", .array(hits.map { $0.json(schema: schema) })),
            ] + (notices.isEmpty ? [] : [("notices", .array(notices.map { .string($0) }))])
                + (corrections.isEmpty ? [] : [("suggestion", .string(corrections.applied(to: query)))]))
    }
}

extension Hit {
    /// Values longer than this are left to `lede show`.
    private static let longestValue = 300

    /// The id, the score, what a list shows, and the other stored fields, but for the text that is searched.
    fileprivate func json(schema: Schema) -> JSON {
        let own = ["id", "score", "title", "date", "snippet"]
        let others = JSON.members(of: document) { entry in
            !own.contains(entry.name) && schema[entry.name]?.isDefault != true
                && entry.value.text.utf8.count <= Self.longestValue
        }
        return .object(
            [
                ("id", .string(id)), ("score", .score(score)), ("title", .optional(title)), ("date", .optional(date)),
                ("snippet", .string(snippet.text)),
            ] + others)
    }
}
