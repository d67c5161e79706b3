/// Dates as the engine sees them: seconds since 1970-01-01T00:00:00, in the Gregorian calendar carried back to the
/// year 0000 and on to 9999, as the clock of the place showed them.
///
/// A zone is checked and left out: an article of half past nine in the evening belongs to that day, which its readers
/// saw on it and will ask for, though it was tomorrow in Greenwich.
///
/// A text covers a period: `2017` a year, `2017-02` a month, `2017-02-13` a day, `2017-02-13T10:00` a minute and
/// `2017-02-13T10:00:05` a second. The arithmetic is that of whole numbers; no calendar of the system takes part,
/// so a date means the same on every machine.
package enum DateValue {
    static let secondsInDay: Int64 = 86_400
    private static let years = 0...9999

    /// The first and last second that a text covers, or nil when it is no date.
    ///
    /// With a time there may be a fraction of a second and a zone, `Z` or `±hh:mm`; both are left out. A space or a small `t` may stand for the `T`. The calendar is checked: `2017-02-29` is no
    /// date, and neither is `24:00`.
    package static func seconds(_ text: String) -> ClosedRange<Int64>? {
        var reader = DigitReader(text.utf8)
        guard let year = reader.number(digits: 4) else { return nil }
        if reader.isAtEnd { return days(year, 1, 1, upTo: (year, 12, 31)) }
        guard reader.skip("-"), let month = reader.number(digits: 2), 1...12 ~= month else { return nil }
        if reader.isAtEnd { return days(year, month, 1, upTo: (year, month, dayCount(year, month))) }
        guard reader.skip("-"), let day = reader.number(digits: 2), 1...dayCount(year, month) ~= day else { return nil }
        if reader.isAtEnd { return days(year, month, day, upTo: (year, month, day)) }
        guard reader.skip("T") || reader.skip("t") || reader.skip(" ") else { return nil }
        guard let time = time(&reader), skipZone(&reader), reader.isAtEnd else { return nil }
        let first = dayNumber(year, month, day) * secondsInDay + time.lowerBound
        return first...first + Int64(time.count) - 1
    }

    /// The date as text that ``seconds(_:)`` reads back: the day alone at midnight, else with the time and `Z`.
    ///
    /// A second outside the years 0000 to 9999 is written with a sign before the year, and is not read back.
    package static func text(_ seconds: Int64) -> String {
        var day = seconds / secondsInDay
        var rest = seconds % secondsInDay
        if rest < 0 {
            day -= 1
            rest += secondsInDay
        }
        let date = civil(day)
        var text =
            years.contains(date.year)
            ? padded(date.year, 4) : (date.year < 0 ? "-" : "+") + padded(abs(date.year), 4)
        text += "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
        if rest == 0 { return text }
        let second = Int(rest)
        text += "T" + padded(second / 3600, 2) + ":" + padded(second / 60 % 60, 2)
        return text + ":" + padded(second % 60, 2) + "Z"
    }

    typealias Day = (year: Int, month: Int, day: Int)

    private static func days(_ year: Int, _ month: Int, _ day: Int, upTo last: Day) -> ClosedRange<Int64> {
        dayNumber(year, month, day) * secondsInDay...(dayNumber(last.year, last.month, last.day) + 1) * secondsInDay - 1
    }

    /// `hh:mm` or `hh:mm:ss` with an optional fraction, as the seconds of the day that it covers.
    private static func time(_ reader: inout DigitReader) -> ClosedRange<Int64>? {
        guard let hour = reader.number(digits: 2), hour < 24, reader.skip(":"),
            let minute = reader.number(digits: 2), minute < 60
        else { return nil }
        let first = Int64(hour * 3600 + minute * 60)
        guard reader.skip(":") else { return first...first + 59 }
        guard let second = reader.number(digits: 2), second < 60 else { return nil }
        if reader.skip(".") || reader.skip(",") {
            guard reader.skipDigits() else { return nil }
        }
        return first + Int64(second)...first + Int64(second)
    }

    /// Skips a zone, if there is one; false for what is none.
    private static func skipZone(_ reader: inout DigitReader) -> Bool {
        if reader.isAtEnd || reader.skip("Z") || reader.skip("z") { return true }
        guard reader.skip("-") || reader.skip("+"), let hour = reader.number(digits: 2), hour < 24 else { return false }
        _ = reader.skip(":")
        guard let minute = reader.number(digits: 2) else { return false }
        return minute < 60
    }

    static func dayCount(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01. A year is counted from March, so that the leap day is its last; 400 years, an era,
    /// have 146,097 days, and 719,468 days lie between 0000-03-01 and 1970-01-01.
    static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }

    /// The inverse of ``dayNumber(_:_:_:)``.
    static func civil(_ dayNumber: Int64) -> Day {
        let shifted = Int(dayNumber) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

/// Reads numbers of a fixed width and single marks from the front of a text.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String.UTF8View) { rest = text[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let byte = rest.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            rest.removeFirst()
        }
        return value
    }

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest.removeFirst()
        return true
    }

    /// Skips digits; false when there is none.
    mutating func skipDigits() -> Bool {
        let before = rest.count
        rest = rest.drop { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        return rest.count < before
    }
}
