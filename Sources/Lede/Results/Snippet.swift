/// A passage of a document's text with the places that a query matched.
///
/// ```swift
/// let snippet = Snippet(text: "Oil prices fell.", matches: [0..<3])
/// snippet.highlighted(before: "<b>", after: "</b>", escapingHTML: true)  // <b>Oil</b> prices fell.
/// ```
public struct Snippet: Sendable, Equatable {
    /// The passage on one line; `…` stands where a sentence was cut.
    public var text: String
    /// The matched places as offsets of UTF-8 code units in ``text``, ascending and disjoint.
    public var matches: [Range<Int>]

    /// Makes a snippet.
    public init(text: String, matches: [Range<Int>] = []) {
        self.text = text
        self.matches = matches
    }

    /// The text with marks around each match.
    ///
    /// - Parameters:
    ///   - before: what to put before a match, as it is.
    ///   - after: what to put after a match, as it is.
    ///   - escapingHTML: whether `&`, `<`, `>` and quotation marks of the text are written as entities.
    /// - Returns: the text with its marks. Matches that overlap an earlier one or leave the text are left out.
    /// - Complexity: linear in the text and the matches.
    public func highlighted(before: String, after: String, escapingHTML: Bool = false) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var end = 0
        func append(upTo next: Int) {
            for byte in bytes[end..<next] {
                if escapingHTML, let entity = Self.entity(byte) {
                    result.append(contentsOf: entity.utf8)
                } else {
                    result.append(byte)
                }
            }
            end = next
        }
        for match in matches where match.lowerBound >= end && match.upperBound <= bytes.count && !match.isEmpty {
            append(upTo: match.lowerBound)
            result.append(contentsOf: before.utf8)
            append(upTo: match.upperBound)
            result.append(contentsOf: after.utf8)
        }
        append(upTo: bytes.count)
        return String(decoding: result, as: UTF8.self)
    }

    private static func entity(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
