internal import CLedeKernels

/// The words of a text by Unicode Standard Annex #29: the segments that hold a letter, a digit or an emoji.
///
/// Words of nothing but ASCII letters and digits are found by vector compares, others of ASCII by a loop over a table of
/// byte kinds; a segment that has other bytes, or may be continued by them, is left to ``WordSegmenter`` from its start. As
/// any boundary is a safe place to change between them, all give the same tokens.
///
/// - Invariant: offsets are compared with the text's count before a byte is read.
enum WordTokenizer {
    static func tokenize(_ text: UnsafeRawBufferPointer, into ranges: inout [TokenRange]) {
        ASCIIKind.table.withUnsafeBufferPointer { tokenize(text, $0, into: &ranges) }
    }

    private static func tokenize(
        _ text: UnsafeRawBufferPointer, _ kinds: UnsafeBufferPointer<UInt8>, into ranges: inout [TokenRange]
    ) {
        let segmenter = WordSegmenter(text)
        var index = 0
        while index < text.count {
            var kind = kinds[Int(text[index])]
            if kind != ASCIIKind.notASCII {
                index = TokenSplitter.append(wordsOf: text, from: index, by: lede_split_words, to: &ranges)
                if index == text.count { return }
                kind = kinds[Int(text[index])]
            }
            if kind & ASCIIKind.word == 0 {
                index =
                    kind == ASCIIKind.notASCII
                    ? appendSegment(segmenter, at: index, of: text, to: &ranges) : index + 1
                continue
            }
            let start = index
            var seen: UInt8 = 0
            index = endOfWord(text, kinds, from: start, seen: &seen)
            if seen == ASCIIKind.notASCII {
                index = appendSegment(segmenter, at: start, of: text, to: &ranges)
            } else if seen & (ASCIIKind.letter | ASCIIKind.digit) != 0 {
                TokenSplitter.append(start, index, of: text, to: &ranges)
            }
        }
    }

    /// The end of the segment of ASCII that starts at an offset with a letter, a digit or an underscore. `seen` gets
    /// the kinds of its bytes, or `notASCII` when the segment is not for this function.
    @inline(__always)
    private static func endOfWord(
        _ text: UnsafeRawBufferPointer, _ kinds: UnsafeBufferPointer<UInt8>, from start: Int, seen: inout UInt8
    ) -> Int {
        var index = start
        var last: UInt8 = 0
        while true {
            var kind: UInt8 = 0
            while index < text.count {  // WB5, WB8 to WB10, WB13a, WB13b
                kind = kinds[Int(text[index])]
                if kind & ASCIIKind.word == 0 { break }
                seen |= kind
                last = kind
                index += 1
            }
            if index == text.count { return index }
            if kind == ASCIIKind.notASCII {
                seen = ASCIIKind.notASCII
                return index
            }
            if kind == ASCIIKind.other || index + 1 == text.count { return index }
            let next = kinds[Int(text[index + 1])]
            if next == ASCIIKind.notASCII {
                seen = ASCIIKind.notASCII
                return index
            }
            let joinsLetters = last & next & kind >> 3 & ASCIIKind.letter != 0  // WB6, WB7
            let joinsDigits = last & next & kind >> 3 & ASCIIKind.digit != 0  // WB11, WB12
            if !joinsLetters, !joinsDigits { return index }
            index += 1
        }
    }

    /// Appends the token of one segment of any script, if it is one; gives back the segment's end.
    private static func appendSegment(
        _ segmenter: WordSegmenter, at start: Int, of text: UnsafeRawBufferPointer, to ranges: inout [TokenRange]
    ) -> Int {
        let segment = segmenter.segment(at: start)
        guard segment.isToken else { return segment.end }
        var end = segment.end
        if segment.classes.contains(.complexContext) {
            // Each Thai letter is a segment, but the whole run is the token.
            while end < text.count {
                let next = segmenter.segment(at: end)
                if !next.classes.contains(.complexContext) { break }
                end = next.end
            }
        }
        TokenSplitter.append(segment.tokenStart, end, of: text, to: &ranges)
        return end
    }
}

/// What a byte is to the ASCII part of the rules: a bit of `word` if it makes words; else the same bits three places up
/// for what it may stand between.
private enum ASCIIKind {
    static let other: UInt8 = 0
    static let letter: UInt8 = 1
    static let digit: UInt8 = 2
    /// The underscore, WB13a and WB13b.
    static let connector: UInt8 = 4
    static let word: UInt8 = letter | digit | connector
    static let betweenLetters: UInt8 = letter << 3
    static let betweenDigits: UInt8 = digit << 3
    static let notASCII: UInt8 = 0x40

    /// The kind of each byte.
    static let table = (UInt8.min...UInt8.max).map(of)

    private static func of(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x80...: notASCII
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): letter
        case UInt8(ascii: "_"): connector
        case UInt8(ascii: "'"), UInt8(ascii: "."): betweenLetters | betweenDigits  // Single_Quote, MidNumLet
        case UInt8(ascii: ":"): betweenLetters  // MidLetter
        case UInt8(ascii: ","), UInt8(ascii: ";"): betweenDigits  // MidNum
        default: other
        }
    }
}
