/// Goes through all documents that a scorer matches, without scoring.
struct MatchCollector {
    private let bits = WindowBits()

    /// How many live documents match.
    func count(_ scorer: Scorer, live: LiveDocuments?) throws(LedeError) -> Int {
        var count = 0
        try forEachWindow(scorer, live: live) { _ in count += bits.count }
        return count
    }

    /// Calls `body` with each live document that matches, ascending.
    func forEach(_ scorer: Scorer, live: LiveDocuments?, _ body: (UInt32) -> Void) throws(LedeError) {
        try forEachWindow(scorer, live: live) { window in bits.forEach(from: Window.start(window), body) }
    }

    private func forEachWindow(_ scorer: Scorer, live: LiveDocuments?, _ body: (Int) -> Void) throws(LedeError) {
        for window in 0..<scorer.bounds.count where scorer.bounds[window] >= 0 {
            bits.clear()
            try scorer.mark(window, into: bits)
            if let live {
                let first = window * Window.wordCount
                for word in 0..<Window.wordCount {
                    bits.words[word] &= first + word < live.bits.words.count ? live.bits.words[first + word] : 0
                }
            }
            body(window)
        }
    }
}
