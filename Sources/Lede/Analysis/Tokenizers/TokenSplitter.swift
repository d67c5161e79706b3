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
