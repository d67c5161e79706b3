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
        var blocks = MarkdownBlocks(rest).blocks
        var title = fields.first { ["title", "headline"].contains($0.name.lowercased()) }?.value.text
        if let first = blocks.firstIndex(where: { $0.headingLevel == 1 }) {
            if title == nil {
                title = blocks[first].text
                fields.append(RawField("title", blocks[first].text))
            }
            if title == blocks[first].text { blocks.remove(at: first) }
        }
        fields.append(RawField("body", blocks.map(\.text).joined(separator: "\n\n")))
        return fields
    }
}

/// The paragraphs, headings, items and code of a Markdown text, as plain text.
struct MarkdownBlocks {
    struct Block: Equatable {
        var text: String
        /// 1 to 6 for a heading, else 0.
        var headingLevel = 0
    }

    private(set) var blocks: [Block] = []
    private var paragraph: [String] = []

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
                    blocks.append(Block(text: String(line)))
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
            paragraph = [String(heading)]
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
        paragraph.append(String(line))
    }

    private mutating func endParagraph(headingLevel: Int = 0) {
        let text = MarkdownMarks.stripped(paragraph.joined(separator: " "))
        if !text.isEmpty { blocks.append(Block(text: text, headingLevel: headingLevel)) }
        paragraph = []
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
