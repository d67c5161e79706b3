import Lede

/// Prints the hits of many queries as one table: what the query is called, then the parts of the hit.
final class QueryListWriter {
    private let output: OutputOptions
    private let fields: HitFields
    private let terminal: Terminal
    private let firstRank: Int
    private var buffer = OutputBuffer()
    /// The rows of a table, which needs them all.
    private var rows: [[String]] = []
    private var isFirst = true

    private static let usual = HitFields(["rank", "id", "score", "date", "title"])
    /// Columns before the last one are cut to this.
    private static let greatestColumn = 32

    init(output: OutputOptions, fields: HitFields?, terminal: Terminal, firstRank: Int) throws(OutputError) {
        self.output = output
        self.fields = fields ?? Self.usual
        self.terminal = terminal
        self.firstRank = firstRank
        switch output.chosenFormat {
        case .csv: try buffer.write(CSV.line(["query"] + self.fields.names))
        case .json: try buffer.write("{\"queries\":[")
        case .jsonl, .trec, .terminal: break
        }
    }

    /// The options without what is not shown.
    func adapted(_ options: SearchOptions) -> SearchOptions {
        var options = options
        if !fields.names.contains(where: { $0.hasPrefix("snippet") }) { options.snippetCharacters = 0 }
        return options
    }

    func write(_ results: SearchResults, of entry: QueryList.Entry) throws(OutputError) {
        switch output.chosenFormat {
        case .json:
            let members: [(key: String, value: JSON)] = [
                ("name", .string(entry.name)), ("query", .string(entry.text)), ("total", .integer(results.total)),
                ("hits", .array(hits(of: results).map { fields.json(of: $1, rank: $0) })),
            ]
            let object = JSON.object(members + results.reservations)
            try buffer.write((isFirst ? "" : ",") + object.text)
        case .jsonl:
            for (rank, hit) in hits(of: results) {
                let object = JSON.object([("query", .string(entry.name))] + fields.members(of: hit, rank: rank))
                try buffer.write(object.text + "\n")
            }
        case .csv: for row in cells(of: results, entry) { try buffer.write(CSV.line(row)) }
        case .trec:
            let name = entry.hasName ? entry.name : String(entry.number)
            try buffer.write(results.run(named: output.runId, query: name, firstRank: firstRank))
        case .terminal where terminal.height == nil:
            for row in cells(of: results, entry) {
                try buffer.write(row.map { $0.printable() }.joined(separator: "\t") + "\n")
            }
        case .terminal: rows += cells(of: results, entry)
        }
        isFirst = false
    }

    func finish() throws(OutputError) {
        if output.chosenFormat == .json { try buffer.write("]}\n") }
        try buffer.flush()
        if rows.isEmpty { return }
        let text = table
        if output.noPager { try StandardOutput.write(text) } else { try Pager.write(text, on: terminal) }
    }

    private func hits(of results: SearchResults) -> [(rank: Int, hit: Hit)] {
        results.hits.enumerated().map { (firstRank + $0, $1) }
    }

    private func cells(of results: SearchResults, _ entry: QueryList.Entry) -> [[String]] {
        hits(of: results).map { [entry.name] + fields.texts(of: $1, rank: $0) }
    }

    /// The rows under each other, the last column as wide as the terminal lets it be.
    private var table: String {
        let names = ["query"] + fields.names
        var table = Table(names.map { ["rank", "score"].contains($0) ? .right : .left })
        table.add(names)
        for row in rows {
            table.add(row.dropLast().map { $0.cut(toColumns: Self.greatestColumn) } + row.suffix(1))
        }
        let lines = table.lines.map { line in terminal.columns.map { line.cut(toColumns: $0) } ?? line }
        return (lines.prefix(1).map { terminal.styled($0, .faint) } + lines.dropFirst()).map { $0 + "\n" }.joined()
    }
}
