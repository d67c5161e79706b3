/// Reads the positions of the documents of a ``PostingsCursor``.
package final class PositionsReader {
    private let cursor: PostingsCursor
    private let gaps = FixedBuffer<UInt32>.block()
    /// The index in `gaps` of the next gap, and how many are loaded.
    private var next = 0
    private var loaded = 0
    /// Where the block after the loaded one starts.
    private var offset = 0
    /// The block of documents whose positions `next` is in, and how many of its documents were passed.
    private var block = -1
    private var passed = 0

    /// The positions of the document that was read last, ascending.
    package private(set) var positions: [UInt32] = []

    package init(_ cursor: PostingsCursor) {
        self.cursor = cursor
    }

    deinit { gaps.deallocate() }

    /// Reads the positions of a document of the loaded block of the cursor, whose frequencies are loaded too.
    /// - Complexity: linear in the positions passed since the last one in the same block; going back starts the
    ///   block anew.
    package func read(documentAt index: Int) throws(LedeError) {
        positions.removeAll(keepingCapacity: true)
        if cursor.entry.totalFrequency == 1 {
            positions.append(cursor.entry.singlePosition)
            return
        }
        if cursor.block != block || index < passed { try jump() }
        var skip = 0
        while passed < index {
            skip &+= Int(cursor.frequencies[passed])
            passed &+= 1
        }
        try self.skip(skip)
        let frequency = Int(cursor.frequencies[index])
        var position: UInt32 = 0
        for _ in 0..<frequency {
            if next == loaded { try loadBlock() }
            position &+= gaps[next]
            next &+= 1
            positions.append(position)
        }
        passed = index + 1
    }

    private func jump() throws(LedeError) {
        block = cursor.block
        passed = 0
        next = 0
        loaded = 0
        offset = 0
        guard cursor.isLong else { return }
        offset = Int(cursor.positionStarts[block])
        let index = Int(cursor.positionIndexes[block])
        if index > 0 {
            try loadBlock()
            guard index <= loaded else { throw malformed() }
            next = index
        }
    }

    private func skip(_ count: Int) throws(LedeError) {
        var left = count
        while left > loaded - next {
            left -= loaded - next
            next = loaded
            try loadBlock()
        }
        next += left
    }

    private func malformed() -> LedeError {
        cursor.positionData.corrupt("the positions of a term are malformed", at: min(offset, cursor.positionData.count))
    }

    private func loadBlock() throws(LedeError) {
        let isTail = offset >= cursor.positionTail
        let data = cursor.positionData
        guard offset <= data.count else { throw malformed() }
        let (start, gaps) = (offset, gaps)
        do throws(BlockError) {
            offset += try data.withUnsafeBytes { (bytes) throws(BlockError) -> Int in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
                guard isTail else { return try PatchedBlock.decode(rest, into: gaps) }
                var position = 0
                for index in 0..<(cursor.entry.totalFrequency % blockSize) {
                    gaps[index] = try VarInt.decode(rest, at: &position)
                }
                return position
            }
        } catch { throw malformed() }
        loaded = isTail ? cursor.entry.totalFrequency % blockSize : blockSize
        next = 0
        guard loaded > 0 else { throw malformed() }
    }
}
