/// Takes the marks off the inside of a Markdown paragraph.
///
/// Links and pictures become their text, `*emphasis*`, `` `code` `` and simple tags their contents, `\*` a star. A
/// mark that has no partner, or stands between spaces (`2 * 3`) or within a word (`snake_case`), stays.
enum MarkdownMarks {
    /// A paragraph longer than this is no prose, and stays as it is: taking it apart takes eight times its bytes.
    private static let longest = 1 << 20

    static func stripped(_ text: String) -> String {
        guard text.utf8.count <= longest, text.utf8.contains(where: { "*_`[<\\~".utf8.contains($0) }) else {
            return text
        }
        var stripper = Stripper(Array(text.unicodeScalars))
        return stripper.run()
    }

    private struct Stripper {
        private let marks: [Unicode.Scalar]
        private var output: [Unicode.Scalar] = []
        private var index = 0
        /// Runs of emphasis marks that may open: where they stand in the output.
        private var openRuns: [(mark: Unicode.Scalar, position: Int, length: Int)] = []
        /// Behind the last bracket that has a partner nothing is looked for again: keeps the work linear.
        private var lastClosingBracket: Int
        private var lastClosingAngle: Int

        init(_ marks: [Unicode.Scalar]) {
            self.marks = marks
            lastClosingBracket = marks.lastIndex(of: "]") ?? -1
            lastClosingAngle = marks.lastIndex(of: ">") ?? -1
        }

        mutating func run() -> String {
            var linkEnds: [Int] = []
            while index < marks.count {
                let mark = marks[index]
                switch mark {
                case "\\" where index + 1 < marks.count && Self.isEscapable(marks[index + 1]):
                    output.append(marks[index + 1])
                    index += 2
                case "`": code()
                case "!" where index + 1 < marks.count && marks[index + 1] == "[" && linkEnd(index + 1) != nil:
                    index += 1
                case "[":
                    if let end = linkEnd(index) { linkEnds.append(end) } else { output.append(mark) }
                    index += 1
                case "]" where linkEnds.last == index:
                    linkEnds.removeLast()
                    index = linkTargetEnd(index) ?? index + 1
                case "<": tag()
                case "*", "_", "~": emphasis(mark)
                default:
                    output.append(mark)
                    index += 1
                }
            }
            var text = String.UnicodeScalarView()
            for scalar in output where scalar != Self.removed { text.append(scalar) }
            return String(text).trimmed
        }

        /// Stands where an emphasis mark was taken out; no text has it, as it is no character.
        private static let removed: Unicode.Scalar = "\u{FFFF}"

        private mutating func code() {
            let start = index
            while index < marks.count, marks[index] == "`" { index += 1 }
            let length = index - start
            var end = index
            var run = 0
            while end < marks.count {
                run = marks[end] == "`" ? run + 1 : 0
                end += 1
                if run == length, end == marks.count || marks[end] != "`" {
                    output += marks[index..<end - length]
                    index = end
                    return
                }
            }
            output += marks[start..<index]
        }

        /// The closing bracket of a link that opens at `open`, if a target follows it.
        private func linkEnd(_ open: Int) -> Int? {
            guard open < lastClosingBracket else { return nil }
            var depth = 0
            for position in open..<min(marks.count, open + 1000) {
                if marks[position] == "[" { depth += 1 }
                if marks[position] == "]" {
                    depth -= 1
                    if depth == 0 { return linkTargetEnd(position) == nil ? nil : position }
                }
            }
            return nil
        }

        /// Just past the `(target)` or `[name]` behind a closing bracket.
        private func linkTargetEnd(_ close: Int) -> Int? {
            guard close + 1 < marks.count else { return nil }
            let opening = marks[close + 1]
            guard opening == "(" || opening == "[" else { return nil }
            let closing: Unicode.Scalar = opening == "(" ? ")" : "]"
            var depth = 0
            for position in close + 1..<min(marks.count, close + 2000) {
                if marks[position] == opening { depth += 1 }
                if marks[position] == closing {
                    depth -= 1
                    if depth == 0 { return position + 1 }
                }
            }
            return nil
        }

        /// Drops `<b>` and `</b>`; of `<https://…>` the address stays.
        private mutating func tag() {
            let limit = min(marks.count, index + 500)
            let next = index + 1 < marks.count ? marks[index + 1] : " "
            guard index < lastClosingAngle, next.properties.isAlphabetic || next == "/",
                let end = marks[index..<limit].firstIndex(of: ">")
            else {
                output.append("<")
                index += 1
                return
            }
            let inner = marks[index + 1..<end]
            if inner.contains(":"), !inner.contains(" ") { output += inner }
            index = end + 1
        }

        private mutating func emphasis(_ mark: Unicode.Scalar) {
            let start = index
            while index < marks.count, marks[index] == mark { index += 1 }
            let length = index - start
            let before = start > 0 ? marks[start - 1] : " "
            let after = index < marks.count ? marks[index] : " "
            let isInWord = mark == "_" && Self.isWord(before) && Self.isWord(after)
            let canClose = !before.properties.isWhitespace && !isInWord
            let canOpen = !after.properties.isWhitespace && !isInWord
            let isKnown = mark == "~" ? length == 2 : length <= 3
            if isKnown, canClose,
                let open = openRuns.lastIndex(where: { $0.mark == mark && $0.length == length })
            {
                let run = openRuns[open]
                for position in run.position..<run.position + run.length { output[position] = Self.removed }
                openRuns.removeSubrange(open...)
                return
            }
            if isKnown, canOpen, openRuns.count < 32 { openRuns.append((mark, output.count, length)) }
            output += marks[start..<index]
        }

        private static func isEscapable(_ mark: Unicode.Scalar) -> Bool {
            switch mark.properties.generalCategory {
            case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
                .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
                true
            default: false
            }
        }

        /// Whether it is a letter, an accent of one, or a digit.
        private static func isWord(_ mark: Unicode.Scalar) -> Bool {
            switch mark.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
                .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
                true
            default: false
            }
        }
    }
}
