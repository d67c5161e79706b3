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

    /// One of the integers.
    ///
    /// - Parameters:
    ///   - index: 0 to 127.
    ///   - bytes: at least `16 × bits`.
    @inline(__always)
    static func value(at index: Int, _ bytes: UnsafeRawBufferPointer, bits: Int) -> UInt32 {
        if bits == 0 { return 0 }
        let bit = index / 4 * bits
        let lane = bit / 32 * 16 + index % 4 * 4
        let used = bit % 32
        var value = UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: lane, as: UInt32.self)))
        if used + bits > 32 {
            let next = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: lane + 16, as: UInt32.self))
            value |= UInt64(next) << 32
        }
        return UInt32(truncatingIfNeeded: value >> UInt64(used) & (1 << UInt64(bits) - 1))
    }
}
