internal import CLedeKernels

/// How many integers a block of postings or positions holds.
package let blockSize = 128

/// A block that no encoder writes.
package enum BlockError: Error {
    case malformed
}

extension FixedBuffer where T == UInt32 {
    /// Room for the integers of one block.
    package static func block() -> FixedBuffer { allocate(blockSize, repeating: 0) }

    /// The number of bits that the largest of the first 128 integers needs, 0 to 32.
    @inline(__always)
    package func bitWidth() -> Int {
        precondition(count >= blockSize)
        var all: UInt32 = 0
        for index in 0..<blockSize { all |= base[index] }
        return UInt32.bitWidth - all.leadingZeroBitCount
    }
}

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
    package static func encode(_ values: FixedBuffer<UInt32>, to output: inout ByteWriter) {
        var histogram = InlineArray<33, Int>(repeating: 0)
        for index in 0..<blockSize { histogram[UInt32.bitWidth - values[index].leadingZeroBitCount] += 1 }
        var widest = 32
        while widest > 0, histogram[widest] == 0 { widest -= 1 }
        var best = widest
        var bestCost = 16 * widest
        var width = widest - 1
        while width >= 0, 16 * width < bestCost {
            var exceptions = 0
            var cost = 16 * width + 1
            for larger in (width + 1)..<(widest + 1) {
                exceptions += histogram[larger]
                cost += histogram[larger] * (1 + (larger - width + 6) / 7)
            }
            if cost < bestCost, exceptions < 256 {
                best = width
                bestCost = cost
            }
            width -= 1
        }
        guard best < widest else {
            output.append(UInt8(best))
            PackedBlock.encode(values, bits: best, to: &output)
            return
        }
        var exceptions = 0
        for index in 0..<blockSize where values[index] >> UInt32(best) != 0 { exceptions += 1 }
        output.append(UInt8(best) | 0x80)
        output.append(UInt8(exceptions))
        PackedBlock.encode(values, bits: best, to: &output)
        for index in 0..<blockSize where values[index] >> UInt32(best) != 0 {
            output.append(UInt8(index))
            output.append(varint: UInt64(values[index] >> UInt32(best)))
        }
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

/// LEB128 integers of 32 bits in block data.
package enum VarInt {
    @inline(__always)
    package static func decode(_ bytes: UnsafeRawBufferPointer, at position: inout Int) throws(BlockError) -> UInt32 {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while true {
            guard position < bytes.count, shift < 35 else { throw .malformed }
            let byte = bytes[position]
            position &+= 1
            value |= UInt32(byte & 0x7f) &<< shift
            if byte < 0x80 { return value }
            shift &+= 7
        }
    }
}

/// The documents of a full block of a postings list.
///
/// | bytes | meaning |
/// |---|---|
/// | 1 | kind in the high 2 bits (0 packed gaps, 1 bit set, 2 consecutive), width of a gap in the low 6 |
/// | 16 × width | packed: gaps less one to the document before, the first to the last of the block before |
/// | ⌈span ÷ 8⌉ | bit set: bit i stands for the i-th document after the last of the block before |
///
/// - Invariant: documents ascend strictly, after `before` (the last of the block before; `UInt32.max` at the start of
///   a list, so that gaps wrap around), and the 128th is `last`.
package enum DocumentBlock {
    /// Encodes 128 ascending documents.
    package static func encode(
        _ documents: FixedBuffer<UInt32>, before: UInt32, gaps: FixedBuffer<UInt32>, to output: inout ByteWriter
    ) {
        let span = Int(documents[blockSize - 1] &- before)
        if span == blockSize {
            output.append(2 << 6)
            return
        }
        var earlier = before
        for index in 0..<blockSize {
            gaps[index] = documents[index] &- earlier &- 1
            earlier = documents[index]
        }
        let bits = gaps.bitWidth()
        let setBytes = (span + 7) / 8
        if setBytes <= 16 * bits {
            output.append(1 << 6)
            output.append(count: setBytes) { bytes in
                for index in 0..<blockSize {
                    let bit = Int(documents[index] &- before) - 1
                    bytes[bit >> 3] |= 1 << UInt8(bit & 7)
                }
            }
            return
        }
        output.append(UInt8(bits))
        PackedBlock.encode(gaps, bits: bits, to: &output)
    }

    /// - Returns: the number of bytes read.
    @inline(__always)
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, before: UInt32, last: UInt32, into documents: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard bytes.count > 0, documents.count >= blockSize else { throw .malformed }
        let header = bytes[0]
        switch header >> 6 {
        case 0:
            let bits = Int(header & 0x3f)
            let count =
                1 + (try PackedBlock.decode(UnsafeRawBufferPointer(rebasing: bytes[1...]), bits: bits, into: documents))
            lede_gaps_to_documents(documents.base, before)
            // Gaps of at most 24 bits cannot add up past 2^32, so ending at `last` proves that they ascend to it.
            guard documents[blockSize - 1] == last else { throw .malformed }
            if bits > 24 {
                for index in 1..<blockSize where documents[index] <= documents[index - 1] { throw .malformed }
                guard documents[0] >= before &+ 1, documents[0] <= last else { throw .malformed }
            }
            return count
        case 1:
            let setBytes = (Int(last &- before) + 7) / 8
            guard setBytes <= 16 * 32, bytes.count > setBytes else { throw .malformed }
            var found = 0
            var offset = 0
            while offset < setBytes {
                var word: UInt64 = 0
                if setBytes - offset >= 8 {
                    word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 1 + offset, as: UInt64.self))
                } else {
                    for index in 0..<(setBytes - offset) {
                        word |= UInt64(bytes[1 + offset + index]) << UInt64(8 * index)
                    }
                }
                guard found + word.nonzeroBitCount <= blockSize else { throw .malformed }
                let first = before &+ 1 &+ UInt32(truncatingIfNeeded: offset * 8)
                while word != 0 {
                    documents.base[found] = first &+ UInt32(truncatingIfNeeded: word.trailingZeroBitCount)
                    found &+= 1
                    word &= word &- 1
                }
                offset += 8
            }
            guard found == blockSize, documents[blockSize - 1] == last else { throw .malformed }
            return 1 + setBytes
        case 2:
            guard last &- before == UInt32(blockSize) else { throw .malformed }
            for index in 0..<blockSize { documents.base[index] = before &+ 1 &+ UInt32(truncatingIfNeeded: index) }
            return 1
        default:
            throw .malformed
        }
    }
}

extension DocumentBlock {
    /// Marks the documents of a block that is a bit set or consecutive, without decoding it.
    ///
    /// - Parameters:
    ///   - start: the document that the first of `bits` stands for. Documents that have no bit are passed over.
    /// - Returns: false, and marks nothing, when the block is packed.
    @inline(__always)
    package static func mark(
        _ bytes: UnsafeRawBufferPointer, before: UInt32, last: UInt32, from start: UInt32, in bits: FixedBuffer<UInt64>
    ) throws(BlockError) -> Bool {
        guard bytes.count > 0 else { throw .malformed }
        let first = Int(before &+ 1) - Int(start)
        switch bytes[0] >> 6 {
        case 0: return false
        case 1:
            let setBytes = (Int(last &- before) + 7) / 8
            guard setBytes <= 16 * 32, bytes.count > setBytes else { throw .malformed }
            var found = 0
            var offset = 0
            while offset < setBytes {
                var word: UInt64 = 0
                if setBytes - offset >= 8 {
                    word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 1 + offset, as: UInt64.self))
                } else {
                    for index in 0..<(setBytes - offset) {
                        word |= UInt64(bytes[1 + offset + index]) << UInt64(8 * index)
                    }
                }
                found += word.nonzeroBitCount
                or(word, at: first + 8 * offset, in: bits)
                offset += 8
            }
            guard found == blockSize else { throw .malformed }
            return true
        case 2:
            guard last &- before == UInt32(blockSize) else { throw .malformed }
            or(.max, at: first, in: bits)
            or(.max, at: first + 64, in: bits)
            return true
        default: throw .malformed
        }
    }

    /// Sets the bits of a word that starts at a bit, which may lie before or after `bits`.
    @inline(__always)
    private static func or(_ word: UInt64, at bit: Int, in bits: FixedBuffer<UInt64>) {
        let index = bit >> 6
        let shift = UInt64(truncatingIfNeeded: bit & 63)
        if index >= 0, index < bits.count { bits[index] |= word &<< shift }
        if shift > 0, index >= -1, index + 1 < bits.count { bits[index + 1] |= word &>> (64 - shift) }
    }
}

/// The last documents of a list, fewer than 128, as varints: gap less one, shifted by one bit that says whether the
/// frequency is 1; otherwise the frequency less two follows. Lists without frequencies leave the bit out.
package enum TailBlock {
    package static func encode(
        _ documents: FixedBuffer<UInt32>, _ frequencies: FixedBuffer<UInt32>, count: Int, before: UInt32,
        hasFrequencies: Bool, to output: inout ByteWriter
    ) {
        var earlier = before
        for index in 0..<count {
            let gap = UInt64(documents[index] &- earlier &- 1)
            earlier = documents[index]
            guard hasFrequencies else {
                output.append(varint: gap)
                continue
            }
            let frequency = frequencies[index]
            output.append(varint: gap << 1 | (frequency == 1 ? 1 : 0))
            if frequency != 1 { output.append(varint: UInt64(frequency - 2)) }
        }
    }

    /// Decodes `count` documents, each below `limit`.
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, count: Int, before: UInt32, limit: UInt32, hasFrequencies: Bool,
        documents: FixedBuffer<UInt32>, frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard count <= blockSize else { throw .malformed }
        var position = 0
        var next = UInt64(before &+ 1)
        for index in 0..<count {
            var code: UInt64 = 0
            var shift: UInt64 = 0
            while true {
                guard position < bytes.count, shift < 42 else { throw .malformed }
                let byte = bytes[position]
                position &+= 1
                code |= UInt64(byte & 0x7f) &<< shift
                if byte < 0x80 { break }
                shift &+= 7
            }
            var frequency: UInt32 = 1
            if hasFrequencies {
                if code & 1 == 0 {
                    let more = try VarInt.decode(bytes, at: &position)
                    guard more < UInt32.max - 2 else { throw .malformed }
                    frequency = more + 2
                }
                code >>= 1
            }
            next &+= code
            guard next < UInt64(limit) else { throw .malformed }
            documents[index] = UInt32(truncatingIfNeeded: next)
            frequencies[index] = frequency
            next &+= 1
        }
        return position
    }
}
