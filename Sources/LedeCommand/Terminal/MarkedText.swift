import Lede

/// One line of text, some of it marked, on its way to a terminal.
struct MarkedText {
    private var text = ""
    /// What is marked, in bytes of the text, ascending.
    private var marks: [Range<Int>] = []

    init(_ text: String) { self.text = text.printable() }

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
        let start = text.utf8.count
        text += String(decoding: bytes, as: UTF8.self).printable()
        if isMarked { marks.append(start..<text.utf8.count) }
    }

    /// The text broken at spaces into lines of at most `width` columns; a longer word is broken anywhere.
    ///
    /// - Parameters:
    ///   - width: nil for a single line.
    ///   - style: how the marked places look.
    func lines(width: Int?, on terminal: Terminal, style: Terminal.Style = .match) -> [String] {
        var lines: [String] = []
        forEachLine(width: width, on: terminal, style: style) { lines.append($0) }
        return lines
    }

    /// Calls `body` with each of these lines.
    func forEachLine(width: Int?, on terminal: Terminal, style: Terminal.Style = .match, _ body: (String) -> Void) {
        guard let width, width > 0 else { return body(rendered(text.startIndex..<text.endIndex, terminal, style)) }
        var start = text.startIndex
        while start < text.endIndex {
            var end = start
            var columns = 0
            var lastSpace: String.Index?
            while end < text.endIndex {
                let character = text[end]
                let own = QuerySyntaxError.columns(of: character)
                if columns + own > width { break }
                if character == " " { lastSpace = end }
                columns += own
                end = text.index(after: end)
            }
            if end == start { end = text.index(after: start) }
            if end < text.endIndex, text[end] != " ", let lastSpace, lastSpace > start { end = lastSpace }
            body(rendered(start..<end, terminal, style))
            while end < text.endIndex, text[end] == " " { end = text.index(after: end) }
            start = end
        }
    }

    private func rendered(_ range: Range<String.Index>, _ terminal: Terminal, _ style: Terminal.Style) -> String {
        if marks.isEmpty { return String(text[range]) }
        let bytes = text.utf8
        let past = bytes.distance(from: bytes.startIndex, to: range.upperBound)
        var place = bytes.distance(from: bytes.startIndex, to: range.lowerBound)
        func part(to end: Int) -> String {
            defer { place = end }
            return String(decoding: bytes.dropFirst(place).prefix(end - place), as: UTF8.self)
        }
        var result = ""
        for mark in marks where mark.upperBound > place && mark.lowerBound < past {
            if mark.lowerBound > place { result += part(to: mark.lowerBound) }
            result += terminal.styled(part(to: min(mark.upperBound, past)), style)
        }
        return result + part(to: past)
    }
}
