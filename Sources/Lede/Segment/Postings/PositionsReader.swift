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

    /// The positions of the document that was read last, ascending; ``count`` of them.
    package private(set) var positions = FixedBuffer<UInt32>.allocate(256, repeating: 0)
    package private(set) var count = 0

    /// No block of positions, patched or of varints, is longer.
    private static let largestBlockBytes = 2048

    package init(_ cursor: PostingsCursor) {
        self.cursor = cursor
    }

    deinit {
        gaps.deallocate()
        positions.deallocate()
    }

    /// Reads the positions of a document of the loaded block of the cursor, whose frequencies are loaded too.
    /// - Complexity: linear in the positions passed since the last one in the same block; going back starts the
    ///   block anew.
    package func read(documentAt index: Int) throws(LedeError) {
        if cursor.entry.totalFrequency == 1 {
            positions[0] = cursor.entry.singlePosition
            count = 1
            return
        }
        if cursor.block != block || index < passed { try jump() }
        let frequencies = cursor.frequencies
        var toSkip = 0
        while passed < index {
            toSkip &+= Int(frequencies[passed])
            passed &+= 1
        }
        if toSkip > 0 { try skip(toSkip) }
        try take(Int(frequencies[index]))
        passed = index + 1
    }

    private func take(_ frequency: Int) throws(LedeError) {
        guard frequency <= cursor.entry.totalFrequency else { throw malformed() }
        if frequency > positions.count {
            positions = positions.grown(to: max(frequency, 2 * positions.count), repeating: 0)
        }
        let (positions, gaps) = (positions, gaps)
        var position: UInt32 = 0
        var done = 0
        while done < frequency {
            if next == loaded { try loadBlock() }
            let end = min(frequency, done &+ loaded &- next)
            while done < end {
                position &+= gaps[next]
                positions[done] = position
                next &+= 1
                done &+= 1
            }
        }
        count = frequency
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
        while left > loaded &- next {
            left &-= loaded &- next
            next = loaded
            if left > blockSize, offset < cursor.positionTail {
                try passBlock()
                left &-= blockSize
            } else {
                try loadBlock()
            }
        }
        next &+= left
    }

    private func malformed() -> LedeError {
        cursor.positionData.corrupt("the positions of a term are malformed", at: min(offset, cursor.positionData.count))
    }

    /// Goes past a full block without decoding it.
    private func passBlock() throws(LedeError) {
        let data = cursor.positionData
        guard offset <= data.count else { throw malformed() }
        try data.verify(at: offset, count: Self.largestBlockBytes)
        let start = offset
        do throws(BlockError) {
            offset += try data.withUnsafeBytes { (bytes) throws(BlockError) -> Int in
                try PatchedBlock.byteCount(UnsafeRawBufferPointer(rebasing: bytes[start...]))
            }
        } catch { throw malformed() }
    }

    private func loadBlock() throws(LedeError) {
        let isTail = offset >= cursor.positionTail
        let data = cursor.positionData
        guard offset <= data.count else { throw malformed() }
        try data.verify(at: offset, count: Self.largestBlockBytes)
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
