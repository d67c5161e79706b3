/// Reads the positions of the documents of a ``PostingsCursor``.
package final class PositionsReader {
    private let cursor: PostingsCursor
    private let gaps: OccurrenceStream

    /// The positions of the document that was read last, ascending; ``count`` of them.
    package private(set) var positions = FixedBuffer<UInt32>.allocate(256, repeating: 0)
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
        let frequency = Int(cursor.frequencies[index])
        // A block of positions takes a byte at least.
        guard frequency <= cursor.entry.totalFrequency, frequency / blockSize <= cursor.positionData.count else {
            throw gaps.malformed()
        }
        if frequency > positions.count {
            positions = positions.grown(to: max(frequency, 2 * positions.count), repeating: 0)
        }
        let positions = positions
        var position: UInt32 = 0
        var done = 0
        try gaps.take(frequency) { gap in
            position &+= gap
            positions[done] = position
            done &+= 1
        }
        count = frequency
    }
}
