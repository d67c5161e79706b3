/// A word of a phrase, and where it stands in the documents that a ``PhraseMatcher`` looks at together.
///
/// First it says which of them have it, then how often, and at last where. So only blocks with documents that are left are read
/// any further, and what they need from memory is on its way before it is needed.
final class PhraseWord {
    let cursor: PostingsCursor
    /// Where in the phrase it stands, first and further on.
    private let place: UInt32
    private let otherPlaces: [UInt32]
    private var gaps: OccurrenceStream
    private let occurrences: PhraseOccurrences
    /// It is no more often in the documents that are left.
    private var most = 0

    /// How many integers it works in.
    static let memoryCount = PhraseOccurrences.memoryCount + OccurrenceStream.memoryCount

    /// - Parameter memory: ``memoryCount`` integers, which this uses from now on.
    init(_ list: PhrasePlan.List, memory: FixedBuffer<UInt32>) {
        cursor = list.cursor
        place = list.place
        otherPlaces = list.otherPlaces
        occurrences = PhraseOccurrences(memory)
        gaps = OccurrenceStream(
            cursor.entry, cursor.layout, in: cursor.section,
            memory: memory.part(
                at: MemoryLayout<UInt32>.stride * PhraseOccurrences.memoryCount, count: OccurrenceStream.memoryCount))
    }

    /// Appends documents of the loaded block to the first `count`.
    /// - Returns: how many there are then.
    @inline(__always)
    func append(_ range: Range<Int>, at count: Int, _ progress: PhraseProgress) -> Int {
        progress.documents.update(at: count, from: cursor.documents, range)
        for index in 0..<range.count { append(range.lowerBound &+ index, at: count &+ index) }
        return count &+ range.count
    }

    /// Notes where in the open block a document is.
    @inline(__always)
    func append(_ index: Int, at count: Int) {
        occurrences.blocks[count] = UInt32(truncatingIfNeeded: cursor.block)
        occurrences.firsts[count] = UInt32(truncatingIfNeeded: index)
    }

    /// Keeps those of the first `count` documents that have the word, and says in the scratch which these are.
    /// - Returns: how many there are.
    @inline(never)
    func meet(_ progress: PhraseProgress, count: Int) throws(LedeError) -> Int {
        let (cursor, occurrences) = (cursor, occurrences)
        var left = 0
        try cursor.meet(progress.documents, count: count) { range, matches in
            if matches == 0 { return }
            occurrences.keep(
                cursor.found, count: matches, from: range.lowerBound, block: cursor.block, of: progress, behind: left)
            left &+= matches
        }
        return left
    }

    /// Keeps where it is in the first `count` of the documents that `kept` numbers.
    func keep(_ kept: FixedBuffer<UInt32>, count: Int) { occurrences.keep(kept, count: count) }

    /// Finds out how often the word is in the documents that are left, and where its positions there are.
    func locate(_ progress: PhraseProgress) throws(LedeError) {
        var (index, total) = (0, UInt64(0))
        while index < progress.count {
            let block = Int(occurrences.blocks[Int(progress.order[index])])
            try cursor.loadFrequencies(of: block)
            index = occurrences.locate(
                cursor.frequencies, positions: cursor.layout.positions(of: block), in: progress, from: index, &total)
        }
        most = Int(total)
    }

    /// Takes the starts that the word allows.
    func start(_ progress: inout PhraseProgress) throws(LedeError) {
        try take(&progress)
        progress.start(at: place)
        for place in otherPlaces { try goOn(&progress, at: place) }
    }

    /// Keeps the starts at which the word stands where it should.
    func goOn(_ progress: inout PhraseProgress) throws(LedeError) {
        try goOn(&progress, at: place)
        for place in otherPlaces { try goOn(&progress, at: place) }
    }

    private func goOn(_ progress: inout PhraseProgress, at place: UInt32) throws(LedeError) {
        if progress.count == 0 { return }
        try take(&progress)
        progress.goOn(at: place)
    }

    /// Keeps the documents that have the word, which was not looked for before, with their starts.
    func find(_ progress: inout PhraseProgress) throws(LedeError) {
        let (documents, order, counts, starts) = (
            progress.scratch, progress.order, progress.counts, progress.starts
        )
        for index in 0..<progress.count { documents[index] = progress.documents[Int(order[index])] }
        let (cursor, found) = (cursor, cursor.found)
        let (blocks, firsts) = (occurrences.blocks, occurrences.firsts)
        var (left, seen, read, used) = (0, 0, 0, 0)
        try cursor.meet(documents, count: progress.count) { range, matches in
            let block = UInt32(truncatingIfNeeded: cursor.block)
            for match in 0..<matches {
                let index = range.lowerBound &+ Int(found.sought[match])
                while seen < index {
                    read &+= Int(counts[seen])
                    seen &+= 1
                }
                let (place, own) = (order[index], Int(counts[index]))
                blocks[Int(place)] = block
                firsts[Int(place)] = UInt32(found.indexes[match])
                starts.update(at: used, from: starts, read..<(read &+ own))
                order[left] = place
                counts[left] = UInt32(truncatingIfNeeded: own)
                seen = index &+ 1
                read &+= own
                used &+= own
                left &+= 1
            }
        }
        progress.count = left
        try locate(progress)
    }

    /// Takes the positions of the word in the documents that are left.
    private func take(_ progress: inout PhraseProgress) throws(LedeError) {
        let (order, count, entry) = (progress.order, progress.count, cursor.entry)
        let (occurrences, frequencies) = (occurrences, occurrences.frequencies)
        // A block of positions takes a byte at least.
        guard most <= entry.totalFrequency, most / blockSize <= cursor.layout.positions.count else {
            throw gaps.malformed()
        }
        let (positions, ends) = progress.reserve(most)
        if entry.totalFrequency == 1 {
            positions[0] = entry.singlePosition
            ends[0] = UInt32(count)
            return
        }
        var (index, used) = (0, 0)
        while index < count {
            let place = Int(order[index])
            let (block, first) = (occurrences.blocks[place], Int(occurrences.firsts[place]))
            let at = try gaps.open(first, ofBlock: Int(block))
            let frequency = Int(frequencies[place])
            if at &+ frequency <= gaps.blockCount {
                index = occurrences.takePositions(
                    (gaps.values, block, UInt32(truncatingIfNeeded: first &- at), gaps.blockCount), from: index,
                    of: progress, behind: used, to: positions, ends)
                used = Int(ends[index &- 1])
            } else {
                // They lie in several blocks.
                try gaps.sum(frequency, into: positions, at: used)
                used &+= frequency
                ends[index] = UInt32(truncatingIfNeeded: used)
                index &+= 1
            }
        }
    }
}
