internal import CLedeKernels

/// Where sentences and paragraphs end: decided for two neighbouring words by what stands between them.
///
/// A paragraph ends at an empty line. A sentence ends with its paragraph, and at `.`, `?`, `!` or `…`, perhaps with closing
/// quotation marks and brackets, that white space follows, unless the next word begins with a small letter; the full stop
/// after an initial (`U.S. Senate`, `J. Smith`) or a common abbreviation (`Sen.`, `No. 5`) ends none. The full stops of
/// Chinese and Japanese need no white space.
package enum TextEnds: UInt8 {
    case none
    case sentence
    case paragraph

    /// What ends between two words.
    ///
    /// - Parameters:
    ///   - token: the first word; full stops at its end, as some tokenizers leave them there, are looked at too.
    ///   - next: the word after it.
    init(in text: UnsafeRawBufferPointer, after token: TokenRange, before next: TokenRange) {
        var wordEnd = Int(token.end)
        while wordEnd > Int(token.start), Self.isPunctuation(text[wordEnd - 1]) { wordEnd -= 1 }
        var index = wordEnd
        var newlines = 0
        var hasStop = false
        var isWeak = false
        var hasSpace = false
        while index < Int(next.start) {
            let scalar = UTF8Scalar(text, at: index)
            let length = scalar?.length ?? 1
            switch scalar?.value ?? 0 {
            case 0x0A, 0x2029, 0x85, 0x0D:
                // A carriage return counts where no line feed follows.
                if text[index] != 0x0D || index + 1 == text.count || text[index + 1] != 0x0A { newlines += 1 }
                hasSpace = true
                if newlines > 1 {
                    self = .paragraph
                    return
                }
            case 0x09, 0x0B, 0x0C, 0x20, 0xA0, 0x2000...0x200A, 0x2028, 0x202F, 0x3000: hasSpace = true
            case 0x2E:
                isWeak = index == wordEnd
                (hasStop, hasSpace, newlines) = (true, false, 0)
            case 0x21, 0x3F, 0x2026, 0x203C, 0x203D, 0x2047...0x2049, 0x061F, 0x06D4, 0x0964, 0x0965:
                (hasStop, isWeak, hasSpace, newlines) = (true, false, false, 0)
            case 0x3002, 0xFF01, 0xFF1F, 0xFF61:
                self = .sentence
                return
            case 0x22, 0x27, 0x29, 0x5D, 0x7D, 0xBB, 0xAB, 0x2018...0x201F, 0x2039, 0x203A, 0x300D, 0x300F: newlines = 0
            default:
                if !hasSpace { hasStop = false }
                newlines = 0
            }
            index += length
        }
        let isEnd =
            hasStop && hasSpace && !Self.isSmallLetter(text, at: Int(next.start))
            && !(isWeak && Self.isAbbreviation(text, Int(token.start)..<wordEnd, before: text[Int(next.start)]))
        self = isEnd ? .sentence : .none
    }

    /// Finds the words, from one on, behind which something may end.
    ///
    /// - Parameters:
    ///   - words: the start and the end of each.
    ///   - hasPunctuation: whether words may end in punctuation.
    ///   - found: what gets their numbers, none being that of the last word.
    /// - Returns: how many there are; as many as there is room for where there may be more.
    /// - Complexity: looks at 64 bytes of the text at a time.
    static func candidates(
        in text: UnsafeRawBufferPointer, behind words: UnsafeBufferPointer<UInt32>, from first: Int,
        hasPunctuation: Bool, into found: FixedBuffer<UInt32>
    ) -> Int {
        guard let bytes = text.baseAddress?.assumingMemoryBound(to: UInt8.self), let ranges = words.baseAddress,
            found.count > 0
        else { return 0 }
        return lede_find_stops(
            bytes, ranges, words.count / 2, first, hasPunctuation ? 1 : 0, found.base, found.count)
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    private static func isSmallLetter(_ text: UnsafeRawBufferPointer, at index: Int) -> Bool {
        let byte = text[index]
        if byte < 0x80 { return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
        guard let value = UTF8Scalar(text, at: index)?.value, let scalar = Unicode.Scalar(value) else { return false }
        return scalar.properties.isLowercase
    }

    /// Whether a full stop after a word belongs to it: after one capital letter, or the letters of an abbreviation.
    private static func isAbbreviation(
        _ text: UnsafeRawBufferPointer, _ word: Range<Int>, before next: UInt8
    ) -> Bool {
        var start = word.upperBound
        var key: UInt64 = 0
        while start > word.lowerBound, text[start - 1] | 0x20 >= UInt8(ascii: "a"),
            text[start - 1] | 0x20 <= UInt8(ascii: "z")
        {
            start -= 1
            if word.upperBound - start > 7 { return false }
            key = key << 8 | UInt64(text[start] | 0x20)
        }
        // A letter of another script before it.
        if start > word.lowerBound, text[start - 1] >= 0x80 { return false }
        if word.upperBound - start == 1 { return text[start] < UInt8(ascii: "a") }
        let isNumber = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
        return abbreviations.contains(key) || isNumber && numbered.contains(key)
    }

    /// The letters of a word from the last one to the first, eight bits each.
    private static func key(_ word: Substring) -> UInt64 { word.utf8.reversed().reduce(0) { $0 << 8 | UInt64($1) } }

    private static let abbreviations = Set(
        """
        mr mrs ms mx dr prof st ste sen sens rep reps gov govs gen lt col capt cpl sgt maj brig adm cmdr hon rev fr msgr supt \
        pres jr sr vs inc corp ltd co bros jan feb mar apr jun jul aug sept sep oct nov dec mt ft cf ave blvd rd hwy dept \
        univ assn etc eg ie al ph op approx
        """.split(separator: " ").map(key))

    /// What a number follows.
    private static let numbered = Set("no nos p pp vol art sec fig ch".split(separator: " ").map(key))
}
