/// The frequencies of the documents of a full block, each less one: a ``RiceBlock`` or a ``PatchedBlock``, as all were before format
/// 0.6, whichever is smaller; the first byte tells which.
package enum FrequencyBlock {
    /// - Parameter lessOne: the frequencies less one.
    package static func encode(_ lessOne: FixedBuffer<UInt32>, to output: inout ByteWriter) {
        if !PatchedBlock.encode(lessOne, within: RiceBlock.byteCount(lessOne), to: &output) {
            RiceBlock.encode(lessOne, to: &output)
        }
    }

    /// Decodes the frequencies.
    @inline(__always)
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, into frequencies: FixedBuffer<UInt32>
    ) throws(BlockError) {
        guard GapBlock.isRice(bytes) else { return try PatchedBlock.decodeFrequencies(bytes, into: frequencies) }
        var all: UInt32 = 0
        _ = try RiceBlock.decode(bytes, plus: 1, into: frequencies, all: &all)
        // No document has 2^31 terms, and a frequency that wraps around to zero would be one that no encoder takes.
        guard all < 1 << 31 else { throw .malformed }
    }

    /// One of the frequencies, without decoding the others; nil where it takes as long as decoding all.
    package static func value(at index: Int, _ bytes: UnsafeRawBufferPointer) throws(BlockError) -> UInt32? {
        if GapBlock.isRice(bytes) { return nil }
        let lessOne = try PatchedBlock.value(at: index, bytes)
        guard lessOne < 1 << 31 else { throw .malformed }
        return lessOne + 1
    }
}
