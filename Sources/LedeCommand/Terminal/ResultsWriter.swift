import Lede

/// Prints what a search found in the form that was asked for.
struct ResultsWriter {
    let options: OutputOptions
    let fields: HitFields?
    let terminal: Terminal
    let query: String
    let schema: Schema
    /// The rank of the first hit, from 1.
    let firstRank: Int

    func write(_ results: SearchResults) throws(OutputError) {
        switch options.chosenFormat {
        case .json:
            let json = results.json(query: query, schema: schema, fields: fields, first: firstRank)
            try StandardOutput.writeLine(json.text)
        case .jsonl:
            let hits = results.hitsJSON(schema: schema, fields: fields, first: firstRank)
            try StandardOutput.write(hits.map { $0.text + "\n" }.joined())
        case .csv:
            let fields = fields ?? .usual
            try StandardOutput.write(
                CSV.line(fields.names) + rows(results, fields).map { CSV.line($0) }.joined())
        case .trec:
            try StandardOutput.write(
                results.run(named: options.runId, query: options.queryId, firstRank: firstRank))
        case .terminal: try writeForPeople(results)
        }
    }

    private func rows(_ results: SearchResults, _ fields: HitFields) -> [[String]] {
        results.hits.enumerated().map { fields.texts(of: $1, rank: firstRank + $0) }
    }

    private func writeForPeople(_ results: SearchResults) throws(OutputError) {
        guard results.total > 0 else { return }
        let text: String
        if let fields {
            text = table(results, fields)
        } else {
            text = ResultsView(results, offset: firstRank - 1, terminal: terminal).text
        }
        if options.noPager { try StandardOutput.write(text) } else { try Pager.write(text, on: terminal) }
    }

    /// Chosen fields: columns on a terminal; elsewhere values with tabs between them, for other programs.
    private func table(_ results: SearchResults, _ fields: HitFields) -> String {
        let rows = rows(results, fields).map { $0.map { $0.printable() } }
        guard terminal.height != nil else { return rows.map { $0.joined(separator: "\t") + "\n" }.joined() }
        var table = Table(fields.names.map { ["rank", "score"].contains($0) ? .right : .left })
        table.add(fields.names)
        for row in rows { table.add(row) }
        let lines = table.lines
        let head = lines.prefix(1).map { terminal.styled($0, .faint) }
        return (head + lines.dropFirst()).map { $0 + "\n" }.joined()
    }
}
