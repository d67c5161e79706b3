/// Writes the Romanian ș and ț, which have commas, with the cedillas that the stemmer of libstemmer 2 knows; texts have both.
struct RomanianLetters: TokenFilter {
    func apply(to term: inout [UInt8]) {
        // ș U+0219 is C8 99, ț U+021B is C8 9B; ş U+015F is C5 9F, ţ U+0163 is C5 A3.
        guard term.count > 1 else { return }
        for index in 1..<term.count where term[index - 1] == 0xC8 {
            switch term[index] {
            case 0x99: (term[index - 1], term[index]) = (0xC5, 0x9F)
            case 0x9B: (term[index - 1], term[index]) = (0xC5, 0xA3)
            default: break
            }
        }
    }
}

/// Takes an apostrophe away with all that follows, which in Turkish are the endings of a name: `Ankara'da` and `Ankara`
/// are one term.
struct TurkishEndings: TokenFilter {
    func apply(to term: inout [UInt8]) {
        if let end = term.firstIndex(of: UInt8(ascii: "'")), end > 0 { term.removeSubrange(end...) }
    }
}
