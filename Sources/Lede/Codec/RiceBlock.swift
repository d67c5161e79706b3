internal import CLedeKernels

/// 128 integers, each as a quotient and a remainder by a power of two (Golomb, *Run-Length Encodings*, 1966; Rice and
/// Plaunt, *Adaptive Variable-Length Coding*, 1971): within a few percent of the least that gaps of random places can take.
///
/// | bytes | meaning |
/// |---|---|
/// | 1 | the width of a remainder, 0 to 31, in the low 6 bits; bit 6 is one, bit 7 zero |
/// | 1 | n, how many bytes the quotients take |
/// | 16 × width | the remainders (``PackedBlock``) |
/// | n | the quotients, as many zeros and a one each, low bits first; zeros behind the last |
package enum RiceBlock {
    /// What tells its first byte from that of a ``PatchedBlock``.
    static let mark: UInt8 = 0x40
    private static let headerBytes = 2

    /// The width of a remainder with which the first of some integers take the fewest bits, and how many bits their quotients
    /// are then: less than four for each.
    static func width(_ values: FixedBuffer<UInt32>, count: Int) -> (width: Int, quotientBits: Int) {
        precondition(count > 0 && count <= values.count)
        var bits = 0
        let width = lede_rice_width(values.base, count, &bits)
        return (Int(width), bits)
    }

    /// What the kernels write at most behind the bytes that are meant.
    static let surplus = 8

    /// How many bytes ``encode(_:to:)`` takes.
    static func byteCount(_ values: FixedBuffer<UInt32>) -> Int {
        let (width, bits) = width(values, count: blockSize)
        return headerBytes + 16 * width + (bits + 7) / 8
    }

    /// Encodes 128 integers.
    /// - Complexity: a few passes over them.
    package static func encode(_ values: FixedBuffer<UInt32>, to output: inout ByteWriter) {
        precondition(values.count >= blockSize)
        let (width, bits) = width(values, count: blockSize)
        output.append(mark | UInt8(width))
        output.append(UInt8((bits + 7) / 8))
        PackedBlock.encode(values, bits: width, to: &output)
        let count = (bits + 7) / 8
        withUnsafeTemporaryAllocation(byteCount: count + Self.surplus, alignment: 8) { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
            lede_write_quotients(values.base, blockSize, UInt32(width), bits, base)
            output.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
    }

    /// - Returns: the number of bytes read.
    @inline(__always)
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, into values: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        var all: UInt32 = 0
        return try decode(bytes, plus: 0, into: values, all: &all)
    }

    /// Decodes integers, and adds one and the same to each.
    /// - Parameter all: gets all bits that any of them had before.
    /// - Returns: the number of bytes read.
    @inline(__always)
    static func decode(
        _ bytes: UnsafeRawBufferPointer, plus more: UInt32, into values: FixedBuffer<UInt32>, all: inout UInt32
    ) throws(BlockError) -> Int {
        let end = try byteCount(bytes)
        let width = Int(bytes[0] & 0x3f)
        guard bytes.count >= end, width < 32, values.count >= blockSize,
            let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
            lede_unpack_rice(
                base + headerBytes, Int(bytes[1]), UInt32(width), more, values.base, &all) != 0
        else { throw .malformed }
        return end
    }

    /// The number of bytes of a block, without decoding it; more than there are, if it is damaged.
    @inline(__always)
    package static func byteCount(_ bytes: UnsafeRawBufferPointer) throws(BlockError) -> Int {
        guard bytes.count >= headerBytes, bytes[0] & ~0x3f == mark else { throw .malformed }
        return headerBytes + 16 * Int(bytes[0] & 0x3f) + Int(bytes[1])
    }
}
