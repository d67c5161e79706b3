/// The documents of one term in one field, scored by BM25.
///
/// A block of postings is decoded and scored as a whole, and only when its bound exceeds what a hit needs.
final class TermScorer: Scorer {
    private let words: BoundWords
    private let cursor: PostingsCursor
    private let norms: View<UInt8>
    private let lengths: LengthNorms
    private let saturation: Saturation
    /// The bound of each block.
    private let blockBounds: FixedBuffer<Float>

    /// - Parameter lengths: of the one field; `norms` are its.
    init(
        _ words: BoundWords, _ cursor: PostingsCursor, norms: View<UInt8>, lengths: LengthNorms
    ) throws(LedeError) {
        self.words = words
        self.cursor = cursor
        self.norms = norms
        self.lengths = lengths
        let saturation = Saturation(weight: Float(words.weight))
        self.saturation = saturation
        let bounds = FixedBuffer<Float>.allocate(Window.count(documents: norms.count), repeating: -1)
        let peaks = try FrequencyPeaks(cursor, field: 0, lengths: lengths) { window, peak in
            bounds[window] = max(bounds[window], saturation.bound(peak))
        }
        blockBounds = peaks.blocks
        super.init(cost: cursor.entry.documentFrequency, bounds: bounds)
        for block in 0..<cursor.blockCount { blockBounds[block] = saturation.bound(blockBounds[block]) }
    }

    deinit { blockBounds.deallocate() }

    /// Calls `body` with each document of a window and its score, but for blocks that cannot exceed `above`.
    @inline(__always)
    private func forEachScore(_ window: Int, above: Float, _ body: (UInt32, Float) -> Void) throws(LedeError) {
        let (cursor, norms, inverses) = (cursor, norms, lengths.inverses)
        let (saturation, blockBounds) = (saturation, blockBounds)
        try cursor.forEachBlock(
            in: window, where: { blockBounds[$0] > above },
            do: { (first, past) throws(LedeError) in
                try cursor.loadFrequencies()
                for index in first..<past {
                    let document = cursor.documents[index]
                    let frequency = Float(cursor.frequencies[index])
                    body(document, saturation.score(frequency * inverses[Int(norms[Int(document)])]))
                }
            })
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        let (documents, scores) = (candidates.documents, candidates.scores)
        var count = 0
        try forEachScore(window, above: above) { document, score in
            documents[count] = document
            scores[count] = Double(score)
            count &+= score > above ? 1 : 0
        }
        candidates.count = count
    }

    override func accumulate(_ window: Int, above: Float, into sums: WindowSums) throws(LedeError) {
        let start = Window.start(window)
        try forEachScore(window, above: above) { document, score in
            sums.add(Double(score), at: Int(document &- start))
        }
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) { try cursor.mark(window, into: bits) }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        switch rule {
        case .filter: try cursor.filter(candidates, isKept: true)
        case .exclude: try cursor.filter(candidates, isKept: false)
        case .require: try addScores(to: candidates, isRequired: true, above: Double(above), rest: Double(rest))
        case .add: try addScores(to: candidates, isRequired: false, above: Double(above), rest: Double(rest))
        }
    }

    @inline(__always)
    private func addScores(
        to candidates: Candidates, isRequired: Bool, above: Double, rest: Double
    ) throws(LedeError) {
        let (documents, scores) = (candidates.documents, candidates.scores)
        let inverses = lengths.inverses
        var block = 0
        var kept = 0
        for index in 0..<candidates.count {
            let document = documents[index]
            var score = scores[index]
            block = cursor.firstBlock(atLeast: document, from: block)
            if block < cursor.blockCount {
                if score + Double(blockBounds[block]) + rest <= above { continue }
                if cursor.block != block { try cursor.load(block) }
                let place = cursor.index(atLeast: document)
                if cursor.documents[place] == document {
                    try cursor.loadFrequencies()
                    let frequency = Float(cursor.frequencies[place])
                    score += Double(saturation.score(frequency * inverses[Int(norms[Int(document)])]))
                } else if isRequired {
                    continue
                }
            } else if isRequired {
                break
            }
            documents[kept] = document
            scores[kept] = score
            kept &+= score + rest > above ? 1 : 0
        }
        candidates.count = kept
    }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        guard try cursor.seek(document) == document else { return nil }
        try cursor.loadFrequencies()
        let frequency = cursor.frequencies[cursor.index]
        return words.explain([(0, frequency)], document: Int(document), lengths: lengths)
    }
}
