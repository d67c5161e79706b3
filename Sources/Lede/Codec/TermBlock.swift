internal import CLedeKernels

/// Looking a term up among the first terms of blocks, and in a block, by kernels: `TermDictionaryWriter` describes the bytes.
enum TermBlock {
    /// The last of some ascending keys that is not greater than a term; 0 where all are, or there is none.
    ///
    /// - Parameters:
    ///   - keys: the bytes of all keys.
    ///   - ends: for each key where it ends in them.
    /// - Complexity: logarithmic in the number of keys.
    @inline(__always)
    static func last(_ keys: ByteRegion, ends: View<UInt32>, notAfter term: UnsafeRawBufferPointer) throws(BlockError)
        -> Int
    {
        // The kernel compares every end with the number of bytes, and reads as many ends as there are.
        let key = lede_last_key(
            keys.start.assumingMemoryBound(to: UInt8.self), keys.count,
            ends.base.assumingMemoryBound(to: UInt8.self), ends.count,
            term.baseAddress?.assumingMemoryBound(to: UInt8.self), term.count)
        guard key < ends.count || ends.count == 0 else { throw .malformed }
        return key
    }

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
