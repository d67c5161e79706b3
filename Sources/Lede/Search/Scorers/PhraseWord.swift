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
    /// - Parameter indexes: goes along with the documents.
    func meet(
        _ documents: FixedBuffer<UInt32>, _ least: FixedBuffer<UInt32>, _ indexes: FixedBuffer<UInt8>, count: Int
    ) throws(LedeError) -> Int {
        let (cursor, found) = (cursor, cursor.found)
        var kept = 0
        try cursor.meet(documents, count: count) { (range, matches) throws(LedeError) in
            if matches == 0 { return }
            try cursor.loadFrequencies()
            let frequencies = cursor.frequencies
            for match in 0..<matches {
                let index = range.lowerBound &+ Int(found.sought[match])
                documents[kept &+ match] = documents[index]
                indexes[kept &+ match] = indexes[index]
                least[kept &+ match] = min(least[index], frequencies[Int(found.indexes[match])])
            }
            kept &+= matches
        }
        return kept
    }

    /// Takes the starts that the word allows, and keeps the documents that have any.
    ///
    /// - Parameter indexes: where the first `count` documents stand in the block that is open.
    func start(
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, _ indexes: FixedBuffer<UInt8>, count: Int,
        _ starts: inout FixedBuffer<UInt32>
    ) throws(LedeError) -> Int {
        try cursor.loadFrequencies()
        var phrase = PhraseProgress()
        let areAllRead = try positions.readAll(toTake: count)
        for index in 0..<count {
            let left = try start(Int(indexes[index]), areAllRead, &starts, at: phrase.used)
            documents[phrase.kept] = documents[index]
            counts[phrase.kept] = UInt32(truncatingIfNeeded: left)
            phrase.kept &+= left > 0 ? 1 : 0
            phrase.used &+= left
        }
        return phrase.kept
    }

    /// Takes the starts that the word and another one allow, and keeps the documents that have any: those of the first `count` that
    /// have the other one, too, and are wanted.
    ///
    /// The other list is gone through once: where a block of it has documents, their positions are compared at once.
    ///
    /// - Parameters:
    ///   - counts: the least frequency of a word so far.
    ///   - indexes: where the documents stand in the block that is open.
    ///   - isWanted: takes a document and the least frequency of a word in it.
    @inline(__always)
    func start(
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, _ indexes: FixedBuffer<UInt8>, count: Int,
        before other: PhraseWord, _ starts: inout FixedBuffer<UInt32>, where isWanted: (UInt32, UInt32) -> Bool
    ) throws(LedeError) -> Int {
        try cursor.loadFrequencies()
        let (next, found) = (other.cursor, other.cursor.found)
        var phrase = PhraseProgress()
        var taken = 0
        try next.meet(documents, count: count) { (range, matches) throws(LedeError) in
            if matches == 0 { return }
            next.prefetchPositions(of: next.block)
            try next.loadFrequencies()
            let frequencies = next.frequencies
            // Behind those kept, and never beyond where they are read.
            let base = phrase.kept
            var wanted = 0
            for match in 0..<matches {
                let index = range.lowerBound &+ Int(found.sought[match])
                let (document, inBlock) = (documents[index], found.indexes[match])
                let least = min(counts[index], frequencies[Int(inBlock)])
                documents[base &+ wanted] = document
                indexes[base &+ wanted] = indexes[index]
                found.indexes[wanted] = inBlock
                wanted &+= isWanted(document, least) ? 1 : 0
            }
            if wanted == 0 { return }
            taken &+= wanted
            try start(
                (documents, counts, indexes), base..<(base &+ wanted), before: other, taken: taken, &phrase, &starts)
        }
        return phrase.kept
    }

    /// - Parameters:
    ///   - range: the documents that are wanted of the open block of the other word's list; where they stand in it is
    ///     at the beginning of what it found.
    ///   - taken: how many of the open block of this word's list were wanted so far.
    private func start(
        _ found: (documents: FixedBuffer<UInt32>, counts: FixedBuffer<UInt32>, indexes: FixedBuffer<UInt8>),
        _ range: Range<Int>, before other: PhraseWord, taken: Int, _ phrase: inout PhraseProgress,
        _ starts: inout FixedBuffer<UInt32>
    ) throws(LedeError) {
        let areAllRead = try positions.readAll(toTake: taken)
        let areOthersRead = try other.positions.readAll(toTake: range.count)
        let otherIndexes = other.cursor.found.indexes
        if areAllRead, areOthersRead, places.count == 1, other.places.count == 1 {
            reserve(Int(positions.allStarts[cursor.count]), &starts, at: phrase.used)
            phrase.meet(
                (positions.ofBlock(found.indexes, from: range.lowerBound), places[0]),
                (other.positions.ofBlock(otherIndexes), other.places[0]), range, found.documents, found.counts, starts)
            return
        }
        for index in range {
            let first = phrase.used
            var left = try start(Int(found.indexes[index]), areAllRead, &starts, at: first)
            if left > 0 {
                let run = try other.run(Int(otherIndexes[index &- range.lowerBound]), areOthersRead)
                left = other.keep(left, of: starts, from: first, run, to: first)
            }
            found.documents[phrase.kept] = found.documents[index]
            found.counts[phrase.kept] = UInt32(truncatingIfNeeded: left)
            phrase.kept &+= left > 0 ? 1 : 0
            phrase.used = first &+ left
        }
    }

    /// Appends the starts that the word allows in a document of the open block.
    /// - Returns: how many there are.
    private func start(
        _ index: Int, _ areAllRead: Bool, _ starts: inout FixedBuffer<UInt32>, at first: Int
    ) throws(LedeError) -> Int {
        let run = try run(index, areAllRead)
        reserve(run.range.count, &starts, at: first)
        let place = places[0]
        var count = 0
        for index in run.range {
            let position = run.numbers[index] &- run.before
            starts[first &+ count] = position &- place
            count &+= position >= place ? 1 : 0
        }
        return places.count == 1 ? count : keep(count, of: starts, from: first, run, to: first, places.dropFirst())
    }

    private func reserve(_ count: Int, _ starts: inout FixedBuffer<UInt32>, at first: Int) {
        if count > starts.count - first { starts = starts.grown(to: 2 * (first + count), repeating: 0) }
    }

    /// Keeps those of some starts at which the word stands at all its places.
    private func keep(
        _ count: Int, of starts: FixedBuffer<UInt32>, from start: Int, _ run: PositionsReader.Run, to first: Int,
        _ places: ArraySlice<UInt32>
    ) -> Int {
        var (left, from) = (count, start)
        for place in places where left > 0 {
            left = starts.keepStarts(
                from: from, count: left, at: place &+ run.before, in: run.numbers, run.range, to: first)
            from = first
        }
        return left
    }

    private func keep(
        _ count: Int, of starts: FixedBuffer<UInt32>, from start: Int, _ run: PositionsReader.Run, to first: Int
    ) -> Int { keep(count, of: starts, from: start, run, to: first, places[...]) }

    private func run(_ index: Int, _ areAllRead: Bool) throws(LedeError) -> PositionsReader.Run {
        areAllRead ? positions.runOfAll(documentAt: index) : try positions.run(documentAt: index)
    }

    /// Keeps the starts after which the word stands where it should, and the documents that have any left.
    func intersect(
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, count: Int, _ starts: FixedBuffer<UInt32>
    ) throws(LedeError) -> Int {
        let found = cursor.found
        var phrase = PhraseProgress()
        try cursor.meet(documents, count: count) { (range, matches) throws(LedeError) in
            if matches == 0 { return }
            cursor.prefetchPositions(of: cursor.block)
            try cursor.loadFrequencies()
            let areAllRead = try positions.readAll(toTake: matches)
            if areAllRead, places.count == 1 {
                phrase.goOn(
                    positions.ofBlock(found.indexes), at: places[0], found, count: matches, range, documents, counts,
                    starts)
                return
            }
            for match in 0..<matches {
                let index = range.lowerBound &+ Int(found.sought[match])
                let run = try run(Int(found.indexes[match]), areAllRead)
                // The starts in documents that do not have the word.
                while phrase.seen < index {
                    phrase.read &+= Int(counts[phrase.seen])
                    phrase.seen &+= 1
                }
                phrase.seen = index &+ 1
                let all = Int(counts[index])
                let left = keep(all, of: starts, from: phrase.read, run, to: phrase.used)
                phrase.read &+= all
                phrase.used &+= left
                documents[phrase.kept] = documents[index]
                counts[phrase.kept] = UInt32(truncatingIfNeeded: left)
                phrase.kept &+= left > 0 ? 1 : 0
            }
        }
        return phrase.kept
    }
}
