internal import CLedeKernels

/// Cuts text at ASCII white space: space, tab, line feed, vertical tab, form feed, carriage return.
///
/// - Invariant: offsets are compared with the text's count before a byte is read.
enum WhitespaceTokenizer {
    static func tokenize(_ text: UnsafeRawBufferPointer, into ranges: inout [TokenRange]) {
        _ = TokenSplitter.append(wordsOf: text, from: 0, by: lede_split_at_spaces, to: &ranges)
    }

    /// Appends the text without white space at its ends, in one piece; nothing if there is nothing else.
    static func trim(_ text: UnsafeRawBufferPointer, into ranges: inout [TokenRange]) {
        guard let start = text.firstIndex(where: { !isWhitespace($0) }),
            let last = text.lastIndex(where: { !isWhitespace($0) })
        else { return }
        ranges.append(TokenRange(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: last + 1)))
    }

    @inline(__always)
    static func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
}
