/// A phrase whose words may be moved: the sum of the moves that would bring them together is bounded, as in Lucene.
///
/// A word that stands at position *p* and has place *i* in the phrase asks the phrase to start at *p − i*. The words of
/// a match ask for starts that lie at most *slop* apart; two words that changed places ask for starts two apart. Of all
/// choices the minimal ones count, each 1 ÷ (1 + moves), so that no word is worth more than its occurrences. The places
/// of a word that the phrase has twice are different ones; as swapping them never brings starts nearer, they ascend.
final class SloppyIntervals: IntervalSource {
    /// A word with its places in the phrase, ascending, and for each the index of the occurrence that is tried.
    private struct Word {
        let source: PhraseIntervals
        let places: [Int]
        var tried: [Int]
    }

    private var words: [Word]
    private let lead: IntervalSource
    private let slop: Int
    private var sum: Float = 0

    convenience init(_ sources: [(source: PhraseIntervals, places: [Int])], slop: Int) {
        var words: [Word] = []
        var lead = sources[0].source
        var peaks = lead.peaks
        var length = 0
        for (source, places) in sources {
            words.append(Word(source: source, places: places, tried: places))
            if source.cost < lead.cost { lead = source }
            for window in peaks.indices { peaks[window] = min(peaks[window], source.peaks[window]) }
            length += places.count
        }
        self.init(words, lead: lead, peaks: peaks, length: length, slop: slop)
    }

    private init(_ words: [Word], lead: IntervalSource, peaks: [Float], length: Int, slop: Int) {
        self.words = words
        self.lead = lead
        self.slop = slop
        super.init(cost: lead.cost, peaks: peaks, leastLength: length, isSolid: false)
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) { try lead.mark(window, into: bits) }

    override func mayMatch(_ document: UInt32) throws(LedeError) -> Bool {
        for word in words where try !word.source.mayMatch(document) { return false }
        return true
    }

    override func limit(_ document: UInt32) throws(LedeError) -> Float {
        var least = Float.infinity
        for word in words { least = min(least, try word.source.limit(document)) }
        return least
    }

    /// - Complexity: linear in the positions of the words, times the length of the phrase.
    override func read(_ document: UInt32) throws(LedeError) {
        intervals.removeAll(keepingCapacity: true)
        sum = 0
        for index in words.indices {
            try words[index].source.read(document)
            for place in words[index].tried.indices { words[index].tried[place] = 0 }
        }
        var least = Int.min
        /// The last window of starts, which counts unless the next one lies inside it.
        var before: (low: Int, high: Int, interval: Interval)?
        while let next = window(from: least) {
            if let before, before.high < next.high { take(before) }
            before = next
            least = next.low + 1
        }
        if let before { take(before) }
        Intervals.minimize(&intervals)
    }

    private func take(_ window: (low: Int, high: Int, interval: Interval)) {
        if window.high - window.low > slop { return }
        intervals.append(window.interval)
        sum += 1 / Float(1 + window.high - window.low)
    }

    /// The window of the first occurrences that ask for a start of at least `least`.
    private func window(from least: Int) -> (low: Int, high: Int, interval: Interval)? {
        var (low, high) = (Int.max, Int.min)
        var interval = Interval(start: .max, end: 0)
        for index in words.indices {
            let positions = words[index].source.intervals
            var first = 0
            for (order, place) in words[index].places.enumerated() {
                var next = max(first, words[index].tried[order])
                while next < positions.count, Int(positions[next].start) - place < least { next += 1 }
                if next == positions.count { return nil }
                words[index].tried[order] = next
                first = next + 1
                let position = positions[next].start
                low = min(low, Int(position) - place)
                high = max(high, Int(position) - place)
                interval.start = min(interval.start, position)
                interval.end = max(interval.end, position)
            }
        }
        return (low, high, interval)
    }

    override func frequency() -> Float { sum }
}
