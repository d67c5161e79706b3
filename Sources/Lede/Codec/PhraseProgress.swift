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
