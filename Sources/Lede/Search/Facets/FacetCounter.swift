/// Counts one facet over the matching documents of one segment, a window at a time.
class FacetCounter {
    /// How many documents had nothing to count.
    fileprivate(set) var missing = 0

    /// Counts the documents of a window that `bits` has.
    func count(_ bits: WindowBits, _ window: Int) throws(LedeError) { missing += bits.count }
}

/// Counts the terms of a keyword field, and the values as they are written.
final class ValueCounter: FacetCounter {
    private let column: KeywordColumn
    let order: KeywordOrder
    /// How many documents have each term.
    let counts: FixedBuffer<UInt32>
    /// How often each distinct value occurs.
    private let written: FixedBuffer<UInt32>
    /// For each term the last document that was counted for it, plus one: a document counts once.
    private let counted: FixedBuffer<UInt32>

    private let hasOneEach: Bool

    /// - Parameter hasOneEach: whether each document has one value.
    init(_ column: KeywordColumn, _ order: KeywordOrder, hasOneEach: Bool) {
        self.hasOneEach = hasOneEach
        self.column = column
        self.order = order
        counts = .allocate(order.terms.count, repeating: 0)
        counted = .allocate(order.terms.count, repeating: 0)
        written = .allocate(column.distinctCount, repeating: 0)
    }

    deinit {
        counts.deallocate()
        counted.deallocate()
        written.deallocate()
    }

    override func count(_ bits: WindowBits, _ window: Int) throws(LedeError) {
        if hasOneEach { return try countOneEach(bits, window) }
        let (counts, counted, written, places) = (counts, counted, written, order.places)
        var failure: LedeError?
        var missing = 0
        bits.forEach(from: Window.start(window)) { document in
            var isMissing = true
            do throws(LedeError) {
                try column.forEachOrdinal(of: Int(document)) { ordinal in
                    isMissing = false
                    let place = Int(places[ordinal])
                    written[ordinal] &+= 1
                    counts[place] &+= counted[place] == document &+ 1 ? 0 : 1
                    counted[place] = document &+ 1
                }
            } catch {
                failure = error
            }
            missing += isMissing ? 1 : 0
        }
        self.missing += missing
        if let failure { throw failure }
    }

    /// The same where the place of a document is that of its value.
    private func countOneEach(_ bits: WindowBits, _ window: Int) throws(LedeError) {
        let (counts, written, places, column) = (counts, written, order.places, column)
        var greatest = 0
        bits.forEach(from: Window.start(window)) { document in
            let ordinal = column.ordinal(at: Int(document))
            greatest = max(greatest, ordinal)
            if ordinal >= written.count { return }
            written[ordinal] &+= 1
            counts[Int(places[ordinal])] &+= 1
        }
        if greatest >= written.count { throw column.region.corrupt("value \(greatest) of \(written.count)") }
    }

    /// The values that fold to a term, each with how often it was met.
    func spellings(of place: Int) throws(LedeError) -> [(value: String, count: Int)] {
        var spellings: [(value: String, count: Int)] = []
        for ordinal in 0..<written.count where order.places[ordinal] == place && written[ordinal] > 0 {
            spellings.append((try column.value(ordinal), Int(written[ordinal])))
        }
        return spellings
    }
}

/// Counts documents by day.
final class DayCounter: FacetCounter {
    private let column: NumericColumn
    private let firstDay: Int64
    private let counts: FixedBuffer<UInt32>
    /// The years 0 to 9999.
    private static let greatestSpan: Int64 = 3_652_425

    private init(_ column: NumericColumn, days: ClosedRange<Int64>) {
        self.column = column
        firstDay = days.lowerBound
        counts = .allocate(days.count, repeating: 0)
    }

    /// - Returns: nil where the column has no dates, or such as no index holds.
    static func make(_ column: NumericColumn, _ ranges: ColumnRanges) -> DayCounter? {
        guard let least = ranges.least, let greatest = ranges.greatest else { return nil }
        let (first, last) = (CalendarUnit.day(of: least), CalendarUnit.day(of: greatest))
        return last - first <= greatestSpan ? DayCounter(column, days: first...last) : nil
    }

    deinit { counts.deallocate() }

    override func count(_ bits: WindowBits, _ window: Int) throws(LedeError) {
        let (counts, column, firstDay) = (counts, column, firstDay)
        var missing = 0
        bits.forEach(from: Window.start(window)) { document in
            guard let second = column[Int(document)] else {
                missing &+= 1
                return
            }
            counts[Int(CalendarUnit.day(of: second) &- firstDay)] &+= 1
        }
        self.missing += missing
    }

    /// Calls `body` with each day that has documents, ascending.
    func forEachDay(_ body: (_ day: Int64, _ count: Int) -> Void) {
        for index in 0..<counts.count where counts[index] > 0 { body(firstDay + Int64(index), Int(counts[index])) }
    }
}

/// Adds up numbers.
final class NumberCounter: FacetCounter {
    private let column: NumericColumn
    private let isDouble: Bool
    private(set) var count = 0
    private(set) var least = Int64.max
    private(set) var greatest = Int64.min
    /// The sum of integers and seconds, exact.
    private(set) var sum: Int128 = 0
    /// The sum of floating-point numbers.
    private(set) var doubleSum: Double

    /// - Parameter sum: that of the segments before, so that numbers are added in the same order however they are cut.
    init(_ column: NumericColumn, isDouble: Bool, adding sum: Double) {
        self.column = column
        self.isDouble = isDouble
        doubleSum = sum
    }

    override func count(_ bits: WindowBits, _ window: Int) throws(LedeError) {
        let (column, isDouble) = (column, isDouble)
        var (count, missing, least, greatest) = (0, 0, least, greatest)
        var (sum, doubleSum) = (sum, doubleSum)
        bits.forEach(from: Window.start(window)) { document in
            guard let value = column[Int(document)] else {
                missing &+= 1
                return
            }
            count &+= 1
            least = min(least, value)
            greatest = max(greatest, value)
            if isDouble { doubleSum += SortableDouble.decode(value) } else { sum &+= Int128(value) }
        }
        self.count += count
        self.missing += missing
        (self.least, self.greatest, self.sum, self.doubleSum) = (least, greatest, sum, doubleSum)
    }
}
