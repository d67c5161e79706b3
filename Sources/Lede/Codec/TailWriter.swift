internal import CLedeKernels

/// Puts the tails of a list one behind the other, without bits between them (``RiceTail``).
package struct TailWriter {
    private let bytes = FixedBuffer<UInt8>.uninitialized(largest + RiceBlock.surplus)
    /// How many bits there are. Those behind them in the last byte are zeros.
    private var count = 0

    /// The documents, frequencies and positions of a list take fewer bytes: of each 127 integers less than 35 bits, and two headers.
    static let largest = 2048

    package init() {}

    func deallocate() { bytes.deallocate() }

    /// Appends the low bits of an integer.
    /// - Parameter bits: how many, 1 to 32; the others are zeros.
    mutating func append(_ value: UInt32, bits: Int) {
        let (first, used) = (count >> 3, count & 7)
        var pending = UInt64(value) << UInt64(used) | (used > 0 ? UInt64(bytes[first]) : 0)
        count += bits
        for index in first...count >> 3 {
            bytes[index] = UInt8(truncatingIfNeeded: pending)
            pending >>= 8
        }
    }

    /// Appends a varint. Whole bytes are before it.
    mutating func append(varint value: Int) {
        var rest = value
        while rest >= 0x80 {
            append(UInt32(rest & 0x7f | 0x80), bits: 8)
            rest >>= 7
        }
        append(UInt32(rest), bits: 8)
    }

    /// Appends the quotients and remainders of `count` integers, 1 to 128.
    mutating func append(_ values: FixedBuffer<UInt32>, count: Int, width: Int) {
        precondition(count > 0 && count <= values.count)
        self.count = lede_pack_some(values.base, count, UInt32(width), bytes.base, self.count)
    }

    /// Moves all to the end of `output`, with zeros to the end of the last byte.
    package mutating func finish(to output: inout ByteWriter) {
        output.append(
            contentsOf: UnsafeRawBufferPointer(UnsafeBufferPointer(start: bytes.base, count: (count + 7) / 8)))
        count = 0
    }
}
