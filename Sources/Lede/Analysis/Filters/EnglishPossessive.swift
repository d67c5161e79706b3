/// Takes the English possessive away: `senator's` and `senators'` lose what follows the word.
///
/// It wants lower case and ASCII apostrophes, so it comes after ``CaseFolding`` and ``Apostrophes``.
struct EnglishPossessive: TokenFilter {
    private static let apostrophe = UInt8(ascii: "'")

    func apply(to term: inout [UInt8]) {
        if term.count >= 2, term[term.count - 1] == UInt8(ascii: "s"), term[term.count - 2] == Self.apostrophe {
            term.removeLast(2)
        } else if term.last == Self.apostrophe {
            term.removeLast()
        }
    }
}
