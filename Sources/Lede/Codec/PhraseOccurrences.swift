internal import CLedeKernels

/// Where the positions of a block of documents are.
struct PositionBytes {
    /// How many positions of earlier documents begin the block of positions in which the first is.
    let first: Int
    /// From there on.
    let bytes: UnsafeRawBufferPointer
    /// How many bytes a block of positions takes in the mean.
    let meanBytes: Int
}

/// In which blocks of its list a word is in some documents, and where its positions there are.
struct PhraseOccurrences {
    /// Of each document the block of the list that has it.
    let blocks: FixedBuffer<UInt32>
    /// Where it stands in the block; later the number of its first position, counted from the first in the block of positions that
    /// begins with the block of documents.
    let firsts: FixedBuffer<UInt32>
    let frequencies: FixedBuffer<UInt32>

    static let memoryCount = 3 * PhraseProgress.capacity

    /// - Parameter memory: ``memoryCount`` integers, which this uses from now on.
    init(_ memory: FixedBuffer<UInt32>) {
        let (count, stride) = (PhraseProgress.capacity, MemoryLayout<UInt32>.stride)
        blocks = memory.part(at: 0, count: count)
        firsts = memory.part(at: stride * count, count: count)
        frequencies = memory.part(at: 2 * stride * count, count: count)
    }

    /// Keeps the first `count` of those that `kept` numbers, ascending.
    func keep(_ kept: FixedBuffer<UInt32>, count: Int) {
        for index in 0..<count {
            blocks[index] = blocks[Int(kept[index])]
            firsts[index] = firsts[Int(kept[index])]
        }
    }

    /// Keeps documents that a block has, behind the first `left` that are kept.
    ///
    /// - Parameters:
    ///   - found: `count` of the documents from `base` on.
    @inline(__always)
    func keep(
        _ found: BlockMeeting, count: Int, from base: Int, block: Int, of progress: PhraseProgress, behind left: Int
    ) {
        precondition(count >= 0 && left >= 0 && left <= base && base + count <= PhraseProgress.capacity)
        var known = lede_found(
            in_sought: found.sought.base, in_block: found.indexes.base, count: count, base: base,
            block: UInt32(truncatingIfNeeded: block))
        lede_keep_found(
            &known, progress.documents.base, left, progress.scratch.base, blocks.base, firsts.base)
    }

    /// Puts in how often the word is in the documents of a block, and where its positions there are, and asks for their bytes.
    ///
    /// - Parameters:
    ///   - frequencies: of the documents of the block.
    ///   - index: the first of its documents among those that are left.
    ///   - total: how often it is in them is added.
    /// - Returns: the first document of another block; the end if none.
    @inline(__always)
    func locate(
        _ all: FixedBuffer<UInt32>, positions: PositionBytes, in progress: PhraseProgress, from index: Int,
        _ total: inout UInt64
    ) -> Int {
        precondition(all.count >= blockSize && index >= 0 && index < progress.count)
        var bytes = lede_position_bytes(
            start: positions.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), mean: positions.meanBytes)
        var known = kernel(progress)
        return lede_locate_occurrences(
            all.base, UInt32(truncatingIfNeeded: positions.first), &bytes, &known, index, progress.count, &total)
    }

    @inline(__always)
    private func kernel(_ progress: PhraseProgress) -> lede_occurrences {
        lede_occurrences(
            order: progress.order.base, blocks: blocks.base, firsts: firsts.base, frequencies: frequencies.base,
            least: progress.least.base)
    }

    /// Puts positions of documents behind the first `used`, from the `index`-th that is left on, as far as a decoded block of gaps has
    /// them whole.
    ///
    /// - Parameters:
    ///   - gaps: of `count` gaps, ``FixedBuffer/readAhead`` more being readable, `before` of its block of documents come before.
    ///   - positions: has room for all positions of these documents, and for ``FixedBuffer/readAhead`` more.
    /// - Returns: the first document of which not all positions are there.
    @inline(__always)
    func takePositions(
        _ gaps: (values: FixedBuffer<UInt32>, block: UInt32, before: UInt32, count: Int), from index: Int,
        of progress: PhraseProgress, behind used: Int, to positions: FixedBuffer<UInt32>, _ ends: FixedBuffer<UInt32>
    ) -> Int {
        precondition(gaps.count >= 0 && gaps.count + FixedBuffer<UInt32>.readAhead <= gaps.values.count)
        var gaps = lede_gaps(
            values: gaps.values.base, block: gaps.block, before: gaps.before,
            count: UInt32(truncatingIfNeeded: gaps.count))
        var known = kernel(progress)
        return lede_take_positions(
            &gaps, &known, index, progress.count, used, positions.base, ends.base)
    }
}
