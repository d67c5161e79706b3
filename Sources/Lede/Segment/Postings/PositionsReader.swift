/// Reads the positions of the documents of a ``PostingsCursor``.
package final class PositionsReader {
    private let cursor: PostingsCursor
    private let gaps: OccurrenceStream

    /// The positions of the document that was read last, ascending; ``count`` of them.
    package private(set) var positions = FixedBuffer<UInt32>.uninitialized(256)
    package private(set) var count = 0

    package init(_ cursor: PostingsCursor) {
        self.cursor = cursor
        gaps = OccurrenceStream(
            cursor.positionData, starts: cursor.positionStarts, tail: cursor.positionTail,
            restCount: cursor.entry.totalFrequency % blockSize, rest: .varints, name: "positions")
    }

    deinit { positions.deallocate() }

    /// Reads the positions of a document of the loaded block of the cursor, whose frequencies are loaded too.
    /// - Complexity: as ``OccurrenceStream/seek(_:documentAt:)``.
    package func read(documentAt index: Int) throws(LedeError) {
        if cursor.entry.totalFrequency == 1 {
            positions[0] = cursor.entry.singlePosition
            count = 1
            return
        }
        try gaps.seek(cursor, documentAt: index)
        try sum(Int(cursor.frequencies[index]))
    }

    /// The positions of a document as numbers that are greater than they by the same amount.
    struct Run {
        /// Ascending; ``FixedBuffer/readAhead`` more can be read behind them.
        let numbers: FixedBuffer<UInt32>
        let range: Range<Int>
        /// By how much they are too great.
        let before: UInt32
    }

    /// The positions of a document of the loaded block of the cursor, whose frequencies are loaded too. They hold until
    /// the next call.
    /// - Complexity: as ``OccurrenceStream/seek(_:documentAt:)``.
    @inline(__always)
    func run(documentAt index: Int) throws(LedeError) -> Run {
        if cursor.entry.totalFrequency > 1 {
            try gaps.seek(cursor, documentAt: index)
            let frequency = Int(cursor.frequencies[index])
            if let first = try gaps.passSums(frequency) {
                return Run(numbers: gaps.sums, range: first..<(first &+ frequency), before: gaps.sums[first &- 1])
            }
            try sum(frequency)
        } else {
            try read(documentAt: index)
        }
        return Run(numbers: positions, range: 0..<count, before: 0)
    }

    private func sum(_ frequency: Int) throws(LedeError) {
        // A block of positions takes a byte at least.
        guard frequency <= cursor.entry.totalFrequency, frequency / blockSize <= cursor.positionData.count else {
            throw gaps.malformed()
        }
        let room = frequency + FixedBuffer<UInt32>.readAhead
        if room > positions.count { positions = positions.grown(to: max(room, 2 * positions.count), repeating: 0) }
        try gaps.sum(frequency, into: positions)
        count = frequency
    }
}
