/// Finds where two frequent words stand side by side, and gathers the postings of each such pair.
///
/// The words are walked side by side, document by document. Within a document a hash table of the positions says
/// which word follows an occurrence; neighbours in the text are neighbours in the table.
struct PairGatherer {
    /// A word's place among the chosen ones, with its occurrences.
    typealias Input = (word: Int, stream: WordStream)

    private let wordCount: Int
    private let firsts: Range<Int>
    /// Of each word whether all pairs are wanted that it is in.
    private let isWanted: [Bool]
    private let areAllWanted: Bool
    /// The list of first × number of words + second, first counted from the first of ``firsts``.
    private var postings: GatheredPostings
    /// The occurrences in the document at hand: position, shifted by eight bits, and word.
    private var occurrences: [UInt64] = []
    /// The same plus 1, at the position or behind it; 0 where nothing is.
    private var cells = FixedBuffer<UInt64>.allocate(1024, repeating: 0)
    /// Bits for the positions beside those of words that are wanted, by their lowest bits.
    private let near = FixedBuffer<UInt64>.allocate(Int(nearBits) / 64, repeating: 0)
    private static let nearBits: UInt32 = 4096

    /// - Parameters:
    ///   - wordCount: how many words were chosen, at most ``PairOptions/greatestLimit``.
    ///   - firsts: those of them that pairs are gathered of which they begin.
    ///   - isLeftOut: of each word whether it is left out together with others of which this is true.
    init(wordCount: Int, firsts: Range<Int>, isLeftOut: (Int) -> Bool = { _ in false }) {
        self.wordCount = wordCount
        self.firsts = firsts
        isWanted = (0..<wordCount).map { !isLeftOut($0) }
        areAllWanted = isWanted.allSatisfy { $0 }
        postings = GatheredPostings(capacity: max(1, wordCount * firsts.count))
    }

    func deallocate() {
        postings.deallocate()
        cells.deallocate()
        near.deallocate()
    }

    /// Gives the postings of a pair to an encoder: documents, and positions of the first word.
    func write(_ first: Int, _ second: Int, to encoder: PostingsEncoder) {
        postings.write(list(first, second), to: encoder)
    }

    /// The postings of a pair; nil when there are none.
    func reader(of first: Int, _ second: Int) -> GatheredPostings.Reader? { postings.reader(of: list(first, second)) }

    @inline(__always)
    private func list(_ first: Int, _ second: Int) -> Int { (first &- firsts.lowerBound) &* wordCount &+ second }

    /// Adds documents that come after those added before.
    ///
    /// - Parameter number: the number of a document of the streams; `UInt32.max` for one that is left out.
    mutating func add(_ inputs: [Input], number: (UInt32) -> UInt32) throws(LedeError) {
        while true {
            // Where only words stand that are left out together, there is nothing.
            var document = UInt32.max
            for input in inputs where isWanted[input.word] { document = min(document, input.stream.document) }
            if document == .max { return }
            let number = number(document)
            occurrences.removeAll(keepingCapacity: true)
            for input in inputs where isWanted[input.word] && input.stream.document == document {
                if number != .max { try input.stream.forEachPosition { note($0, input.word) } }
                try input.stream.advance()
            }
            if number == .max { continue }
            if !areAllWanted { try addOthers(inputs, in: document) }
            pair(in: number)
        }
    }

    @inline(__always)
    private mutating func note(_ position: UInt32, _ word: Int) {
        occurrences.append(UInt64(position) << 8 | UInt64(truncatingIfNeeded: word))
    }

    /// Notes where in a document the words that are not wanted for themselves may stand beside one that is.
    private mutating func addOthers(_ inputs: [Input], in document: UInt32) throws(LedeError) {
        let near = near
        near.fill(0..<near.count, with: 0)
        for occurrence in occurrences {
            let position = UInt32(truncatingIfNeeded: occurrence >> 8)
            for beside in [position &- 1, position &+ 1] {
                let bit = Int(beside % Self.nearBits)
                near[bit >> 6] |= 1 << UInt64(bit & 63)
            }
        }
        for input in inputs where !isWanted[input.word] {
            try input.stream.advance(to: document)
            guard input.stream.document == document else { continue }
            try input.stream.forEachPosition { position in
                let bit = Int(position % Self.nearBits)
                if near[bit >> 6] >> UInt64(bit & 63) & 1 != 0 { note(position, input.word) }
            }
        }
    }

    private mutating func pair(in document: UInt32) {
        let size = (2 * occurrences.count).nextPowerOf2
        if size > cells.count { cells = cells.grown(to: size, repeating: 0) }
        cells.fill(0..<size, with: 0)
        let cells = cells
        let mask = size - 1
        for occurrence in occurrences {
            var slot = Int(occurrence >> 8) & mask
            while cells[slot] != 0 { slot = (slot &+ 1) & mask }
            cells[slot] = occurrence &+ 1
        }
        for occurrence in occurrences {
            let first = Int(occurrence & 0xff)
            guard firsts.contains(first) else { continue }
            let position = occurrence >> 8
            var slot = Int(position &+ 1) & mask
            while cells[slot] != 0 {
                if cells[slot] >> 8 == position &+ 1 {
                    let second = Int(cells[slot] & 0xff) &- 1
                    if isWanted[first] || isWanted[second] {
                        postings.add(
                            list(first, second), document: document, position: UInt32(truncatingIfNeeded: position))
                    }
                }
                slot = (slot &+ 1) & mask
            }
        }
    }
}

extension PairGatherer {
    /// Cuts the chosen words into ranges of which each has about so many occurrences at most, so that pairs are gathered
    /// in bounded memory.
    static func groups(_ totalFrequencies: [Int], occurrencesAtOnce: Int) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var start = 0
        var sum = 0
        for (index, frequency) in totalFrequencies.enumerated() {
            if index > start, sum + frequency > occurrencesAtOnce {
                groups.append(start..<index)
                start = index
                sum = 0
            }
            sum += frequency
        }
        if start < totalFrequencies.count { groups.append(start..<totalFrequencies.count) }
        return groups
    }
}
