import Lede

/// What a search found, for reading.
struct ResultsView {
    private let results: SearchResults
    private let offset: Int
    private let terminal: Terminal
    private static let indent = "  "

    init(_ results: SearchResults, offset: Int, terminal: Terminal) {
        self.results = results
        self.offset = offset
        self.terminal = terminal
    }

    var text: String {
        var lines: [String] = []
        for hit in results.hits {
            lines += title(of: hit)
            lines += faint(facts(of: hit))
            let width = terminal.width.map { $0 - Self.indent.count }
            let snippet = MarkedText(hit.snippet).lines(width: width, on: terminal)
            lines += snippet.filter { !$0.isEmpty }.map { Self.indent + $0 }
            lines.append("")
        }
        for facet in results.facets { lines += FacetView(terminal: terminal).lines(of: facet) + [""] }
        return (lines + faint(summary)).joined(separator: "\n") + "\n"
    }

    private func faint(_ text: String) -> [String] {
        MarkedText(text).lines(width: terminal.width, on: terminal).map { terminal.styled($0, .faint) }
    }

    private func title(of hit: Hit) -> [String] {
        MarkedText(hit.title ?? hit.id).lines(width: terminal.width, on: terminal).map { terminal.styled($0, .bold) }
    }

    private func facts(of hit: Hit) -> String {
        // The day is enough in a list; `lede show` has the time.
        let date = hit.date.map { $0.prefix { $0 != "T" }.description.printable() + "  " } ?? ""
        return date + hit.id.printable() + (hit.score.isNaN ? "" : "  " + Numbers.fixed(hit.score, 3))
    }

    private var summary: String {
        let shown: String
        switch (offset, results.hits.count) {
        case (0, _), (_, 0): shown = String(results.hits.count)
        case (_, 1): shown = "number \(offset + 1)"
        case (_, let count): shown = "\(offset + 1) to \(offset + count)"
        }
        return "\(shown) of \(Numbers.plural(results.total, "document")), "
            + Numbers.duration(Double(results.microseconds) / 1e6)
    }
}
