import Lede
import Testing

@Suite struct DateValueTests {
    /// Goes from day to day as one would on paper: the plain twin of the arithmetic in `DateValue`.
    private struct Calendar {
        var (year, month, day) = (0, 1, 1)

        static func isLeap(_ year: Int) -> Bool {
            if year % 400 == 0 { return true }
            if year % 100 == 0 { return false }
            return year % 4 == 0
        }

        static func length(of month: Int, in year: Int) -> Int {
            [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        }

        mutating func next() {
            day += 1
            if day <= Self.length(of: month, in: year) { return }
            day = 1
            month += 1
            if month <= 12 { return }
            month = 1
            year += 1
        }

        var text: String { Self.digits(year, 4) + "-" + Self.digits(month, 2) + "-" + Self.digits(day, 2) }

        static func digits(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: width - text.count) + text
        }
    }

    private static let day: Int64 = 86_400
    /// 0000-01-01 in days since 1970-01-01.
    private static let firstDay: Int64 = -719_528

    /// The twin counts every day; compared are the ends of months around the centuries, and every 37th day.
    @Test func `Every day from 0000 to 9999 is the one after the day before`() {
        var calendar = Calendar()
        var number = Self.firstDay
        var failures = 0
        while calendar.year <= 9999 {
            let isNearCentury = [0, 1, 4, 96, 99].contains(calendar.year % 100)
            let isChecked = isNearCentury && (calendar.day == 1 || calendar.day >= 28) || number % 37 == 0
            if isChecked {
                let text = calendar.text
                let first = number * Self.day
                if DateValue.seconds(text) != first...first + Self.day - 1 || DateValue.text(first) != text {
                    failures += 1
                }
            }
            calendar.next()
            number += 1
        }
        #expect(failures == 0)
        #expect(number == 2_932_897)
    }

    @Test func `Years and months cover their days`() {
        var first = Self.firstDay * Self.day
        var failures = 0
        for year in 0...9999 {
            let start = first
            for month in 1...12 {
                let end = first + Int64(Calendar.length(of: month, in: year)) * Self.day
                let text = Calendar.digits(year, 4) + "-" + Calendar.digits(month, 2)
                if DateValue.seconds(text) != first...end - 1 { failures += 1 }
                first = end
            }
            if DateValue.seconds(Calendar.digits(year, 4)) != start...first - 1 { failures += 1 }
        }
        #expect(failures == 0)
    }

    @Test(arguments: [
        ("1970-01-01", 0, 86_400), ("1970-01-01T00:00", 0, 60), ("1970-01-01T00:00:00", 0, 1),
        ("1970-01-01T00:00:00Z", 0, 1), ("1970-01-01 00:00:07", 7, 1), ("1970-01-01t00:00:07z", 7, 1),
        ("1970-01-01T00:00:07.999Z", 7, 1), ("1970-01-01T00:00:07,5", 7, 1), ("1969-12-31T23:59:59Z", -1, 1),
        ("1970-01-01T02:00+02:00", 7200, 60), ("1970-01-01T02:00+0200", 7200, 60),
        ("1969-12-31T19:00:00-05:00", -18_000, 1), ("1970-01-01T05:45+05:45", 20_700, 60),
        ("2000-02-29T12:00:00Z", 951_825_600, 1),
        ("2017-02-13T10:00", 1_486_980_000, 60), ("2038-01-19T03:14:08Z", 2_147_483_648, 1),
    ]) func `Times are read, and zones left out`(_ text: String, _ first: Int64, _ count: Int64) {
        #expect(DateValue.seconds(text) == first...first + count - 1)
    }

    @Test(arguments: [
        "", "2", "201", "20170", "-2017", "+2017", "2017-", "2017-1", "2017-13", "2017-00", "2017-01-", "2017-01-1",
        "2017-01-32", "2017-01-00", "2017-02-29", "1900-02-29", "2100-02-29", "2017-04-31", "2017/01/01", "20170101",
        "2017-01-01T", "2017-01-01T10", "2017-01-01T10:", "2017-01-01T1:00", "2017-01-01T24:00", "2017-01-01T10:60",
        "2017-01-01T10:00:60", "2017-01-01T10:00:00.", "2017-01-01T10:00.5", "2017-01-01T10:00Zulu",
        "2017-01-01T10:00+1", "2017-01-01T10:00+24:00", "2017-01-01T10:00+01:60", "2017-01-01T10:00+01:00 ",
        "2017-01-01Z", " 2017", "2017 ", "２０１７", "2017-01-01T10:00:00\u{301}", "2017-01-01\u{0}", "today",
    ]) func `What is no date is refused`(_ text: String) {
        #expect(DateValue.seconds(text) == nil)
    }

    @Test func `Leap years follow the Gregorian rule back to the year 0000`() {
        for year in ["0000", "0004", "0400", "1600", "2000", "2016", "2400", "9996"] {
            #expect(DateValue.seconds(year + "-02-29") != nil)
        }
        for year in ["0001", "0100", "1700", "1900", "2017", "2100", "9900", "9999"] {
            #expect(DateValue.seconds(year + "-02-29") == nil)
        }
    }

    @Test func `The years end where they should`() throws {
        let first = Self.firstDay * Self.day
        let last = 2_932_897 * Self.day - 1
        #expect(DateValue.seconds("0000-01-01T00:00:00Z") == first...first)
        #expect(DateValue.seconds("0000-01-01T00:00:00+00:01") == first...first)
        #expect(DateValue.seconds("9999-12-31T23:59:59Z") == last...last)
        #expect(DateValue.seconds("9999-12-31T23:59-00:01") == last - 59...last)
        #expect(DateValue.text(first) == "0000-01-01")
        #expect(DateValue.text(last) == "9999-12-31T23:59:59Z")
        #expect(DateValue.text(first - 1) == "-0001-12-31T23:59:59Z")
        #expect(DateValue.text(last + 1) == "+10000-01-01")
        #expect(DateValue.seconds(DateValue.text(last + 1)) == nil)
    }

    @Test func `Every number of seconds has a text, also those no date reaches`() {
        for seconds in [Int64.min, Int64.min + 1, Int64.max - 1, Int64.max] {
            #expect(!DateValue.text(seconds).isEmpty)
        }
    }

    @Test func `Seconds written as text are read back`() {
        let first = Self.firstDay * Self.day
        let span = UInt64((2_932_897 - Self.firstDay) * Self.day)
        var state: UInt64 = 7
        var failures = 0
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let seconds = first + Int64((state >> 8) % span)
            let read = DateValue.seconds(DateValue.text(seconds))
            if read?.lowerBound != seconds || read?.count != (seconds % Self.day == 0 ? 86_400 : 1) { failures += 1 }
        }
        #expect(failures == 0)
    }
}
