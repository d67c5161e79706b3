/// Integers of which each occurrence of a term has one, in the order of the occurrences: the gaps of its positions, or
/// its forms.
///
/// They lie in blocks of 128 (``GapBlock``), and the rest, fewer than 128, as ``Rest`` says. For each block of
/// documents it is known where the integers of its first document begin, so documents are gone to beside a
/// ``PostingsCursor``. It works in memory that another gives it; copies of it would share that, and are not used beside it.
struct OccurrenceStream {
    /// How the integers after the last full block are stored.
    enum Rest {
        case varints
        /// A ``RiceTail`` from a bit of the first byte on.
        case rice(bit: Int)
        /// A ``RiceTail`` of whole bytes.
        case paddedRice
        /// All of one width, low bits first.
        case packed(bits: Int)
    }

    private let data: ByteRegion
    /// For each block of documents where the block begins that holds its first integer; none for a short list.
    private let starts: NarrowView
    /// Where the rest begins, and how many it has.
    private let tail: Int
    private let restCount: Int
    private let rest: Rest
    private let name: StaticString

    /// The block at hand, once it is decoded.
    let values: FixedBuffer<UInt32>
    /// How many integers it takes memory for.
    static let memoryCount = blockSize + FixedBuffer<UInt32>.readAhead
    /// Where the block starts that is at hand, and the index in it of the next integer; past its end where the next one is
    /// in a block behind it.
    private var offset = 0
    private var next = 0
    /// Where the block behind the one at hand starts, where that one is in `values`; else -1.
    private var decodedEnd = -1
    /// The block of documents that `next` is in, how many of its documents were passed, and how many integers lie between where the
    /// block at hand starts and where the one starts in which it begins.
    private var block = -1
    private var passed = 0
    private var before = 0

    /// Bytes of which the pages were compared with their checksums.
    private var verified = 0..<0

    /// No block, of whatever kind, is longer.
    static let largestBlockBytes = 2048

    /// - Parameters:
    ///   - name: what the integers are, for errors.
    ///   - memory: ``memoryCount`` integers, which this uses from now on.
    init(
        _ data: ByteRegion, starts: NarrowView, tail: Int, restCount: Int, rest: Rest, name: StaticString,
        memory: FixedBuffer<UInt32>
    ) {
        precondition(memory.count >= Self.memoryCount)
        self.data = data
        self.starts = starts
        self.tail = tail
        self.restCount = restCount
        self.rest = rest
        self.name = name
        values = memory
    }

    /// The gaps between the positions of a term.
    init(
        _ entry: TermEntry, _ layout: PostingsLayout, in section: PostingsSection, memory: FixedBuffer<UInt32>
    ) {
        self.init(
            layout.positionRegion(in: section), starts: layout.positionStarts, tail: layout.positionTail,
            restCount: entry.totalFrequency % blockSize, rest: section.positionRest(from: layout.positionBit),
            name: "positions", memory: memory)
    }

    /// Goes to the first integer.
    mutating func restart() {
        block = -1
        next = 0
        before = 0
        startBlock(at: 0)
    }

    func malformed() -> LedeError {
        data.corrupt("the \(name) of a term are malformed", at: max(0, min(offset, data.count)))
    }

    /// Goes to a document of the loaded block of the term's cursor, whose frequencies are loaded too. All its
    /// integers are to be taken then.
    /// - Complexity: linear in what is passed since the last document in the same block; going back starts the block anew.
    mutating func seek(_ cursor: PostingsCursor, documentAt index: Int) throws(LedeError) {
        if cursor.block != block || index < passed { try jump(cursor) }
        let frequencies = cursor.frequencies
        var toSkip = 0
        for place in passed..<index { toSkip &+= Int(frequencies[place]) }
        next &+= toSkip
        passed = index &+ 1
    }

    private mutating func jump(_ cursor: PostingsCursor) throws(LedeError) {
        try jump(to: cursor.block)
        next = starts.count > 0 ? Int(cursor.layout.positionIndexes[cursor.block]) : 0
    }

    /// Goes to where the first integer of a block of documents is.
    private mutating func jump(to block: Int) throws(LedeError) {
        self.block = block
        passed = 0
        before = 0
        // A short list is one block of documents.
        guard starts.count > 0 || block == 0, starts.count == 0 || block < starts.count else { throw malformed() }
        let start = starts.count > 0 ? Int(starts[block]) : 0
        if start != offset || decodedEnd < 0 { startBlock(at: start) }
    }

    /// Decodes the block that has an integer, and goes to it.
    ///
    /// - Parameters:
    ///   - index: its number, counted from the first in the block in which those of a block of documents begin.
    ///   - block: the block of documents.
    /// - Returns: where it is in ``values``, of which the first ``blockCount`` are there.
    @inline(__always)
    mutating func open(_ index: Int, ofBlock block: Int) throws(LedeError) -> Int {
        if block != self.block || index < before { try jump(to: block) }
        next = index &- before
        _ = try decodedCount()
        return next
    }

    private mutating func startBlock(at start: Int) {
        offset = start
        decodedEnd = -1
    }

    /// Calls `body` with each of the next integers.
    @inline(__always)
    mutating func take(_ count: Int, _ body: (UInt32) -> Void) throws(LedeError) {
        let values = values
        var left = count
        while left > 0 {
            let part = min(left, try decodedCount())
            for index in next..<(next &+ part) { body(values[index]) }
            next &+= part
            left &-= part
        }
    }

    /// Puts the next integers into a buffer.
    mutating func take(_ count: Int, into buffer: FixedBuffer<UInt32>) throws(LedeError) {
        var done = 0
        while done < count {
            let part = min(count &- done, try decodedCount())
            buffer.update(at: done, from: values, next..<(next &+ part))
            next &+= part
            done &+= part
        }
    }

    /// Puts the sums of the first 1, 2, … of the next integers into `sums`, from a place on.
    mutating func sum(_ count: Int, into sums: FixedBuffer<UInt32>, at place: Int = 0) throws(LedeError) {
        var (done, last) = (0, UInt32(0))
        while done < count {
            let part = min(count &- done, try decodedCount())
            values.sum(from: next, count: part, into: sums, at: place &+ done, after: last)
            next &+= part
            done &+= part
            last = sums[place &+ done &- 1]
        }
    }

    /// How many integers the block at hand has.
    var blockCount: Int { offset < tail ? blockSize : restCount }

    /// Goes to the block of the next integer.
    private mutating func settle() throws(LedeError) {
        while next >= blockSize, offset < tail {
            next &-= blockSize
            before &+= blockSize
            if decodedEnd >= 0 {
                startBlock(at: decodedEnd)
            } else {
                try check()
                do throws(BlockError) {
                    startBlock(
                        at: offset
                            + (try data.withUnsafeBytes { (bytes) throws(BlockError) -> Int in
                                try GapBlock.byteCount(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
                            }))
                } catch { throw malformed() }
            }
        }
    }

    /// Decodes the block of the next integer.
    /// - Returns: how many integers it has from there on, at least 1.
    private mutating func decodedCount() throws(LedeError) -> Int {
        if next >= blockSize { try settle() }
        if decodedEnd < 0 { try decodeBlock() }
        guard next < blockCount else { throw malformed() }
        return blockCount &- next
    }

    @inline(__always)
    private mutating func check() throws(LedeError) {
        if offset < verified.lowerBound || offset &+ Self.largestBlockBytes > verified.upperBound { try verify() }
    }

    /// Compares the pages of the next block with their checksums.
    private mutating func verify() throws(LedeError) {
        guard offset <= data.count else { throw malformed() }
        try data.verify(at: offset, count: Self.largestBlockBytes)
        let page = PageChecksums.size
        let end = (data.offset + offset + Self.largestBlockBytes + page - 1) / page * page - data.offset
        verified = offset..<min(end, data.count)
    }

    private mutating func decodeBlock() throws(LedeError) {
        let isRest = offset >= tail
        guard !isRest || restCount > 0 else { throw malformed() }
        try check()
        do throws(BlockError) {
            decodedEnd =
                offset
                + (try data.withUnsafeBytes { (bytes) throws(BlockError) -> Int in
                    let bytes = UnsafeRawBufferPointer(rebasing: bytes[offset...])
                    return isRest
                        ? try rest.decode(bytes, count: restCount, into: values)
                        : try GapBlock.decode(bytes, into: values)
                })
        } catch { throw malformed() }
    }
}

extension OccurrenceStream.Rest {
    /// Decodes so many integers, fewer than 128.
    /// - Returns: the number of bytes read.
    func decode(
        _ bytes: UnsafeRawBufferPointer, count: Int, into values: FixedBuffer<UInt32>
    ) throws(BlockError) -> Int {
        var position = 0
        switch self {
        case .varints:
            for index in 0..<count { values[index] = try VarInt.decode(bytes, at: &position) }
        case .rice(let bit):
            position = (try RiceTail.decode(bytes, at: bit, count: count, into: values) + 7) / 8
        case .paddedRice: position = try RiceTail.decodePadded(bytes, count: count, into: values)
        case .packed(let bits):
            position = (count * bits + 7) / 8
            guard bytes.count >= position else { throw .malformed }
            for index in 0..<count {
                var value: UInt32 = 0
                for bit in 0..<bits {
                    let place = index * bits + bit
                    value |= UInt32(bytes[place >> 3] >> UInt8(place & 7) & 1) << UInt32(bit)
                }
                values[index] = value
            }
        }
        return position
    }
}
