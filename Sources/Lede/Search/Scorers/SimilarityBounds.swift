/// For each window a bound on the scores that a ``Similarity`` gives there, from the impacts of the blocks in it.
struct SimilarityBounds {
    private struct Peak {
        /// No document has a greater weighted frequency.
        var frequency = 0.0
        /// No document has a smaller weighted length in the field.
        var length = Double.infinity
        /// No document has a greater score, if the field is the only one.
        var score: Float = 0

        /// What holds for documents that both have: those of a phrase, which is no more frequent than its words.
        func both(_ other: Peak) -> Peak {
            Peak(
                frequency: min(frequency, other.frequency), length: max(length, other.length),
                score: min(score, other.score))
        }
    }

    private let scoring: TermScoring
    private let lengths: LengthNorms
    private let windowCount: Int

    init(_ scoring: TermScoring, lengths: LengthNorms, windowCount: Int) {
        self.scoring = scoring
        self.lengths = lengths
        self.windowCount = windowCount
    }

    /// The bounds where nothing is known of the frequencies.
    func ceilings() -> FixedBuffer<Float> {
        FixedBuffer<Float>.allocate(windowCount, repeating: Float(roundingUp: scoring.ceiling))
    }

    /// The bounds of words or a phrase, given the lists that a document must be on for each field.
    func limits(_ parts: [(field: Int, lists: [PostingsCursor])]) throws(LedeError) -> FixedBuffer<Float> {
        guard scoring.similarity.isMonotone else { return ceilings() }
        var fields: [[Peak]] = []
        for (field, lists) in parts {
            var peaks: [Peak]?
            for list in lists {
                let own = try self.peaks(list, field: field)
                peaks = peaks.map { zip($0, own).map { $0.both($1) } } ?? own
            }
            fields.append(peaks ?? [])
        }
        let limits = FixedBuffer<Float>.allocate(windowCount, repeating: 0)
        for window in 0..<windowCount {
            if fields.count == 1 {
                limits[window] = fields[0][window].score
            } else {
                let frequency = fields.reduce(0) { $0 + $1[window].frequency }
                let length = fields.reduce(Double.infinity) { min($0, $1[window].length) }
                if frequency > 0 { limits[window] = scoring.bound(frequency, length: length) }
            }
        }
        return limits
    }

    private func peaks(_ cursor: PostingsCursor, field: Int) throws(LedeError) -> [Peak] {
        let weight = Double(lengths.weight(of: field))
        var peaks = Array(repeating: Peak(), count: windowCount)
        func add(_ frequency: Double, norm: UInt8, in window: Int) {
            let length = weight * Double(SmallFloat.decode(norm))
            peaks[window].frequency = max(peaks[window].frequency, frequency)
            peaks[window].length = min(peaks[window].length, length)
            peaks[window].score = max(peaks[window].score, scoring.bound(frequency, length: length))
        }
        if cursor.isLong {
            cursor.forEachWindow { window, block in
                let pairs = cursor.impacts(of: block)
                for index in pairs.indices {
                    let (code, norm) = pairs[index]
                    if code > 0 { add(weight * Double(SmallFloat.decode(code)), norm: norm, in: window) }
                }
            }
        } else {
            try cursor.loadFrequencies()
            for index in 0..<cursor.count {
                let document = cursor.documents[index]
                let norm = lengths.norms(of: field)?[Int(document)] ?? 0
                add(weight * Double(cursor.frequencies[index]), norm: norm, in: Window.index(of: document))
            }
        }
        return peaks
    }
}
