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
    ///   - layout: as since format 0.7.
    ///   - key: where its first term lies in the keys.
    /// - Returns: nil where it is not there.
    /// - Complexity: linear in the terms before it. The entries that are passed are not checked.
    @inline(__always)
    static func find(
        _ term: UnsafeRawBufferPointer, in region: ByteRegion, at start: Int, count: Int, _ layout: TermLayout,
        key: Range<Int>, of keys: ByteRegion
    ) throws(BlockError) -> Place? {
        guard start >= 0, start <= region.count, key.lowerBound >= 0, key.upperBound <= keys.count else {
            throw .malformed
        }
        // The kernel reads no byte behind the region and the keys.
        var found = lede_term()
        switch lede_find_term(
            region.start.assumingMemoryBound(to: UInt8.self) + start, region.count - start, count,
            layout.kernelLayout, keys.start.assumingMemoryBound(to: UInt8.self) + key.lowerBound,
            keys.count - key.lowerBound, key.count, term.baseAddress?.assumingMemoryBound(to: UInt8.self), term.count,
            &found)
        {
        case 0: return nil
        case 1:
            return Place(
                index: found.index, entry: start + found.entry, offset: Int(truncatingIfNeeded: found.offset))
        default: throw .malformed
        }
    }
}

/// Where the postings of a term begin, from how far on those of each are, of terms of a block that are passed.
struct TermSteps {
    private var short = lede_varint_sum()
    private var long = 0

    /// Adds that of an entry with positions, whose first bytes are these, as since format 0.7.
    /// - Returns: how many bytes the entry takes; 0 where it does not end in eight, and nothing was added.
    @inline(__always)
    mutating func add(_ eight: UInt64, _ layout: TermLayout) -> Int {
        let entry = lede_read_short_entry(eight, layout.kernelLayout.document_ends)
        lede_add_varint(&short, entry.step)
        return entry.size
    }

    @inline(__always)
    mutating func add(_ step: Int) { long &+= step }

    /// Their sum; any other number where they are damaged.
    var total: Int { Int(truncatingIfNeeded: lede_varint_total(short)) &+ long }
}
