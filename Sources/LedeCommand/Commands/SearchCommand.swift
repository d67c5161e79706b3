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
    @OptionGroup(title: "More like this") var more: MoreLikeOptionGroup
    @Option(help: ArgumentHelp("Stop after this time, 200ms or 2s, with what was found.", valueName: "time"))
    var timeout: TimeLimit?
    @Flag(help: "Print how the query was understood and planned, and do not search.") var explainQuery = false
    @Flag(help: "Print the result as one JSON object.") var json = false
    @Flag(help: "Print every hit as a JSON object on a line of its own.") var jsonl = false
    @OptionGroup(title: "Reading the query") var reading: QueryOptions
    @OptionGroup var ranking: RankingOptions
    @OptionGroup var expansion: ExpansionOptions
    @OptionGroup var color: ColorOptions
    @OptionGroup var location: IndexLocation

    func validate() throws {
        if words.query.isEmpty && !more.isGiven {
            throw ValidationError("Missing expected argument '<query> ...': words to search for, or --like ID")
        }
        if json && jsonl { throw ValidationError("--json and --jsonl exclude each other") }
        if limit < 0 || offset < 0 { throw ValidationError("--limit and --offset must not be negative") }
        if limit > Int.max - offset { throw ValidationError("--limit and --offset are too large together") }
    }

    func run() throws {
        let searcher = try location.searcher()
        var query = try wholeQuery(searcher)
        if let feedback = expansion.feedback {
            query = try searcher.expanded(query, by: feedback, similarity: ranking.similarity)
        }
        if explainQuery { return try explain(query, searcher) }
        let options = SearchOptions(
            limit: limit, offset: offset, similarity: ranking.similarity, timeout: timeout?.duration)
        let results = try searcher.search(query, options)
        if json {
            try StandardOutput.writeLine(results.json(query: words.text, schema: searcher.schema).text)
        } else if jsonl {
            try StandardOutput.write(results.hits.map { $0.json(schema: searcher.schema).text + "\n" }.joined())
        } else if results.total > 0 {
            try StandardOutput.write(ResultsView(results, offset: offset, terminal: color.terminal).text)
        }
        if !json { results.notices.forEach(StandardError.say) }
        if results.isPartial, !json {
            StandardError.say("the time was up before all documents were looked at; the results are partial")
        }
        if results.total == 0 {
            if !json, !results.isPartial { StandardError.say("no document matches '\(words.text)'") }
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

extension SearchCommand {
    /// The query as it was typed, and what ``MoreLikeOptionGroup`` asks for, which it narrows.
    private func wholeQuery(_ searcher: Searcher) throws -> Query {
        let typed = words.query.isEmpty ? nil : try reading.parse(words.text, for: searcher.schema)
        guard let like = try more.query(searcher, in: reading.fields?.fields ?? []) else { return typed ?? .all }
        return typed.map { .boolean(BooleanQuery(must: [like], filter: [$0])) } ?? like
    }

    private func explain(_ query: Query, _ searcher: Searcher) throws {
        let view = PlanView(
            plan: try searcher.plan(query, similarity: ranking.similarity), query: query.description,
            problems: reading.problems(in: words.text, for: searcher.schema))
        try StandardOutput.write(json ? view.json.text + "\n" : view.text)
    }
}

extension SearchResults {
    fileprivate func json(query: String, schema: Schema) -> JSON {
        let members: [(key: String, value: JSON)] = [
            ("query", .string(query)), ("total", .integer(total)), ("took_us", .integer(microseconds)),
            ("hits", .array(hits.map { $0.json(schema: schema) })),
        ]
        return .object(
            members + (isPartial ? [("partial", .boolean(true))] : [])
                + (notices.isEmpty ? [] : [("notices", .array(notices.map { .string($0) }))])
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
