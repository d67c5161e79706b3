internal import CLedeKernels

/// How far a phrase was looked for in some documents that have its words, one word after the other.
///
/// The starts are where the phrase can begin as far as the words looked at allow, document after document.
struct PhraseProgress {
    /// At most so many documents are looked at together.
    static let capacity = 512

    /// All the documents, ascending.
    let documents: FixedBuffer<UInt32>
    /// For each of them the least frequency of a word.
    let least: FixedBuffer<UInt32>
    /// Which of them are left, ``count`` of them; for each of these how many starts it has.
    let order: FixedBuffer<UInt32>
    let counts: FixedBuffer<UInt32>
    var count = 0
    /// Room for what a step needs, ``capacity`` integers and ``FixedBuffer/readAhead`` more.
    let scratch: FixedBuffer<UInt32>
    /// The positions of a word, document after document, and where those of each of the documents that are left end. More than
    /// usual have memory of their own.
    private var positions: FixedBuffer<UInt32>
    private let ends: FixedBuffer<UInt32>
    private(set) var starts: FixedBuffer<UInt32>

    private static let usualPositions = 1024
    private static let room = capacity + FixedBuffer<UInt32>.readAhead
    static let memoryCount = 6 * room + 2 * usualPositions

    /// - Parameter memory: ``memoryCount`` integers, which this uses from now on.
    init(_ memory: FixedBuffer<UInt32>) {
        var offset = 0
        func part(_ count: Int) -> FixedBuffer<UInt32> {
            defer { offset += MemoryLayout<UInt32>.stride * count }
            return memory.part(at: offset, count: count)
        }
        documents = part(Self.room)
        least = part(Self.room)
        order = part(Self.room)
        counts = part(Self.room)
        scratch = part(Self.room)
        ends = part(Self.room)
        positions = part(Self.usualPositions)
        starts = part(Self.usualPositions)
    }

    /// Gives memory back that is its own.
    func deallocate() {
        if positions.count > Self.usualPositions { positions.deallocate() }
        if starts.count > Self.usualPositions { starts.deallocate() }
    }

    /// Begins with the first so many documents.
    mutating func begin(_ count: Int) {
        precondition(count >= 0 && count <= Self.capacity)
        for index in 0..<count { order[index] = UInt32(truncatingIfNeeded: index) }
        least.fill(0..<count, with: .max)
        self.count = count
    }

    /// Keeps the documents that `isWanted` says; it takes a document and the least frequency of a word.
    @inline(__always)
    mutating func keep(where isWanted: (UInt32, UInt32) -> Bool) {
        var kept = 0
        for index in 0..<count {
            let place = order[index]
            order[kept] = place
            kept &+= isWanted(documents[Int(place)], least[Int(place)]) ? 1 : 0
        }
        count = kept
    }

    /// The phrase is as frequent as its least frequent word.
    func countLeast() {
        for index in 0..<count { counts[index] = least[Int(order[index])] }
    }

    /// Makes room for so many positions of a word, those of all documents that are left.
    ///
    /// - Returns: where they go, document after document, and where it goes where those of each end.
    mutating func reserve(_ total: Int) -> (positions: FixedBuffer<UInt32>, ends: FixedBuffer<UInt32>) {
        let room = total + FixedBuffer<UInt32>.readAhead
        if room > positions.count {
            if positions.count > Self.usualPositions { positions.deallocate() }
            positions = .uninitialized(max(room, 2 * positions.count))
        }
        return (positions, ends)
    }

    /// The phrase can start where the word stands whose positions were taken; `place` is where in the phrase that is.
    mutating func start(at place: UInt32) {
        if place == 0 {
            swap(&positions, &starts)
            var start: UInt32 = 0
            for index in 0..<count {
                counts[index] = ends[index] &- start
                start = ends[index]
            }
            return
        }
        if positions.count > starts.count {
            if starts.count > Self.usualPositions { starts.deallocate() }
            starts = .uninitialized(positions.count)
        }
        count = lede_begin_phrase(positions.base, ends.base, place, count, order.base, counts.base, starts.base)
    }

    /// Keeps the starts at which the word whose positions were taken stands at `place` of the phrase, and the documents that have any.
    mutating func goOn(at place: UInt32) {
        count = lede_continue_phrase(positions.base, ends.base, place, count, order.base, counts.base, starts.base)
    }

    /// Moves the documents that are left, with their starts, to the front.
    func gather() {
        for index in 0..<count { documents[index] = documents[Int(order[index])] }
    }
}

/// In which blocks of its list a word is in some documents, and where its positions there are.
struct PhraseOccurrences {
    /// Of each document the block of the list that has it.
    let blocks: FixedBuffer<UInt32>
    /// Where it stands in the block; later the number of its first position, counted from the first in the block of positions that
    /// begins with the block of documents.
    let firsts: FixedBuffer<UInt32>
    let frequencies: FixedBuffer<UInt32>

    static let memoryCount = 3 * PhraseProgress.capacity

    /// - Parameter memory: ``memoryCount`` integers, which this uses from now on.
    init(_ memory: FixedBuffer<UInt32>) {
        let (count, stride) = (PhraseProgress.capacity, MemoryLayout<UInt32>.stride)
        blocks = memory.part(at: 0, count: count)
        firsts = memory.part(at: stride * count, count: count)
        frequencies = memory.part(at: 2 * stride * count, count: count)
    }

    /// Keeps the first `count` of those that `kept` numbers, ascending.
    func keep(_ kept: FixedBuffer<UInt32>, count: Int) {
        for index in 0..<count {
            blocks[index] = blocks[Int(kept[index])]
            firsts[index] = firsts[Int(kept[index])]
        }
    }

    /// Keeps documents that a block has, behind the first `left` that are kept.
    ///
    /// - Parameters:
    ///   - found: `count` of the documents from `base` on.
    @inline(__always)
    func keep(
        _ found: BlockMeeting, count: Int, from base: Int, block: Int, of progress: PhraseProgress, behind left: Int
    ) {
        precondition(count >= 0 && left >= 0 && left <= base && base + count <= PhraseProgress.capacity)
        var known = lede_found(
            in_sought: found.sought.base, in_block: found.indexes.base, count: count, base: base,
            block: UInt32(truncatingIfNeeded: block))
        lede_keep_found(
            &known, progress.documents.base, left, progress.scratch.base, blocks.base, firsts.base)
    }

    /// Puts in how often the word is in the documents of a block, and where its positions there are, and asks for their bytes.
    ///
    /// - Parameters:
    ///   - frequencies: of the documents of the block.
    ///   - index: the first of its documents among those that are left.
    ///   - total: how often it is in them is added.
    /// - Returns: the first document of another block; the end if none.
    @inline(__always)
    func locate(
        _ all: FixedBuffer<UInt32>, positions: PostingsLayout.Positions, in progress: PhraseProgress, from index: Int,
        _ total: inout UInt64
    ) -> Int {
        precondition(all.count >= blockSize && index >= 0 && index < progress.count)
        var bytes = lede_position_bytes(
            start: positions.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), mean: positions.meanBytes)
        var known = kernel(progress)
        return lede_locate_occurrences(
            all.base, UInt32(truncatingIfNeeded: positions.first), &bytes, &known, index, progress.count, &total)
    }

    @inline(__always)
    private func kernel(_ progress: PhraseProgress) -> lede_occurrences {
        lede_occurrences(
            order: progress.order.base, blocks: blocks.base, firsts: firsts.base, frequencies: frequencies.base,
            least: progress.least.base)
    }

    /// Puts positions of documents behind the first `used`, from the `index`-th that is left on, as far as a decoded block of gaps has
    /// them whole.
    ///
    /// - Parameters:
    ///   - gaps: of `count` gaps, ``FixedBuffer/readAhead`` more being readable, `before` of its block of documents come before.
    ///   - positions: has room for all positions of these documents, and for ``FixedBuffer/readAhead`` more.
    /// - Returns: the first document of which not all positions are there.
    @inline(__always)
    func takePositions(
        _ gaps: (values: FixedBuffer<UInt32>, block: UInt32, before: UInt32, count: Int), from index: Int,
        of progress: PhraseProgress, behind used: Int, to positions: FixedBuffer<UInt32>, _ ends: FixedBuffer<UInt32>
    ) -> Int {
        precondition(gaps.count >= 0 && gaps.count + FixedBuffer<UInt32>.readAhead <= gaps.values.count)
        var gaps = lede_gaps(
            values: gaps.values.base, block: gaps.block, before: gaps.before,
            count: UInt32(truncatingIfNeeded: gaps.count))
        var known = kernel(progress)
        return lede_take_positions(
            &gaps, &known, index, progress.count, used, positions.base, ends.base)
    }
}
