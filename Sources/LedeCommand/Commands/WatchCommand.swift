import ArgumentParser
import Lede

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Save queries; 'lede index' tells which new documents match them.",
        discussion: """
            The queries are kept in the folder of the index.
            Examples:
              lede watch add harbor '"Danbury harbor" OR (harbor AND dredging)'
              lede index articles/today.jsonl
              lede watch run harbor --since last-7-days
            """,
        subcommands: [Add.self, List.self, Remove.self, Run.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Save a query under a name.")

        @Argument(help: "The name.") var name: String
        @OptionGroup var words: QueryWords
        @Flag(help: "Put it in the place of another query of the name.") var replace = false
        @OptionGroup(title: "Reading the query") var reading: QueryOptions
        @OptionGroup var location: IndexLocation

        func validate() throws { try words.requireQuery() }

        func run() throws {
            let index = try location.open()
            let schema = try index.searcher().schema
            let query = try reading.parse(words.text, for: schema)
            // What is saved has to mean the same without the options.
            let text = reading.areUsual ? words.text : query.description
            guard let read = try? QueryParser(schema: schema).parse(text), reading.areUsual || read == query else {
                throw InputError("what the options make of the query cannot be written as one text; leave them out")
            }
            let old = try index.savedQueries().first { $0.name == name }
            if let old, old.query != text, !replace {
                throw InputError(
                    "there is a saved query '\(name)': \(old.query). Say --replace to put this in its place")
            }
            try index.save(SavedQuery(name: name, query: text))
            StandardError.write("saved '\(name)'\n".printable(keepsLines: true))
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the saved queries.")

        @Flag(help: "Print every query as a JSON object on a line of its own.") var json = false
        @OptionGroup var location: IndexLocation

        func run() throws {
            let queries = try location.open().savedQueries()
            if json {
                for query in queries {
                    let object = JSON.object([("name", .string(query.name)), ("query", .string(query.query))])
                    try StandardOutput.writeLine(object.text)
                }
            } else if queries.isEmpty {
                StandardError.say("there are no saved queries; make one with 'lede watch add NAME QUERY'")
            } else {
                var table = Table([.left, .left])
                for query in queries { table.add(query.name, query.query) }
                try StandardOutput.writeLine(table.lines.joined(separator: "\n"))
            }
            if queries.isEmpty { throw Failure.nothingFound }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget saved queries.")

        @Argument(help: "Their names.") var name: [String]
        @OptionGroup var location: IndexLocation

        func run() throws {
            let index = try location.open()
            var areAllThere = true
            for name in name where !(try index.removeSavedQuery(name)) {
                let names = try index.savedQueries().map(\.name)
                let hint = FieldHint.nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
                StandardError.say("there is no saved query '\(name)'\(hint)")
                areAllThere = false
            }
            if !areAllThere { throw Failure.nothingFound }
        }
    }

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Search the whole index with saved queries, and print one table.")

        @Argument(help: "Their names; all without.") var name: [String] = []
        @Option(
            help: ArgumentHelp(
                "Only documents of this day and later: 2017-02-13, 2017-02, yesterday, last-7-days.", valueName: "date")
        )
        var since: String?
        @OptionGroup(title: "Order and pages") var order: OrderOptions
        @OptionGroup(title: "Ranking") var ranking: RankingOptions
        @OptionGroup(title: "Output") var output: OutputOptions
        @OptionGroup(title: "Output") var color: ColorOptions
        @OptionGroup(title: "Index") var location: IndexLocation

        func validate() throws { try QueryListRun.refuse(order) }

        func run() throws {
            let index = try location.open()
            let saved = try index.savedQueries()
            for name in name where !saved.contains(where: { $0.name == name }) {
                throw InputError("there is no saved query '\(name)'; see 'lede watch list'")
            }
            let list = QueryList(saved.filter { name.isEmpty || name.contains($0.name) })
            let options = SearchOptions(
                limit: order.limit, offset: order.offset, similarity: ranking.similarity, sort: try order.keys(),
                recency: try ranking.boost())
            let searcher = try index.searcher()
            let parser = QueryParser(schema: searcher.schema)
            let days = try since.map { try Self.days(since: $0, parser) }
            let run = QueryListRun(
                searcher: searcher,
                parse: { text in
                    let query = try parser.parseOrFail(text)
                    return days.map { .boolean(BooleanQuery(must: [query], filter: [$0])) } ?? query
                }, options: options, output: output, terminal: color.terminal)
            try run.run(list)
        }

        /// The documents of a day and later.
        private static func days(since text: String, _ parser: QueryParser) throws(InputError) -> Query {
            do {
                return try parser.parse("date:>=" + text)
            } catch {
                throw InputError("--since: '\(text)' is no day such as 2017-02-13, yesterday or last-7-days")
            }
        }
    }
}
