internal import CLedeKernels

/// The frequencies of the documents of a full block, each less one: the smallest of four.
///
/// | first byte | what |
/// |---|---|
/// | `00` to `3F`, `80` to `9F` | a ``PatchedBlock``, as all were before format 0.6 |
/// | `40` to `7F` | since format 0.6, a ``RiceBlock`` |
/// | `A0` to `DF` | since format 0.7, a ``SparseBlock``: this less `9F` is the sum of its integers |
/// | `E0` to `FF` | since format 0.7, quotients alone, of a Rice block whose width is 0: this less `D0` is how many bytes they take |
package enum FrequencyBlock {
    private static let (sparseMark, unaryMark, leastUnaryBytes) = (UInt8(0xA0), UInt8(0xE0), 16)

    /// What begins a block of quotients alone; nil where it cannot be one.
    private static func unaryMark(_ shape: RiceBlock.Shape) -> UInt8? {
        let more = shape.quotientBytes - leastUnaryBytes
        return shape.width == 0 && more < 0x100 - Int(unaryMark) ? unaryMark + UInt8(more) : nil
    }

    /// - Parameter lessOne: the frequencies less one.
    package static func encode(_ lessOne: FixedBuffer<UInt32>, to output: inout ByteWriter) {
        let shape = RiceBlock.shape(lessOne)
        let mark = unaryMark(shape)
        let riceBytes = shape.byteCount + (mark == nil ? 2 : 1)
        var sum = 0
        for index in 0..<blockSize { sum += Int(lessOne[index]) }
        let sparseBytes = sum > 0 && sum <= SparseBlock.greatestSum ? 1 + SparseBlock.byteCount(sum: sum) : .max
        if PatchedBlock.encode(lessOne, within: min(riceBytes, sparseBytes), to: &output) { return }
        if sparseBytes < riceBytes {
            output.append(sparseMark + UInt8(sum - 1))
            SparseBlock.encode(lessOne, sum: sum, to: &output)
        } else {
            RiceBlock.encode(lessOne, shape, short: mark, to: &output)
        }
    }

    /// Decodes the frequencies.
    @inline(__always)
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, into frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) {
        guard bytes.count > 0, frequencies.count >= blockSize,
            let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        else { throw .malformed }
        let first = bytes[0]
        if first >= sparseMark {
            let isRead: Int32
            if first < unaryMark {
                isRead = lede_unpack_sparse(
                    base + 1, bytes.count - 1, UInt32(first - sparseMark) + 1, 1, frequencies.base)
            } else {
                let count = leastUnaryBytes + Int(first - unaryMark)
                guard bytes.count > count else { throw .malformed }
                isRead = lede_unpack_unary(base + 1, count, 1, frequencies.base)
            }
            if isRead == 0 { throw .malformed }
        } else if let header = try RiceBlock.header(bytes) {
            var all: UInt32 = 0
            _ = try RiceBlock.decode(bytes, header, plus: 1, into: frequencies, all: &all)
            // No document has 2^31 terms, and a frequency that wraps around to zero would be one that no encoder takes.
            guard all < 1 << 31 else { throw .malformed }
        } else {
            try PatchedBlock.decodeFrequencies(bytes, into: frequencies)
        }
    }

    /// One of the frequencies, without decoding the others; nil where it takes as long as decoding all.
    package static func value(at index: Int, _ bytes: UnsafeRawBufferPointer) throws(BlockError) -> UInt32? {
        guard bytes.count > 0, bytes[0] < sparseMark, bytes[0] & RiceBlock.mark == 0 else { return nil }
        let lessOne = try PatchedBlock.value(at: index, bytes)
        guard lessOne < 1 << 31 else { throw .malformed }
        return lessOne + 1
    }
}
