extension ColumnRanges {
    /// The least and the greatest number of a window; nil where no document of it has one.
    func range(in window: Int) -> ClosedRange<Int64>? {
        let first = window * Window.size / Self.stretch
        let past = max(first + 1, (window + 1) * Window.size / Self.stretch)
        var result: ClosedRange<Int64>?
        for range in ranges[first..<min(past, ranges.count)] {
            guard let range else { continue }
            let other = result ?? range
            result = min(other.lowerBound, range.lowerBound)...max(other.upperBound, range.upperBound)
        }
        return result
    }
}
