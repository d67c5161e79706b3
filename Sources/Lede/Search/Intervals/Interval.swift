/// A passage of a field of a document: the positions of its first and its last word.
struct Interval: Equatable, BitwiseCopyable {
    var start: UInt32
    var end: UInt32
}

/// Intervals of one document, and how they are combined.
///
/// A list is *minimal* when none of its intervals contains another; starts and ends then both ascend strictly
/// (Clarke, Cormack and Burkowski, *An Algebra for Structured Text Search*, 1995; Boldi and Vigna, *Efficient Optimally
/// Lazy Algorithms for Minimal-Interval Semantics*, 2016). The lists are those of one document and therefore short, so
/// they are made whole instead of lazily.
enum Intervals {
    /// Sorts intervals and leaves out those that contain another.
    /// - Complexity: O(*n* log *n*).
    static func minimize(_ list: inout [Interval]) {
        if list.count < 2 { return }
        // Of equal starts the longest first, so that from the back the least end so far decides.
        list.sort { ($0.start, $1.end) < ($1.start, $0.end) }
        var kept = list.count
        var least = UInt32.max
        for index in list.indices.reversed() where index == list.count - 1 || list[index].end < least {
            least = list[index].end
            kept -= 1
            list[kept] = list[index]
        }
        list.removeSubrange(..<kept)
    }

    /// Appends for each pair of neighbours, the first of them wholly before the second with at most `within` words
    /// between them, the interval of both.
    /// - Complexity: linear. Both lists are minimal.
    static func appendOrdered(_ first: [Interval], _ second: [Interval], within: Int, to result: inout [Interval]) {
        var next = 0
        for interval in second {
            while next < first.count, first[next].end < interval.start { next += 1 }
            guard next > 0, Int(interval.start) - Int(first[next - 1].end) - 1 <= within else { continue }
            result.append(Interval(start: first[next - 1].start, end: interval.end))
        }
    }

    /// Appends the intervals of those that overlap, as the words of one stand between those of the other.
    ///
    /// They have no end in common, which would be one word taken for two; and only an interval that is not solid has
    /// room for words of another.
    static func appendOverlapping(
        _ first: [Interval], isSolid: Bool, _ second: [Interval], isSecondSolid: Bool, to result: inout [Interval]
    ) {
        if isSolid, isSecondSolid { return }
        var next = 0
        for interval in first {
            while next < second.count, second[next].end < interval.start { next += 1 }
            for other in second[next...] {
                if other.start > interval.end { break }
                if other.start == interval.start || other.start == interval.end || other.end == interval.start
                    || other.end == interval.end
                {
                    continue
                }
                let isInside = other.start > interval.start && other.end < interval.end
                let isAround = other.start < interval.start && other.end > interval.end
                let isFree = isInside ? !isSolid : isAround ? !isSecondSolid : !isSolid && !isSecondSolid
                guard isFree else { continue }
                result.append(
                    Interval(start: min(interval.start, other.start), end: max(interval.end, other.end)))
                // What follows ends later; all unions with it contain this one or begin with an interval of its own.
                if other.start > interval.start { break }
            }
        }
    }

    /// Puts the intervals of a first that a second follows directly in place of `result`; neither need be minimal.
    /// - Parameter second: sorted by start.
    static func join(_ first: [Interval], _ second: [Interval], into result: inout [Interval]) {
        result.removeAll(keepingCapacity: true)
        for interval in first {
            var low = 0
            var high = second.count
            while low < high {
                let middle = (low + high) / 2
                if second[middle].start <= interval.end { low = middle + 1 } else { high = middle }
            }
            while low < second.count, second[low].start == interval.end &+ 1 {
                result.append(Interval(start: interval.start, end: second[low].end))
                low += 1
            }
        }
    }
}
