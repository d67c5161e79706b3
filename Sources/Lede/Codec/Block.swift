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
