/// What the rules of word segmentation need to know of a scalar: its Word_Break property, made finer where
/// that is `Other` or where a pictograph matters.
///
/// The numbers are the letters of ``WordBreakTable``, in the order that its generator gives them.
struct WordBreakClass: Equatable, BitwiseCopyable {
    var rawValue: UInt8

    /// What is nothing of all that follows, as most punctuation.
    static let other = WordBreakClass(rawValue: 0)
    static let carriageReturn = WordBreakClass(rawValue: 1)
    static let lineFeed = WordBreakClass(rawValue: 2)
    /// Another line break, or a byte that is no UTF-8: both end a segment whatever stands beside them.
    static let newline = WordBreakClass(rawValue: 3)
    static let extend = WordBreakClass(rawValue: 4)
    static let joiner = WordBreakClass(rawValue: 5)
    static let format = WordBreakClass(rawValue: 6)
    static let regionalIndicator = WordBreakClass(rawValue: 7)
    static let katakana = WordBreakClass(rawValue: 8)
    static let hebrewLetter = WordBreakClass(rawValue: 9)
    static let letter = WordBreakClass(rawValue: 10)
    static let singleQuote = WordBreakClass(rawValue: 11)
    static let doubleQuote = WordBreakClass(rawValue: 12)
    static let midNumberLetter = WordBreakClass(rawValue: 13)
    static let midLetter = WordBreakClass(rawValue: 14)
    static let midNumber = WordBreakClass(rawValue: 15)
    static let numeric = WordBreakClass(rawValue: 16)
    static let extendNumberLetter = WordBreakClass(rawValue: 17)
    static let segmentSpace = WordBreakClass(rawValue: 18)
    /// A letter of Han and scripts like it: `Other` to the rules.
    static let ideograph = WordBreakClass(rawValue: 19)
    /// `Other` to the rules.
    static let hiragana = WordBreakClass(rawValue: 20)
    /// Line break class SA, as Thai: `Other` to the rules, which leave such scripts to dictionaries.
    static let complexContext = WordBreakClass(rawValue: 21)
    /// Extended_Pictographic, but not used as an emoji.
    static let pictograph = WordBreakClass(rawValue: 22)
    static let emoji = WordBreakClass(rawValue: 23)
    /// Both ALetter and Extended_Pictographic, as ℹ.
    static let letterPictograph = WordBreakClass(rawValue: 24)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The class of a scalar; `other` for a number over that of the last.
    @inline(__always)
    init(of scalar: UInt32) {
        guard scalar <= 0x10FFFF else {
            self = .other
            return
        }
        let a = UInt8(ascii: "a")
        let number = WordBreakTable.blockNumbers.utf8Start + Int(scalar >> 8) * 2
        let block = Int(number[0] &- a) &* 26 &+ Int(number[1] &- a)
        rawValue = WordBreakTable.blocks.utf8Start[block &* 256 &+ Int(scalar & 0xFF)] &- a
    }
}

/// A set of classes, a bit each.
struct WordBreakClassSet: BitwiseCopyable {
    private(set) var bits: UInt32

    static var none: WordBreakClassSet { WordBreakClassSet(bits: 0) }

    @inline(__always)
    func contains(_ element: WordBreakClass) -> Bool { bits >> UInt32(element.rawValue) & 1 == 1 }

    @inline(__always)
    func isDisjoint(with other: WordBreakClassSet) -> Bool { bits & other.bits == 0 }

    @inline(__always)
    static func | (set: WordBreakClassSet, element: WordBreakClass) -> WordBreakClassSet {
        WordBreakClassSet(bits: set.bits | 1 << UInt32(element.rawValue))
    }
}

/// The sets of classes that the rules name.
extension WordBreakClassSet {
    /// `CR`, `LF`, `Newline` of WB3a and WB3b.
    static var newlines: WordBreakClassSet { .none | .carriageReturn | .lineFeed | .newline }
    /// What WB4 passes over.
    static var ignorable: WordBreakClassSet { .none | .extend | .format | .joiner }
    /// `AHLetter`.
    static var letters: WordBreakClassSet { .none | .letter | .hebrewLetter | .letterPictograph }
    /// `\p{Extended_Pictographic}` of WB3c.
    static var pictographs: WordBreakClassSet { .none | .pictograph | .emoji | .letterPictograph }
    /// `(MidLetter | MidNumLetQ)` of WB6 and WB7.
    static var betweenLetters: WordBreakClassSet { .none | .midLetter | .midNumberLetter | .singleQuote }
    /// `(MidNum | MidNumLetQ)` of WB11 and WB12.
    static var betweenNumbers: WordBreakClassSet { .none | .midNumber | .midNumberLetter | .singleQuote }
    /// `(AHLetter | Numeric)` of WB8 to WB10.
    static var lettersAndNumbers: WordBreakClassSet { letters | .numeric }
    /// `(AHLetter | Numeric | Katakana)` of WB13a and WB13b.
    static var extensible: WordBreakClassSet { lettersAndNumbers | .katakana }
    /// What makes a segment a token.
    static var tokens: WordBreakClassSet {
        extensible | .ideograph | .hiragana | .complexContext | .emoji | .regionalIndicator
    }
}
