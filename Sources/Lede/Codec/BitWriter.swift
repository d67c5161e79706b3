/// Puts integers of a few bits together to bytes, the low bits first.
struct BitWriter {
    private var pending: UInt64 = 0
    private var count = 0

    /// Appends the low bits of an integer.
    /// - Parameter width: how many, 0 to 32.
    mutating func append(_ value: UInt32, width: Int, to output: inout ByteWriter) {
        pending |= (UInt64(value) & (1 << UInt64(width) - 1)) << UInt64(count)
        count += width
        while count >= 8 {
            output.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            count -= 8
        }
    }

    /// Writes what is left, and zeros to the end of the byte.
    mutating func finish(to output: inout ByteWriter) {
        if count > 0 { output.append(UInt8(truncatingIfNeeded: pending)) }
        (pending, count) = (0, 0)
    }
}
