import Lede

/// Reads a Markdown file: ``FrontMatter``, the title, and the text without most of its marks.
///
/// The title is that of the front matter, or the first heading of the highest level; a heading that became the
/// title, or says the same, is left out of the body. Lines of a paragraph are joined, and paragraphs, headings and
/// items are separated by a line end. Code keeps its lines. Left as they are: tables, numbers of lists, footnotes.
enum MarkdownArticle {
    static func fields(_ text: String) throws(RecordError) -> [RawField] {
        var rest = text[...]
        var fields = try FrontMatter(of: &rest).fields
        var blocks = MarkdownBlocks(rest)
        var title = fields.first { ["title", "headline"].contains($0.name.lowercased()) }?.value.text
        if let heading = blocks.topHeading {
            if title == nil {
                title = heading
                fields.append(RawField("title", heading))
            }
            if title == heading { blocks.removeTopHeading() }
        }
        fields.append(RawField("body", blocks.text))
        return fields
    }
}

/// The paragraphs, headings, items and code of a Markdown text, as plain text.
struct MarkdownBlocks {
    /// The blocks with an empty line between them: a list of them would take more room than short ones do.
    private(set) var text = ""
    /// The first heading of the highest level.
    private(set) var topHeading: String?
    /// Where it stands in the text, in bytes.
    private var topHeadingStart = 0
    private var paragraph = ""

    init(_ text: Substring) {
        var fence: (mark: Character, length: Int)?
        // A line at a time: a list of all lines would take more room than short lines do.
        var rest: Substring? = Self.withoutRemarks(text)
        while let lines = rest {
            let end = lines.firstIndex(of: "\n")
            let line = lines[..<(end ?? lines.endIndex)]
            rest = end.map { lines[lines.index(after: $0)...] }
            let trimmed = line.trimmed
            let mark = trimmed.first
            let run = trimmed.prefix { $0 == mark }.count
            if let open = fence {
                if mark == open.mark, run >= open.length, run == trimmed.count {
                    fence = nil
                } else if !trimmed.isEmpty {
                    append(line)
                }
            } else if let mark, mark == "`" || mark == "~", run >= 3 {
                endParagraph()
                fence = (mark, run)
            } else {
                read(trimmed)
            }
        }
        endParagraph()
    }

    /// Takes a line that is not in a fence.
    private mutating func read(_ whole: Substring) {
        var line = whole
        while line.first == ">" { line = line.dropFirst().trimmed }
        if line.isEmpty { return endParagraph() }
        if let mark = line.first, "=-*_".contains(mark), line.allSatisfy({ $0 == mark || $0 == " " }) {
            let isUnderline = (mark == "=" || mark == "-") && !paragraph.isEmpty && !line.contains(" ")
            if isUnderline { return endParagraph(headingLevel: mark == "=" ? 1 : 2) }
            if line.filter({ $0 == mark }).count >= 3 { return endParagraph() }
        }
        let level = line.prefix { $0 == "#" }.count
        if 1...6 ~= level, line.dropFirst(level).first?.isWhitespace ?? true {
            endParagraph()
            var heading = line.dropFirst(level).trimmed
            if let end = heading.lastIndex(where: { $0 != "#" }), heading[end].isWhitespace {
                heading = heading[...end].trimmed
            }
            paragraph = String(heading)
            return endParagraph(headingLevel: level)
        }
        if let mark = line.first, "-*+".contains(mark), line.dropFirst().first == " " {
            endParagraph()
            line = line.dropFirst(2).trimmed
        } else if let dot = line.firstIndex(where: { $0 == "." || $0 == ")" }), dot > line.startIndex,
            line[..<dot].allSatisfy({ $0.isASCII && $0.isNumber }), line[line.index(after: dot)...].hasPrefix(" ")
        {
            endParagraph()
        }
        if paragraph.isEmpty, line.hasPrefix("["), let close = line.firstRange(of: "]:"), !line.hasPrefix("[^"),
            !line[..<close.lowerBound].contains(" ") || line[close.upperBound...].contains("/")
        {
            return
        }
        if !paragraph.isEmpty { paragraph += " " }
        paragraph += line
    }

    private mutating func endParagraph(headingLevel: Int = 0) {
        let block = MarkdownMarks.stripped(paragraph)
        if !block.isEmpty {
            append(block[...])
            if headingLevel == 1, topHeading == nil {
                topHeading = block
                topHeadingStart = text.utf8.count - block.utf8.count
            }
        }
        paragraph = ""
    }

    private static let separator = "\n\n"

    private mutating func append(_ block: Substring) {
        if !text.isEmpty { text += Self.separator }
        text += block
    }

    /// Takes the heading of the highest level out of the text.
    mutating func removeTopHeading() {
        guard let heading = topHeading else { return }
        let bytes = text.utf8
        var start = bytes.index(bytes.startIndex, offsetBy: topHeadingStart)
        var end = bytes.index(start, offsetBy: heading.utf8.count)
        if end < bytes.endIndex {
            end = bytes.index(end, offsetBy: Self.separator.utf8.count)
        } else if start > bytes.startIndex {
            start = bytes.index(start, offsetBy: -Self.separator.utf8.count)
        }
        text.removeSubrange(start..<end)
        topHeading = nil
    }

    /// Cuts out `<!-- remarks -->`.
    private static func withoutRemarks(_ text: Substring) -> Substring {
        guard text.contains("<!--") else { return text }
        var result: Substring = ""
        var rest = text
        while let open = rest.firstRange(of: "<!--"),
            let close = rest[open.upperBound...].firstRange(of: "-->")
        {
            result += rest[..<open.lowerBound]
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}
