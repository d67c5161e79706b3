/// Parts near each other; nearer ones count more.
class NearIntervals: AllIntervals {
    private let within: Int
    private let isOrdered: Bool
    private var scratch: [Interval] = []

    init(_ parts: [IntervalSource], within: Int, isOrdered: Bool) {
        self.within = within
        self.isOrdered = isOrdered
        super.init(parts, isOrdered: isOrdered, isSolid: false)
    }

    override func read(_ document: UInt32) throws(LedeError) {
        try parts[0].read(document)
        intervals.removeAll(keepingCapacity: true)
        intervals.append(contentsOf: parts[0].intervals)
        for (index, part) in parts.enumerated().dropFirst() where !intervals.isEmpty {
            try part.read(document)
            scratch.removeAll(keepingCapacity: true)
            Intervals.appendOrdered(intervals, part.intervals, within: within, to: &scratch)
            if !isOrdered {
                Intervals.appendOrdered(part.intervals, intervals, within: within, to: &scratch)
                Intervals.appendOverlapping(
                    intervals, isSolid: index == 1 && parts[0].isSolid, part.intervals, isSecondSolid: part.isSolid,
                    to: &scratch)
            }
            if !scratch.isEmpty { try drop(from: &scratch, document) }
            Intervals.minimize(&scratch)
            swap(&scratch, &intervals)
        }
    }

    /// Leaves out intervals that do not count, whatever their length.
    func drop(from intervals: inout [Interval], _ document: UInt32) throws(LedeError) {}

    override func frequency() -> Float {
        var sum: Float = 0
        for interval in intervals {
            let length = Int(interval.end &- interval.start) + 1
            sum += 1 / Float(1 + max(0, length - leastLength))
        }
        return sum
    }
}

/// Parts in one sentence or in one paragraph, however far from each other.
final class TogetherIntervals: NearIntervals {
    private let ends: PostingsCursor?
    private let positions: PositionsReader?

    /// - Parameter ends: the last words of sentences or paragraphs, but for the last of each document; nil where there
    ///   are none.
    init(_ parts: [IntervalSource], ends: PostingsCursor?) {
        self.ends = ends
        if let ends { positions = PositionsReader(ends) } else { positions = nil }
        super.init(parts, within: .max, isOrdered: false)
    }

    override func drop(from intervals: inout [Interval], _ document: UInt32) throws(LedeError) {
        guard let ends, let positions, let index = try ends.find(document) else { return }
        try ends.loadFrequencies()
        try positions.read(documentAt: index)
        let (marks, count) = (positions.positions, positions.count)
        intervals.removeAll { interval in
            // The first end that is not before the interval's start.
            var low = 0
            var high = count
            while low < high {
                let middle = (low + high) / 2
                if marks[middle] < interval.start { low = middle + 1 } else { high = middle }
            }
            return low < count && marks[low] < interval.end
        }
    }

    override func frequency() -> Float { Float(intervals.count) }
}
