/// Cuts what is longer than ``Analyzer/longestToken`` into tokens of at most that many bytes, between scalars.
enum TokenSplitter {
    @inline(__always)
    static func append(_ start: Int, _ end: Int, of text: UnsafeRawBufferPointer, to ranges: inout [TokenRange]) {
        if end - start <= Analyzer.longestToken {
            ranges.append(TokenRange(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end)))
        } else {
            appendPieces(start, end, of: text, to: &ranges)
        }
    }

    /// A kernel that finds words from a position on, each as its start and its end, and moves the position.
    typealias Finder = (UnsafePointer<UInt8>, Int, UnsafeMutablePointer<Int>, UnsafeMutablePointer<UInt32>, Int) -> Int

    private static let wordsAtOnce = 512
    /// Enough for texts of some words, as queries are.
    private static let wordsOfShortText = 96
    private static let shortText = 64

    /// Appends the words that a kernel finds, until it finds none.
    /// - Returns: where it stopped.
    @inline(__always)
    static func append(
        wordsOf text: UnsafeRawBufferPointer, from start: Int, by find: Finder, to ranges: inout [TokenRange]
    ) -> Int {
        guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return start }
        var position = start
        let atOnce = text.count - start <= shortText ? wordsOfShortText : wordsAtOnce
        while true {
            let first = ranges.count
            ranges.append(addingCapacity: atOnce) { output in
                output.withUnsafeMutableBufferPointer { words, count in
                    // A range is two integers.
                    count =
                        words.baseAddress?.withMemoryRebound(to: UInt32.self, capacity: 2 * atOnce) {
                            find(base, text.count, &position, $0, atOnce)
                        } ?? 0
                }
            }
            let count = ranges.count - first
            if count == 0 { return position }
            // Without an end before the last of them, so that vectors do it.
            var longest: UInt32 = 0
            for word in ranges[first...] { longest = max(longest, word.end &- word.start) }
            if longest > UInt32(Analyzer.longestToken) {
                let words = ranges[first...]
                ranges.removeLast(count)
                for word in words { append(Int(word.start), Int(word.end), of: text, to: &ranges) }
            }
            // There may be more only where there was no more room.
            if count < atOnce / 2 { return position }
        }
    }

    private static func appendPieces(
        _ start: Int, _ end: Int, of text: UnsafeRawBufferPointer, to ranges: inout [TokenRange]
    ) {
        var start = start
        while start < end {
            var cut = min(start + Analyzer.longestToken, end)
            // A scalar's bytes after its first are 10xxxxxx, three at most; more of them are no UTF-8 and cut anywhere.
            for _ in 0..<3 where cut < end && text[cut] & 0xC0 == 0x80 { cut -= 1 }
            if cut < end, text[cut] & 0xC0 == 0x80 { cut = start + Analyzer.longestToken }
            ranges.append(TokenRange(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: cut)))
            start = cut
        }
    }
}
