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
            if matches == 0 { return }
            try cursor.loadFrequencies()
            let frequencies = cursor.frequencies
            for match in 0..<matches {
                let index = range.lowerBound &+ Int(found.sought[match])
                documents[kept &+ match] = documents[index]
                least[kept &+ match] = min(least[index], frequencies[Int(found.indexes[match])])
            }
            kept &+= matches
        }
        return kept
    }

    /// Takes the starts that the word allows, and keeps the documents that have any.
    func start(
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, count: Int, _ starts: inout FixedBuffer<UInt32>
    ) throws(LedeError) -> Int {
        let place = places[0]
        var phrase = PhraseProgress()
        try forEachBlock(documents, count: count) { (range, matches, areAllRead) throws(LedeError) in
            if areAllRead, places.count == 1 {
                let positions = Int(positions.allStarts[cursor.count])
                if positions > starts.count - phrase.used {
                    starts = starts.grown(to: 2 * (phrase.used + positions), repeating: 0)
                }
                phrase.begin(found(range, matches), at: place, documents, counts, starts)
                return
            }
            try forEachRun(range, matches, areAllRead) { index, run in
                if run.range.count > starts.count - phrase.used {
                    starts = starts.grown(to: 2 * (phrase.used + run.range.count), repeating: 0)
                }
                let starts = starts
                let first = phrase.used
                var used = first
                for index in run.range {
                    let position = run.numbers[index] &- run.before
                    starts[used] = position &- place
                    used &+= position >= place ? 1 : 0
                }
                for place in places.dropFirst() where used > first {
                    used =
                        first
                        &+ starts.keepStarts(
                            from: first, count: used &- first, at: place &+ run.before, in: run.numbers, run.range,
                            to: first)
                }
                documents[phrase.kept] = documents[index]
                counts[phrase.kept] = UInt32(truncatingIfNeeded: used &- first)
                phrase.kept &+= used > first ? 1 : 0
                phrase.used = used
            }
        }
        return phrase.kept
    }

    /// Keeps the starts after which the word stands where it should, and the documents that have any left.
    func intersect(
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, count: Int, _ starts: FixedBuffer<UInt32>
    ) throws(LedeError) -> Int {
        var phrase = PhraseProgress()
        try forEachBlock(documents, count: count) { (range, matches, areAllRead) throws(LedeError) in
            if areAllRead, places.count == 1 {
                phrase.goOn(found(range, matches), at: places[0], documents, counts, starts)
                return
            }
            try forEachRun(range, matches, areAllRead) { index, run in
                // The starts in documents that do not have the word.
                while phrase.seen < index {
                    phrase.read &+= Int(counts[phrase.seen])
                    phrase.seen &+= 1
                }
                phrase.seen = index &+ 1
                let first = phrase.used
                var left = Int(counts[index])
                var from = phrase.read
                phrase.read &+= left
                for place in places where left > 0 {
                    left = starts.keepStarts(
                        from: from, count: left, at: place &+ run.before, in: run.numbers, run.range, to: first)
                    from = first
                }
                phrase.used = first &+ left
                documents[phrase.kept] = documents[index]
                counts[phrase.kept] = UInt32(truncatingIfNeeded: left)
                phrase.kept &+= left > 0 ? 1 : 0
            }
        }
        return phrase.kept
    }

    /// Calls `body` for each block that may have some of the first `count` documents, loaded with its frequencies.
    ///
    /// - Parameter body: takes where the documents are that the block could have, how many it has, and whether the positions of
    ///   the whole block were read.
    @inline(__always)
    private func forEachBlock(
        _ documents: FixedBuffer<UInt32>, count: Int,
        _ body: (_ range: Range<Int>, _ matches: Int, _ areAllRead: Bool) throws(LedeError) -> Void
    ) throws(LedeError) {
        try cursor.meet(documents, count: count) { (range, matches) throws(LedeError) in
            if matches == 0 { return }
            try cursor.loadFrequencies()
            try body(range, matches, try positions.readAll(toTake: matches))
        }
    }

    /// Calls `body` with each document that was found in a block and its positions.
    @inline(__always)
    private func forEachRun(
        _ range: Range<Int>, _ matches: Int, _ areAllRead: Bool,
        _ body: (_ index: Int, _ run: PositionsReader.Run) -> Void
    ) throws(LedeError) {
        let (positions, found) = (positions, cursor.found)
        for match in 0..<matches {
            let index = Int(found.indexes[match])
            let run = areAllRead ? positions.runOfAll(documentAt: index) : try positions.run(documentAt: index)
            body(range.lowerBound &+ Int(found.sought[match]), run)
        }
    }

    /// The documents that were found in a block of which all positions were read.
    private func found(_ range: Range<Int>, _ matches: Int) -> PhraseProgress.Found {
        PhraseProgress.Found(
            meeting: cursor.found, count: matches, range: range, sums: positions.allSums, bounds: positions.allStarts)
    }
}
