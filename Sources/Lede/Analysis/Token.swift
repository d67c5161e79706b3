/// Where a token stands in a text, as offsets of UTF-8 bytes: what a tokenizer finds before any filter runs.
package struct TokenRange: Sendable, Equatable, BitwiseCopyable {
    package var start: UInt32
    package var end: UInt32

    package init(start: UInt32, end: UInt32) {
        self.start = start
        self.end = end
    }
}

/// A term that an ``Analyzer`` made of a text, and where it came from.
public struct Token: Sendable, Equatable {
    /// The term as the index knows it: folded, stemmed, never empty.
    public let term: String
    /// The number of tokens before this one. Phrases compare positions.
    public let position: Int
    /// The word in the text, as offsets of UTF-8 bytes; a highlighter marks this.
    public let range: Range<Int>

    /// Makes a token.
    public init(term: String, position: Int, range: Range<Int>) {
        self.term = term
        self.position = position
        self.range = range
    }
}
