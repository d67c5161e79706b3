import Lede

/// Places where a query matches under each other: date and id, then the text, with what matches in one column.
struct ContextView {
    private let contexts: [KeywordInContext]
    private let terminal: Terminal
    private let dateColumns: Int
    private let idColumns: Int
    /// The columns for the text on each side of what matches.
    private let sideColumns: Int
    private let textColumns: Int

    init(_ contexts: [KeywordInContext], columns: Int, terminal: Terminal) {
        self.contexts = contexts
        self.terminal = terminal
        func widest(_ text: (KeywordInContext) -> String) -> Int {
            contexts.reduce(0) { max($0, Table.columns(of: text($1))) }
        }
        dateColumns = widest(Self.day)
        idColumns = min(widest { $0.id.printable() }, max(8, columns / 5))
        let used = [dateColumns, idColumns].reduce(0) { $0 + ($1 > 0 ? $1 + 2 : 0) }
        textColumns = max(12, columns - used)
        sideColumns = (textColumns - min(widest { $0.match.printable() }, textColumns / 3)) / 2
    }

    private static func day(_ context: KeywordInContext) -> String {
        context.date?.prefix { $0 != "T" && $0 != " " }.description.printable() ?? ""
    }

    var text: String { contexts.map { line($0) + "\n" }.joined() }

    private func line(_ context: KeywordInContext) -> String {
        var head = ""
        if dateColumns > 0 { head += Self.day(context).padded(toColumns: dateColumns) + "  " }
        head += context.id.printable().cutAtStart(toColumns: idColumns).padded(toColumns: idColumns) + "  "
        let before = context.before.printable().fitting(columns: sideColumns, fromEnd: true)
        let match = context.match.printable().fitting(columns: textColumns - sideColumns)
        let room = textColumns - sideColumns - Table.columns(of: match)
        let after = context.after.printable().fitting(columns: room)
        let padding = String(repeating: " ", count: sideColumns - Table.columns(of: before))
        return terminal.styled(head, .faint) + padding + before + terminal.styled(match, .match) + after
    }
}
