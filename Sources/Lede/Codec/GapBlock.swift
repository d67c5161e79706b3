/// 128 integers that are mostly gaps between random places: a ``RiceBlock``, or a ``PatchedBlock``, as all were before format
/// 0.5; the first byte tells which.
package enum GapBlock {
    package static func encode(_ values: FixedBuffer<UInt32>, to output: inout ByteWriter) {
        // Such as are nearly all zero take two bits each as quotients.
        var all: UInt32 = 0
        for index in 0..<blockSize { all |= values[index] }
        if all <= 1 { PatchedBlock.encode(values, to: &output) } else { RiceBlock.encode(values, to: &output) }
    }

    /// - Returns: the number of bytes read.
    @inline(__always)
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, into values: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        isRice(bytes) ? try RiceBlock.decode(bytes, into: values) : try PatchedBlock.decode(bytes, into: values)
    }

    /// The number of bytes of a block, without decoding it.
    @inline(__always)
    package static func byteCount(_ bytes: UnsafeRawBufferPointer) throws(BlockError) -> Int {
        isRice(bytes) ? try RiceBlock.byteCount(bytes) : try PatchedBlock.byteCount(bytes)
    }

    @inline(__always)
    static func isRice(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count > 0 && bytes[0] & RiceBlock.mark != 0
    }
}
