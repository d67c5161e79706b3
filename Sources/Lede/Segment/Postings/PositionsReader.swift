/// Reads the positions of the documents of a ``PostingsCursor``.
package final class PositionsReader {
    private let cursor: PostingsCursor
    private var gaps: OccurrenceStream

    private let memory = PositionsReader.pool.take()
    /// The positions of the document that was read last, ascending; ``count`` of them. More than usual have memory of their own.
    package private(set) var positions: FixedBuffer<UInt32>
    package private(set) var count = 0

    private static let usualPositions = 256
    private static let pool = BufferPool<UInt32>(
        count: usualPositions + OccurrenceStream.memoryCount, zero: nil, kept: 64)

    package init(_ cursor: PostingsCursor) {
        self.cursor = cursor
        positions = memory.part(at: 0, count: Self.usualPositions)
        gaps = OccurrenceStream(
            cursor.entry, cursor.layout, in: cursor.section,
            memory: memory.part(
                at: MemoryLayout<UInt32>.stride * Self.usualPositions, count: OccurrenceStream.memoryCount))
    }

    deinit {
        if positions.count > Self.usualPositions { positions.deallocate() }
        Self.pool.give(memory)
    }

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

    private func sum(_ frequency: Int) throws(LedeError) {
        // A block of positions takes a byte at least.
        guard frequency <= cursor.entry.totalFrequency, frequency / blockSize <= cursor.layout.positions.count else {
            throw gaps.malformed()
        }
        if frequency > positions.count {
            if positions.count > Self.usualPositions { positions.deallocate() }
            positions = .uninitialized(max(frequency, 2 * positions.count))
        }
        try gaps.sum(frequency, into: positions)
        count = frequency
    }
}
