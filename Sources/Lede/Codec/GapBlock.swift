/// 128 integers that are mostly gaps between random places: a ``RiceBlock``, or a ``PatchedBlock``, as all were before format
/// 0.5; the first byte tells which.
///
/// From `A0` on, since format 0.7, the first byte is the whole header of a Rice block: its width less 4 times 16, and how many bytes
/// the quotients take less 26, which are 0 to 15.
package enum GapBlock {
    private static let (shortMark, shortWidth, shortQuotientBytes) = (UInt8(0xA0), 4, 26)

    /// The header of a Rice block as one byte, if that says it.
    private static func short(_ shape: RiceBlock.Shape) -> UInt8? {
        let (width, quotientBytes) = (shape.width - shortWidth, shape.quotientBytes - shortQuotientBytes)
        guard width >= 0, quotientBytes >= 0, quotientBytes < 16, width < (0x100 - Int(shortMark)) / 16 else {
            return nil
        }
        return shortMark + UInt8(16 * width + quotientBytes)
    }

    /// What a Rice block begins with; nil where it is none.
    @inline(__always)
    private static func header(_ bytes: UnsafeRawBufferPointer) throws(BlockError) -> RiceBlock.Header? {
        guard bytes.count > 0, bytes[0] >= shortMark else { return try RiceBlock.header(bytes) }
        let code = Int(bytes[0] - shortMark)
        return RiceBlock.Header(
            width: shortWidth + code / 16, quotientBytes: shortQuotientBytes + code % 16, byteCount: 1)
    }

    package static func encode(_ values: FixedBuffer<UInt32>, to output: inout ByteWriter) {
        // Such as are nearly all zero take two bits each as quotients.
        var all: UInt32 = 0
        for index in 0..<blockSize { all |= values[index] }
        if all <= 1 {
            PatchedBlock.encode(values, to: &output)
        } else {
            let shape = RiceBlock.shape(values)
            RiceBlock.encode(values, shape, short: short(shape), to: &output)
        }
    }

    /// - Returns: the number of bytes read.
    @inline(__always)
    package static func decode(
        _ bytes: UnsafeRawBufferPointer, into values: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        guard let header = try header(bytes) else { return try PatchedBlock.decode(bytes, into: values) }
        var all: UInt32 = 0
        return try RiceBlock.decode(bytes, header, plus: 0, into: values, all: &all)
    }

    /// The number of bytes of a block, without decoding it; more than there are, if it is damaged.
    @inline(__always)
    package static func byteCount(_ bytes: UnsafeRawBufferPointer) throws(BlockError) -> Int {
        if let header = try header(bytes) { return header.blockBytes }
        return try PatchedBlock.byteCount(bytes)
    }
}
