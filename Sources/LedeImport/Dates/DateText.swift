import Lede

/// Dates as people and programs write them, made ISO 8601 that the engine accepts.
///
/// | written | becomes |
/// |---|---|
/// | `2017-02-13`, `2017-02`, `2017`, `2017-02-13T10:00:05+01:00` | the same |
/// | `2017/02/13`, `2017.2.13`, `20170213`, `20170213T100005Z` | `2017-02-13`, with the time |
/// | `February 13, 2017`, `13 Feb. 2017`, `the 13th of February 2017` | `2017-02-13` |
/// | `February 2017` | `2017-02` |
/// | `Mon, 13 Feb 2017 10:00:05 -0500` (RFC 2822), `... GMT` (HTTP), `Mon Feb 13 10:00:05 2017` | `2017-02-13T10:00:05-05:00` |
/// | `Monday, 13-Feb-17 10:00:05 GMT` (RFC 850) | years 70 to 99 are in the 20th century |
/// | `13/02/2017`, `02/13/2017` | the day is the number above 12 |
/// | `1486980005`, `1486980005000` | seconds or milliseconds since 1970, of 10 or 13 digits |
///
/// `02/03/2017` can be read in two ways and is no date here. A zone whose name is unknown counts as UTC, as RFC
/// 2822 says.
enum DateText {
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ]

    /// The date as ISO 8601, or nil when it is none.
    static func iso(_ text: String) -> String? {
        let text = text.trimmed
        if DateValue.seconds(text) != nil { return text }
        if let instant = sinceEpoch(text) { return instant }
        // Years before the first are none that a field can have.
        guard text.utf8.count <= 80, !text.hasPrefix("-"), let tokens = DateTokens(text), let day = day(tokens) else {
            return nil
        }
        let date = day + (tokens.time.map { "T" + $0 + tokens.zone } ?? "")
        return DateValue.seconds(date) == nil ? nil : date
    }

    private static func sinceEpoch(_ text: String) -> String? {
        guard [10, 13].contains(text.utf8.count), text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let number = Int64(text)
        else { return nil }
        return DateValue.text(text.utf8.count == 13 ? number / 1000 : number)
    }

    private static func day(_ tokens: DateTokens) -> String? {
        let numbers = tokens.numbers
        var month: Int?
        for word in tokens.words {
            if let index = months.firstIndex(where: { $0 == word || word == $0.prefix(3) || word == $0.prefix(4) }) {
                guard month == nil else { return nil }
                month = index + 1
            } else if !isWeekday(word), !["of", "the", "at", "on"].contains(word) {
                return nil
            }
        }
        if let month {
            if numbers.count == 1, numbers[0].digits == 4 { return iso(numbers[0].value, month) }
            guard numbers.count == 2 else { return nil }
            let (first, second) = (numbers[0], numbers[1])
            if first.digits == 4, second.digits <= 2 { return iso(first.value, month, second.value) }
            guard first.digits <= 2 else { return nil }
            if second.digits == 4 { return iso(second.value, month, first.value) }
            guard second.digits == 2 else { return nil }
            return iso(second.value + (second.value < 70 ? 2000 : 1900), month, first.value)
        }
        switch numbers.map(\.digits) {
        case [8]: return iso(numbers[0].value / 10_000, numbers[0].value / 100 % 100, numbers[0].value % 100)
        case [4, 1], [4, 2]: return iso(numbers[0].value, numbers[1].value)
        case [4, 1, 1], [4, 1, 2], [4, 2, 1], [4, 2, 2]:
            return iso(numbers[0].value, numbers[1].value, numbers[2].value)
        case [1, 1, 4], [1, 2, 4], [2, 1, 4], [2, 2, 4]:
            let (first, second, year) = (numbers[0].value, numbers[1].value, numbers[2].value)
            if first > 12 || first == second { return iso(year, second, first) }
            return second > 12 ? iso(year, first, second) : nil
        default: return nil
        }
    }

    private static func isWeekday(_ word: String) -> Bool {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        return word.utf8.count >= 3 && days.contains { $0.hasPrefix(word) }
    }

    private static func iso(_ year: Int, _ month: Int, _ day: Int? = nil) -> String {
        padded(year, 4) + "-" + padded(month, 2) + (day.map { "-" + padded($0, 2) } ?? "")
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
