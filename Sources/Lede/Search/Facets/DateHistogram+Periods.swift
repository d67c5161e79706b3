extension DateHistogram {
    /// Calls `body` with every period from the first that has documents to the last, the empty ones between among them.
    ///
    /// - Complexity: linear in the periods, of which there are as many as the dates are apart: by day 3.6 million from
    ///   the year 0 to 9999.
    public func forEachPeriod(_ body: (Period) throws -> Void) rethrows {
        var next: Int64?
        for period in periods {
            guard let first = DateValue.seconds(period.first).map({ CalendarUnit.day(of: $0.lowerBound) }) else {
                try body(period)
                continue
            }
            while let day = next, day < first {
                let days = unit.period(containing: day)
                try body(
                    Period(
                        label: unit.label(firstDay: day), first: DateValue.text(day * 86_400),
                        last: DateValue.text(days.upperBound * 86_400), count: 0, gap: 0))
                next = days.upperBound + 1
            }
            try body(period)
            next = unit.period(containing: first).upperBound + 1
        }
    }
}
