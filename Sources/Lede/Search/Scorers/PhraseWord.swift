/// A word of a phrase and where in it the word stands.
///
/// Its functions go through the documents of a block. `starts` holds, document after document, where the phrase can
/// start as far as the words looked at allow, and `counts` how many these are.
final class PhraseWord {
    let cursor: PostingsCursor
    private let positions: PositionsReader
    private let places: [UInt32]

    init(_ list: PhrasePlan.List) {
        cursor = list.cursor
        positions = PositionsReader(cursor)
        places = list.places
    }

    /// Keeps those of the first `count` documents that have the word, with the least frequency so far.
    func meet(_ documents: FixedBuffer<UInt32>, _ least: FixedBuffer<UInt32>, count: Int) throws(LedeError) -> Int {
        let cursor = cursor
        var kept = 0
        for index in 0..<count {
            let document = documents[index]
            guard let found = try cursor.find(document) else { continue }
            documents[kept] = document
            least[kept] = min(least[index], try cursor.frequency(at: found))
            kept &+= 1
        }
        return kept
    }

    /// Takes the starts that the word allows, and keeps the documents that have any.
    func start(
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, count: Int, _ starts: inout FixedBuffer<UInt32>
    ) throws(LedeError) -> Int {
        let (positions, place) = (positions, places[0])
        var (kept, used) = (0, 0)
        for index in 0..<count {
            let document = documents[index]
            try read(document)
            if positions.count > starts.count - used {
                starts = starts.grown(to: 2 * (used + positions.count), repeating: 0)
            }
            let (found, starts) = (positions.positions, starts)
            let first = used
            for index in 0..<positions.count {
                starts[used] = found[index] &- place
                used &+= found[index] >= place ? 1 : 0
            }
            for place in places.dropFirst() {
                used = keep(from: first, count: used - first, at: place, to: first, starts)
            }
            documents[kept] = document
            counts[kept] = UInt32(truncatingIfNeeded: used &- first)
            kept &+= used > first ? 1 : 0
        }
        return kept
    }

    /// Keeps the starts after which the word stands where it should, and the documents that have any left.
    func intersect(
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, count: Int, _ starts: FixedBuffer<UInt32>
    ) throws(LedeError) -> Int {
        var (kept, read, used) = (0, 0, 0)
        for index in 0..<count {
            let document = documents[index]
            try self.read(document)
            let first = used
            var left = Int(counts[index])
            var from = read
            read &+= left
            for place in places {
                left = keep(from: from, count: left, at: place, to: first, starts) &- first
                from = first
            }
            used = first &+ left
            documents[kept] = document
            counts[kept] = UInt32(truncatingIfNeeded: left)
            kept &+= left > 0 ? 1 : 0
        }
        return kept
    }

    /// Reads the positions in a document that has the word.
    @inline(__always)
    private func read(_ document: UInt32) throws(LedeError) {
        guard let index = try cursor.find(document) else { return }
        try cursor.loadFrequencies()
        try positions.read(documentAt: index)
    }

    /// Copies those of some starts after which the word stands at `place`, forwards or onto themselves.
    /// - Returns: where the copies end.
    @inline(__always)
    private func keep(from: Int, count: Int, at place: UInt32, to: Int, _ starts: FixedBuffer<UInt32>) -> Int {
        let (positions, past) = (positions.positions, positions.count)
        var used = to
        var next = 0
        for index in from..<(from &+ count) {
            let wanted = starts[index] &+ place
            while next < past, positions[next] < wanted { next &+= 1 }
            if next == past { break }
            starts[used] = starts[index]
            used &+= positions[next] == wanted ? 1 : 0
        }
        return used
    }
}
