/// Goes through all documents that a scorer matches, without scoring.
struct MatchCollector {
    private let bits = WindowBits()
    private(set) var clock: SearchClock

    init(clock: SearchClock = SearchClock()) { self.clock = clock }

    /// How many live documents match.
    mutating func count(_ scorer: Scorer, live: LiveDocuments?) throws(LedeError) -> Int {
        // What takes long to match is left sooner when the time is up.
        let windows = scorer.bounds.count
        let atOnce =
            scorer.isCostlyToMatch ? min(Window.markedAtOnce, scorer.windowsAtOnce) : min(Window.markedAtOnce, windows)
        let bits = atOnce == 1 ? bits : WindowBits(windows: atOnce)
        var count = 0
        for first in stride(from: 0, to: windows, by: max(1, atOnce)) {
            if try clock.checkIsOver() { break }
            try mark(first..<min(first + atOnce, windows), of: scorer, live: live, in: bits)
            count += bits.count
        }
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
        try mark(window..<(window + 1), of: scorer, live: live, in: bits)
        return bits
    }

    /// Replaces the marks by the live matches of some windows that follow each other.
    private func mark(
        _ windows: Range<Int>, of scorer: Scorer, live: LiveDocuments?, in bits: WindowBits
    ) throws(LedeError) {
        bits.clear()
        try scorer.mark(windows, into: bits)
        if let live {
            let first = windows.lowerBound * Window.wordCount
            for word in 0..<(windows.count * Window.wordCount) {
                bits.words[word] &= first + word < live.bits.words.count ? live.bits.words[first + word] : 0
            }
        }
    }
}
