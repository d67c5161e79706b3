/// Cuts text into segments by rules WB1 to WB999 of [Unicode Standard Annex #29](https://www.unicode.org/reports/tr29/),
/// for any script.
///
/// No rule looks back over a boundary that another rule has drawn, so a segment is found from its start alone; looking
/// ahead goes no further than the first scalar that WB4 does not pass over. ``WordTokenizer`` uses this from the
/// first byte of a segment that is not all ASCII.
///
/// - Invariant: `text` outlives the segmenter; an offset is compared with its count before a byte is read.
struct WordSegmenter {
    struct Segment {
        var end: Int
        /// Where the token starts that the segment holds; only what stands before an emoji joined by WB3c is left out.
        var tokenStart: Int
        /// The classes that occur in the segment, but for those passed over by WB4.
        var classes: WordBreakClassSet

        @inline(__always)
        var isToken: Bool { !classes.isDisjoint(with: .tokens) }
    }

    private let text: UnsafeRawBufferPointer

    @inline(__always)
    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    /// All boundaries, with the start and the end of the text (WB1, WB2); none in an empty text.
    static func boundaries(of text: UnsafeRawBufferPointer) -> [Int] {
        var result = text.isEmpty ? [] : [0]
        while let last = result.last, last < text.count {
            result.append(WordSegmenter(text).segment(at: last).end)
        }
        return result
    }

    /// The segment that starts at an offset, which must be a boundary within the text.
    func segment(at start: Int) -> Segment {
        var (previous, index) = read(start)
        var segment = Segment(end: index, tokenStart: start, classes: .none | previous)
        // WB3, WB3a: after a line break is a boundary, but not within CR LF.
        if WordBreakClassSet.newlines.contains(previous) {
            if previous == .carriageReturn, index < text.count, text[index] == 0x0A { segment.end += 1 }
            return segment
        }
        // The class of the scalar just before, while `previous` is that of the last one that counts for the rules.
        var adjacent = previous
        var indicators = previous == .regionalIndicator ? 1 : 0
        while index < text.count {
            let (next, end) = read(index)
            if WordBreakClassSet.ignorable.contains(next) {  // WB4
                index = end
                adjacent = next
                continue
            }
            var last = next
            var lastEnd = end
            if adjacent == .joiner, WordBreakClassSet.pictographs.contains(next) {  // WB3c
                if !segment.isToken, previous != .extendNumberLetter { segment.tokenStart = index }
            } else if adjacent == .segmentSpace, next == .segmentSpace {  // WB3d
            } else if Self.joins(previous, next) {  // WB5, WB8 to WB10, WB13 to WB13b
            } else if previous == .regionalIndicator, next == .regionalIndicator, indicators & 1 == 1 {  // WB15, WB16
            } else if let after = scalarAfterMiddle(previous, next, at: end) {  // WB6, WB7, WB7b, WB7c, WB11, WB12
                (last, lastEnd) = after
            } else if previous == .hebrewLetter, next == .singleQuote {  // WB7a
            } else {
                break  // WB3b, WB999
            }
            segment.classes = segment.classes | last
            indicators = last == .regionalIndicator ? indicators + 1 : 0
            previous = last
            adjacent = last
            index = lastEnd
        }
        segment.end = index
        return segment
    }

    /// Whether there is no boundary between two scalars whatever follows them, by the rules about letters, numbers,
    /// Katakana and connectors.
    @inline(__always)
    private static func joins(_ previous: WordBreakClass, _ next: WordBreakClass) -> Bool {
        if WordBreakClassSet.lettersAndNumbers.contains(next), WordBreakClassSet.lettersAndNumbers.contains(previous) {
            return true  // WB5, WB8, WB9, WB10
        }
        if next == .katakana, previous == .katakana { return true }  // WB13
        if next == .extendNumberLetter {  // WB13a
            return previous == .extendNumberLetter || WordBreakClassSet.extensible.contains(previous)
        }
        return previous == .extendNumberLetter && WordBreakClassSet.extensible.contains(next)  // WB13b
    }

    /// If `middle` may stand between `previous` and the scalar that counts at `index` or after: that scalar's class,
    /// and the offset of its end.
    @inline(__always)
    private func scalarAfterMiddle(
        _ previous: WordBreakClass, _ middle: WordBreakClass, at index: Int
    ) -> (WordBreakClass, Int)? {
        let wanted: WordBreakClassSet
        if WordBreakClassSet.letters.contains(previous), WordBreakClassSet.betweenLetters.contains(middle) {
            wanted = .letters  // WB6, WB7
        } else if previous == .hebrewLetter, middle == .doubleQuote {
            wanted = .none | .hebrewLetter  // WB7b, WB7c
        } else if previous == .numeric, WordBreakClassSet.betweenNumbers.contains(middle) {
            wanted = .none | .numeric  // WB11, WB12
        } else {
            return nil
        }
        var index = index
        while index < text.count {
            let (next, end) = read(index)
            if !WordBreakClassSet.ignorable.contains(next) { return wanted.contains(next) ? (next, end) : nil }
            index = end
        }
        return nil
    }

    /// The class of the scalar at an offset, and the offset after it. A byte that is no UTF-8 counts as a line break.
    @inline(__always)
    private func read(_ index: Int) -> (WordBreakClass, Int) {
        guard let scalar = UTF8Scalar(text, at: index) else { return (.newline, index + 1) }
        return (WordBreakClass(of: scalar.value), index + scalar.length)
    }
}
