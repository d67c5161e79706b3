/// Why a text is no query, and where.
///
/// ```swift
/// do {
///     let query = try QueryParser(schema: .articles).parse("school AND")
/// } catch {
///     print(error.message)  // nothing follows AND
///     print(error.caret(in: "school AND"))
/// }
/// ```
public struct QuerySyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, as a sentence without its full stop.
    public var message: String
    /// What to write instead, where there is something to say.
    public var hint: String?
    /// The column in the text, in characters, from 0. It equals the number of characters at the end of the text.
    public var offset: Int
    /// How many characters from ``offset`` on are concerned; 0 at the end of the text.
    public var length: Int

    /// Makes an error.
    public init(message: String, hint: String? = nil, offset: Int, length: Int) {
        self.message = message
        self.hint = hint
        self.offset = offset
        self.length = length
    }

    /// The message, the hint and the column, in one line.
    public var description: String {
        "column \(offset + 1): \(message)" + (hint.map { " (\($0))" } ?? "")
    }

    /// The query on one line, and below it `^` under the place concerned.
    ///
    /// Line breaks, tabs and control characters are shown as spaces, wide characters count for two columns, and of
    /// a long query only the neighbourhood of the place is shown.
    ///
    /// - Parameter text: the text that was parsed.
    /// - Returns: two lines, without a line break at the end.
    public func caret(in text: String) -> String {
        let reach = 36
        let start = max(0, offset - reach)
        let shown = text.dropFirst(start).prefix(min(offset, reach) + reach)
        var line = start > 0 ? "…" : ""
        var before = start > 0 ? 1 : 0
        var under = 0
        for (index, character) in zip(start..., shown) {
            let columns = Self.columns(of: character)
            line += columns == 0 ? " " : String(character)
            if index < offset {
                before += max(1, columns)
            } else if index - offset < length {
                under += max(1, columns)
            }
        }
        if shown.endIndex < text.endIndex { line += "…" }
        return line + "\n" + String(repeating: " ", count: before) + String(repeating: "^", count: max(1, under))
    }

    /// How many columns of a terminal a character fills; 0 for one that is not safe to print.
    package static func columns(of character: Character) -> Int {
        if let ascii = character.asciiValue { return ascii >= 0x20 && ascii < 0x7F ? 1 : 0 }
        guard let first = character.unicodeScalars.first else { return 0 }
        for scalar in character.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate: return 0
            case .format where scalar.value != 0x200D && scalar.value != 0x200C: return 0
            default: break
            }
        }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        let isEmoji =
            first.properties.isEmojiPresentation || character.unicodeScalars.contains { $0.value == 0xFE0F }
        return isEmoji || wide.contains { $0.contains(first.value) } ? 2 : 1
    }

    /// The blocks of East Asian scripts whose characters fill two columns.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
}
