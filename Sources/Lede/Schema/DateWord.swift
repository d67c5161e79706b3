import Foundation

/// Periods that are named from a day on: `today`, `last-7-days`.
///
/// | word | days |
/// |---|---|
/// | `today` `yesterday` `tomorrow` | one |
/// | `this-week` `this-month` `this-year` | the whole week from Monday on, month, year |
/// | `last-week` `last-month` `last-year` | the whole one before |
/// | `last-7-days` `last-2-weeks` `last-3-months` `last-1-year` | so many, the last of them today |
package enum DateWord {
    /// The first and last day of a period as `YYYY-MM-DD`; nil for what is no such word, and where the days leave the
    /// years 0000 to 9999.
    ///
    /// - Parameters:
    ///   - text: the word; capitals, and spaces for hyphens, do no harm.
    ///   - today: the day that it is seen from, as `YYYY-MM-DD`.
    package static func days(_ text: String, today: String) -> (first: String, last: String)? {
        guard text.utf8.count <= 40, let seconds = DateValue.seconds(today)?.lowerBound else { return nil }
        let day = Int64(seconds / DateValue.secondsInDay) - (seconds % DateValue.secondsInDay < 0 ? 1 : 0)
        guard let period = period(text.lowercased().split { $0 == "-" || $0 == " " }.map(String.init), from: day),
            let first = written(period.lowerBound), let last = written(period.upperBound)
        else { return nil }
        return (first, last)
    }

    /// The date where the machine is.
    package static var localToday: String {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        let day = DateValue.dayNumber(Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday))
        return DateValue.text(day * DateValue.secondsInDay)
    }

    private static func written(_ day: Int64) -> String? {
        let text = DateValue.text(day * DateValue.secondsInDay)
        return DateValue.seconds(text) == nil ? nil : text
    }

    private static func period(_ words: [String], from today: Int64) -> ClosedRange<Int64>? {
        switch words {
        case ["today"]: return today...today
        case ["yesterday"]: return today - 1...today - 1
        case ["tomorrow"]: return today + 1...today + 1
        default:
            if words.count == 2, words[0] == "this" || words[0] == "last" {
                return calendar(words[1], from: today, before: words[0] == "this" ? 0 : 1)
            }
            guard words.count == 3, words[0] == "last", let count = Int64(words[1]), 1...100_000 ~= count else {
                return nil
            }
            let unit = words[2].hasSuffix("s") ? String(words[2].dropLast()) : words[2]
            switch unit {
            case "day": return today - count + 1...today
            case "week": return today - 7 * count + 1...today
            case "month": return months(Int(count), before: today) + 1...today
            case "year": return months(12 * Int(count), before: today) + 1...today
            default: return nil
            }
        }
    }

    /// The same day of the month so many months before, or the last of that month where it has fewer days.
    private static func months(_ count: Int, before today: Int64) -> Int64 {
        let date = DateValue.civil(today)
        let months = 12 * date.year + date.month - 1 - count
        let year = (months >= 0 ? months : months - 11) / 12
        let month = months - 12 * year + 1
        return DateValue.dayNumber(year, month, min(date.day, DateValue.dayCount(year, month)))
    }

    /// A whole week, month or year: the one that has today, or one before it.
    private static func calendar(_ unit: String, from today: Int64, before count: Int) -> ClosedRange<Int64>? {
        let date = DateValue.civil(today)
        switch unit {
        case "week":
            // 1970-01-01 was a Thursday.
            let sinceMonday = ((today + 3) % 7 + 7) % 7
            let monday = today - sinceMonday - Int64(7 * count)
            return monday...monday + 6
        case "month":
            let first = months(count, before: DateValue.dayNumber(date.year, date.month, 1))
            let day = DateValue.civil(first)
            return first...first + Int64(DateValue.dayCount(day.year, day.month)) - 1
        case "year":
            let year = date.year - count
            return DateValue.dayNumber(year, 1, 1)...DateValue.dayNumber(year, 12, 31)
        default: return nil
        }
    }
}
