/// The documents in which words stand near each other, in one field or in several that are ranked as one; each interval
/// lies within one field.
///
/// Scored like a word whose weight is that of the words together and whose frequency is that of the intervals. Positions
/// are read only where all words meet and their frequencies allow a score that is needed.
final class IntervalsScorer: FrequencyScorer {
    /// The query in one of the fields.
    struct Part {
        let field: Int
        let source: IntervalSource
        let weight: Float
    }

    private let parts: [Part]
    private let bits = WindowBits()
    private let marked = Candidates()

    init(_ words: BoundWords, _ parts: [Part], lengths: LengthNorms, windowCount: Int) {
        self.parts = parts
        let bounds = FixedBuffer<Float>.allocate(windowCount, repeating: -1)
        let saturation = Saturation(weight: Float(words.weight))
        for window in 0..<windowCount {
            var sum: Float = -1
            for part in parts where part.source.peaks[window] >= 0 { sum = max(0, sum) + part.source.peaks[window] }
            if sum >= 0 { bounds[window] = saturation.bound(sum) }
        }
        super.init(words, lengths: lengths, cost: parts.reduce(0) { $0 + $1.source.cost }, bounds: bounds)
    }

    override var isCostlyToMatch: Bool { true }

    override var planName: String { "intervals of positions for " + label }

    override func gather(_ window: Int, above: Float) throws(LedeError) {
        let start = Window.start(window)
        for (index, part) in parts.enumerated() where part.source.peaks[window] >= 0 {
            var others: Float = 0
            for other in parts.indices where other != index { others += max(0, parts[other].source.peaks[window]) }
            try take(part, window)
            for place in 0..<marked.count {
                let document = marked.documents[place]
                guard try part.source.mayMatch(document) else { continue }
                if above >= 0 {
                    let peak =
                        part.weight * (try part.source.limit(document)) * lengths.table.inverse(of: Int(document))
                    if saturation.bound(peak + others) <= above { continue }
                }
                try part.source.read(document)
                if part.source.intervals.isEmpty { continue }
                frequencies.add(part.weight * part.source.frequency(), at: Int(document &- start))
            }
        }
    }

    private func take(_ part: Part, _ window: Int) throws(LedeError) {
        bits.clear()
        try part.source.mark(window, into: bits)
        marked.take(bits, window)
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        let start = Window.start(window)
        for part in parts where part.source.peaks[window] >= 0 {
            try take(part, window)
            for place in 0..<marked.count {
                let document = marked.documents[place]
                if bits.contains(Int(document &- start)) { continue }
                if try frequency(document, part) > 0 { bits.insert(Int(document &- start)) }
            }
        }
    }

    private func frequency(_ document: UInt32, _ part: Part) throws(LedeError) -> Float {
        guard try part.source.mayMatch(document) else { return 0 }
        try part.source.read(document)
        return part.source.intervals.isEmpty ? 0 : part.source.frequency()
    }

    override func forEachFrequency(_ document: UInt32, _ body: (Int, Float) -> Void) throws(LedeError) {
        for part in parts {
            let frequency = try frequency(document, part)
            if frequency > 0 { body(part.field, frequency) }
        }
    }
}
