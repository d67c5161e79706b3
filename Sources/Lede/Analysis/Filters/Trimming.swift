/// Takes white space away from both ends, for values that are one token.
///
/// It comes after ``CaseFolding``, which has made every other kind of space the one of ASCII.
struct Trimming: TokenFilter {
    func apply(to term: inout [UInt8]) {
        while let last = term.last, WhitespaceTokenizer.isWhitespace(last) { term.removeLast() }
        let end = term.firstIndex { !WhitespaceTokenizer.isWhitespace($0) } ?? term.endIndex
        term.removeSubrange(..<end)
    }
}
