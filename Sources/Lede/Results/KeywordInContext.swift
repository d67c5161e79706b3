/// One place where a query matches, with the text before and behind it: a line of a concordance.
public struct KeywordInContext: Sendable, Equatable {
    /// The id of the document.
    public var id: String
    /// Its stored field `title`, or nil.
    public var title: String?
    /// Its stored field `date` as it was given, or nil.
    public var date: String?
    /// The field in which the place is.
    public var field: String
    /// The text before the place, on one line.
    public var before: String
    /// What matches: a word, a phrase as a whole, or the passage in which words are near each other.
    public var match: String
    /// The text behind it.
    public var after: String

    /// - Parameters:
    ///   - range: the place, as offsets of UTF-8 code units in `text`.
    ///   - characters: the greatest length of the text on either side.
    init(_ document: Document, field: String, text: String, range: Range<Int>, characters: Int) {
        id = document.id
        title = document["title"]
        date = document["date"]
        self.field = field
        let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
        let end = text.utf8.index(text.startIndex, offsetBy: range.upperBound)
        match = Self.oneLine(text[start..<end])
        before = Self.before(start, in: text, characters)
        after = Self.after(end, in: text, characters)
    }

    /// More characters than this times the wanted ones are not looked at, in case they are all spaces.
    private static let greatestRun = 16

    private static func before(_ end: String.Index, in text: String, _ limit: Int) -> String {
        var characters: [Character] = []
        var index = end
        var steps = 0
        while index > text.startIndex, characters.count < limit, steps < limit * greatestRun {
            text.formIndex(before: &index)
            append(text[index], to: &characters)
            steps += 1
        }
        return String(characters.reversed())
    }

    private static func after(_ start: String.Index, in text: String, _ limit: Int) -> String {
        oneLine(text[start...].prefix(limit * greatestRun), limit)
    }

    private static func oneLine(_ text: Substring, _ limit: Int = .max) -> String {
        var characters: [Character] = []
        for character in text {
            if characters.count == limit { break }
            append(character, to: &characters)
        }
        return String(characters)
    }

    /// A run of spaces and line breaks becomes one space.
    private static func append(_ character: Character, to characters: inout [Character]) {
        if !character.isWhitespace {
            characters.append(character)
        } else if characters.last != " " {
            characters.append(" ")
        }
    }
}
