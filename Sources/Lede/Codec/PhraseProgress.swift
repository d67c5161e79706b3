internal import CLedeKernels

/// How far a phrase was looked for in some ascending documents, one word after the other.
///
/// The starts are where the phrase can begin as far as the words looked at allow, document after document; `counts` says
/// how many each document has.
struct PhraseProgress {
    /// How many documents have starts.
    var kept = 0
    /// How many documents were seen, and how many of the starts that they had were read.
    var seen = 0
    var read = 0
    /// How many starts there are.
    var used = 0

    /// The positions of a word in all documents of a block, and which of the documents are meant.
    struct Positions {
        /// The running sums, behind a zero; ``FixedBuffer/readAhead`` more can be read behind them.
        let sums: FixedBuffer<UInt32>
        /// For each document of the block how many sums stand before its own, and at last how many there are.
        let bounds: FixedBuffer<UInt32>
        /// The places in the block.
        let indexes: FixedBuffer<UInt8>
        /// The first place that is meant in `indexes`.
        var from = 0

        /// - Invariant: what is meant is read for `count` documents only, whose places are below 128, and `bounds` ascend up to
        ///   the number of `sums`, as ``PositionsReader`` makes them.
        fileprivate func kernel(count: Int) -> lede_positions {
            precondition(from >= 0 && count >= 0 && count <= indexes.count - from)
            return lede_positions(sums: sums.base, bounds: bounds.base, in_block: indexes.base + from)
        }
    }

    /// Appends the starts that two words allow, of documents that have both, and keeps the documents that have any.
    ///
    /// - Parameters:
    ///   - first: with its place in the phrase. As many `starts` as it has positions have to have room.
    ///   - range: where the documents are; not before those that are kept.
    mutating func meet(
        _ first: (Positions, place: UInt32), _ second: (Positions, place: UInt32), _ range: Range<Int>,
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, _ starts: FixedBuffer<UInt32>
    ) {
        precondition(range.lowerBound >= kept && range.upperBound <= min(documents.count, counts.count))
        var (one, other) = (first.0.kernel(count: range.count), second.0.kernel(count: range.count))
        step {
            lede_meet_phrase(
                &one, first.place, &other, second.place, range.count, range.lowerBound, documents.base, counts.base,
                starts.base, $0)
        }
    }

    /// Keeps the starts at which a further word stands at its place, and the documents that have any left.
    ///
    /// - Parameters:
    ///   - meeting: the first `count` of it are the documents found, by their places in `range`.
    mutating func goOn(
        _ positions: Positions, at place: UInt32, _ meeting: BlockMeeting, count: Int, _ range: Range<Int>,
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, _ starts: FixedBuffer<UInt32>
    ) {
        precondition(range.lowerBound >= 0 && range.upperBound <= min(documents.count, counts.count))
        precondition(count <= range.count)
        var all = lede_found(
            positions: positions.kernel(count: count), in_sought: meeting.sought.base, count: count,
            base: range.lowerBound)
        step { lede_go_on_with_phrase(&all, place, documents.base, counts.base, starts.base, $0) }
    }

    @inline(__always)
    private mutating func step(_ body: (UnsafeMutablePointer<lede_phrase>) -> Void) {
        var progress = lede_phrase(kept: kept, seen: seen, read: read, used: used)
        body(&progress)
        self = PhraseProgress(kept: progress.kept, seen: progress.seen, read: progress.read, used: progress.used)
    }
}
