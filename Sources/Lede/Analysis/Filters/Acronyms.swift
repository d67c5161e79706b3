/// Writes abbreviations of single letters without their full stops: `u.s.a` and `usa` are one term, `u.s` and `us` too.
///
/// Every letter but the last has a full stop behind it, or the word stays as it is: `u.s`, not `e.on` or `3.5`.
struct Acronyms: TokenFilter {
    private static let stop = UInt8(ascii: ".")

    func apply(to term: inout [UInt8]) {
        guard term.count >= 3, term[1] == Self.stop else { return }
        for index in term.indices {
            let isRight = index % 2 == 1 ? term[index] == Self.stop : Self.isLetter(term[index])
            if !isRight { return }
        }
        term = stride(from: 0, to: term.count, by: 2).map { term[$0] }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }
}

/// Writes numbers without the commas between thousands: `1,234,567.5` and `1234567.5` are one term.
///
/// Only commas with three digits behind each, and one to three before the first, are such.
struct Thousands: TokenFilter {
    private static let comma = UInt8(ascii: ",")

    func apply(to term: inout [UInt8]) {
        guard let first = term.firstIndex(of: Self.comma), 1...3 ~= first else { return }
        var digits = 0
        var isFraction = false
        var commas = 0
        for byte in term {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case Self.comma where !isFraction && (commas == 0 ? digits > 0 : digits == 3):
                commas += 1
                digits = 0
            case UInt8(ascii: ".") where !isFraction && digits == 3: isFraction = true
            default: return
            }
        }
        if isFraction || digits == 3 { term.removeAll { $0 == Self.comma } }
    }
}
