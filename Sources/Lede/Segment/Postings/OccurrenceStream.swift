/// Integers of which each occurrence of a term has one, in the order of the occurrences: the gaps of its positions, or
/// its forms.
///
/// They lie in blocks of 128 (``PatchedBlock``), and the rest, fewer than 128, as ``Rest`` says. For each block of
/// documents it is known where the integers of its first document begin, so documents are gone to beside a
/// ``PostingsCursor``.
final class OccurrenceStream {
    /// How the integers after the last full block are stored.
    enum Rest {
        case varints
        /// All of one width, low bits first.
        case packed(bits: Int)
    }

    private let data: ByteRegion
    /// For each block of documents where the block begins that holds its first integer; none for a short list.
    private let starts: View<UInt32>
    /// Where the rest begins, and how many it has.
    private let tail: Int
    private let restCount: Int
    private let rest: Rest
    private let name: String

    private let values = FixedBuffer<UInt32>.block()
    /// The index in `values` of the next integer, and how many are loaded.
    private var next = 0
    private var loaded = 0
    /// Where the block after the loaded one starts.
    private var offset = 0
    /// The block of documents that `next` is in, and how many of its documents were passed.
    private var block = -1
    private var passed = 0

    /// No block, patched or of varints, is longer.
    private static let largestBlockBytes = 2048

    /// - Parameter name: what the integers are, for errors.
    init(
        _ data: ByteRegion, starts: View<UInt32>, tail: Int, restCount: Int, rest: Rest, name: String
    ) {
        self.data = data
        self.starts = starts
        self.tail = tail
        self.restCount = restCount
        self.rest = rest
        self.name = name
    }

    deinit { values.deallocate() }

    func malformed() -> LedeError {
        data.corrupt("the \(name) of a term are malformed", at: max(0, min(offset, data.count)))
    }

    /// Goes to a document of the loaded block of the term's cursor, whose frequencies are loaded too. All its
    /// integers are to be taken then.
    /// - Complexity: linear in what is passed since the last document in the same block; going back starts the block anew.
    func seek(_ cursor: PostingsCursor, documentAt index: Int) throws(LedeError) {
        if cursor.block != block || index < passed { try jump(cursor) }
        let frequencies = cursor.frequencies
        var toSkip = 0
        while passed < index {
            toSkip &+= Int(frequencies[passed])
            passed &+= 1
        }
        if toSkip > 0 { try skip(toSkip) }
        passed = index &+ 1
    }

    /// Calls `body` with each of the next integers.
    @inline(__always)
    func take(_ count: Int, _ body: (UInt32) -> Void) throws(LedeError) {
        let values = values
        var left = count
        while left > 0 {
            if next == loaded { try loadBlock() }
            let end = next &+ min(left, loaded &- next)
            left &-= end &- next
            for index in next..<end { body(values[index]) }
            next = end
        }
    }

    private func jump(_ cursor: PostingsCursor) throws(LedeError) {
        block = cursor.block
        (passed, next, loaded, offset) = (0, 0, 0, 0)
        guard starts.count > 0 else { return }
        guard block < starts.count else { throw malformed() }
        offset = Int(starts[block])
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
            if left > blockSize, offset < tail {
                try passBlock()
                left &-= blockSize
            } else {
                try loadBlock()
            }
        }
        next &+= left
    }

    /// Goes past a full block without decoding it.
    private func passBlock() throws(LedeError) {
        guard offset <= data.count else { throw malformed() }
        try data.verify(at: offset, count: Self.largestBlockBytes)
        let (data, start) = (data, offset)
        do throws(BlockError) {
            offset += try data.withUnsafeBytes { (bytes) throws(BlockError) -> Int in
                try PatchedBlock.byteCount(UnsafeRawBufferPointer(rebasing: bytes[start...]))
            }
        } catch { throw malformed() }
    }

    private func loadBlock() throws(LedeError) {
        let isRest = offset >= tail
        guard offset <= data.count, !isRest || restCount > 0 else { throw malformed() }
        try data.verify(at: offset, count: Self.largestBlockBytes)
        let (data, start, values, rest, count) = (data, offset, values, rest, restCount)
        do throws(BlockError) {
            offset += try data.withUnsafeBytes { (bytes) throws(BlockError) -> Int in
                let bytes = UnsafeRawBufferPointer(rebasing: bytes[start...])
                if !isRest { return try PatchedBlock.decode(bytes, into: values) }
                var position = 0
                switch rest {
                case .varints:
                    for index in 0..<count { values[index] = try VarInt.decode(bytes, at: &position) }
                case .packed(let bits):
                    guard bytes.count >= (count * bits + 7) / 8 else { throw .malformed }
                    for index in 0..<count {
                        var value: UInt32 = 0
                        for bit in 0..<bits {
                            let place = index * bits + bit
                            value |= UInt32(bytes[place >> 3] >> UInt8(place & 7) & 1) << UInt32(bit)
                        }
                        values[index] = value
                    }
                    position = (count * bits + 7) / 8
                }
                return position
            }
        } catch { throw malformed() }
        loaded = isRest ? restCount : blockSize
        next = 0
    }
}
