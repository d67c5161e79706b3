internal import CLedeKernels

/// Marks the documents of blocks (``DocumentBlock``) by a kernel, many blocks at a time.
///
/// Documents of blocks that are decoded may be marked a byte each first, which is faster than a bit each; bits are made of the bytes
/// soon after.
struct BlockMarks {
    private var marks: lede_marks

    /// How many bytes there have to be.
    static let byteCount = Int(LEDE_MARK_BYTES)

    /// - Parameters:
    ///   - words: a bit for each document from `start` on.
    ///   - bytes: ``byteCount`` of them, all zero, and zero again after ``finish()``; nil to mark bits only.
    init(_ words: FixedBuffer<UInt64>, _ bytes: FixedBuffer<UInt8>?, from start: UInt32) {
        precondition(bytes.map { $0.count >= Self.byteCount } ?? true)
        marks = lede_marks(
            words: words.base, count: words.count, start: start, bytes: bytes?.base, taken: 0, pending: 0)
    }

    /// Marks full blocks of a list.
    ///
    /// - Parameters:
    ///   - blocks: behind those marked before, among those that `lasts` and `starts` have: the last document of each block, and
    ///     where it begins in `data`.
    ///   - limit: what no document reaches.
    ///   - documents: room for the documents of a block, which are lost.
    /// - Returns: the first block that is not marked: it is malformed, or lies at an edge of the marks.
    @inline(__always)
    mutating func insert(
        _ blocks: Range<Int>, _ data: View<UInt8>, lasts: NarrowView, starts: NarrowView, limit: UInt32,
        documents: FixedBuffer<UInt32>
    ) -> Int {
        precondition(blocks.lowerBound >= 0 && blocks.upperBound <= min(lasts.count, starts.count))
        precondition(documents.count >= blockSize)
        var list = lede_block_list(
            data: data.base.assumingMemoryBound(to: UInt8.self), size: data.count,
            lasts: Self.numbers(lasts), starts: Self.numbers(starts), limit: limit)
        return lede_mark_blocks(&list, blocks.lowerBound, blocks.upperBound, &marks, documents.base)
    }

    private static func numbers(_ view: NarrowView) -> lede_numbers {
        lede_numbers(
            bytes: view.base.assumingMemoryBound(to: UInt8.self), is_narrow: view.isNarrow ? 1 : 0)
    }

    /// Makes bits of the bytes that are left.
    mutating func finish() { lede_take_marks(&marks) }
}
