/// The documents of a word in several fields that are ranked as one: frequencies are added up, each times the weight
/// of its field, before they saturate (BM25F).
final class FieldsScorer: Scorer {
    /// The word in one of the fields.
    private struct Part {
        let field: Int
        let cursor: PostingsCursor
        let weight: Float
        let peaks: FixedBuffer<Float>
        /// For each window the largest peak; 0 where the field has no document of the word.
        let windowPeaks: FixedBuffer<Float>
    }

    private let words: BoundWords
    private let parts: [Part]
    private let lengths: LengthNorms
    private let saturation: Saturation
    private let frequencies = WindowFrequencies()
    private let list = ScoreList()

    /// - Parameter cursors: one for each field that has the word, with the field's index in `lengths`.
    init(
        _ words: BoundWords, _ cursors: [(field: Int, cursor: PostingsCursor)], lengths: LengthNorms,
        documentCount: Int
    ) throws(LedeError) {
        self.words = words
        self.lengths = lengths
        saturation = Saturation(weight: Float(words.weight))
        let windows = Window.count(documents: documentCount)
        let bounds = FixedBuffer<Float>.allocate(windows, repeating: -1)
        var parts: [Part] = []
        for (field, cursor) in cursors {
            let windowPeaks = FixedBuffer<Float>.allocate(windows, repeating: 0)
            let peaks = try FrequencyPeaks(cursor, field: field, lengths: lengths) { window, peak in
                windowPeaks[window] = max(windowPeaks[window], peak)
                bounds[window] = 0
            }
            parts.append(
                Part(
                    field: field, cursor: cursor, weight: lengths.weight(of: field), peaks: peaks.blocks,
                    windowPeaks: windowPeaks))
        }
        self.parts = parts
        for window in 0..<windows where bounds[window] == 0 {
            var sum: Float = 0
            for part in parts { sum += part.windowPeaks[window] }
            bounds[window] = saturation.bound(sum)
        }
        super.init(cost: parts.reduce(0) { $0 + $1.cursor.entry.documentFrequency }, bounds: bounds)
    }

    deinit {
        for part in parts {
            part.peaks.deallocate()
            part.windowPeaks.deallocate()
        }
    }

    /// Puts the documents of a window and their scores into ``list``, but for those that cannot exceed `above`.
    /// - Returns: how many there are.
    private func score(_ window: Int, above: Float) throws(LedeError) -> Int {
        let start = Window.start(window)
        let (frequencies, saturation, lengths) = (frequencies, saturation, lengths)
        for (index, part) in parts.enumerated() {
            var others: Float = 0
            for other in parts.indices where other != index { others += parts[other].windowPeaks[window] }
            let (cursor, weight, peaks) = (part.cursor, part.weight, part.peaks)
            try cursor.forEachBlock(
                in: window, where: { saturation.bound(peaks[$0] + others) > above },
                do: { (first, past) throws(LedeError) in
                    try cursor.loadFrequencies()
                    for index in first..<past {
                        frequencies.add(
                            weight * Float(cursor.frequencies[index]), at: Int(cursor.documents[index] &- start))
                    }
                })
        }
        let count = frequencies.drain(from: start, lengths: lengths, to: list)
        saturation.score(list.scores, first: count)
        return count
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        let count = try score(window, above: above)
        candidates.count = list.scores.select(
            first: count, above: above, documents: list.documents, into: candidates.documents, candidates.scores, at: 0)
    }

    override func accumulate(_ window: Int, above: Float, into sums: WindowSums) throws(LedeError) {
        let start = Window.start(window)
        for index in 0..<(try score(window, above: above)) {
            sums.add(Double(list.scores[index]), at: Int(list.documents[index] &- start))
        }
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        for part in parts { try part.cursor.mark(window, into: bits) }
    }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        if rule == .require || rule == .add, isDense(beside: candidates) {
            try addBulkScores(to: candidates, window, isRequired: rule == .require, above: above, rest: rest)
            return
        }
        let limit = Double(above)
        let bound = Double(max(0, bounds[window])) + Double(rest)
        var kept = 0
        for index in 0..<candidates.count {
            let document = candidates.documents[index]
            var score = candidates.scores[index]
            if rule == .require || rule == .add {
                if score + bound <= limit { continue }
                let frequency = try weightedFrequency(document)
                if frequency == 0, rule == .require { continue }
                score += Double(saturation.score(frequency * lengths.inverse(of: Int(document))))
                if score + Double(rest) <= limit { continue }
            } else {
                if try contains(document) != (rule == .filter) { continue }
            }
            candidates.documents[kept] = document
            candidates.scores[kept] = score
            kept += 1
        }
        candidates.count = kept
    }

    private func contains(_ document: UInt32) throws(LedeError) -> Bool {
        for part in parts where try part.cursor.seek(document) == document { return true }
        return false
    }

    private func weightedFrequency(_ document: UInt32) throws(LedeError) -> Float {
        var frequency: Float = 0
        for part in parts where try part.cursor.seek(document) == document {
            try part.cursor.loadFrequencies()
            frequency += part.weight * Float(part.cursor.frequencies[part.cursor.index])
        }
        return frequency
    }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        var found: [(Int, UInt32)] = []
        for part in parts where try part.cursor.seek(document) == document {
            try part.cursor.loadFrequencies()
            found.append((part.field, part.cursor.frequencies[part.cursor.index]))
        }
        return found.isEmpty ? nil : words.explain(found, document: Int(document), lengths: lengths)
    }
}
