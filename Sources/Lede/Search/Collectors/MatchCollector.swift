/// Goes through all documents that a scorer matches, without scoring.
struct MatchCollector {
    private let bits = WindowBits()
    private(set) var clock: SearchClock

    init(clock: SearchClock = SearchClock()) { self.clock = clock }

    /// How many live documents match.
    mutating func count(_ scorer: Scorer, live: LiveDocuments?) throws(LedeError) -> Int {
        var count = 0
        let bits = bits
        try forEachWindow(scorer, live: live) { _ in count += bits.count }
        return count
    }

    /// Calls `body` with each live document that matches, ascending.
    mutating func forEach(_ scorer: Scorer, live: LiveDocuments?, _ body: (UInt32) -> Void) throws(LedeError) {
        let bits = bits
        try forEachWindow(scorer, live: live) { window in bits.forEach(from: Window.start(window), body) }
    }

    /// How many live documents of a window match.
    func count(_ window: Int, of scorer: Scorer, live: LiveDocuments?) throws(LedeError) -> Int {
        try mark(window, of: scorer, live: live)
        return bits.count
    }

    private mutating func forEachWindow(
        _ scorer: Scorer, live: LiveDocuments?, _ body: (Int) -> Void
    ) throws(LedeError) {
        for window in 0..<scorer.bounds.count where scorer.bounds[window] >= 0 {
            if try clock.checkIsOver() { return }
            try mark(window, of: scorer, live: live)
            body(window)
        }
    }

    private func mark(_ window: Int, of scorer: Scorer, live: LiveDocuments?) throws(LedeError) {
        bits.clear()
        try scorer.mark(window, into: bits)
        guard let live else { return }
        let first = window * Window.wordCount
        for word in 0..<Window.wordCount {
            bits.words[word] &= first + word < live.bits.words.count ? live.bits.words[first + word] : 0
        }
    }
}
