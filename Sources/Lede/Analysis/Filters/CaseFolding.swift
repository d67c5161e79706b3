import Foundation

/// Makes forms alike that differ in case, width or composition: `ﬁ` and `FI` become `fi`, `ＡＢＣ` becomes `abc`.
///
/// For ASCII this is lower case. Else it is what the
/// [Unicode Standard](https://www.unicode.org/versions/latest/core-spec/chapter-3/#G53253) calls a compatibility caseless
/// form, as NFKC_Casefold: full case folding, normalization form KC, both once more because each may give the other work,
/// and no scalars that have no appearance of their own, as soft hyphens and joiners.
struct CaseFolding: TokenFilter {
    func apply(to term: inout [UInt8]) {
        var bits: UInt8 = 0
        for index in term.indices {
            bits |= term[index]
            if UInt8(ascii: "A")...UInt8(ascii: "Z") ~= term[index] { term[index] |= 0x20 }
        }
        if bits >= 0x80 { term = Array(Self.folded(String(decoding: term, as: UTF8.self)).utf8) }
    }

    static func folded(_ text: String) -> String {
        let once = caseFolded(text)
        guard !once.unicodeScalars.allSatisfy(isUntouchedByNormalization) else { return once }
        return caseFolded(once.precomposedStringWithCompatibilityMapping).precomposedStringWithCompatibilityMapping
    }

    /// The full case folding of every scalar, and ignorable ones left out.
    private static func caseFolded(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.value < 0x80 {
                let isUpper = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= UInt8(scalar.value)
                result.append(isUpper ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
                continue
            }
            let properties = scalar.properties
            if properties.isDefaultIgnorableCodePoint { continue }
            if !properties.changesWhenCaseFolded {
                result.append(scalar)
            } else {
                result.append(contentsOf: folding(of: scalar))
            }
        }
        return String(result)
    }

    /// The folding of a scalar that has one: lower case of upper case, with two exceptions.
    ///
    /// Cherokee folds to upper case, since its small letters came later. ẞ is its own upper case, and folds as ß does.
    private static func folding(of scalar: Unicode.Scalar) -> String.UnicodeScalarView {
        let upper = scalar.properties.uppercaseMapping
        switch scalar.value {
        case 0x13A0...0x13FD, 0xAB70...0xABBF: return upper.unicodeScalars
        case 0x1E9E: return "ss".unicodeScalars
        default:
            return String.UnicodeScalarView(upper.unicodeScalars.flatMap(\.properties.lowercaseMapping.unicodeScalars))
        }
    }

    /// Whether a scalar is the same in form KC and composes with none of its kind: the common letters of Latin, Greek
    /// and Cyrillic, ideographs, kana, whole Hangul syllables, typographic quotes.
    private static func isUntouchedByNormalization(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x7F, 0xDF...0x131, 0x134...0x13E, 0x141...0x148, 0x14A...0x17E: true
        case 0x391...0x3CE, 0x400...0x482, 0x48A...0x52F, 0x2018...0x2019: true
        case 0x3041...0x3096, 0x30A1...0x30FC, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
        default: false
        }
    }
}
