@testable import Lede

/// Word boundaries by the letter of Unicode Standard Annex #29: every rule is asked in turn at every place. Slow, and
/// plain enough to compare with the annex line by line.
enum WordBreakOracle {
    /// The offsets of the boundaries in UTF-8 bytes.
    static func boundaries(of text: String) -> [Int] {
        let scalars = Array(text.unicodeScalars)
        let classes = scalars.map { WordBreakClass(of: $0.value) }
        var offset = 0
        var result: [Int] = []
        for place in 0...scalars.count {
            if !scalars.isEmpty, isBoundary(classes, place) { result.append(offset) }
            if place < scalars.count { offset += UTF8.width(scalars[place]) }
        }
        return result
    }

    private static let newlines: [WordBreakClass] = [.carriageReturn, .lineFeed, .newline]
    private static let ignorable: [WordBreakClass] = [.extend, .format, .joiner]
    private static let letters: [WordBreakClass] = [.letter, .hebrewLetter, .letterPictograph]
    private static let pictographs: [WordBreakClass] = [.pictograph, .emoji, .letterPictograph]

    private static func isBoundary(_ classes: [WordBreakClass], _ place: Int) -> Bool {
        if place == 0 || place == classes.count { return true }  // WB1, WB2
        let (left, right) = (classes[place - 1], classes[place])
        if left == .carriageReturn, right == .lineFeed { return false }  // WB3
        if newlines.contains(left) || newlines.contains(right) { return true }  // WB3a, WB3b
        if left == .joiner, pictographs.contains(right) { return false }  // WB3c
        if left == .segmentSpace, right == .segmentSpace { return false }  // WB3d
        if ignorable.contains(right) { return false }  // WB4
        return isBoundary(before: significant(classes[..<place]), after: significant(classes[place...]))
    }

    /// WB4: what is ignorable belongs to what stands before it, if that is no line break.
    private static func significant(_ classes: ArraySlice<WordBreakClass>) -> [WordBreakClass] {
        var result: [WordBreakClass] = []
        for next in classes {
            if ignorable.contains(next), let last = result.last, !newlines.contains(last) { continue }
            result.append(next)
        }
        return result
    }

    private static func isBoundary(before: [WordBreakClass], after: [WordBreakClass]) -> Bool {
        let none = WordBreakClass.other
        let (a, b) = (before.dropLast().last ?? none, before.last ?? none)
        let (c, d) = (after.first ?? none, after.dropFirst().first ?? none)
        let quotes: [WordBreakClass] = [.midNumberLetter, .singleQuote]
        let midLetter = quotes + [.midLetter]
        let midNumber = quotes + [.midNumber]
        if letters.contains(b), letters.contains(c) { return false }  // WB5
        if letters.contains(b), midLetter.contains(c), letters.contains(d) { return false }  // WB6
        if letters.contains(a), midLetter.contains(b), letters.contains(c) { return false }  // WB7
        if b == .hebrewLetter, c == .singleQuote { return false }  // WB7a
        if b == .hebrewLetter, c == .doubleQuote, d == .hebrewLetter { return false }  // WB7b
        if a == .hebrewLetter, b == .doubleQuote, c == .hebrewLetter { return false }  // WB7c
        if b == .numeric, c == .numeric { return false }  // WB8
        if letters.contains(b), c == .numeric { return false }  // WB9
        if b == .numeric, letters.contains(c) { return false }  // WB10
        if a == .numeric, midNumber.contains(b), c == .numeric { return false }  // WB11
        if b == .numeric, midNumber.contains(c), d == .numeric { return false }  // WB12
        if b == .katakana, c == .katakana { return false }  // WB13
        let extensible = letters + [.numeric, .katakana]
        if (extensible + [.extendNumberLetter]).contains(b), c == .extendNumberLetter { return false }  // WB13a
        if b == .extendNumberLetter, extensible.contains(c) { return false }  // WB13b
        let indicators = before.reversed().prefix { $0 == .regionalIndicator }.count
        if c == .regionalIndicator, indicators % 2 == 1 { return false }  // WB15, WB16
        return true  // WB999
    }
}
