internal import CLedeKernels

/// Fewer than 128 integers as ``RiceBlock`` has them, from any bit of some bytes on; the low bits of a byte are first.
///
/// | bits | meaning |
/// |---|---|
/// | … | the quotients, as many zeros and a one each |
/// | width × count | the remainders |
///
/// The width, 0 to 31, is known, or stands before them. Formats 0.5 and 0.6 had tails of whole bytes: one with the width in its low
/// 5 bits, the quotients and the remainders, each filled up with zeros.
enum RiceTail {
    /// How many bits a width takes that nothing is known of.
    private static let widthBits = 5

    /// The width for integers of which only their number is known, at least 1, and that they add up to no more than `sum`: the greatest
    /// for which `count` × 2^width is no more than that. Their quotients take less than three bits each with it, and a greater one is best
    /// for no such integers.
    @inline(__always)
    static func width(count: Int, sum: Int) -> Int {
        let width = count.leadingZeroBitCount &- sum.leadingZeroBitCount
        return width <= 0 ? 0 : count &<< width > sum ? width &- 1 : width
    }

    /// Encodes `count` integers, 1 to 128, and their width before them.
    static func encode(_ values: FixedBuffer<UInt32>, count: Int, to output: inout TailWriter) {
        let width = RiceBlock.shape(values, count: count).width
        output.append(UInt32(width), bits: widthBits)
        output.append(values, count: count, width: width)
    }

    /// Decodes `count` integers, 1 to 128, whose width is before them.
    /// - Parameter bit: where the width begins.
    /// - Returns: the bit behind the integers.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, at bit: Int, count: Int, into values: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        let width = bits(bytes, at: bit) & (1 << widthBits - 1)
        return try decode(bytes, at: bit &+ widthBits, count: count, width: Int(width), into: values)
    }

    /// Decodes `count` integers, 1 to 128.
    /// - Parameter bit: where they begin.
    /// - Returns: the bit behind them.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, at bit: Int, count: Int, width: Int, into values: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        try unpack(bytes, at: bit, count: count, width: width, unit: 1, into: values)
    }

    /// Decodes `count` integers, 1 to 128, as formats 0.5 and 0.6 have them.
    /// - Returns: the number of bytes read.
    static func decodePadded(
        _ bytes: UnsafeRawBufferPointer, count: Int, into values: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard bytes.count > 0 else { throw .malformed }
        return (try unpack(bytes, at: 8, count: count, width: Int(bytes[0] & 31), unit: 8, into: values) &+ 7) >> 3
    }

    private static func unpack(
        _ bytes: UnsafeRawBufferPointer, at bit: Int, count: Int, width: Int, unit: UInt32,
        into values: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard count > 0, count <= values.count, bit >= 0, width >= 0, width < 32, let base = bytes.baseAddress else {
            throw .malformed
        }
        let end = lede_unpack_some(
            base.assumingMemoryBound(to: UInt8.self), bytes.count, bit, count, UInt32(width), unit, values.base)
        if end == 0 { throw .malformed }
        return end
    }

    /// Decodes `count` counts, which are one and together `excess` more, 1 to 128: of each of these the index of its count, less that of
    /// the one before.
    /// - Returns: the bit behind them.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, at bit: Int, excess: Int, width: Int, count: Int,
        into counts: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard count <= counts.count, bit >= 0, excess > 0, width >= 0, width < 32, let base = bytes.baseAddress else {
            throw .malformed
        }
        let end = lede_unpack_excess(
            base.assumingMemoryBound(to: UInt8.self), bytes.count, bit, excess, UInt32(width), count, counts.base)
        if end == 0 { throw .malformed }
        return end
    }

    /// The 57 bits, or more, from one on, the first in the lowest; zeros behind the last byte.
    @inline(__always)
    static func bits(_ bytes: UnsafeRawBufferPointer, at bit: Int) -> UInt64 {
        let start = bit >> 3
        var word: UInt64 = 0
        if start &+ 8 <= bytes.count {
            word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        } else if start < bytes.count {
            for index in start..<bytes.count { word |= UInt64(bytes[index]) << UInt64(8 &* (index &- start)) }
        }
        return word >> UInt64(bit & 7)
    }
}
