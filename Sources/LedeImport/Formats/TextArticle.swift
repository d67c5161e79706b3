import Lede

/// Reads a text file: a headline, facts about the article, and the article.
///
/// Three layouts are known, looked for in this order.
///
/// 1. **A saved page**: `date`, a day, the headline, the section, the headline once more, and the text, with spaces
///    or line ends between them:
///
///        date 2017-02-13 Bridge closes Local News Bridge closes The old bridge was closed on Monday.
///
///    Where the headline ends shows in its coming again. Without a repeated headline only the date is taken off.
/// 2. **Header lines** of the form `Title: Bridge closes`, with the names `id`, `title`, `headline`, `date`,
///    `published`, `author`, `byline`, `section`, `category`, `source`, `url` and `link`.
/// 3. **Prose.** The first line is the title if it is at most 200 bytes long and more follows.
///
/// A text of a single line has no title: the line is the body.
enum TextArticle {
    private static let longestTitle = 200
    private static let longestSection = 6
    private static let headerNames: Set<String> = [
        "id", "title", "headline", "date", "published", "author", "byline", "section", "category", "source", "url",
        "link",
    ]

    static func fields(_ text: String) -> [RawField] {
        var rest = text[...].trimmed
        var fields = savedPage(&rest) ?? headerLines(&rest)
        if !fields.contains(where: { $0.name == "title" || $0.name == "headline" }),
            let end = rest.firstIndex(of: "\n"), rest[..<end].utf8.count <= longestTitle
        {
            fields.append(RawField("title", String(rest[..<end].trimmed)))
            rest = rest[end...].trimmed
        }
        fields.append(RawField("body", String(rest)))
        return fields
    }

    /// Takes off the front of a saved page; nil when the text does not begin as one.
    private static func savedPage(_ rest: inout Substring) -> [RawField]? {
        let start = rest.split(maxSplits: 2, whereSeparator: \.isWhitespace)
        guard start.count == 3, start[0] == "date", DateValue.seconds(String(start[1])) != nil else { return nil }
        rest = rest[start[2].startIndex...]
        var fields = [RawField("date", String(start[1]))]
        // A headline comes twice within the first words, or is none.
        let words = rest.split(maxSplits: 80, whereSeparator: \.isWhitespace).prefix(80)
        guard let (length, second) = repeatedHeadline(Array(words)) else { return fields }
        fields.append(RawField("title", String(rest[..<words[length - 1].endIndex])))
        if second > length {
            fields.append(RawField("section", String(rest[words[length].startIndex..<words[second - 1].endIndex])))
        }
        rest = rest[words[second + length - 1].endIndex...].trimmed
        return fields
    }

    /// How many words at the front come again behind at most six others, and where they do so.
    ///
    /// Of several ways the longest headline is taken. A single word is too little to tell by.
    private static func repeatedHeadline(_ words: [Substring]) -> (length: Int, second: Int)? {
        var best: (length: Int, second: Int)?
        for second in words.indices.dropFirst() {
            var length = 0
            while length < second, second + length < words.count, words[length] == words[second + length] {
                length += 1
            }
            let gap = second - length
            guard gap <= longestSection, length > best?.length ?? 1 else { continue }
            best = (length, second)
        }
        return best
    }

    /// Takes off header lines and the blank lines behind them.
    private static func headerLines(_ rest: inout Substring) -> [RawField] {
        var fields: [RawField] = []
        while !rest.isEmpty {
            let end = rest.firstIndex(of: "\n") ?? rest.endIndex
            let line = rest[..<end]
            guard let colon = line.firstIndex(of: ":") else { break }
            let name = line[..<colon].lowercased()
            guard headerNames.contains(name) else { break }
            fields.append(RawField(name, String(line[line.index(after: colon)...].trimmed)))
            rest = end == rest.endIndex ? "" : rest[rest.index(after: end)...]
        }
        rest = rest.trimmed
        return fields
    }
}
