/// Finds the intervals of a query in one field of a segment, document by document.
///
/// Whoever asks goes from cheap to dear: ``mark(_:into:)`` for a window, ``mayMatch(_:)`` for a document, ``limit(_:)``
/// for whether it is wanted, and only then ``read(_:)``, which decodes positions.
class IntervalSource {
    /// No more documents than this match.
    let cost: Int
    /// For each window what the frequency can amount to (``PostingsCursor/findPeaks(field:_:_:)``); less than 0 where nothing matches.
    let peaks: [Float]
    /// The least number of words of an interval.
    let leastLength: Int
    /// Whether an interval has no room for other words.
    let isSolid: Bool
    /// What ``read(_:)`` found.
    final var intervals: [Interval] = []

    init(cost: Int, peaks: [Float], leastLength: Int, isSolid: Bool) {
        self.cost = cost
        self.peaks = peaks
        self.leastLength = leastLength
        self.isSolid = isSolid
    }

    /// Marks the documents of a window that may match, and perhaps more.
    func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {}

    /// Whether a document has the words that are needed.
    func mayMatch(_ document: UInt32) throws(LedeError) -> Bool { false }

    /// A number that the frequency in a document does not exceed, which may match.
    func limit(_ document: UInt32) throws(LedeError) -> Float { 0 }

    /// Puts the intervals of a document, which may match, into ``intervals``, sorted by their start.
    func read(_ document: UInt32) throws(LedeError) {}

    /// What the intervals that were read amount to: how many there are, unless nearer ones count more.
    func frequency() -> Float { Float(intervals.count) }
}

/// Words side by side, or one word.
final class PhraseIntervals: IntervalSource {
    private let matcher: PhraseMatcher
    private let length: UInt32

    convenience init(
        _ plan: PhrasePlan, length: Int, forms: FormsMatcher? = nil, field: Int, lengths: LengthNorms, windowCount: Int
    ) throws(LedeError) {
        var peaks = [Float](repeating: .infinity, count: windowCount)
        for list in plan.lists {
            var own = [Float](repeating: -1, count: windowCount)
            try list.cursor.loadIfShort()
            list.cursor.findPeaks(field: field, lengths) { window, peak in own[window] = max(own[window], peak) }
            for window in peaks.indices { peaks[window] = min(peaks[window], own[window]) }
        }
        self.init(PhraseMatcher(field: field, plan, forms: forms), peaks, length: length)
    }

    private init(_ matcher: PhraseMatcher, _ peaks: [Float], length: Int) {
        self.matcher = matcher
        self.length = UInt32(length)
        super.init(cost: matcher.cost, peaks: peaks, leastLength: length, isSolid: true)
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) { try matcher.mark(window, into: bits) }

    override func mayMatch(_ document: UInt32) throws(LedeError) -> Bool { try matcher.limit(document) > 0 }

    override func limit(_ document: UInt32) throws(LedeError) -> Float { Float(try matcher.limit(document)) }

    override func read(_ document: UInt32) throws(LedeError) {
        intervals.removeAll(keepingCapacity: true)
        try matcher.forEachStart(document) { intervals.append(Interval(start: $0, end: $0 &+ length &- 1)) }
    }
}

/// Any of several parts.
final class AnyIntervals: IntervalSource {
    private let parts: [IntervalSource]
    private let isMinimal: Bool

    /// - Parameter isMinimal: whether intervals that contain others are left out. Where the next words must follow
    ///   directly, each end counts.
    init(_ parts: [IntervalSource], isMinimal: Bool) {
        self.parts = parts
        self.isMinimal = isMinimal
        var peaks = parts[0].peaks
        var (cost, length, isSolid) = (0, Int.max, true)
        for (index, part) in parts.enumerated() {
            cost += part.cost
            length = min(length, part.leastLength)
            isSolid = isSolid && part.isSolid
            for window in peaks.indices where index > 0 && part.peaks[window] >= 0 {
                peaks[window] = max(0, peaks[window]) + part.peaks[window]
            }
        }
        super.init(cost: cost, peaks: peaks, leastLength: length, isSolid: isSolid)
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        for part in parts where part.peaks[window] >= 0 { try part.mark(window, into: bits) }
    }

    override func mayMatch(_ document: UInt32) throws(LedeError) -> Bool {
        for part in parts where try part.mayMatch(document) { return true }
        return false
    }

    override func limit(_ document: UInt32) throws(LedeError) -> Float {
        var sum: Float = 0
        for part in parts where try part.mayMatch(document) { sum += try part.limit(document) }
        return sum
    }

    override func read(_ document: UInt32) throws(LedeError) {
        intervals.removeAll(keepingCapacity: true)
        for part in parts where try part.mayMatch(document) {
            try part.read(document)
            intervals.append(contentsOf: part.intervals)
        }
        if isMinimal { Intervals.minimize(&intervals) } else { sortDistinct(&intervals) }
    }
}

/// Several parts that must all be there.
class AllIntervals: IntervalSource {
    final let parts: [IntervalSource]
    /// The part with the fewest documents.
    private let lead: IntervalSource
    private let isOrdered: Bool

    /// - Parameter isOrdered: whether the parts stand one after another, so that there are no more intervals than
    ///   those of any part; else two parts may make two of one.
    init(_ parts: [IntervalSource], isOrdered: Bool, isSolid: Bool) {
        var peaks = parts[0].peaks
        var lead = parts[0]
        var length = 0
        for (index, part) in parts.enumerated() {
            length += part.leastLength
            if part.cost < lead.cost { lead = part }
            let areSolid = index == 1 && parts[0].isSolid && part.isSolid
            for window in peaks.indices where index > 0 {
                peaks[window] = Self.joined(
                    peaks[window], part.peaks[window], isOrdered: isOrdered, areSolid: areSolid)
            }
        }
        self.parts = parts
        self.isOrdered = isOrdered
        self.lead = lead
        super.init(cost: lead.cost, peaks: peaks, leastLength: length, isSolid: isSolid)
    }

    /// How many intervals two parts can make that have so many each. A minimal interval of two solid parts begins or
    /// ends with one of either; else it begins with one of them.
    private static func joined(_ first: Float, _ second: Float, isOrdered: Bool, areSolid: Bool) -> Float {
        if first < 0 || second < 0 { return -1 }
        return isOrdered ? min(first, second) : areSolid ? 2 * min(first, second) : first + second
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) { try lead.mark(window, into: bits) }

    override func mayMatch(_ document: UInt32) throws(LedeError) -> Bool {
        for part in parts where try !part.mayMatch(document) { return false }
        return true
    }

    override func limit(_ document: UInt32) throws(LedeError) -> Float {
        var limit = try parts[0].limit(document)
        for index in 1..<parts.count {
            limit = Self.joined(
                limit, try parts[index].limit(document), isOrdered: isOrdered,
                areSolid: index == 1 && parts[0].isSolid && parts[1].isSolid)
        }
        return limit
    }
}

/// Parts side by side in their order.
final class SequenceIntervals: AllIntervals {
    private let isMinimal: Bool
    private var scratch: [Interval] = []

    init(_ parts: [IntervalSource], isMinimal: Bool) {
        self.isMinimal = isMinimal
        var isSolid = true
        for part in parts { isSolid = isSolid && part.isSolid }
        super.init(parts, isOrdered: true, isSolid: isSolid)
    }

    override func read(_ document: UInt32) throws(LedeError) {
        try parts[0].read(document)
        intervals.removeAll(keepingCapacity: true)
        intervals.append(contentsOf: parts[0].intervals)
        for part in parts.dropFirst() where !intervals.isEmpty {
            try part.read(document)
            Intervals.join(intervals, part.intervals, into: &scratch)
            swap(&scratch, &intervals)
        }
        if isMinimal { Intervals.minimize(&intervals) } else { sortDistinct(&intervals) }
    }
}

/// Sorts intervals by start, then end, and leaves out what is there twice.
private func sortDistinct(_ list: inout [Interval]) {
    list.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    var kept = 0
    for index in list.indices where index == 0 || list[index] != list[kept - 1] {
        list[kept] = list[index]
        kept += 1
    }
    list.removeSubrange(kept...)
}
