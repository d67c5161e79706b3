/// Non-negative integers in one byte, four significant bits kept, rounded down: Lucene's `SmallFloat.intToByte4`, so
/// that lengths are rounded alike and scores can be compared.
///
/// Values below 24 are exact, and so are those whose remainder above 24 has at most four bits; the order is kept.
package enum SmallFloat {
    private static let exact = 24

    package static func encode(_ value: Int) -> UInt8 {
        guard value >= exact else { return UInt8(max(0, value)) }
        return UInt8(min(255, exact + packed(value - exact)))
    }

    /// The least code whose value is at least `value`.
    package static func encodeUp(_ value: Int) -> UInt8 {
        let code = encode(value)
        return decode(code) >= value || code == 255 ? code : code + 1
    }

    package static func decode(_ code: UInt8) -> Int {
        let number = Int(code)
        guard number >= exact else { return number }
        let bits = (number - exact) & 7
        let shift = (number - exact) >> 3 - 1
        return exact + (shift < 0 ? bits : (bits | 8) << shift)
    }

    private static func packed(_ value: Int) -> Int {
        let width = Int.bitWidth - value.leadingZeroBitCount
        guard width > 3 else { return value }
        let shift = width - 4
        return (value >> shift) & 7 | (shift + 1) << 3
    }
}
