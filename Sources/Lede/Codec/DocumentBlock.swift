internal import CLedeKernels

/// The documents of a full block of a postings list.
///
/// | bytes | meaning |
/// |---|---|
/// | 1 | kind in the high 2 bits (0 packed gaps, 1 bit set, 2 consecutive, 3 Elias–Fano), width in the low 6 |
/// | 16 × width | packed: gaps less one to the document before, the first to the last of the block before |
/// | ⌈span ÷ 8⌉ | bit set: bit i stands for the i-th document after the last of the block before |
/// | 16 × width | Elias–Fano: of each document, how many that are none of the block lie between it and the block before, low bits of that |
/// | ⌈(128 + ((span − 128) >> width)) ÷ 8⌉ | … and its other bits, as many zeros before the one that stands for the document |
///
/// Elias–Fano (Elias, *Efficient Storage and Retrieval by Content and Address of Static Files*, 1974; Fano, 1971) takes half a bit a
/// document more than the least there is, and no sums to decode; the three others are those of Ottaviano and Venturini,
/// *Partitioned Elias-Fano Indexes*, 2014.
///
/// - Invariant: documents ascend strictly, after `before` (the last of the block before; `UInt32.max` at the start of
///   a list, so that gaps wrap around), and the 128th is `last`.
package enum DocumentBlock {
    /// The kinds of a block, as its header has them.
    package enum Kind: UInt8 {
        case packed, bitSet, consecutive, eliasFano
    }

    /// The greatest size of a bit set in bytes: packed gaps of 32 bits take no more.
    static let largestBitSet = 16 * 32

    /// How a block is stored.
    @inline(__always)
    package static func kind(_ bytes: UnsafeRawBufferPointer) throws(BlockError) -> Kind {
        guard bytes.count > 0, let kind = Kind(rawValue: bytes[0] >> 6) else { throw .malformed }
        return kind
    }

    /// The number of bytes of a block, without decoding it; more than there are, if it is damaged.
    @inline(__always)
    package static func byteCount(
        _ bytes: UnsafeRawBufferPointer, before: UInt32, last: UInt32
    ) throws(BlockError) -> Int {
        switch try kind(bytes) {
        case .packed: 1 + 16 * Int(bytes[0] & 0x3f)
        case .bitSet: 1 + (Int(last &- before) + 7) / 8
        case .consecutive: 1
        case .eliasFano: 1 + eliasFanoBytes(width: Int(bytes[0] & 0x3f), span: Int(last &- before))
        }
    }

    /// The bytes of an Elias–Fano block behind its first.
    @inline(__always)
    private static func eliasFanoBytes(width: Int, span: Int) -> Int {
        16 * width + zeroBytes(width: width, span: span)
    }

    /// How many of them have the zeros and ones.
    @inline(__always)
    private static func zeroBytes(width: Int, span: Int) -> Int {
        (blockSize + max(0, span - blockSize) >> width + 7) / 8
    }

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
        // As many zeros as ones, or twice as many, are the best.
        let width = max(0, Int.bitWidth - (span - blockSize).leadingZeroBitCount - 8)
        if width <= LEDE_WIDEST_LOW, eliasFanoBytes(width: width, span: span) < 16 * bits {
            encodeEliasFano(documents, after: before, width: width, span: span, numbers: gaps, to: &output)
            return
        }
        output.append(UInt8(bits))
        PackedBlock.encode(gaps, bits: bits, to: &output)
    }

    /// - Parameter numbers: gets for each document how many before it are none of the block.
    private static func encodeEliasFano(
        _ documents: FixedBuffer<UInt32>, after before: UInt32, width: Int, span: Int, numbers: FixedBuffer<UInt32>,
        to output: inout ByteWriter
    ) {
        output.append(3 << 6 | UInt8(width))
        for index in 0..<blockSize {
            numbers[index] = documents[index] &- before &- 1 &- UInt32(truncatingIfNeeded: index)
        }
        PackedBlock.encode(numbers, bits: width, to: &output)
        output.append(count: zeroBytes(width: width, span: span)) { bytes in
            for index in 0..<blockSize {
                let place = index + Int(numbers[index]) >> width
                bytes[place >> 3] |= 1 << UInt8(place & 7)
            }
        }
    }

    /// - Returns: the number of bytes read.
    @inline(__always)
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, before: UInt32, last: UInt32, into documents: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard documents.count >= blockSize else { throw .malformed }
        switch try kind(bytes) {
        case .packed:
            let bits = Int(bytes[0] & 0x3f)
            guard bits <= 32, bytes.count > 16 * bits, let base = bytes.baseAddress else { throw .malformed }
            lede_unpack_documents(
                base.assumingMemoryBound(to: UInt8.self) + 1, UInt32(bits), before, documents.base)
            // Gaps of at most 24 bits cannot add up past 2^32, so ending at `last` proves that they ascend to it.
            guard documents[blockSize - 1] == last else { throw .malformed }
            if bits > 24 {
                for index in 1..<blockSize where documents[index] <= documents[index - 1] { throw .malformed }
                guard documents[0] >= before &+ 1, documents[0] <= last else { throw .malformed }
            }
            return 1 + 16 * bits
        case .bitSet:
            let setBytes = (Int(last &- before) + 7) / 8
            guard setBytes <= largestBitSet, bytes.count > setBytes, let base = bytes.baseAddress,
                lede_set_to_documents(
                    base.assumingMemoryBound(to: UInt8.self) + 1, setBytes, before &+ 1, documents.base) == blockSize,
                documents[blockSize - 1] == last
            else { throw .malformed }
            return 1 + setBytes
        case .consecutive:
            guard last &- before == UInt32(blockSize) else { throw .malformed }
            for index in 0..<blockSize { documents.base[index] = before &+ 1 &+ UInt32(truncatingIfNeeded: index) }
            return 1
        case .eliasFano:
            let (width, span) = (Int(bytes[0] & 0x3f), Int(last &- before))
            let zeroBytes = zeroBytes(width: width, span: span)
            let count = 1 + 16 * width + zeroBytes
            guard width <= LEDE_WIDEST_LOW, span >= blockSize, (span - blockSize) >> width <= LEDE_MOST_ZEROS,
                bytes.count >= count, let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
                lede_unpack_elias_fano(base + 1, zeroBytes, UInt32(width), before &+ 1, documents.base) != 0,
                documents[blockSize - 1] == last
            else { throw .malformed }
            return count
        }
    }
}

extension DocumentBlock {
    /// Marks the documents of a block that is a bit set or consecutive, without decoding it.
    ///
    /// - Parameters:
    ///   - start: the document that the first of `bits` stands for. Documents that have no bit are passed over.
    /// - Returns: false, and marks nothing, when the block has to be decoded.
    @inline(__always)
    package static func mark(
        _ bytes: UnsafeRawBufferPointer, before: UInt32, last: UInt32, from start: UInt32, in bits: FixedBuffer<UInt64>
    ) throws(BlockError) -> Bool {
        let first = Int(before &+ 1) - Int(start)
        switch try kind(bytes) {
        case .packed, .eliasFano: return false
        case .bitSet:
            let setBytes = (Int(last &- before) + 7) / 8
            // What lies whole within the bits, as most does.
            if first >= 0, first + 8 * setBytes + 128 <= 64 * bits.count, setBytes <= largestBitSet,
                setBytes + 8 <= bytes.count, let base = bytes.baseAddress
            {
                lede_insert_set(
                    base.assumingMemoryBound(to: UInt8.self) + 1, setBytes, first, bits.base)
                return true
            }
            _ = try forEachWord(bytes, before: before, last: last) { (word, offset) in
                or(word, at: first + offset, in: bits)
            }
            return true
        case .consecutive:
            guard last &- before == UInt32(blockSize) else { throw .malformed }
            or(.max, at: first, in: bits)
            or(.max, at: first + 64, in: bits)
            return true
        }
    }

    /// Calls `body` with each 64 bits of a block that is a bit set, and the number of bits before them.
    /// - Returns: the number of bytes of the set.
    @inline(__always)
    static func forEachWord(
        _ bytes: UnsafeRawBufferPointer, before: UInt32, last: UInt32,
        _ body: (UInt64, Int) throws(BlockError) -> Void
    ) throws(BlockError) -> Int {
        let setBytes = (Int(last &- before) + 7) / 8
        guard setBytes <= largestBitSet, bytes.count > setBytes else { throw .malformed }
        var offset = 0
        while offset < setBytes {
            var word: UInt64 = 0
            if setBytes - offset >= 8 {
                word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 1 + offset, as: UInt64.self))
            } else {
                for index in 0..<(setBytes - offset) { word |= UInt64(bytes[1 + offset + index]) << UInt64(8 * index) }
            }
            try body(word, 8 * offset)
            offset += 8
        }
        return setBytes
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
