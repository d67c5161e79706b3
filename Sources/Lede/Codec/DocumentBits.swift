internal import CLedeKernels

/// A block of documents that is stored as a bit set, open for look-ups: it says which of its documents one is
/// without making a list of them.
///
/// - Invariant: between ``open(_:before:last:)`` and the next one, ranks and words hold 128 bits, the last of them
///   set for the last document.
package struct DocumentBits {
    /// As many words as the largest bit set has.
    let words: FixedBuffer<UInt64>
    /// For each word how many bits are set before it.
    let ranks: FixedBuffer<UInt8>

    private static let wordCount = DocumentBlock.largestBitSet / 8
    static let byteCount = 9 * wordCount

    /// - Parameter memory: ``byteCount`` bytes, which this uses from now on.
    init(_ memory: FixedBuffer<UInt8>) {
        words = memory.part(at: 0, count: Self.wordCount)
        ranks = memory.part(at: 8 * Self.wordCount, count: Self.wordCount)
    }

    /// Takes the bits of a block.
    /// - Parameter bytes: those of the block, its header first.
    /// - Returns: the number of bytes read.
    @inline(__always)
    package func open(_ bytes: UnsafeRawBufferPointer, before: UInt32, last: UInt32) throws(BlockError) -> Int {
        let words = words
        let setBytes = try DocumentBlock.forEachWord(bytes, before: before, last: last) { word, offset in
            words[offset >> 6] = word
        }
        let count = (setBytes + 7) / 8
        let final = Int(last &- before) - 1
        guard count > 0, lede_rank_bits(words.base, count, ranks.base) == blockSize,
            words[final >> 6] >> UInt64(final & 63) == 1
        else { throw .malformed }
        return 1 + setBytes
    }

    /// Which of the documents of the block a document is, from 0; nil where it is none of them.
    ///
    /// - Parameter offset: how far it lies after the first document that the block could have; within the block.
    @inline(__always)
    package func index(of offset: Int) -> Int? {
        let word = words[offset >> 6]
        let bit = UInt64(truncatingIfNeeded: offset & 63)
        if word &>> bit & 1 == 0 { return nil }
        return Int(ranks[offset >> 6]) &+ (word & ((1 &<< bit) &- 1)).nonzeroBitCount
    }
}
