internal import CLedeKernels

/// Fewer than 128 integers as ``RiceBlock`` has them.
///
/// | bytes | meaning |
/// |---|---|
/// | 1 | the width of a remainder, 0 to 31, in the low 5 bits; bit 7 is the caller's |
/// | … | the quotients, as many zeros and a one each, low bits of a byte first, zeros behind the last |
/// | … | the remainders, low bits of a byte first, zeros behind the last |
enum RiceTail {
    static let flag: UInt8 = 0x80

    /// Encodes `count` integers, at least one.
    /// - Parameter isFlagged: bit 7 of the first byte.
    static func encode(
        _ values: FixedBuffer<UInt32>, count: Int, isFlagged: Bool = false, to output: inout ByteWriter
    ) {
        var sum: UInt64 = 0
        for index in 0..<count { sum &+= UInt64(values[index]) }
        let widest = RiceBlock.greatestWidth(mean: sum / UInt64(count))
        var (wide, narrow) = (0, 0)
        for index in 0..<count {
            wide &+= Int(values[index] >> UInt32(widest))
            narrow &+= Int(values[index] >> UInt32(max(0, widest - 1)))
        }
        let width = widest > 0 && narrow < wide + count ? widest - 1 : widest
        output.append(UInt8(width) | (isFlagged ? flag : 0))
        var bits = BitWriter()
        for index in 0..<count {
            var quotient = Int(values[index] >> UInt32(width))
            while quotient >= 32 {
                bits.append(0, width: 32, to: &output)
                quotient -= 32
            }
            bits.append(1 << UInt64(quotient), width: quotient + 1, to: &output)
        }
        bits.finish(to: &output)
        for index in 0..<count {
            bits.append(UInt64(values[index] & (1 << UInt32(width) - 1)), width: width, to: &output)
        }
        bits.finish(to: &output)
    }

    /// Decodes `count` integers, 1 to 128.
    /// - Returns: the number of bytes read.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, count: Int, into values: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard count > 0, count <= values.count, let base = bytes.baseAddress else { throw .malformed }
        let used = lede_unpack_some(
            base.assumingMemoryBound(to: UInt8.self), bytes.count, count, values.base)
        if used == 0 { throw .malformed }
        return used
    }
}

/// Puts bits together to bytes, the low ones first.
private struct BitWriter {
    private var pending: UInt64 = 0
    private var count = 0

    /// - Parameter width: at most 32.
    mutating func append(_ bits: UInt64, width: Int, to output: inout ByteWriter) {
        pending |= bits << UInt64(count)
        count += width
        while count >= 8 {
            output.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            count -= 8
        }
    }

    mutating func finish(to output: inout ByteWriter) {
        if count > 0 { output.append(UInt8(truncatingIfNeeded: pending)) }
        (pending, count) = (0, 0)
    }
}
