/// The length of the periods into which dates are counted.
public enum CalendarUnit: String, Sendable, Codable, CaseIterable {
    case year
    case quarter
    case month
    /// From Monday to Sunday, as ISO 8601 has it.
    case week
    case day

    /// How many days since 1970-01-01 have passed at a second; the day that it is in.
    package static func day(of second: Int64) -> Int64 {
        second >= 0 ? second / 86_400 : -((86_399 - second) / 86_400)
    }

    /// The first and the last day of the period that a day is in, as days since 1970-01-01.
    package func period(containing day: Int64) -> ClosedRange<Int64> {
        if self == .day { return day...day }
        if self == .week {
            // 1970-01-01 was a Thursday.
            let sinceMonday = (day + 3) % 7
            let monday = day - (sinceMonday >= 0 ? sinceMonday : sinceMonday + 7)
            return monday...monday + 6
        }
        let date = DateValue.civil(day)
        let months =
            switch self {
            case .year: 12
            case .quarter: 3
            case .month, .week, .day: 1
            }
        let first = (date.month - 1) / months * months + 1
        let isLast = first + months > 12
        let next = (year: isLast ? date.year + 1 : date.year, month: isLast ? 1 : first + months)
        return DateValue.dayNumber(date.year, first, 1)...DateValue.dayNumber(next.year, next.month, 1) - 1
    }

    /// The name of a period by its first day: `2017`, `2017-Q1`, `2017-02`; of weeks and days the first day itself.
    package func label(firstDay: Int64) -> String {
        let day = DateValue.text(firstDay * 86_400)
        switch self {
        case .year: return String(day.dropLast(6))
        case .month: return String(day.dropLast(3))
        case .quarter: return day.dropLast(6) + "-Q\((DateValue.civil(firstDay).month + 2) / 3)"
        case .week, .day: return day
        }
    }
}
