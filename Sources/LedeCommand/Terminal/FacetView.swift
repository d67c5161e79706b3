import Lede

/// What was counted over all hits, for reading: numbers with bars.
struct FacetView {
    private let terminal: Terminal
    private static let greatestBar = 40
    /// So many periods without documents are shown; more of them are one line of dots.
    private static let greatestGap = 2

    init(terminal: Terminal) { self.terminal = terminal }

    func lines(of facet: FacetResult) -> [String] {
        switch facet {
        case .values(let values): lines(of: values)
        case .histogram(let histogram): lines(of: histogram)
        case .summary(let summary): lines(of: summary)
        }
    }

    private func lines(of facet: FacetValues) -> [String] {
        var rows = facet.values.map { ($0.value, Optional($0.count)) }
        let others = facet.distinct - facet.values.count
        if others > 0 { rows.append(("(\(others) more)", nil)) }
        if facet.missing > 0 { rows.append(("(none)", facet.missing)) }
        return [terminal.styled(facet.field, .bold)] + bars(rows)
    }

    private func lines(of histogram: DateHistogram) -> [String] {
        var rows: [(String, Int?)] = []
        for period in histogram.periods {
            if period.gap > Self.greatestGap {
                rows.append(("…", nil))
            } else {
                rows += Array(repeating: ("", 0), count: period.gap)
            }
            rows.append((period.label, period.count))
        }
        if histogram.missing > 0 { rows.append(("(none)", histogram.missing)) }
        return [terminal.styled("\(histogram.field) by \(histogram.unit.rawValue)", .bold)] + bars(rows)
    }

    private func lines(of summary: NumberSummary) -> [String] {
        var table = Table([.left, .right])
        table.add("count", String(summary.count))
        if summary.missing > 0 { table.add("none", String(summary.missing)) }
        for (name, value) in [("min", summary.least), ("max", summary.greatest), ("mean", summary.mean)] {
            if let value { table.add(name, value.text) }
        }
        if let sum = summary.sum { table.add("sum", Document.Value.double(sum).text) }
        return [terminal.styled(summary.field, .bold)] + table.lines.map { "  " + $0 }
    }

    /// Rows of a label, a count and a bar; a row without a count is only its label.
    private func bars(_ rows: [(label: String, count: Int?)]) -> [String] {
        var table = Table([.left, .right])
        for row in rows { table.add(row.label, row.count.map { String($0) } ?? "") }
        let greatest = rows.compactMap(\.count).max() ?? 0
        let lines = table.lines
        let used = lines.reduce(0) { max($0, Table.columns(of: $1)) } + 4
        let room = max(1, min(Self.greatestBar, (terminal.width ?? 80) - used))
        return zip(lines, rows).map { line, row in
            let share = Double(row.count ?? 0) / Double(max(1, greatest))
            let padding = String(repeating: " ", count: max(0, used - 4 - Table.columns(of: line)))
            let bar = Self.bar(share * Double(room))
            return "  " + line + (bar.isEmpty ? "" : padding + "  " + terminal.styled(bar, .faint))
        }
    }

    /// A bar of a length in columns, to the eighth.
    private static func bar(_ length: Double) -> String {
        let eighths = Int((length * 8).rounded(.up))
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }
}
