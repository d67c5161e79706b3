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
        let (cursor, found) = (cursor, cursor.found)
        var kept = 0
        try cursor.meet(documents, count: count) { (range, matches) throws(LedeError) in
            try cursor.expectFrequencies(matches)
            for match in 0..<matches {
                let index = range.lowerBound &+ Int(found.sought[match])
                documents[kept] = documents[index]
                least[kept] = min(least[index], try cursor.frequency(at: Int(found.indexes[match])))
                kept &+= 1
            }
        }
        return kept
    }

    /// Takes the starts that the word allows, and keeps the documents that have any.
    func start(
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, count: Int, _ starts: inout FixedBuffer<UInt32>
    ) throws(LedeError) -> Int {
        let place = places[0]
        var (kept, used) = (0, 0)
        try forEachRun(documents, count: count) { index, run in
            if run.range.count > starts.count - used {
                starts = starts.grown(to: 2 * (used + run.range.count), repeating: 0)
            }
            let starts = starts
            let first = used
            for index in run.range {
                let position = run.numbers[index] &- run.before
                starts[used] = position &- place
                used &+= position >= place ? 1 : 0
            }
            for place in places.dropFirst() {
                used =
                    first
                    &+ starts.keepStarts(
                        from: first, count: used &- first, at: place &+ run.before, in: run.numbers, run.range,
                        to: first)
            }
            documents[kept] = documents[index]
            counts[kept] = UInt32(truncatingIfNeeded: used &- first)
            kept &+= used > first ? 1 : 0
        }
        return kept
    }

    /// Keeps the starts after which the word stands where it should, and the documents that have any left.
    func intersect(
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, count: Int, _ starts: FixedBuffer<UInt32>
    ) throws(LedeError) -> Int {
        var (kept, seen, read, used) = (0, 0, 0, 0)
        try forEachRun(documents, count: count) { index, run in
            // The starts in documents that do not have the word.
            while seen < index {
                read &+= Int(counts[seen])
                seen &+= 1
            }
            seen = index &+ 1
            let first = used
            var left = Int(counts[index])
            var from = read
            read &+= left
            for place in places {
                left = starts.keepStarts(
                    from: from, count: left, at: place &+ run.before, in: run.numbers, run.range, to: first)
                from = first
            }
            used = first &+ left
            documents[kept] = documents[index]
            counts[kept] = UInt32(truncatingIfNeeded: left)
            kept &+= left > 0 ? 1 : 0
        }
        return kept
    }

    /// Calls `body` for each of the first `count` documents that has the word, with its positions there.
    @inline(__always)
    private func forEachRun(
        _ documents: FixedBuffer<UInt32>, count: Int, _ body: (_ index: Int, _ run: PositionsReader.Run) -> Void
    ) throws(LedeError) {
        let (cursor, positions, found) = (cursor, positions, cursor.found)
        try cursor.meet(documents, count: count) { (range, matches) throws(LedeError) in
            try cursor.loadFrequencies()
            for match in 0..<matches {
                body(
                    range.lowerBound &+ Int(found.sought[match]),
                    try positions.run(documentAt: Int(found.indexes[match])))
            }
        }
    }
}
