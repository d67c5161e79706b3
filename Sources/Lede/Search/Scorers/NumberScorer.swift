/// The documents whose number in a column lies in a range. They all score zero.
///
/// Nothing is done beforehand. A window that leads is compared as a whole, 64 documents to a word; candidates of
/// another scorer are looked up one by one where they are few. How many documents match is guessed from a sample.
final class NumberScorer: Scorer {
    private let column: NumericColumn
    private let range: ClosedRange<UInt64>
    private let documentCount: Int
    private let description: String
    private let own = WindowBits()
    /// The window that ``own`` was made for.
    private var ownWindow = -1

    private static let sampleCount = 512
    /// About how many documents are compared in a row in the time that it takes to look one up.
    private static let comparisonsForOneLookUp = 3

    /// - Parameter range: as the packed integers of the column have it.
    init(_ column: NumericColumn, _ range: ClosedRange<UInt64>, description: String, documentCount: Int) {
        self.column = column
        self.range = range
        self.description = description
        self.documentCount = documentCount
        let windows = Window.count(documents: documentCount)
        let bounds = FixedBuffer<Float>.allocate(windows, repeating: -1)
        var possible = 0
        for window in 0..<windows {
            let (first, count) = Self.stretch(window, documentCount)
            guard column.mayContain(range, from: first, count: count) else { continue }
            bounds[window] = 0
            possible += count
        }
        super.init(cost: min(possible, Self.guess(column, range, documentCount)), bounds: bounds)
    }

    private static func stretch(_ window: Int, _ documentCount: Int) -> (first: Int, count: Int) {
        (window * Window.size, min(Window.size, documentCount - window * Window.size))
    }

    /// How many documents match, guessed from some that lie evenly apart, and rather too high.
    private static func guess(_ column: NumericColumn, _ range: ClosedRange<UInt64>, _ documentCount: Int) -> Int {
        if documentCount <= sampleCount {
            return max(1, (0..<documentCount).reduce(0) { $0 + (column.contains($1, in: range) ? 1 : 0) })
        }
        var found = 0
        for place in 0..<sampleCount where column.contains(place * documentCount / sampleCount, in: range) {
            found += 1
        }
        return min(documentCount, (found + 1) * documentCount / sampleCount)
    }

    /// The documents of a window, one bit each.
    private func bits(of window: Int) -> WindowBits {
        if window != ownWindow {
            let (first, count) = Self.stretch(window, documentCount)
            column.mark(range, from: first, count: count, in: own.words)
            ownWindow = window
        }
        return own
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
        if above < 0, bounds[window] >= 0 { candidates.take(bits(of: window), window) }
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        if bounds[window] >= 0 { bits.formUnion(self.bits(of: window)) }
    }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        if rule == .add { return }
        let isKept = rule != .exclude
        if bounds[window] < 0 {
            if isKept { candidates.count = 0 }
        } else if window != ownWindow, candidates.count * Self.comparisonsForOneLookUp < Window.size {
            let (column, range) = (column, range)
            candidates.keep { column.contains(Int($0), in: range) == isKept }
        } else {
            let (bits, start) = (bits(of: window), Window.start(window))
            candidates.keep { bits.contains(Int($0 &- start)) == isKept }
        }
    }

    override var planName: String { "a column compared window by window, \(description)" }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        column.contains(Int(document), in: range) ? Explanation(0, description) : nil
    }
}
