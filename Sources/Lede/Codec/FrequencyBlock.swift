/// The frequencies of the documents of a full block, each less one: a ``SparseBlock``, a ``RiceBlock`` or a ``PatchedBlock``, as all were
/// before format 0.6, whichever is smallest.
///
/// | first byte | what |
/// |---|---|
/// | `00` to `3F`, `80` to `9F` | a patched block |
/// | `40` to `7F` | a Rice block |
/// | `A0` to `DF` | since format 0.7, a sparse block: this less `9F` is the sum of its integers |
/// | `E0` to `FF` | since format 0.7, the whole header of a Rice block whose width is 0: how many bytes the quotients take less 16 |
package enum FrequencyBlock {
    private static let (sparseMark, shortMark, shortQuotientBytes) = (UInt8(0xA0), UInt8(0xE0), 16)

    /// The header of a Rice block as one byte, if that says it.
    private static func short(_ shape: RiceBlock.Shape) -> UInt8? {
        let quotientBytes = shape.quotientBytes - shortQuotientBytes
        guard shape.width == 0, quotientBytes < 0x100 - Int(shortMark) else { return nil }
        return shortMark + UInt8(quotientBytes)
    }

    /// What a Rice block begins with; nil where it is none.
    @inline(__always)
    private static func header(_ bytes: UnsafeRawBufferPointer) throws(BlockError) -> RiceBlock.Header? {
        guard bytes.count > 0, bytes[0] >= shortMark else { return try RiceBlock.header(bytes) }
        return RiceBlock.Header(
            width: 0, quotientBytes: shortQuotientBytes + Int(bytes[0] - shortMark), byteCount: 1)
    }

    /// The sum of the integers of a sparse block; nil where it is none.
    @inline(__always)
    private static func sum(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count > 0, bytes[0] >= sparseMark, bytes[0] < shortMark else { return nil }
        return Int(bytes[0] - sparseMark) + 1
    }

    /// - Parameter lessOne: the frequencies less one.
    package static func encode(_ lessOne: FixedBuffer<UInt32>, to output: inout ByteWriter) {
        let shape = RiceBlock.shape(lessOne)
        let short = short(shape)
        let riceBytes = shape.byteCount + (short == nil ? 2 : 1)
        var sum = 0
        for index in 0..<blockSize { sum += Int(lessOne[index]) }
        let sparseBytes = sum > 0 && sum <= SparseBlock.greatestSum ? 1 + SparseBlock.byteCount(sum: sum) : .max
        if PatchedBlock.encode(lessOne, within: min(riceBytes, sparseBytes), to: &output) { return }
        if sparseBytes < riceBytes {
            output.append(sparseMark + UInt8(sum - 1))
            SparseBlock.encode(lessOne, sum: sum, to: &output)
        } else {
            RiceBlock.encode(lessOne, shape, short: short, to: &output)
        }
    }

    /// Decodes the frequencies.
    @inline(__always)
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, into frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) {
        if let sum = sum(bytes) {
            return try SparseBlock.decode(
                UnsafeRawBufferPointer(rebasing: bytes[1...]), sum: sum, plus: 1, into: frequencies)
        }
        guard let header = try header(bytes) else {
            return try PatchedBlock.decodeFrequencies(bytes, into: frequencies)
        }
        var all: UInt32 = 0
        _ = try RiceBlock.decode(bytes, header, plus: 1, into: frequencies, all: &all)
        // No document has 2^31 terms, and a frequency that wraps around to zero would be one that no encoder takes.
        guard all < 1 << 31 else { throw .malformed }
    }

    /// One of the frequencies, without decoding the others; nil where it takes as long as decoding all.
    package static func value(at index: Int, _ bytes: UnsafeRawBufferPointer) throws(BlockError) -> UInt32? {
        guard sum(bytes) == nil, try header(bytes) == nil else { return nil }
        let lessOne = try PatchedBlock.value(at: index, bytes)
        guard lessOne < 1 << 31 else { throw .malformed }
        return lessOne + 1
    }
}
