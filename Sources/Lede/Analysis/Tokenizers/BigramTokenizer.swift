/// Words as ``WordTokenizer`` has them, but scripts that are written without spaces between words in overlapping pairs of
/// characters: Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese.
///
/// A run of such characters of which only one stands alone is a token of one character. Marks, such as the vowels
/// above and below Thai consonants, belong to the character before them.
enum BigramTokenizer {
    static func tokenize(_ text: UnsafeRawBufferPointer, into ranges: inout [TokenRange]) {
        var words: [TokenRange] = []
        WordTokenizer.tokenize(text, into: &words)
        /// Where each character of the run at hand starts.
        var starts: [UInt32] = []
        var end: UInt32 = 0
        func finishRun() {
            if starts.count == 1 { ranges.append(TokenRange(start: starts[0], end: end)) }
            for index in starts.indices.dropFirst() {
                let next = index + 1 < starts.count ? starts[index + 1] : end
                ranges.append(TokenRange(start: starts[index - 1], end: next))
            }
            starts.removeAll(keepingCapacity: true)
        }
        for word in words {
            if word.start != end { finishRun() }
            if text[Int(word.start)..<Int(word.end)].allSatisfy({ $0 < 0x80 }) {
                finishRun()
                ranges.append(word)
                end = word.end
                continue
            }
            var index = Int(word.start)
            /// Where the piece of another script starts that is at hand.
            var other = -1
            func finishOther(_ index: Int) {
                if other >= 0 { ranges.append(TokenRange(start: UInt32(other), end: UInt32(index))) }
                other = -1
            }
            while index < Int(word.end) {
                let scalar = UTF8Scalar(text, at: index)
                let kind = Kind(scalar?.value ?? 0)
                if kind == .dense || kind == .mark && !starts.isEmpty {
                    finishOther(index)
                    if kind == .dense { starts.append(UInt32(index)) }
                    end = UInt32(index + (scalar?.length ?? 1))
                } else {
                    finishRun()
                    if other < 0 { other = index }
                }
                index += scalar?.length ?? 1
            }
            finishOther(Int(word.end))
            end = word.end
        }
        finishRun()
    }

    private enum Kind {
        case dense, mark, other

        init(_ value: UInt32) {
            switch value {
            case 0xE31, 0xE34...0xE3A, 0xE47...0xE4E, 0xEB1, 0xEB4...0xEBC, 0xEC8...0xECE, 0x102B...0x103E,
                0x17B4...0x17D3, 0x3099...0x309A, 0x302A...0x302F, 0xFF9E...0xFF9F, 0xFE00...0xFE0F, 0xE0100...0xE01EF:
                self = .mark
            case 0xE01...0xE7F, 0xE81...0xEFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF, 0x2E80...0x2FDF,
                0x3005...0x3007, 0x3041...0x318F, 0x31A0...0x31BF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
                0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFFDC, 0x1B000...0x1B16F,
                0x20000...0x3FFFF:
                self = .dense
            default: self = .other
            }
        }
    }
}
