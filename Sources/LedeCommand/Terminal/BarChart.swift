/// Rows of a label, a value and a bar.
struct BarChart {
    struct Row {
        let label: String
        let value: String
        /// How long the bar is against the others; 0 for none.
        let length: Double
    }

    let terminal: Terminal
    private static let greatestBar = 40
    private static let indent = "  "

    func lines(_ rows: [Row]) -> [String] {
        var table = Table([.left, .right])
        for row in rows { table.add(row.label, row.value) }
        let greatest = rows.reduce(0) { max($0, $1.length) }
        let texts = table.lines
        let used = texts.reduce(0) { max($0, Table.columns(of: $1)) }
        let room = max(1, min(Self.greatestBar, (terminal.width ?? 80) - used - 2 * Self.indent.count))
        return zip(texts, rows).map { text, row in
            let bar = greatest > 0 ? Self.bar(row.length / greatest * Double(room)) : ""
            if bar.isEmpty { return Self.indent + text }
            return Self.indent + text.padded(toColumns: used) + Self.indent + terminal.styled(bar, .faint)
        }
    }

    /// A bar of a length in columns, to the eighth.
    private static func bar(_ length: Double) -> String {
        let eighths = Int((length * 8).rounded(.up))
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }
}
