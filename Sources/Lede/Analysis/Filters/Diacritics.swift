import Foundation

/// Takes diacritics away, so that `résumé` and `resume` are one term.
///
/// Letters lose what combines with them, in Latin, Greek, Cyrillic, Arabic and Hebrew; letters that Unicode does not take
/// apart, such as ø, ł and æ, become the letters they are written with where they cannot be typed. Marks of other scripts
/// are vowels and stay. It wants folded words.
struct Diacritics: TokenFilter {
    func apply(to term: inout [UInt8]) {
        guard term.contains(where: { $0 >= 0x80 }) else { return }
        let text = String(decoding: term, as: UTF8.self)
        var result = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCanonicalMapping.unicodeScalars {
            if Self.isDiacritic(scalar) { continue }
            if let letters = Self.letters[scalar] {
                result.append(contentsOf: letters.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        // Hangul was taken apart too.
        term = Array(String(result).precomposedStringWithCanonicalMapping.utf8)
    }

    private static func isDiacritic(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x300...0x36F, 0x483...0x487: true  // Latin, Greek, Cyrillic
        case 0x591...0x5BD, 0x5BF, 0x5C1...0x5C2, 0x5C4...0x5C5, 0x5C7: true  // Hebrew
        case 0x610...0x61A, 0x640, 0x64B...0x65F, 0x670, 0x6D6...0x6DC: true  // Arabic
        default: false
        }
    }

    private static let letters: [Unicode.Scalar: String] = [
        "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŧ": "t", "þ": "th", "ŋ": "n",
        "ĸ": "k", "ƒ": "f",
    ]
}
