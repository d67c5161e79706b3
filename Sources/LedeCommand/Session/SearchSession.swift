import ArgumentParser
import Lede

/// A conversation: queries and commands in, pages of hits out, until the end of the input.
///
/// What goes wrong with a line is said, and the session goes on. Every query sees the newest commit.
final class SearchSession {
    private let index: Index
    private let parse: (String, Searcher) throws -> Query
    private let terminal: Terminal
    private var options: SearchOptions
    private var searcher: Searcher
    /// The search that pages and commands refer to.
    private var current: (text: String, query: Query)?
    /// The ids that were shown of it, by rank.
    private var shown: [String] = []
    private var nextCursor: String?
    private var isOver = false

    init(
        _ index: Index, options: SearchOptions, terminal: Terminal,
        parse: @escaping (String, Searcher) throws -> Query
    ) throws(LedeError) {
        self.index = index
        self.options = options
        self.terminal = terminal
        self.parse = parse
        searcher = try index.searcher()
    }

    /// Asks until the end.
    /// - Throws: ``OutputError`` when there is nowhere to write to any more.
    func run(_ reader: any LineReader) throws {
        try say("\(Numbers.plural(searcher.documentCount, "document")) in \(index.path). Type a query, or :help")
        while !isOver {
            switch reader.next() {
            case .end: return
            case .interrupted: continue
            case .text(let line): try answer(line)
            }
        }
    }

    private func answer(_ line: String) throws {
        do {
            let text = String(line.trimmingPrefix(while: \.isWhitespace))
            if text.allSatisfy(\.isWhitespace) {
                try more()
            } else if text.hasPrefix(":") {
                try obey(try SessionCommand(text, schema: searcher.schema))
            } else {
                try search(text)
            }
        } catch let error as OutputError {
            throw error
        } catch {
            _ = Failure.report(error)
        }
    }

    private func obey(_ command: SessionCommand) throws {
        switch command {
        case .more: try more()
        case .open(let number):
            let id = try id(number)
            guard let document = try searcher.document(id: id) else { throw InputError("there is no document '\(id)'") }
            try Pager.write(DocumentView(document, schema: searcher.schema, terminal: terminal).text, on: terminal)
        case .explain(let number):
            let id = try id(number)
            let explanation = try searcher.explain(
                try search().query, id: id, similarity: options.similarity, recency: options.recency)
            try say(explanation?.text.printable(keepsLines: true) ?? "there is no document '\(id)'")
        case .sort(let keys):
            // Keys that do not fit are refused here, not by every query to come.
            let trial = SearchOptions(limit: 1, snippetCharacters: 0, sort: keys)
            _ = try searcher.search(current?.query ?? .all, trial)
            options.sort = keys
            try startAgain()
        case .limit(let limit):
            options.limit = limit
            try startAgain()
        case .facet(let facet):
            let results = try searcher.facets([facet], of: current?.query ?? .all)
            try say(results.flatMap { FacetView(terminal: terminal).lines(of: $0) }.joined(separator: "\n"))
        case .timeline(let unit):
            let facet = Facet.histogram(field: "date", by: unit)
            guard case .histogram(let histogram) = try searcher.facets([facet], of: current?.query ?? .all).first
            else { return }
            try StandardOutput.write(Timeline(histogram, all: nil).text(on: terminal))
        case .help: try StandardOutput.write(SessionCommand.helpText)
        case .quit: isOver = true
        }
    }

    // MARK: Searching

    private func search(_ text: String) throws {
        searcher = try index.searcher()
        current = (text, try parse(text, searcher))
        try startAgain()
    }

    private func search() throws(InputError) -> (text: String, query: Query) {
        guard let current else { throw InputError("there was no search yet; type a query") }
        return current
    }

    private func startAgain() throws {
        shown = []
        nextCursor = nil
        if current != nil { try page() }
    }

    private func more() throws {
        if nextCursor != nil { return try page() }
        try say(current == nil ? "type a query, or :help" : "that was all")
    }

    private func page() throws {
        let (text, query) = try search()
        var options = options
        options.after = nextCursor
        let results = try searcher.search(query, options)
        for notice in results.notices { try say(notice.printable()) }
        if results.total == 0 { try say("no document matches '\(text.printable())'") }
        if !results.corrections.isEmpty {
            try say("Did you mean: \(results.corrections.applied(to: text).printable())?")
        }
        if results.total == 0 { return }
        let view = ResultsView(results, offset: shown.count, terminal: terminal, isNumbered: true)
        shown += results.hits.map(\.id)
        nextCursor = results.nextCursor
        try StandardOutput.write(view.text)
        if nextCursor != nil { try say("Enter shows more, :open N a document") }
    }

    private func id(_ number: Int) throws(InputError) -> String {
        guard number <= shown.count else {
            let range = shown.isEmpty ? "nothing was shown yet" : "1 to \(shown.count) were shown"
            throw InputError("there is no hit \(number): \(range)")
        }
        return shown[number - 1]
    }

    private func say(_ text: String) throws(OutputError) { try StandardOutput.writeLine(text) }
}
