internal import CLedeKernels

/// 128 integers of equal width, four lanes side by side: `16 × bits` bytes.
package enum PackedBlock {
    package static func encode(_ values: FixedBuffer<UInt32>, bits: Int, to output: inout ByteWriter) {
        precondition(values.count >= blockSize && bits <= 32)
        output.append(count: 16 * bits) { bytes in
            guard let base = bytes.baseAddress else { return }
            lede_pack128(values.base, base.assumingMemoryBound(to: UInt8.self), UInt32(bits))
        }
    }

    /// - Returns: the number of bytes read.
    @inline(__always)
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, bits: Int, into values: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard bits <= 32, bytes.count >= 16 * bits, values.count >= blockSize, let base = bytes.baseAddress else {
            throw .malformed
        }
        lede_unpack128(base.assumingMemoryBound(to: UInt8.self), values.base, UInt32(bits))
        return 16 * bits
    }
}
