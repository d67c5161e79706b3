/// Reads LEB128 integers from a part of a flat array of bytes, for loops that read millions: nothing is retained, and
/// damage is a number.
///
/// - Invariant: the part lies inside of the array, and ``position`` in the part or at its end.
struct VarintReader {
    let bytes: View<UInt8>
    var position: Int
    private let end: Int

    /// - Parameter range: the part; it lies inside.
    init(_ bytes: View<UInt8>, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    var remaining: Int { end &- position }

    /// Goes past some bytes, which live as long as the array; nil where there are not so many.
    @inline(__always)
    mutating func bytes(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= remaining else { return nil }
        defer { position &+= count }
        return UnsafeRawBufferPointer(start: bytes.base + position, count: count)
    }

    /// The next integer; −1 where it does not end in the part, or has more than 63 bits.
    @inline(__always)
    mutating func next() -> Int {
        guard position < end else { return -1 }
        let first = bytes[position]
        position &+= 1
        return first < 0x80 ? Int(first) : longer(first)
    }

    /// Goes past two integers. Where they end is told by the high bits of eight bytes, without a branch for each byte.
    /// - Returns: false where they do not end in the part.
    @inline(__always)
    mutating func skipTwo() -> Bool {
        if position &+ 8 <= end {
            let ends = ~bytes.eight(from: position) & 0x8080_8080_8080_8080
            let second = ends & (ends &- 1)
            if second != 0 {
                position &+= second.trailingZeroBitCount >> 3 &+ 1
                return true
            }
        }
        return next() >= 0 && next() >= 0
    }

    private mutating func longer(_ first: UInt8) -> Int {
        var value = Int(first & 0x7f)
        var shift = 7
        while position < end, shift < 63 {
            let byte = bytes[position]
            position &+= 1
            value |= Int(byte & 0x7f) &<< shift
            if byte < 0x80 { return value }
            shift &+= 7
        }
        return -1
    }
}
