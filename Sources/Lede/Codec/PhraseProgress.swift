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

    /// Documents of a block that were found among those sought, with the positions of a word in all documents of the block.
    struct Found {
        /// The first `count` of it are those found.
        let meeting: BlockMeeting
        let count: Int
        /// Where those sought stand among the documents.
        let range: Range<Int>
        /// The running sums of the positions, behind a zero; ``FixedBuffer/readAhead`` more can be read behind them.
        let sums: FixedBuffer<UInt32>
        /// For each document of the block how many sums stand before its own, and at last how many there are.
        let bounds: FixedBuffer<UInt32>
    }

    /// Appends the starts that the first word allows, and keeps the documents that have any.
    ///
    /// - Parameter starts: with room for all the positions.
    mutating func begin(
        _ found: Found, at place: UInt32, _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>,
        _ starts: FixedBuffer<UInt32>
    ) {
        step(found, documents, counts) { found, progress in
            lede_begin_phrase(found, place, documents.base, counts.base, starts.base, progress)
        }
    }

    /// Keeps the starts at which a further word stands at its place, and the documents that have any left.
    mutating func goOn(
        _ found: Found, at place: UInt32, _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>,
        _ starts: FixedBuffer<UInt32>
    ) {
        step(found, documents, counts) { found, progress in
            lede_go_on_with_phrase(found, place, documents.base, counts.base, starts.base, progress)
        }
    }

    @inline(__always)
    private mutating func step(
        _ found: Found, _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>,
        _ body: (UnsafePointer<lede_found>, UnsafeMutablePointer<lede_phrase>) -> Void
    ) {
        precondition(found.range.lowerBound >= 0 && found.range.upperBound <= min(documents.count, counts.count))
        precondition(found.count <= min(found.range.count, found.meeting.indexes.count))
        var all = lede_found(
            sums: found.sums.base, bounds: found.bounds.base, in_sought: found.meeting.sought.base,
            in_block: found.meeting.indexes.base, count: found.count, base: found.range.lowerBound)
        var progress = lede_phrase(kept: kept, seen: seen, read: read, used: used)
        body(&all, &progress)
        self = PhraseProgress(kept: progress.kept, seen: progress.seen, read: progress.read, used: progress.used)
    }
}
