/// The documents of one term, or of one pair of frequent words, in one field, scored by BM25.
///
/// A block of postings is decoded and scored as a whole, and only when its bound exceeds what a hit needs.
final class TermScorer: ListScorer {
    private let words: BoundWords
    private let norms: View<UInt8>
    private let lengths: LengthNorms
    /// What the frequency is multiplied with, for each norm.
    private let inverses: FixedBuffer<Float>
    private let saturation: Saturation
    /// The bound of each block. They stand behind those of the windows, in the same memory.
    private let blockBounds: FixedBuffer<Float>
    /// The scores of the block at hand.
    private var scores: FixedBuffer<Float> { cursor.scores }

    /// - Parameters:
    ///   - lengths: of the one field; `norms` are its.
    ///   - inverses: those of `lengths`; for a pair ``LengthNorms/sumInverses``, by which phrases are scored.
    convenience init(
        _ words: BoundWords, _ cursor: PostingsCursor, norms: View<UInt8>, lengths: LengthNorms,
        inverses: FixedBuffer<Float>
    ) throws(LedeError) {
        // Nothing of a list fails any more once there are buffers.
        try cursor.loadIfShort()
        self.init(words, loaded: cursor, norms: norms, lengths: lengths, inverses: inverses)
    }

    private init(
        _ words: BoundWords, loaded cursor: PostingsCursor, norms: View<UInt8>, lengths: LengthNorms,
        inverses: FixedBuffer<Float>
    ) {
        self.words = words
        self.norms = norms
        self.lengths = lengths
        self.inverses = inverses
        let saturation = Saturation(weight: Float(words.weight))
        self.saturation = saturation
        let windows = Window.count(documents: norms.count)
        let memory = FixedBuffer<Float>.uninitialized(windows + cursor.blockCount)
        let bounds: FixedBuffer<Float> = memory.part(at: 0, count: windows)
        bounds.fill(0..<windows, with: -1)
        blockBounds = memory.part(at: 4 * windows, count: cursor.blockCount)
        cursor.findPeaks(field: 0, lengths, into: blockBounds) { window, peak in
            bounds[window] = max(bounds[window], peak)
        }
        for window in 0..<windows where bounds[window] >= 0 { bounds[window] = saturation.bound(bounds[window]) }
        super.init(cursor, bounds: bounds)
        for block in 0..<cursor.blockCount { blockBounds[block] = saturation.bound(blockBounds[block]) }
    }

    /// Scores the documents of some windows into ``scores``, block by block, but for blocks that cannot exceed `above`.
    ///
    /// - Parameter body: takes the first index in the loaded block and the one past the last; the first score is the
    ///   first one's.
    @inline(__always)
    private func forEachScoredBlock(
        _ windows: Range<Int>, above: Float, _ body: (_ first: Int, _ past: Int) throws(LedeError) -> Void
    ) throws(LedeError) {
        let (cursor, norms, inverses) = (cursor, norms, inverses)
        let (saturation, blockBounds, scores) = (saturation, blockBounds, scores)
        let (documents, frequencies) = (cursor.documents, cursor.frequencies)
        try cursor.forEachBlock(
            in: windows, where: { blockBounds[$0] > above },
            do: { (first, past) throws(LedeError) in
                try cursor.loadFrequencies()
                scores.score(
                    documents, frequencies, first..<past, norms: norms, inverses: inverses, weight: saturation.weight)
                try body(first, past)
            })
    }

    override var windowsAtOnce: Int { sparseWindows() }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        try collect(window..<(window + 1), above: above, into: candidates)
    }

    override func collect(_ windows: Range<Int>, above: Float, into candidates: Candidates) throws(LedeError) {
        let (documents, scores) = (cursor.documents, scores)
        var count = 0
        try forEachScoredBlock(windows, above: above) { first, past in
            count = scores.select(
                first: past &- first, above: above, documents: documents, from: first,
                into: candidates.documents, candidates.scores, at: count)
        }
        candidates.count = count
    }

    override func accumulate(_ window: Int, above: Float, into sums: WindowSums) throws(LedeError) {
        let start = Window.start(window)
        let (cursor, documents, scores) = (cursor, cursor.documents, scores)
        try forEachScoredBlock(window..<(window + 1), above: above) { (first, past) throws(LedeError) in
            sums.sums.add(scores, to: documents, first..<past, from: start)
            try cursor.mark(loaded: first..<past, from: start, in: sums.touched.words)
        }
    }

    /// How many of the best blocks are looked at for each document that is wanted.
    private static let blocksForOneRank = 0.08

    override func reached(by rank: Int, live: LiveDocuments?) throws(LedeError) -> Float {
        guard rank <= cost else { return -1 }
        var ranking = ScoreRanking(greatest: saturation.weight)
        for (block, _) in bestBlocks(rank).blocks {
            let count = try score(block)
            for index in 0..<count where live?.contains(Int(cursor.documents[index])) ?? true {
                ranking.add(scores[index])
            }
        }
        return ranking.reached(by: rank)
    }

    override func collectBest(_ rank: Int, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
        for (block, _) in bestBlocks(rank).blocks where candidates.count + blockSize <= Window.size {
            let count = try score(block)
            candidates.count = scores.select(
                first: count, above: -1, documents: cursor.documents, into: candidates.documents, candidates.scores,
                at: candidates.count)
        }
    }

    private func bestBlocks(_ rank: Int) -> BestBlocks {
        var best = BestBlocks(limit: 2 + Int(Double(rank) * Self.blocksForOneRank))
        for block in 0..<cursor.blockCount { best.offer(block, blockBounds[block]) }
        return best
    }

    /// Scores a block into ``scores``.
    /// - Returns: how many documents it has.
    private func score(_ block: Int) throws(LedeError) -> Int {
        try cursor.load(block)
        try cursor.loadFrequencies()
        let count = cursor.count
        scores.score(
            cursor.documents, cursor.frequencies, 0..<count, norms: norms, inverses: inverses,
            weight: saturation.weight)
        return count
    }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        switch rule {
        case .filter: try cursor.filter(candidates, isKept: true)
        case .exclude: try cursor.filter(candidates, isKept: false)
        case .require: try require(candidates, above: Double(above) - Double(rest))
        case .add: try addScores(to: candidates, above: Double(above) - Double(rest))
        }
    }

    /// Keeps the candidates that the list has, with their scores: looks them up in all blocks, and scores them in one go.
    ///
    /// - Parameter limit: candidates that do not exceed this with their new score are dropped.
    private func require(_ candidates: Candidates, above limit: Double) throws(LedeError) {
        let (cursor, blockBounds, room) = (cursor, blockBounds, scratch.found)
        let (frequencies, scores) = (room.frequencies, room.scores)
        let (documents, sums, found) = (candidates.documents, candidates.scores, cursor.found)
        var kept = 0
        try cursor.meet(documents, count: candidates.count) { block, range in
            kept..<candidates.keep(range, above: limit - Double(blockBounds[block]), at: kept)
        } do: { (range, matches) throws(LedeError) in
            try cursor.expectFrequencies(matches)
            for match in 0..<matches {
                let index = range.lowerBound &+ Int(found.sought[match])
                documents[kept] = documents[index]
                sums[kept] = sums[index]
                frequencies[kept] = try cursor.frequency(at: Int(found.indexes[match]))
                kept &+= 1
            }
        }
        scores.score(
            documents, frequencies, 0..<kept, norms: norms, inverses: inverses, weight: saturation.weight)
        for index in 0..<kept { sums[index] += Double(scores[index]) }
        candidates.count = candidates.keep(0..<kept, above: limit, at: 0)
    }

    /// Adds the scores of those candidates that the list has, block by block: of many, it has few.
    ///
    /// - Parameter limit: candidates that do not exceed this with their new score are dropped.
    private func addScores(to candidates: Candidates, above limit: Double) throws(LedeError) {
        let (documents, sums, found) = (candidates.documents, candidates.scores, cursor.found)
        let (scores, blockBounds) = (scores, blockBounds)
        var kept = 0
        try cursor.meet(documents, count: candidates.count) { block, range in
            kept..<candidates.keep(range, above: limit - Double(blockBounds[block]), at: kept)
        } do: { (range, matches) throws(LedeError) in
            try score(matches, of: documents, from: range.lowerBound)
            for match in 0..<matches {
                sums[range.lowerBound &+ Int(found.sought[match])] += Double(scores[match])
            }
            kept = candidates.keep(range, above: limit, at: kept)
        }
        candidates.count = kept
    }

    /// Scores the documents that the open block has of some, which start at a place, into ``scores``.
    private func score(_ matches: Int, of documents: FixedBuffer<UInt32>, from start: Int) throws(LedeError) {
        let (cursor, found, norms, inverses, scores) = (cursor, cursor.found, norms, inverses, scores)
        try cursor.expectFrequencies(matches)
        for match in 0..<matches {
            let document = Int(documents[start &+ Int(found.sought[match])])
            let frequency = try cursor.frequency(at: Int(found.indexes[match]))
            scores[match] = Float(frequency) * inverses[Int(norms[document])]
        }
        saturation.score(scores, first: matches)
    }

    override var planName: String { "one list for \(words.label), block by block" }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        guard let index = try cursor.find(document) else { return nil }
        let frequency = try cursor.frequency(at: index)
        return words.explain([(0, Float(frequency))], document: Int(document), lengths: lengths)
    }
}
