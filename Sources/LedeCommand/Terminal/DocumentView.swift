import Lede

/// A stored document for reading: the short values as a table, then the long ones.
struct DocumentView {
    private let document: Document
    private let schema: Schema
    private let terminal: Terminal

    /// Values longer than this stand below the table.
    private static let longestValue = 200

    init(_ document: Document, schema: Schema, terminal: Terminal) {
        self.document = document
        self.schema = schema
        self.terminal = terminal
    }

    var text: String {
        var table: [(name: String, value: String)] = [("id", document.id)]
        var texts: [(name: String, value: String)] = []
        for entry in document.entries {
            let value = entry.value.text
            let isLong = value.utf8.count > Self.longestValue || value.contains { $0.isNewline }
            if entry.name == "body" || isLong {
                texts.append((entry.name, value))
            } else {
                table.append((entry.name, value))
            }
        }
        let nameWidth = table.reduce(0) { max($0, Table.columns(of: $1.name.printable())) } + 2
        var shown = ""
        func add(_ line: String) {
            shown += line
            shown += "\n"
        }
        for (name, value) in table {
            let name = name.printable()
            let padding = String(repeating: " ", count: nameWidth - Table.columns(of: name))
            let width = terminal.width.map { max(20, $0 - nameWidth) }
            for (index, line) in MarkedText(value).lines(width: width, on: terminal).enumerated() {
                let isTitle = name == "title"
                add(
                    (index == 0
                        ? terminal.styled(name, .faint) + padding : String(repeating: " ", count: nameWidth))
                        + (isTitle ? terminal.styled(line, .bold) : line))
            }
        }
        for (name, value) in texts {
            add("")
            if name != "body" { add(terminal.styled(name.printable(), .faint)) }
            for paragraph in value.printable(keepsLines: true).split(separator: "\n", omittingEmptySubsequences: false)
            {
                if paragraph.isEmpty {
                    add("")
                } else {
                    MarkedText(String(paragraph)).forEachLine(width: terminal.width, on: terminal, add)
                }
            }
        }
        return shown
    }
}
