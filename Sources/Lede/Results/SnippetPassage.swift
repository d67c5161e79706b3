/// A passage of a text around a window, widened to sentences or words and written on one line.
///
/// Lengths are counted in *widths*: the Unicode scalars that will be written, where a run of spaces counts as one
/// and control characters not at all. A passage is therefore never longer than as many characters.
struct SnippetPassage {
    /// One character of the neighbourhood of the window.
    private struct Cell {
        /// Where it begins, as an offset of UTF-8 code units.
        var start: Int
        var character: Character
        /// The first scalar of the character.
        var first: Unicode.Scalar
        var width: Int
        var isSpace: Bool
        /// Whether it is left out: control characters and marks that turn the direction of writing.
        var isDropped: Bool
    }

    private var cells: [Cell] = []
    /// The width of the cells before each cell, and of all.
    private var widths: [Int] = [0]
    /// Where the last cell ends.
    private var endOffset = 0
    private var chosen = 0..<0
    private var isCutBefore = false
    private var isCutAfter = false

    /// What of the text the passage is, as offsets of UTF-8 code units.
    var range: Range<Int> {
        guard let first = chosen.first else { return endOffset..<endOffset }
        return cells[first].start..<(chosen.upperBound < cells.count ? cells[chosen.upperBound].start : endOffset)
    }

    /// Chooses the passage.
    ///
    /// - Parameters:
    ///   - text: the whole text, which must lie in one piece.
    ///   - window: what the passage should contain, as offsets of UTF-8 code units; empty at 0 for the beginning.
    ///   - maximumCharacters: the longest passage, with two `…`.
    init(_ text: String, around window: Range<Int>, maximumCharacters: Int) {
        let limit = max(1, maximumCharacters - 2)
        let (isAtStart, isAtEnd) = readCells(of: text, around: window, reach: limit + 64)
        guard !cells.isEmpty else { return }
        let sentences = SentenceStarts(isAtStart: isAtStart, cells: cells)
        choose(
            from: index(of: window.lowerBound), to: index(from: window.upperBound), limit: limit,
            sentences: sentences.indices, isAtEnd: isAtEnd)
    }

    // MARK: The neighbourhood

    private mutating func readCells(of text: String, around window: Range<Int>, reach: Int) -> (Bool, Bool) {
        guard !text.isEmpty else { return (true, true) }
        let wanted = text.utf8.index(text.startIndex, offsetBy: min(window.lowerBound, text.utf8.count))
        let middle = wanted == text.endIndex ? wanted : text.index(before: text.index(after: wanted))
        var first = middle
        var width = 0
        var follows = false
        while first > text.startIndex, width < reach {
            text.formIndex(before: &first)
            let cell = Self.cell(text, at: first)
            if !cell.isDropped, !(cell.isSpace && follows) { width += cell.width }
            if !cell.isDropped { follows = cell.isSpace }
        }
        var last = first
        var afterMiddle = 0
        follows = false
        while last < text.endIndex, afterMiddle < reach {
            let cell = Self.cell(text, at: last)
            let added = cell.isDropped || cell.isSpace && follows ? 0 : cell.width
            if !cell.isDropped { follows = cell.isSpace }
            cells.append(cell)
            widths.append((widths.last ?? 0) + added)
            if last >= middle { afterMiddle += added }
            text.formIndex(after: &last)
        }
        endOffset = text.utf8.distance(from: text.startIndex, to: last)
        return (first == text.startIndex, last == text.endIndex)
    }

    private static func cell(_ text: String, at index: String.Index) -> Cell {
        let character = text[index]
        let start = text.utf8.distance(from: text.startIndex, to: index)
        if let byte = character.asciiValue {
            let isSpace = byte == 0x20 || 0x09...0x0D ~= byte
            return Cell(
                start: start, character: character, first: Unicode.Scalar(byte), width: 1, isSpace: isSpace,
                isDropped: !isSpace && (byte < 0x20 || byte == 0x7F))
        }
        let scalars = character.unicodeScalars
        let isSpace = scalars.allSatisfy(isSpace)
        return Cell(
            start: start, character: character, first: scalars[scalars.startIndex],
            width: isSpace ? 1 : scalars.count, isSpace: isSpace,
            isDropped: scalars.allSatisfy(isDropped))
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace && scalar != "\u{A0}" && scalar != "\u{202F}"
    }

    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: scalar.properties.generalCategory == .control && !isSpace(scalar)
        }
    }

    /// Counts the width of a text from a place on.
    struct WidthCounter {
        private(set) var width = 0
        private var offset: Int
        private var follows = false

        init(at offset: Int) { self.offset = offset }

        /// Goes on to a later place.
        mutating func advance(to end: Int, in bytes: UnsafeRawBufferPointer) {
            var (width, follows) = (width, follows)
            for index in offset..<max(offset, end) {
                let byte = bytes[index]
                if byte == 0x20 || 0x09...0x0D ~= byte {
                    width &+= follows ? 0 : 1
                    follows = true
                } else if byte >= 0x20, byte & 0xC0 != 0x80 {
                    width &+= 1
                    follows = false
                }
            }
            (self.width, self.follows, offset) = (width, follows, max(offset, end))
        }
    }

    /// The cell that contains an offset.
    private func index(of offset: Int) -> Int {
        max(0, (cells.firstIndex { $0.start > offset } ?? cells.count) - 1)
    }

    /// The first cell that begins at or after an offset.
    private func index(from offset: Int) -> Int { cells.firstIndex { $0.start >= offset } ?? cells.count }

    // MARK: The choice

    private mutating func choose(
        from first: Int, to last: Int, limit: Int, sentences: [Int], isAtEnd: Bool
    ) {
        func width(_ range: Range<Int>) -> Int { widths[range.upperBound] - widths[range.lowerBound] }
        let first = (first..<cells.count).first { isText($0) } ?? first
        let last = max(first, last)
        var start = first
        if let sentence = sentences.last(where: { $0 <= first }), width(sentence..<last) <= limit {
            start = sentence
        } else {
            let room = max(0, limit - width(first..<last)) / 3
            var index = first
            while index > 0, width(index - 1..<first) <= room {
                index -= 1
                if isWordStart(index) { start = index }
            }
        }
        var end = start
        while end < cells.count, width(start..<end + 1) <= limit { end += 1 }
        if isAtEnd, end >= textEnd(before: cells.count) {
            // Room that is left at the end of the text is filled with the sentences before.
            if let earlier = sentences.first(where: { $0 <= start && width($0..<end) <= limit }) {
                start = earlier
            }
        } else if let sentence = sentences.last(where: { index in
            index > start && textEnd(before: index) <= end && textEnd(before: index) >= last
                && width(start..<textEnd(before: index)) * 2 >= limit
        }) {
            end = textEnd(before: sentence)
        } else {
            isCutAfter = true
            end = (start + 1..<max(end, start + 1) + 1).last { $0 >= min(last, end) && isWordEnd($0) } ?? end
        }
        isCutBefore = !sentences.contains(start)
        chosen = start..<max(end, start)
    }

    private func isText(_ index: Int) -> Bool { !cells[index].isSpace && !cells[index].isDropped }

    private func isWordStart(_ index: Int) -> Bool {
        !cells[index].isSpace && (index == 0 || cells[index - 1].isSpace)
    }

    /// Whether a word ends before a cell.
    private func isWordEnd(_ index: Int) -> Bool {
        index < cells.count && cells[index].isSpace && index > 0 && !cells[index - 1].isSpace
    }

    /// Behind the last character before a cell that is no space.
    private func textEnd(before index: Int) -> Int {
        var end = index
        while end > 0, !isText(end - 1) { end -= 1 }
        return end
    }

    // MARK: Writing

    /// The passage with those of the occurrences that lie in it, ascending by their start, overlapping ones as one.
    func snippet(marking found: [SnippetMaker.Occurrence]) -> Snippet {
        let marks = marks(of: found)
        var text = isCutBefore ? "…" : ""
        var matches: [Range<Int>] = []
        var next = 0
        var open: (mark: Int, start: Int)?
        var end = text.utf8.count
        var hasSpace = false
        func close() {
            if let (_, start) = open, start < end { matches.append(start..<end) }
            open = nil
        }
        guard chosen.contains(where: { isText($0) }) else { return Snippet(text: "") }
        for index in chosen where !cells[index].isDropped {
            let cell = cells[index]
            let cellEnd = index + 1 < cells.count ? cells[index + 1].start : endOffset
            if cell.isSpace {
                hasSpace = true
                continue
            }
            while next < marks.count, marks[next].upperBound <= cell.start { next += 1 }
            let mark = next < marks.count && marks[next].lowerBound < cellEnd ? next : nil
            if let current = open, current.mark != mark { close() }
            if hasSpace, end > 0, text != "…" { text += " " }
            hasSpace = false
            if let mark, open == nil { open = (mark, text.utf8.count) }
            text.append(cell.character)
            end = text.utf8.count
        }
        close()
        if isCutAfter { text += "…" }
        return Snippet(text: text, matches: matches)
    }

    private func marks(of found: [SnippetMaker.Occurrence]) -> [Range<Int>] {
        guard let first = chosen.first else { return [] }
        let end = range.upperBound
        var marks: [Range<Int>] = []
        for occurrence in found
        where occurrence.range.upperBound > cells[first].start && occurrence.range.lowerBound < end {
            if let last = marks.last, occurrence.range.lowerBound < last.upperBound {
                marks[marks.count - 1] =
                    last.lowerBound..<max(last.upperBound, occurrence.range.upperBound)
            } else {
                marks.append(occurrence.range)
            }
        }
        return marks
    }
}

extension SnippetPassage {
    /// Where sentences begin among the cells.
    ///
    /// A sentence begins with the text, after a blank line, and after `.`, `!`, `?` or `…` and a space, unless a
    /// small letter follows or the full stop is that of an initial or a common abbreviation. The full stops of
    /// Chinese and Japanese need no space.
    private struct SentenceStarts {
        private(set) var indices: [Int] = []

        init(isAtStart: Bool, cells: [Cell]) {
            var isFirst = isAtStart
            var newlines = 0
            var hasSpace = false
            var hasEnded = false
            var needsNoSpace = false
            for (index, cell) in cells.enumerated() where !cell.isDropped {
                if cell.isSpace {
                    hasSpace = true
                    newlines += cell.character.isNewline ? 1 : 0
                    continue
                }
                let role = Role(cell.first)
                if isFirst || newlines > 1 || hasEnded && hasSpace && !cell.character.isLowercase
                    || needsNoSpace && role == .other
                {
                    indices.append(index)
                }
                switch role {
                case .stop: hasEnded = !Self.isAbbreviation(cells, before: index)
                case .end, .wideEnd: hasEnded = true
                case .closer where !hasSpace: break
                case .closer, .other: hasEnded = false
                }
                needsNoSpace = role == .wideEnd || needsNoSpace && hasEnded
                (isFirst, hasSpace, newlines) = (false, false, 0)
            }
        }

        private enum Role {
            case stop, end, wideEnd, closer, other

            init(_ scalar: Unicode.Scalar) {
                switch scalar {
                case ".": self = .stop
                case "!", "?", "…": self = .end
                case "。", "！", "？": self = .wideEnd
                case "\"", "'", "”", "’", "»", "“", ")", "]", "」", "』": self = .closer
                default: self = .other
                }
            }
        }

        private static let abbreviations: Set<String> = [
            "mr", "mrs", "ms", "dr", "prof", "st", "sen", "rep", "gov", "gen", "lt", "col", "capt", "sgt", "hon", "rev",
            "jr", "sr", "vs", "inc", "corp", "ltd", "jan", "feb", "apr", "aug", "sept", "sep", "oct",
            "nov", "dec", "mt", "ft", "cf",
        ]

        private static func isAbbreviation(_ cells: [Cell], before index: Int) -> Bool {
            var start = index
            while start > 0, index - start < 6, cells[start - 1].character.isLetter { start -= 1 }
            let word = String(cells[start..<index].map(\.character))
            return word.count == 1 && word.first?.isUppercase == true || abbreviations.contains(word.lowercased())
        }
    }
}
