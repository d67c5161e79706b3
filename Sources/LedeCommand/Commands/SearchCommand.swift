import ArgumentParser
import Lede

struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Show the documents that answer a query best.",
        discussion: """
            Examples:
              lede search '"safe zones for students" AND date:[2017-01-01 TO 2017-12-31]'
              lede search flood --newest --facet section --histogram date:month
              lede search flood --format csv --fields id,date,title -n 1000
              lede search --queries names.txt --format csv
            """)

    @OptionGroup var words: QueryWords
    @OptionGroup(title: "Order and pages") var order: OrderOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var color: ColorOptions
    @OptionGroup(title: "Counting over all hits") var counting: FacetOptions
    @OptionGroup(title: "Reading the query") var reading: QueryOptions
    @OptionGroup(title: "Other ways to ask") var asking: AskingOptions
    @OptionGroup(title: "Other ways to ask") var more: MoreLikeOptionGroup
    @OptionGroup(title: "Index") var location: IndexLocation
    @OptionGroup(title: "Ranking") var ranking: RankingOptions
    @OptionGroup(title: "Ranking") var expansion: ExpansionOptions

    func validate() throws {
        if asking.queries != nil {
            if !words.isEmpty { throw ValidationError("--queries takes the place of a query") }
            if more.isGiven || asking.explainQuery {
                throw ValidationError("--like and --explain-query go with one query, not a list of them")
            }
            return try QueryListRun.refuse(order, counting)
        }
        if words.isEmpty, !more.isGiven, asking.explainQuery || !Terminal.isConversation {
            throw ValidationError("Missing expected argument '<query> ...': words to search for, or --like ID")
        }
    }

    func run() throws {
        let searcher = try reading.searcher(location)
        if let queries = asking.queries { return try ask(QueryList(readingFrom: queries), searcher) }
        if words.isEmpty, !more.isGiven { return try converse() }
        let query = try expansion.applied(to: wholeQuery(searcher), searcher, ranking.similarity)
        if asking.explainQuery { return try explain(query, searcher) }
        let fields = try output.hitFields(of: searcher)
        let results = try searcher.search(query, try options())
        let writer = ResultsWriter(
            options: output, fields: fields, terminal: color.terminal, query: words.text, schema: searcher.schema,
            firstRank: order.offset + 1)
        try writer.write(results)
        if output.chosenFormat != .json { sayWhatElse(of: results) }
        if results.total == 0 { throw Failure.nothingFound }
    }

    /// What the JSON has in keys of its own, and other forms have no place for.
    private func sayWhatElse(of results: SearchResults) {
        results.notices.forEach(StandardError.say)
        if results.isPartial {
            StandardError.say(SearchResults.partialNotice)
        } else if results.total == 0 {
            StandardError.say("no document matches '\(words.text)'")
        }
        if results.corrections.isEmpty { return }
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

    /// A query of a list or a session.
    private func query(_ text: String, _ searcher: Searcher) throws -> Query {
        try expansion.applied(to: reading.parse(text, for: searcher.schema), searcher, ranking.similarity)
    }

    private func explain(_ query: Query, _ searcher: Searcher) throws {
        let view = PlanView(
            plan: try searcher.plan(query, similarity: ranking.similarity), query: query.description,
            problems: reading.problems(in: words.text, for: searcher.schema))
        try StandardOutput.write(output.chosenFormat == .json ? view.json.text + "\n" : view.text)
    }

    private func options() throws -> SearchOptions {
        var options = SearchOptions(
            limit: order.limit, offset: order.offset, similarity: ranking.similarity, timeout: asking.timeout?.duration,
            sort: try order.keys(), after: order.after, recency: try ranking.boost(), facets: try counting.facets())
        options.fragmentCount = output.fragments
        options.maximumPageBytes = order.page.maximumBytes.bytes
        options.collapsesDuplicates = order.collapse == .duplicates
        return options
    }

    /// Asks for queries until the end of the input.
    private func converse() throws {
        let index = try location.open()
        let session = try SearchSession(index, options: try options(), terminal: color.terminal) {
            try query($0, $1)
        }
        let editor =
            Terminal.isDumb
            ? nil
            : LineEditor(historyPath: SessionHistory.path()) { line in
                guard let searcher = try? index.searcher() else { return SessionCompletion(typed: "", candidates: []) }
                return SessionCompleter(searcher: searcher).completion(of: line)
            }
        try session.run(editor ?? PlainLineReader())
    }

    private func ask(_ list: QueryList, _ searcher: Searcher) throws {
        let run = QueryListRun(
            searcher: searcher, parse: { try query($0, searcher) }, options: try options(), output: output,
            terminal: color.terminal)
        try run.run(list)
    }
}
