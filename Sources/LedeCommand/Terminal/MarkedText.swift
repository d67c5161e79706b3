import Lede

/// One line of text, some of it marked, on its way to a terminal.
struct MarkedText {
    private struct Cell {
        var character: Character
        var isMarked: Bool
        var columns: Int
    }

    private var cells: [Cell] = []

    init(_ text: String) { append(text.utf8[...], isMarked: false) }

    /// A snippet with its matches marked.
    init(_ snippet: Snippet) {
        let bytes = snippet.text.utf8
        var end = 0
        for match in snippet.matches where match.lowerBound >= end && match.upperBound <= bytes.count {
            append(bytes.dropFirst(end).prefix(match.lowerBound - end), isMarked: false)
            append(bytes.dropFirst(match.lowerBound).prefix(match.count), isMarked: true)
            end = match.upperBound
        }
        append(bytes.dropFirst(end), isMarked: false)
    }

    private mutating func append(_ bytes: Substring.UTF8View, isMarked: Bool) {
        for character in String(decoding: bytes, as: UTF8.self).printable() {
            let columns = QuerySyntaxError.columns(of: character)
            cells.append(Cell(character: character, isMarked: isMarked, columns: columns))
        }
    }

    /// The text broken at spaces into lines of at most `width` columns; a longer word is broken anywhere.
    ///
    /// - Parameters:
    ///   - width: nil for a single line.
    ///   - style: how the marked places look.
    func lines(width: Int?, on terminal: Terminal, style: Terminal.Style = .match) -> [String] {
        guard let width, width > 0 else { return [Self.render(cells[...], terminal, style)] }
        var lines: [String] = []
        var start = 0
        while start < cells.count {
            var end = start
            var columns = 0
            var lastSpace: Int?
            while end < cells.count, columns + cells[end].columns <= width {
                if cells[end].character == " " { lastSpace = end }
                columns += cells[end].columns
                end += 1
            }
            var next = max(end, start + 1)
            end = next
            if next < cells.count, cells[next].character != " ", let lastSpace, lastSpace > start {
                end = lastSpace
                next = lastSpace
            }
            lines.append(Self.render(cells[start..<end], terminal, style))
            while next < cells.count, cells[next].character == " " { next += 1 }
            start = next
        }
        return lines
    }

    private static func render(_ cells: ArraySlice<Cell>, _ terminal: Terminal, _ style: Terminal.Style) -> String {
        var result = ""
        var rest = cells
        while let first = rest.first {
            let run = rest.prefix { $0.isMarked == first.isMarked }
            let text = String(run.map(\.character))
            result += first.isMarked ? terminal.styled(text, style) : text
            rest = rest.dropFirst(run.count)
        }
        return result
    }
}
