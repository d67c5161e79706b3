/// The last documents of a list, fewer than 128, and their frequencies: bit after bit, the low ones of a byte first.
///
/// | bits | meaning |
/// |---|---|
/// | varint | of a list with a full block, with frequencies: their excess, how much more than one each they are together |
/// | … | as many zeros as the width of the gaps is less than that which their number and range let expect, and a one |
/// | … | the gaps less one (``RiceTail``) |
/// | … | an excess less than half the number of documents: for each one of it the index of its document, less that of the one before |
/// | … | a greater excess: the frequencies less one |
///
/// The excess of a list without a full block follows from what the dictionary says of its term. Without excess all frequencies are 1. The
/// widths of what tells frequencies are what is to be expected (``RiceTail/width(count:sum:)``).
///
/// ``Form`` says what tails were before format 0.7.
package enum TailBlock {
    /// How tails were written.
    package enum Form {
        /// Before format 0.5, a varint for each document: the gap less one, shifted by one bit that says whether the frequency is 1;
        /// otherwise the frequency less two follows. Lists without frequencies left the bit out.
        case varints
        /// In formats 0.5 and 0.6, the gaps less one as a ``RiceTail`` of whole bytes, and, where bit 7 of its first byte is set, the
        /// frequencies less one as another.
        case padded
        /// Since format 0.7, as the table says.
        case joined
    }

    /// What is known of the frequencies.
    package enum Frequencies {
        case none
        /// How much more they are together than one each.
        case excess(Int)
        /// The tail tells that.
        case told

        /// Whether documents have any.
        var areThere: Bool { if case .none = self { false } else { true } }
    }

    /// Encodes `count` documents, at least one, each below `limit`.
    ///
    /// - Parameters:
    ///   - before: the document before them, `UInt32.max` for none.
    ///   - gaps: memory to work in.
    package static func encode(
        _ documents: FixedBuffer<UInt32>, _ frequencies: FixedBuffer<UInt32>, count: Int, before: UInt32,
        limit: UInt32, _ known: Frequencies, gaps: FixedBuffer<UInt32>, to output: inout TailWriter
    ) {
        precondition(count > 0 && count < blockSize && documents[count - 1] < limit)
        var excess = 0
        if known.areThere { for index in 0..<count { excess += Int(frequencies[index] - 1) } }
        if case .told = known { output.append(varint: excess) }
        var earlier = before
        for index in 0..<count {
            gaps[index] = documents[index] &- earlier &- 1
            earlier = documents[index]
        }
        let width = RiceBlock.shape(gaps, count: count).width
        let narrower = greatestWidth(count: count, before: before, limit: limit) - width
        output.append(1 << UInt32(narrower), bits: narrower + 1)
        output.append(gaps, count: count, width: width)
        if excess == 0 { return }
        if 2 * excess < count {
            var (used, past) = (0, 0)
            for index in 0..<count {
                for _ in 1..<frequencies[index] {
                    gaps[used] = UInt32(index - past)
                    past = index
                    used += 1
                }
            }
            output.append(gaps, count: excess, width: RiceTail.width(count: excess, sum: count - 1))
        } else {
            for index in 0..<count { gaps[index] = frequencies[index] - 1 }
            output.append(gaps, count: count, width: RiceTail.width(count: count, sum: excess))
        }
    }

    /// The width of gaps that fill all that there is between the document before and the limit.
    @inline(__always)
    private static func greatestWidth(count: Int, before: UInt32, limit: UInt32) -> Int {
        RiceTail.width(count: count, sum: Int(limit &- (before &+ 1)))
    }

    /// What is left of a tail whose documents were decoded.
    package struct Rest {
        /// Where it begins; that of a whole byte, where the form has these.
        let bit: Int
        /// How much more than one each the frequencies are together; 0 where they were decoded, too.
        package let excess: Int
    }

    /// Decodes `count` documents, each below `limit`, and their frequencies.
    /// - Returns: the number of bits read; of whole bytes, where the form has these.
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, count: Int, before: UInt32, limit: UInt32, _ known: Frequencies, form: Form,
        documents: FixedBuffer<UInt32>, frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        let rest = try decodeDocuments(
            bytes, count: count, before: before, limit: limit, known, form: form, documents: documents,
            frequencies: frequencies)
        return rest.excess == 0 ? rest.bit : try decode(rest, of: bytes, count: count, into: frequencies)
    }

    /// Decodes `count` documents, each below `limit`, and the frequencies where all are 1, or where the form has them among the documents.
    package static func decodeDocuments(
        _ bytes: UnsafeRawBufferPointer, count: Int, before: UInt32, limit: UInt32, _ known: Frequencies, form: Form,
        documents: FixedBuffer<UInt32>, frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) -> Rest {
        guard count <= blockSize, count <= documents.count, count <= frequencies.count else { throw .malformed }
        let rest: Rest
        switch form {
        case .joined:
            rest = try decodeJoined(bytes, count: count, before: before, limit: limit, known, gaps: documents)
            if rest.excess == 0 { frequencies.fill(0..<count, with: 1) }
        case .padded:
            let used = try decodePadded(
                bytes, count: count, hasFrequencies: known.areThere, gaps: documents, frequencies: frequencies)
            rest = Rest(bit: 8 * used, excess: 0)
        case .varints:
            let used = try decodeVarints(
                bytes, count: count, hasFrequencies: known.areThere, gaps: documents, frequencies: frequencies)
            rest = Rest(bit: 8 * used, excess: 0)
        }
        // They ascend, so the last one tells whether all are below the limit.
        var next = UInt64(before &+ 1)
        for index in 0..<count {
            next &+= UInt64(documents[index])
            documents[index] = UInt32(truncatingIfNeeded: next)
            next &+= 1
        }
        guard count == 0 || next <= UInt64(limit) else { throw .malformed }
        return rest
    }

    private static func decodeJoined(
        _ bytes: UnsafeRawBufferPointer, count: Int, before: UInt32, limit: UInt32, _ known: Frequencies,
        gaps: FixedBuffer<UInt32>
    ) throws(BlockError) -> Rest {
        guard count > 0, before &+ 1 < limit else { throw .malformed }
        var (excess, bit) = (0, 0)
        switch known {
        case .none: break
        case .excess(let given): excess = given
        case .told:
            var position = 0
            excess = Int(try VarInt.decode(bytes, at: &position))
            bit = 8 * position
        }
        let narrower = RiceTail.bits(bytes, at: bit).trailingZeroBitCount
        let width = greatestWidth(count: count, before: before, limit: limit) &- narrower
        bit = try RiceTail.decode(bytes, at: bit &+ narrower &+ 1, count: count, width: width, into: gaps)
        return Rest(bit: bit, excess: excess)
    }

    /// Decodes `count` frequencies that have an excess.
    /// - Returns: the bit behind them.
    package static func decode(
        _ rest: Rest, of bytes: UnsafeRawBufferPointer, count: Int, into frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        let excess = rest.excess
        if excess < count &- excess {
            return try RiceTail.decode(
                bytes, at: rest.bit, excess: excess, width: RiceTail.width(count: excess, sum: count &- 1),
                count: count, into: frequencies)
        }
        let end = try RiceTail.decode(
            bytes, at: rest.bit, count: count, width: RiceTail.width(count: count, sum: excess), into: frequencies)
        guard try increment(frequencies, count: count) == excess else { throw .malformed }
        return end
    }

    /// Makes frequencies of frequencies less one.
    /// - Returns: what these add up to.
    private static func increment(_ frequencies: FixedBuffer<UInt32>, count: Int) throws(BlockError) -> Int {
        var (sum, all) = (0, UInt32(0))
        for index in 0..<count {
            sum &+= Int(frequencies[index])
            all |= frequencies[index]
            frequencies[index] &+= 1
        }
        // No document has 2^31 terms.
        guard all < 1 << 31 else { throw .malformed }
        return sum
    }

    private static func decodePadded(
        _ bytes: UnsafeRawBufferPointer, count: Int, hasFrequencies: Bool, gaps: FixedBuffer<UInt32>,
        frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        let used = try RiceTail.decodePadded(bytes, count: count, into: gaps)
        guard bytes[0] & 0x80 != 0 else {
            frequencies.fill(0..<count, with: 1)
            return used
        }
        guard hasFrequencies else { throw .malformed }
        let rest = try RiceTail.decodePadded(
            UnsafeRawBufferPointer(rebasing: bytes[used...]), count: count, into: frequencies)
        _ = try increment(frequencies, count: count)
        return used + rest
    }

    private static func decodeVarints(
        _ bytes: UnsafeRawBufferPointer, count: Int, hasFrequencies: Bool, gaps: FixedBuffer<UInt32>,
        frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        var position = 0
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
            guard code <= UInt64(UInt32.max) else { throw .malformed }
            gaps[index] = UInt32(truncatingIfNeeded: code)
            frequencies[index] = frequency
        }
        return position
    }
}
