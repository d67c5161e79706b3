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

    /// Encodes `count` integers, 1 to 128.
    /// - Parameter isFlagged: bit 7 of the first byte.
    static func encode(
        _ values: FixedBuffer<UInt32>, count: Int, isFlagged: Bool = false, to output: inout ByteWriter
    ) {
        let shape = RiceBlock.shape(values, count: count)
        let (width, quotientBits) = (shape.width, shape.quotientBits)
        output.append(UInt8(width) | (isFlagged ? flag : 0))
        let most = (quotientBits + 7) / 8 + (width * count + 7) / 8
        withUnsafeTemporaryAllocation(byteCount: most + RiceBlock.surplus, alignment: 8) { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
            let written = lede_pack_some(values.base, count, UInt32(width), quotientBits, base)
            output.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<written]))
        }
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
