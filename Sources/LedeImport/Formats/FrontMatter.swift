/// The values above a Markdown text, between two lines `---`: a small part of YAML.
///
/// Understood are
/// - `key: value`, the value plain, in `"double"` quotes (with `\"`, `\\`, `\n`, `\t`) or in `'single'` ones,
/// - lists, `[one, "two"]` or `- one` on lines of their own below `key:`,
/// - text in several lines behind `key: |` or `key: >`, indented,
/// - blank lines and remarks behind `#`.
///
/// Objects in objects, anchors and types are not; a line that is none of the above is a problem. `null` and `~` are
/// absent values.
struct FrontMatter {
    private(set) var fields: [RawField] = []

    /// Takes the front matter off a text; without any, the text stays as it is.
    ///
    /// - Throws: ``RecordError`` with the line that is not understood.
    init(of text: inout Substring) throws(RecordError) {
        guard Self.withoutTail(Self.line(of: text)) == "---" else { return }
        // A line at a time: a list of all lines of the text would take more room than the text.
        var rest = Self.behindLine(of: text)
        while let inner = rest, !["---", "..."].contains(Self.withoutTail(Self.line(of: inner))) {
            rest = Self.behindLine(of: inner)
        }
        guard let end = rest else { return }
        // The last of them is the empty one before the mark.
        let lines = Array(
            text[..<end.startIndex].split(separator: "\n", omittingEmptySubsequences: false).dropLast())
        var index = 1
        while index < lines.count { index = try read(lines, at: index) }
        text = Self.behindLine(of: end) ?? ""
    }

    /// The first line.
    private static func line(of text: Substring) -> Substring { text[..<(text.firstIndex(of: "\n") ?? text.endIndex)] }

    /// What is behind the first line; nil where that is all.
    private static func behindLine(of text: Substring) -> Substring? {
        text.firstIndex(of: "\n").map { text[text.index(after: $0)...] }
    }

    /// Reads the entry at a line and returns the line behind it.
    private mutating func read(_ lines: [Substring], at index: Int) throws(RecordError) -> Int {
        let line = lines[index]
        if line.trimmed.isEmpty || line.trimmed.hasPrefix("#") { return index + 1 }
        guard let colon = line.firstIndex(of: ":"), line.first?.isWhitespace == false, line.first != "-",
            Self.isEndOfKey(line[line.index(after: colon)...])
        else {
            throw RecordError(
                reason: "front matter: '\(line.trimmed.prefix(60))' is not 'key: value'", lineOffset: index)
        }
        let name = Self.scalar(line[..<colon].trimmed) ?? ""
        let value = Self.withoutRemark(line[line.index(after: colon)...].trimmed)
        var next = index + 1
        if value.isEmpty {
            while next < lines.count, let item = Self.listItem(lines[next]) {
                append(name, item)
                next += 1
            }
        } else if value.first == "|" || value.first == ">" {
            var block: [String] = []
            while next < lines.count, lines[next].first?.isWhitespace ?? true {
                block.append(String(lines[next].trimmed))
                next += 1
            }
            fields.append(RawField(name, block.joined(separator: value.first == "|" ? "\n" : " ")))
        } else if value.hasPrefix("["), value.hasSuffix("]") {
            for item in Self.items(value.dropFirst().dropLast()) { append(name, item) }
        } else {
            append(name, value)
        }
        return next
    }

    private mutating func append(_ name: String, _ value: Substring) {
        if let value = Self.scalar(value) { fields.append(RawField(name, value)) }
    }

    private static func isEndOfKey(_ rest: Substring) -> Bool { rest.first?.isWhitespace ?? true }

    private static func withoutTail(_ line: Substring) -> Substring {
        line.first?.isWhitespace == true ? "" : line.trimmed
    }

    /// The text behind a dash, or nil when the line is no item.
    private static func listItem(_ line: Substring) -> Substring? {
        let line = line.trimmed
        guard line == "-" || line.hasPrefix("- ") else { return nil }
        return withoutRemark(line.dropFirst().trimmed)
    }

    /// Cuts off ` # remark`, unless the value is quoted.
    private static func withoutRemark(_ value: Substring) -> Substring {
        if value.first == "#" { return "" }
        guard value.first != "\"", value.first != "'", let remark = value.firstRange(of: " #") else { return value }
        return value[..<remark.lowerBound].trimmed
    }

    /// Splits at the commas outside of quotes.
    private static func items(_ list: Substring) -> [Substring] {
        var items: [Substring] = []
        var start = list.startIndex
        var quote: Character?
        for index in list.indices {
            let mark = list[index]
            if let open = quote {
                if mark == open { quote = nil }
            } else if mark == "\"" || mark == "'", list[start..<index].trimmed.isEmpty {
                quote = mark
            } else if mark == "," {
                items.append(list[start..<index].trimmed)
                start = list.index(after: index)
            }
        }
        items.append(list[start...].trimmed)
        return items.filter { !$0.isEmpty }
    }

    /// A value without its quotes; nil for null.
    private static func scalar(_ value: Substring) -> String? {
        guard let quote = value.first, quote == "\"" || quote == "'", value.count >= 2, value.last == quote else {
            return value == "~" || value == "null" ? nil : String(value)
        }
        let inner = value.dropFirst().dropLast()
        if quote == "'" { return String(inner).replacing("''", with: "'") }
        var text = ""
        var isEscaped = false
        for mark in inner {
            if isEscaped {
                text.append(mark == "n" ? "\n" : mark == "t" ? "\t" : mark)
                isEscaped = false
            } else if mark == "\\" {
                isEscaped = true
            } else {
                text.append(mark)
            }
        }
        return text
    }
}
