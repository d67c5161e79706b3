/// The least and the greatest number of each stretch of neighbouring documents in a ``NumericColumn``.
///
/// They are found by going through the column once, when they are first of use, and kept with the segment. Deleted
/// documents count.
package struct ColumnRanges: Sendable {
    /// How many documents a stretch has; the last may have fewer.
    package static let stretch = 4096

    /// A range for each stretch; nil where no document has a number.
    package let ranges: [ClosedRange<Int64>?]

    init(_ column: NumericColumn, documentCount: Int) {
        var ranges: [ClosedRange<Int64>?] = []
        for start in stride(from: 0, to: documentCount, by: Self.stretch) {
            var (least, greatest) = (Int64.max, Int64.min)
            var isEmpty = true
            for document in start..<min(start + Self.stretch, documentCount) {
                guard let value = column[document] else { continue }
                least = min(least, value)
                greatest = max(greatest, value)
                isEmpty = false
            }
            ranges.append(isEmpty ? nil : least...greatest)
        }
        self.ranges = ranges
    }

    /// The least number of all; nil where there is none.
    package var least: Int64? { ranges.compactMap { $0?.lowerBound }.min() }

    /// The greatest number of all; nil where there is none.
    package var greatest: Int64? { ranges.compactMap { $0?.upperBound }.max() }
}
