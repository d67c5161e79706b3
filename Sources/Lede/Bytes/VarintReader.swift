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

    /// The eight bytes from ``position`` on, the first in the lowest; nil where there are not so many.
    @inline(__always)
    var eight: UInt64? { position &+ 8 <= end ? bytes.eight(from: position) : nil }

    /// An integer of one to four bytes, the first in the lowest; −1 where they are not in the part.
    @inline(__always)
    mutating func next(bytes count: Int) -> Int {
        guard count <= remaining else { return -1 }
        defer { position &+= count }
        if position &+ 4 <= end {
            return Int(bytes.four(from: position) & UInt32.max &>> UInt32(truncatingIfNeeded: 32 &- 8 &* count))
        }
        var value = 0
        for index in 0..<count { value |= Int(bytes[position &+ index]) &<< (8 &* index) }
        return value
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
