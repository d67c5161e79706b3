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
///
/// ``GapBlock`` tells both numbers in one byte where they are among the most frequent, and ``FrequencyBlock`` where the width is 0.
package enum RiceBlock {
    /// What the first bytes of a block tell of it.
    struct Header {
        /// Of a remainder.
        let width: Int
        /// How many bytes the quotients take.
        let quotientBytes: Int
        /// How many the header itself takes.
        let byteCount: Int

        /// How many bytes the block takes.
        @inline(__always)
        var blockBytes: Int { byteCount + 16 * width + quotientBytes }
    }

    /// What tells its first byte from that of a ``PatchedBlock``.
    static let mark: UInt8 = 0x40

    /// The header of two bytes that a block begins with; nil where it begins with something else.
    @inline(__always)
    static func header(_ bytes: UnsafeRawBufferPointer) throws(BlockError) -> Header? {
        guard bytes.count > 0, bytes[0] & ~0x3f == mark else { return nil }
        guard bytes.count > 1 else { throw .malformed }
        return Header(width: Int(bytes[0] & 0x3f), quotientBytes: Int(bytes[1]), byteCount: 2)
    }

    /// How many bits of an integer are its remainder, and how many bits all quotients take.
    struct Shape {
        let width: Int
        let quotientBits: Int

        var quotientBytes: Int { (quotientBits + 7) / 8 }

        /// How many bytes a block takes without its header.
        var byteCount: Int { 16 * width + quotientBytes }
    }

    /// The shape with which the first of some integers take the fewest bits: their quotients take less than four bits each.
    static func shape(_ values: FixedBuffer<UInt32>, count: Int = blockSize) -> Shape {
        precondition(count > 0 && count <= values.count)
        var bits = 0
        let width = lede_rice_width(values.base, count, &bits)
        return Shape(width: Int(width), quotientBits: bits)
    }

    /// What the kernels write at most behind the bytes that are meant.
    static let surplus = 8

    /// Encodes 128 integers.
    /// - Parameter short: the header, where one byte says it; else there are two.
    /// - Complexity: a pass over them.
    static func encode(
        _ values: FixedBuffer<UInt32>, _ shape: Shape, short: UInt8?, to output: inout ByteWriter
    ) {
        precondition(values.count >= blockSize)
        if let short {
            output.append(short)
        } else {
            output.append(mark | UInt8(shape.width))
            output.append(UInt8(shape.quotientBytes))
        }
        PackedBlock.encode(values, bits: shape.width, to: &output)
        let count = shape.quotientBytes
        withUnsafeTemporaryAllocation(byteCount: count + Self.surplus, alignment: 8) { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
            lede_write_quotients(values.base, blockSize, UInt32(shape.width), shape.quotientBits, base)
            output.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
    }

    /// Decodes integers, and adds one and the same to each.
    /// - Parameter all: gets all bits that any of them had before.
    /// - Returns: the number of bytes read.
    @inline(__always)
    static func decode(
        _ bytes: UnsafeRawBufferPointer, _ header: Header, plus more: UInt32, into values: FixedBuffer<UInt32>,
        all: inout UInt32
    ) throws(BlockError) -> Int {
        guard bytes.count >= header.blockBytes, header.width < 32, values.count >= blockSize,
            let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
            lede_unpack_rice(
                base + header.byteCount, header.quotientBytes, UInt32(header.width), more, values.base, &all) != 0
        else { throw .malformed }
        return header.blockBytes
    }
}
