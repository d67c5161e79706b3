/// The documents of a word in several fields that are ranked as one.
final class FieldsScorer: FrequencyScorer {
    /// The word in one of the fields.
    private struct Part {
        let field: Int
        let cursor: PostingsCursor
        let weight: Float
        let peaks: FixedBuffer<Float>
        /// For each window the largest peak; less than 0 where the field has no document of the word.
        let windowPeaks: FixedBuffer<Float>

        func deallocate() {
            peaks.deallocate()
            windowPeaks.deallocate()
        }
    }

    private let parts: [Part]

    /// - Parameter cursors: one for each field that has the word, with the field's index in `lengths`.
    convenience init(
        _ words: BoundWords, _ cursors: [(field: Int, cursor: PostingsCursor)], lengths: LengthNorms,
        documentCount: Int
    ) throws(LedeError) {
        for (_, cursor) in cursors { try cursor.loadIfShort() }
        let windows = Window.count(documents: documentCount)
        var parts: [Part] = []
        for (field, cursor) in cursors {
            let windowPeaks = FixedBuffer<Float>.allocate(windows, repeating: -1)
            let peaks = FixedBuffer<Float>.uninitialized(cursor.blockCount)
            cursor.findPeaks(field: field, lengths, into: peaks) { window, peak in
                windowPeaks[window] = max(windowPeaks[window], peak)
            }
            parts.append(
                Part(
                    field: field, cursor: cursor, weight: lengths.weight(of: field), peaks: peaks,
                    windowPeaks: windowPeaks))
        }
        self.init(words, parts, lengths: lengths, windowCount: windows)
    }

    private init(_ words: BoundWords, _ parts: [Part], lengths: LengthNorms, windowCount: Int) {
        self.parts = parts
        super.init(
            words, lengths: lengths, cost: parts.reduce(0) { $0 + $1.cursor.entry.documentFrequency },
            bounds: Saturation(weight: Float(words.weight)).bounds(
                parts.lazy.map { $0.windowPeaks }, windowCount: windowCount))
    }

    deinit {
        for part in parts { part.deallocate() }
    }

    override func gather(_ window: Int, above: Float) throws(LedeError) {
        let start = Window.start(window)
        let (frequencies, saturation) = (frequencies, saturation)
        for (index, part) in parts.enumerated() {
            var others: Float = 0
            for other in parts.indices where other != index { others += max(0, parts[other].windowPeaks[window]) }
            let (cursor, weight, peaks) = (part.cursor, part.weight, part.peaks)
            try cursor.forEachBlock(
                in: window..<(window + 1), where: { saturation.bound(peaks[$0] + others) > above },
                do: { (first, past) throws(LedeError) in
                    try cursor.loadFrequencies()
                    try frequencies.add(cursor, first..<past, from: start, weight: weight)
                })
        }
    }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        guard rule == .require || rule == .add, !isDense(beside: candidates) else {
            return try super.refine(candidates, window, rule, above: above, rest: rest)
        }
        let limit = Double(above) - Double(rest)
        let bound = Double(max(0, bounds[window]))
        let (documents, sums) = (candidates.documents, scratch.list.scores)
        let isRequired = rule == .require
        candidates.count = candidates.keep(0..<candidates.count, above: limit - bound, at: 0)
        sums.fill(0..<candidates.count, with: 0)
        for part in parts where part.windowPeaks[window] >= 0 {
            let (cursor, weight, found) = (part.cursor, part.weight, part.cursor.found)
            try cursor.meet(documents, count: candidates.count) { (range, matches) throws(LedeError) in
                try cursor.expectFrequencies(matches)
                for match in 0..<matches {
                    let frequency = try cursor.frequency(at: Int(found.indexes[match]))
                    sums[range.lowerBound &+ Int(found.sought[match])] += weight * Float(frequency)
                }
            }
        }
        if isRequired { candidates.keep(with: sums) }
        lengths.table.scale(sums, of: documents, count: candidates.count)
        saturation.score(sums, first: candidates.count)
        for index in 0..<candidates.count { candidates.scores[index] += Double(sums[index]) }
        candidates.count = candidates.keep(0..<candidates.count, above: limit, at: 0)
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        try mark(window..<(window + 1), into: bits)
    }

    override func mark(_ windows: Range<Int>, into bits: WindowBits) throws(LedeError) {
        for part in parts { try part.cursor.mark(windows, into: bits) }
    }

    override func contains(_ document: UInt32) throws(LedeError) -> Bool {
        for part in parts where try part.cursor.find(document) != nil { return true }
        return false
    }

    override func forEachFrequency(_ document: UInt32, _ body: (Int, Float) -> Void) throws(LedeError) {
        for part in parts {
            guard let index = try part.cursor.find(document) else { continue }
            body(part.field, Float(try part.cursor.frequency(at: index)))
        }
    }
}
