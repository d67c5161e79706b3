internal import CLedeKernels

/// Looking a term up in a block, by a kernel: `TermDictionaryWriter` describes the bytes.
enum TermBlock {
    /// A term of a block.
    struct Place {
        /// How many terms of the block stand before it.
        let index: Int
        /// Where the numbers of its entry begin in the region.
        let entry: Int
        /// The offset of the postings of the terms before.
        let offset: Int
    }

    /// Looks for a term in a block.
    ///
    /// - Parameters:
    ///   - start: where the block begins in the region, inside of it.
    ///   - count: how many terms it has.
    /// - Returns: nil where it is not there.
    /// - Complexity: linear in the terms before it. The entries that are passed are not checked.
    @inline(__always)
    static func find(
        _ term: UnsafeRawBufferPointer, in region: ByteRegion, at start: Int, count: Int, hasPositions: Bool
    ) throws(BlockError) -> Place? {
        guard start >= 0, start <= region.count else { throw .malformed }
        // The kernel reads no byte behind the region.
        var found = lede_term()
        switch lede_find_term(
            region.start.assumingMemoryBound(to: UInt8.self) + start, region.count - start, count,
            term.baseAddress?.assumingMemoryBound(to: UInt8.self), term.count, hasPositions ? 1 : 0, &found)
        {
        case 0: return nil
        case 1:
            return Place(
                index: found.index, entry: start + found.entry, offset: Int(truncatingIfNeeded: found.offset))
        default: throw .malformed
        }
    }
}
