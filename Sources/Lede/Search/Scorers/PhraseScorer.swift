/// The documents of a phrase in one field, or in several that are ranked as one; the phrase lies within one field.
///
/// Scored like a word whose weight is the sum of the words' weights and whose frequency is that of the phrase.
/// Positions are read only where the frequencies of the words allow a score that is needed.
final class PhraseScorer: Scorer {
    private let words: BoundWords
    private let matchers: [PhraseMatcher]
    private let lengths: LengthNorms
    private let saturation: Saturation

    /// - Parameter fields: for each field in which all words occur its index in `lengths`, the distinct words' cursors
    ///   and, for each word of the phrase, which of the cursors is its.
    convenience init(
        _ words: BoundWords, _ fields: [(field: Int, cursors: [PostingsCursor], places: [Int])], lengths: LengthNorms,
        documentCount: Int
    ) throws(LedeError) {
        let bounds = FixedBuffer<Float>.allocate(Window.count(documents: documentCount), repeating: -1)
        let lists = fields.map { ($0.field, $0.cursors) }
        do throws(LedeError) {
            try Self.bound(
                lists, lengths: lengths, saturation: Saturation(weight: Float(words.weight)), in: bounds)
        } catch {
            bounds.deallocate()
            throw error
        }
        let matchers = fields.map { PhraseMatcher(field: $0.field, cursors: $0.cursors, places: $0.places) }
        self.init(words, matchers, lengths: lengths, bounds: bounds)
    }

    private init(
        _ words: BoundWords, _ matchers: [PhraseMatcher], lengths: LengthNorms, bounds: FixedBuffer<Float>
    ) {
        self.words = words
        self.matchers = matchers
        self.lengths = lengths
        saturation = Saturation(weight: Float(words.weight))
        super.init(cost: matchers.reduce(0) { $0 + $1.cost }, bounds: bounds)
    }

    /// Fills in the bounds of the windows: in a field a phrase is no more frequent than its least frequent word.
    private static func bound(
        _ fields: [(field: Int, cursors: [PostingsCursor])], lengths: LengthNorms, saturation: Saturation,
        in bounds: FixedBuffer<Float>
    ) throws(LedeError) {
        let windows = bounds.count
        let least = FixedBuffer<Float>.allocate(windows, repeating: 0)
        let peaks = FixedBuffer<Float>.allocate(windows, repeating: 0)
        defer {
            least.deallocate()
            peaks.deallocate()
        }
        for field in fields {
            least.fill(0..<windows, with: .infinity)
            for cursor in field.cursors {
                peaks.fill(0..<windows, with: -1)
                let found = try FrequencyPeaks(cursor, field: field.field, lengths: lengths) { window, peak in
                    peaks[window] = max(peaks[window], peak)
                }
                found.blocks.deallocate()
                for window in 0..<windows { least[window] = min(least[window], peaks[window]) }
            }
            for window in 0..<windows where least[window] >= 0 {
                bounds[window] = max(0, bounds[window]) + least[window]
            }
        }
        for window in 0..<windows where bounds[window] >= 0 { bounds[window] = saturation.bound(bounds[window]) }
    }

    /// The score of a document; less than 0 where no matcher is at a phrase in it, or where the score does not exceed
    /// `above`.
    private func score(_ document: UInt32, above: Float) throws(LedeError) -> Float {
        let inverse = lengths.inverse(of: Int(document))
        if above > 0 {
            var greatest: Float = 0
            for matcher in matchers where matcher.document == document {
                greatest += lengths.weight(of: matcher.field) * Float(try matcher.greatestFrequency())
            }
            if saturation.bound(greatest * inverse) <= above { return -1 }
        }
        var frequency: Float = 0
        for matcher in matchers where matcher.document == document {
            _ = try matcher.greatestFrequency()
            frequency += lengths.weight(of: matcher.field) * Float(try matcher.frequency())
        }
        return frequency == 0 ? -1 : saturation.score(frequency * inverse)
    }

    /// Calls `body` with each document of a window that has all words in a field; the matchers are at it.
    @inline(__always)
    private func forEachMeeting(_ window: Int, _ body: (UInt32) throws(LedeError) -> Void) throws(LedeError) {
        guard bounds[window] >= 0 else { return }
        let start = Window.start(window)
        let end = start &+ UInt32(Window.size - 1)
        for matcher in matchers { try matcher.advance(to: start) }
        while true {
            var document = UInt32.max
            for matcher in matchers { document = min(document, matcher.document) }
            if document > end || document == .max { return }
            try body(document)
            for matcher in matchers where matcher.document == document { try matcher.advance(to: document + 1) }
        }
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
        try forEachMeeting(window) { document throws(LedeError) in
            let score = try score(document, above: above)
            if score >= 0, score > above {
                candidates.documents[candidates.count] = document
                candidates.scores[candidates.count] = Double(score)
                candidates.count += 1
            }
        }
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        let start = Window.start(window)
        try forEachMeeting(window) { document throws(LedeError) in
            for matcher in matchers where matcher.document == document {
                if try matcher.matches() {
                    bits.insert(Int(document - start))
                    break
                }
            }
        }
    }

    override func refine(
        _ candidates: Candidates, _ window: Int, _ rule: Refinement, above: Float, rest: Float
    ) throws(LedeError) {
        let isScored = rule == .require || rule == .add
        let limit = Double(above)
        let bound = Double(max(0, bounds[window])) + Double(rest)
        var kept = 0
        for index in 0..<candidates.count {
            let document = candidates.documents[index]
            var score = candidates.scores[index]
            if isScored, score + bound <= limit { continue }
            for matcher in matchers { try matcher.advance(to: document) }
            if isScored {
                let own = try self.score(document, above: -1)
                if own < 0, rule == .require { continue }
                score += Double(max(0, own))
                if score + Double(rest) <= limit { continue }
            } else {
                if try matches(document) != (rule == .filter) { continue }
            }
            candidates.documents[kept] = document
            candidates.scores[kept] = score
            kept += 1
        }
        candidates.count = kept
    }

    private func matches(_ document: UInt32) throws(LedeError) -> Bool {
        for matcher in matchers where matcher.document == document {
            if try matcher.matches() { return true }
        }
        return false
    }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        var found: [(Int, UInt32)] = []
        for matcher in matchers {
            try matcher.advance(to: document)
            guard matcher.document == document, try matcher.greatestFrequency() > 0 else { continue }
            let frequency = try matcher.frequency()
            if frequency > 0 { found.append((matcher.field, frequency)) }
        }
        return found.isEmpty ? nil : words.explain(found, document: Int(document), lengths: lengths)
    }
}
