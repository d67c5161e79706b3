/// Writes every apostrophe as the one of ASCII, so that `don’t` and `don't` are one term.
///
/// Taken are ’ (U+2019) and ʼ (U+02BC), both of which Unicode calls the apostrophe, and ‘ (U+2018), which typesetters
/// and character recognition leave within words. The full-width form has become ASCII by ``CaseFolding`` already.
struct Apostrophes: TokenFilter {
    private static let apostrophe = UInt8(ascii: "'")

    func apply(to term: inout [UInt8]) {
        var write = 0
        var read = 0
        while read < term.count {
            let length = Self.apostropheLength(term, at: read)
            term[write] = length > 0 ? Self.apostrophe : term[read]
            write += 1
            read += max(length, 1)
        }
        term.removeLast(term.count - write)
    }

    /// The bytes of the apostrophe at an offset; 0 when something else stands there.
    private static func apostropheLength(_ term: [UInt8], at index: Int) -> Int {
        let rest = term.count - index
        if rest >= 2, term[index] == 0xCA, term[index + 1] == 0xBC { return 2 }
        if rest >= 3, term[index] == 0xE2, term[index + 1] == 0x80, 0x98...0x99 ~= term[index + 2] { return 3 }
        return 0
    }
}
