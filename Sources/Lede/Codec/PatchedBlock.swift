internal import CLedeKernels

/// 128 integers, most of them of one width and the largest patched in (PFOR: Zukowski et al., *Super-Scalar RAM-CPU
/// Cache Compression*, 2006).
///
/// | bytes | meaning |
/// |---|---|
/// | 1 | width in the low 6 bits; bit 7: there are exceptions; bit 6 is zero |
/// | 1 | with exceptions: how many |
/// | 16 × width | the low bits of all |
/// | 1 + varint each | an exception: its index, and its bits above the width |
package enum PatchedBlock {
    /// - Parameter limit: how many bytes the block may take.
    /// - Returns: whether it takes no more; else nothing is written.
    @discardableResult
    package static func encode(
        _ values: FixedBuffer<UInt32>, within limit: Int = .max, to output: inout ByteWriter
    ) -> Bool {
        precondition(values.count >= blockSize)
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 33) { wider in
            if let base = wider.baseAddress { lede_count_wider(values.base, base) }
            return encode(values, wider, within: limit, to: &output)
        }
    }

    /// - Parameter wider: how many integers have more bits than 0, 1, … 32.
    private static func encode(
        _ values: FixedBuffer<UInt32>, _ wider: UnsafeMutableBufferPointer<UInt32>, within limit: Int,
        to output: inout ByteWriter
    ) -> Bool {
        var widest = 0
        while wider[widest] > 0 { widest += 1 }
        var best = widest
        var bestCost = 16 * widest
        var width = widest - 1
        while width >= 0, 16 * width < bestCost {
            // An index, and a byte for each seven bits.
            var cost = 16 * width + 1 + Int(wider[width])
            for bits in stride(from: width, to: widest, by: 7) { cost += Int(wider[bits]) }
            if cost < bestCost {
                best = width
                bestCost = cost
            }
            width -= 1
        }
        if bestCost >= limit { return false }
        guard best < widest else {
            output.append(UInt8(best))
            PackedBlock.encode(values, bits: best, to: &output)
            return true
        }
        output.append(UInt8(best) | 0x80)
        output.append(UInt8(wider[best]))
        PackedBlock.encode(values, bits: best, to: &output)
        for index in 0..<blockSize where values[index] >> UInt32(best) != 0 {
            output.append(UInt8(index))
            output.append(varint: UInt64(values[index] >> UInt32(best)))
        }
        return true
    }

    /// - Returns: the number of bytes read.
    @inline(__always)
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, into values: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard bytes.count > 0 else { throw .malformed }
        let header = bytes[0]
        let width = Int(header & 0x3f)
        guard header & 0x40 == 0, width <= 32 else { throw .malformed }
        if header & 0x80 == 0 {
            return 1
                + (try PackedBlock.decode(UnsafeRawBufferPointer(rebasing: bytes[1...]), bits: width, into: values))
        }
        guard bytes.count > 1 else { throw .malformed }
        let exceptions = Int(bytes[1])
        var position =
            2 + (try PackedBlock.decode(UnsafeRawBufferPointer(rebasing: bytes[2...]), bits: width, into: values))
        guard width < 32 else { throw .malformed }
        for _ in 0..<exceptions {
            guard position < bytes.count else { throw .malformed }
            let index = Int(bytes[position])
            position += 1
            let high = try VarInt.decode(bytes, at: &position)
            guard index < blockSize else { throw .malformed }
            values[index] |= high &<< UInt32(width)
        }
        return position
    }

    /// Decodes integers that are frequencies less one, to frequencies: from 1 to 2^31, as no document has more terms.
    @inline(__always)
    package static func decodeFrequencies(
        _ bytes: UnsafeRawBufferPointer, into frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) {
        guard frequencies.count >= blockSize, let base = bytes.baseAddress,
            lede_unpack_frequencies(base.assumingMemoryBound(to: UInt8.self), bytes.count, frequencies.base) > 0
        else { throw .malformed }
    }

    /// One of the integers, without decoding the others.
    package static func value(at index: Int, _ bytes: UnsafeRawBufferPointer) throws(BlockError) -> UInt32 {
        guard bytes.count > 0 else { throw .malformed }
        let header = bytes[0]
        let width = Int(header & 0x3f)
        let isPatched = header & 0x80 != 0
        var position = isPatched ? 2 : 1
        guard header & 0x40 == 0, width <= (isPatched ? 31 : 32), bytes.count >= position + 16 * width else {
            throw .malformed
        }
        var value = PackedBlock.value(at: index, UnsafeRawBufferPointer(rebasing: bytes[position...]), bits: width)
        if isPatched {
            position += 16 * width
            for _ in 0..<Int(bytes[1]) {
                guard position < bytes.count else { throw .malformed }
                let place = Int(bytes[position])
                position += 1
                let high = try VarInt.decode(bytes, at: &position)
                if place >= index {
                    if place == index { value |= high &<< UInt32(width) }
                    break
                }
            }
        }
        return value
    }

    /// The number of bytes of a block, without decoding it.
    package static func byteCount(_ bytes: UnsafeRawBufferPointer) throws(BlockError) -> Int {
        guard bytes.count > 0 else { throw .malformed }
        let width = Int(bytes[0] & 0x3f)
        if bytes[0] & 0x80 == 0 { return 1 + 16 * width }
        guard bytes.count > 1 else { throw .malformed }
        var position = 2 + 16 * width
        for _ in 0..<Int(bytes[1]) {
            position += 1
            _ = try VarInt.decode(bytes, at: &position)
        }
        return position
    }
}
