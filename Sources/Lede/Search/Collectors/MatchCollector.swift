/// Goes through all documents that a scorer matches, without scoring.
struct MatchCollector {
    private let bits = WindowBits()
    private(set) var clock: SearchClock

    init(clock: SearchClock = SearchClock()) { self.clock = clock }

    /// How many live documents match.
    mutating func count(_ scorer: Scorer, live: LiveDocuments?) throws(LedeError) -> Int {
        var count = 0
        try forEachWindow(scorer, live: live) { (_, bits) in count += bits.count }
        return count
    }

    /// Calls `body` with each live document that matches, ascending.
    mutating func forEach(_ scorer: Scorer, live: LiveDocuments?, _ body: (UInt32) -> Void) throws(LedeError) {
        try forEachWindow(scorer, live: live) { (window, bits) in bits.forEach(from: Window.start(window), body) }
    }

    /// Calls `body` with each window that may hold matches, in order, and a mark for each live match in it.
    mutating func forEachWindow(
        _ scorer: Scorer, live: LiveDocuments?, _ body: (Int, WindowBits) throws(LedeError) -> Void
    ) throws(LedeError) {
        for window in 0..<scorer.bounds.count where scorer.bounds[window] >= 0 {
            if try clock.checkIsOver() { return }
            try body(window, try matches(window, of: scorer, live: live))
        }
    }

    /// How many live documents of a window match.
    func count(_ window: Int, of scorer: Scorer, live: LiveDocuments?) throws(LedeError) -> Int {
        try matches(window, of: scorer, live: live).count
    }

    /// The live matches of a window; they hold until the next call.
    func matches(_ window: Int, of scorer: Scorer, live: LiveDocuments?) throws(LedeError) -> WindowBits {
        bits.clear()
        try scorer.mark(window, into: bits)
        if let live {
            let first = window * Window.wordCount
            for word in 0..<Window.wordCount {
                bits.words[word] &= first + word < live.bits.words.count ? live.bits.words[first + word] : 0
            }
        }
        return bits
    }
}
