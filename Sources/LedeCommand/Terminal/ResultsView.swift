import Lede

/// What a search found, for reading.
struct ResultsView {
    private let results: SearchResults
    private let offset: Int
    private let terminal: Terminal
    private let isNumbered: Bool
    private static let indent = "  "

    /// - Parameter isNumbered: whether each title has its rank before it.
    init(_ results: SearchResults, offset: Int, terminal: Terminal, isNumbered: Bool = false) {
        self.results = results
        self.offset = offset
        self.terminal = terminal
        self.isNumbered = isNumbered
    }

    var text: String {
        var lines: [String] = []
        for (index, hit) in results.hits.enumerated() {
            lines += title(of: hit, rank: offset + index + 1)
            lines += faint(facts(of: hit))
            let width = terminal.width.map { $0 - Self.indent.count }
            for fragment in hit.fragments {
                let snippet = MarkedText(fragment).lines(width: width, on: terminal)
                lines += snippet.filter { !$0.isEmpty }.map { Self.indent + $0 }
            }
            lines.append("")
        }
        for facet in results.facets { lines += FacetView(terminal: terminal).lines(of: facet) + [""] }
        return (lines + faint(summary)).joined(separator: "\n") + "\n"
    }

    private func faint(_ text: String) -> [String] {
        MarkedText(text).lines(width: terminal.width, on: terminal).map { terminal.styled($0, .faint) }
    }

    private func title(of hit: Hit, rank: Int) -> [String] {
        MarkedText((isNumbered ? "\(rank). " : "") + (hit.title ?? hit.id)).lines(width: terminal.width, on: terminal)
            .map { terminal.styled($0, .bold) }
    }

    private func facts(of hit: Hit) -> String {
        // The day is enough in a list; `lede show` has the time.
        let date = hit.date.map { $0.prefix { $0 != "T" }.description.printable() + "  " } ?? ""
        let score = hit.score.isNaN ? "" : "  " + Numbers.fixed(hit.score, 3)
        let others = hit.duplicates.flatMap { $0 > 0 ? "  +\(Numbers.plural($0, "near-duplicate"))" : nil } ?? ""
        return date + hit.id.printable() + score + others
    }

    private var summary: String {
        let shown: String
        switch (offset, results.hits.count) {
        case (0, _), (_, 0): shown = String(results.hits.count)
        case (_, 1): shown = "number \(offset + 1)"
        case (_, let count): shown = "\(offset + 1) to \(offset + count)"
        }
        let hidden = results.duplicates
        return "\(shown) of \(Numbers.plural(results.total, "document")), "
            + (hidden > 0 ? "\(Numbers.plural(hidden, "near-duplicate")) not shown, " : "")
            + Numbers.duration(Double(results.microseconds) / 1e6)
    }
}
