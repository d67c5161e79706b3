/// The numbers, words, time and zone of a written date.
struct DateTokens {
    /// Numbers outside of the time, with how many digits they were written.
    private(set) var numbers: [(value: Int, digits: Int)] = []
    /// Words in small letters, without those that belong to the time.
    private(set) var words: [String] = []
    /// `hh:mm` or `hh:mm:ss`, in 24 hours.
    private(set) var time: String?
    /// `Z`, `±hh:mm`, or nothing.
    private(set) var zone = ""

    private static let zones = [
        "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00", "mst": "-07:00", "mdt": "-06:00",
        "pst": "-08:00", "pdt": "-07:00",
    ]

    private var rest: Substring.UnicodeScalarView

    /// Takes a text apart; nil when it holds something that no date does.
    init?(_ text: String) {
        rest = text.unicodeScalars[...]
        while let mark = rest.first {
            if mark.isDigit {
                guard readNumber() else { return nil }
            } else if mark.properties.isAlphabetic {
                guard readWord() else { return nil }
            } else if mark == "(", time != nil {
                // RFC 2822 allows a remark, mostly the zone once more.
                rest = rest.drop { $0 != ")" }.dropFirst()
            } else if mark == "+" || mark == "-", time != nil, zone.isEmpty, rest.dropFirst().first?.isDigit == true {
                guard readOffset() else { return nil }
            } else if mark.properties.isWhitespace || ",./-|".unicodeScalars.contains(mark) {
                rest.removeFirst()
            } else {
                return nil
            }
        }
    }

    private mutating func take(while belongs: (Unicode.Scalar) -> Bool) -> String {
        let word = rest.prefix(while: belongs)
        rest = rest[word.endIndex...]
        return String(word)
    }

    private mutating func takeDigits() -> String { take { $0.isDigit } }

    private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == mark else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func readNumber() -> Bool {
        let digits = takeDigits()
        guard digits.count <= 8, let value = Int(digits) else { return false }
        if time == nil, rest.first == ":", digits.count <= 2 {
            rest.removeFirst()
            return readTime(hour: value)
        }
        let ending = rest.prefix { $0.properties.isAlphabetic }
        if ["st", "nd", "rd", "th"].contains(String(ending).lowercased()) { rest = rest[ending.endIndex...] }
        numbers.append((value, digits.count))
        return numbers.count <= 3
    }

    /// Reads on behind `hh:`.
    private mutating func readTime(hour: Int) -> Bool {
        let minute = takeDigits()
        guard minute.count == 2 else { return false }
        var second = ""
        if skip(":") {
            second = takeDigits()
            guard second.count == 2 else { return false }
            if skip(".") || skip(",") { _ = takeDigits() }
        }
        var hour = hour
        let before = rest
        _ = take { $0 == " " }
        let half = take { $0.properties.isAlphabetic || $0 == "." }.lowercased().filter { $0 != "." }
        if half == "am" || half == "pm" {
            guard 1...12 ~= hour else { return false }
            hour = hour % 12 + (half == "pm" ? 12 : 0)
        } else {
            rest = before
        }
        time = DateText.padded(hour, 2) + ":" + minute + (second.isEmpty ? "" : ":" + second)
        return true
    }

    /// Reads a word: of the date, the `T` before a time, or a zone behind it.
    private mutating func readWord() -> Bool {
        let spelling = take { $0.properties.isAlphabetic }
        let word = spelling.lowercased()
        if word == "t", !numbers.isEmpty, time == nil, rest.first?.isDigit == true { return readPlainTime() }
        if time != nil, zone.isEmpty {
            if ["z", "gmt", "utc", "ut"].contains(word) {
                zone = "Z"
                return true
            }
            if let offset = Self.zones[word] {
                zone = offset
                return true
            }
            if 3...5 ~= word.count, spelling == spelling.uppercased(), !Self.isDateWord(word) {
                zone = "Z"
                return true
            }
        }
        words.append(word)
        return true
    }

    private static func isDateWord(_ word: String) -> Bool {
        [
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue",
            "wed", "thu", "fri", "sat", "sun", "march", "april", "june", "july",
        ].contains(word)
    }

    /// Reads the time behind a `T`: `100005`, `1000`, or `10:00:05`.
    private mutating func readPlainTime() -> Bool {
        let digits = Array(takeDigits())
        if digits.count <= 2, skip(":") { return readTime(hour: Int(String(digits)) ?? 99) }
        guard [2, 4, 6].contains(digits.count) else { return false }
        let parts = stride(from: 0, to: digits.count, by: 2).map { String(digits[$0..<$0 + 2]) }
        time = (parts.count == 1 ? [parts[0], "00"] : parts).joined(separator: ":")
        if skip(".") || skip(",") { _ = takeDigits() }
        return true
    }

    /// Reads `+hh`, `+hhmm` or `+hh:mm`.
    private mutating func readOffset() -> Bool {
        let sign = String(rest.removeFirst())
        var digits = takeDigits()
        if digits.count == 2, skip(":") { digits += takeDigits() }
        if digits.count == 2 { digits += "00" }
        guard digits.count == 4 else { return false }
        zone = sign + digits.prefix(2) + ":" + digits.suffix(2)
        return true
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
