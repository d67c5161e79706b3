/// Reads the positions of the documents of a ``PostingsCursor``.
package final class PositionsReader {
    private let cursor: PostingsCursor
    private let gaps: OccurrenceStream

    private let memory = PositionsReader.pool.take()
    /// The positions of the document that was read last, ascending; ``count`` of them. More than usual have memory of their own.
    package private(set) var positions: FixedBuffer<UInt32>
    package private(set) var count = 0

    /// The running sums of the positions of all documents of a block, behind a zero, and where each document's begin. More than
    /// usual have memory of their own.
    private var allSums: FixedBuffer<UInt32>
    let allStarts: FixedBuffer<UInt32>
    /// The block that they are of; -1 for none.
    private var allBlock = -1
    /// To take a document of a block alone takes as long as so many more positions.
    private static let positionsForOneDocument = 256
    private static let mostAtOnce = 1 << 14

    private static let usualPositions = 256
    private static let usualSums = 512
    private static let pool = BufferPool<UInt32>(count: usualPositions + usualSums + blockSize + 1, zero: nil, kept: 64)

    package init(_ cursor: PostingsCursor) {
        self.cursor = cursor
        positions = memory.part(at: 0, count: Self.usualPositions)
        allSums = memory.part(at: 4 * Self.usualPositions, count: Self.usualSums)
        allStarts = memory.part(at: 4 * (Self.usualPositions + Self.usualSums), count: blockSize + 1)
        gaps = OccurrenceStream(cursor.entry, cursor.layout, in: cursor.section)
    }

    deinit {
        if positions.count > Self.usualPositions { positions.deallocate() }
        if allSums.count > Self.usualSums { allSums.deallocate() }
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

    /// Reads the positions of all documents of the loaded block of the cursor, whose frequencies are loaded too, if that
    /// takes less time than to read those of so many documents one by one.
    /// - Returns: whether ``runOfAll(documentAt:)`` has them then.
    func readAll(toTake documents: Int) throws(LedeError) -> Bool {
        if cursor.block == allBlock { return true }
        guard cursor.entry.totalFrequency > 1 else { return false }
        allBlock = -1
        // Such as add up past 2³² would wrap.
        var all: UInt32 = 0
        for index in 0..<cursor.count { all |= cursor.frequencies[index] }
        guard all < Self.mostAtOnce else { return false }
        allStarts[0] = 0
        cursor.frequencies.sum(from: 0, count: cursor.count, into: allStarts, at: 1, after: 0)
        let total = Int(allStarts[cursor.count])
        guard total <= min(documents * Self.positionsForOneDocument, Self.mostAtOnce) else { return false }
        let room = 1 + total + FixedBuffer<UInt32>.readAhead
        if room > allSums.count {
            if allSums.count > Self.usualSums { allSums.deallocate() }
            allSums = .uninitialized(max(room, 2 * allSums.count))
        }
        allSums[0] = 0
        guard try gaps.sumAll(cursor, count: total, into: allSums, at: 1) else { return false }
        allBlock = cursor.block
        return true
    }

    /// The positions of a document of the block that ``readAll(toTake:)`` read.
    @inline(__always)
    func runOfAll(documentAt index: Int) -> Run {
        let (first, past) = (Int(allStarts[index]), Int(allStarts[index &+ 1]))
        return Run(numbers: allSums, range: (first &+ 1)..<(past &+ 1), before: allSums[first])
    }

    /// The same of some documents, which stand at `indexes` from a place on.
    @inline(__always)
    func ofBlock(_ indexes: FixedBuffer<UInt8>, from first: Int = 0) -> PhraseProgress.Positions {
        PhraseProgress.Positions(sums: allSums, bounds: allStarts, indexes: indexes, from: first)
    }

    private func sum(_ frequency: Int) throws(LedeError) {
        // A block of positions takes a byte at least.
        guard frequency <= cursor.entry.totalFrequency, frequency / blockSize <= cursor.layout.positions.count else {
            throw gaps.malformed()
        }
        let room = frequency + FixedBuffer<UInt32>.readAhead
        if room > positions.count {
            if positions.count > Self.usualPositions { positions.deallocate() }
            positions = .uninitialized(max(room, 2 * positions.count))
        }
        try gaps.sum(frequency, into: positions)
        count = frequency
    }
}
