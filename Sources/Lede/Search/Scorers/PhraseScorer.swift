/// The documents of a phrase in one field, or in several that are ranked as one; the phrase lies within one field.
///
/// Scored like a word whose weight is the sum of the words' weights and whose frequency is that of the phrase.
/// Positions are read only where the frequencies of the words allow a score that is needed.
final class PhraseScorer: FrequencyScorer {
    /// A field in which the phrase may occur: its index in ``LengthNorms``, and what finds the phrase there.
    struct InField {
        let field: Int
        let plan: PhrasePlan
        let forms: FormsMatcher?
    }

    /// The phrase in one of the fields.
    private struct Part {
        let matcher: PhraseMatcher
        let weight: Float
        /// For each window what the frequency can amount to (``PostingsCursor/findPeaks(field:_:_:)``); less than 0 where nothing matches.
        let windowPeaks: FixedBuffer<Float>
    }

    private let parts: [Part]
    /// The matcher of the first of them, which most often is the only one.
    private let first: PhraseMatcher

    /// - Parameters:
    ///   - fields: each field in which the phrase may occur.
    ///   - isScoring: whether the bounds on scores will be asked for; without, they only say where matches may be.
    ///   - isAlone: whether it is no part of another query.
    convenience init(
        _ words: BoundWords, _ fields: [InField], lengths: LengthNorms, documentCount: Int, isScoring: Bool,
        isAlone: Bool
    ) throws(LedeError) {
        let windows = Window.count(documents: documentCount)
        var parts: [Part] = []
        for inField in fields {
            let field = inField.field
            let matcher = PhraseMatcher(field: field, inField.plan, forms: inField.forms)
            // Of what is collected at once nothing is passed over, whatever its windows could score.
            let isAtOnce =
                isAlone && fields.count == 1
                && Self.sparseWindows(matcher.cost, beside: matcher.secondCost, of: windows) == windows
            let peaks = FixedBuffer<Float>.allocate(windows, repeating: isAtOnce ? .infinity : -1)
            parts.append(Part(matcher: matcher, weight: lengths.weight(of: field), windowPeaks: peaks))
            if isAtOnce { continue }
            // A phrase is no more frequent than its least frequent word or pair.
            var isFirst = true
            try matcher.forEachBounding { (cursor) throws(LedeError) in
                if isScoring { try cursor.loadIfShort() }
                if isFirst {
                    Self.raise(peaks, to: cursor, field: field, isScoring ? lengths : nil)
                } else {
                    let own = FixedBuffer<Float>.allocate(windows, repeating: -1)
                    defer { own.deallocate() }
                    Self.raise(own, to: cursor, field: field, isScoring ? lengths : nil)
                    for window in 0..<windows { peaks[window] = min(peaks[window], own[window]) }
                }
                isFirst = false
            }
        }
        self.init(words, parts, lengths: lengths, windowCount: windows)
    }

    private init(_ words: BoundWords, _ parts: [Part], lengths: LengthNorms, windowCount: Int) {
        self.parts = parts
        first = parts[0].matcher
        super.init(
            words, lengths: lengths, cost: parts.reduce(0) { $0 + $1.matcher.cost },
            bounds: Saturation(weight: Float(words.weight)).bounds(
                parts.lazy.map { $0.windowPeaks }, windowCount: windowCount))
    }

    override var isCostlyToMatch: Bool { true }

    deinit {
        for part in parts { part.windowPeaks.deallocate() }
    }

    /// Raises the peaks of the windows to those of a list; without `lengths` to infinity where it may have documents.
    private static func raise(
        _ peaks: FixedBuffer<Float>, to cursor: PostingsCursor, field: Int, _ lengths: LengthNorms?
    ) {
        if let lengths {
            cursor.findPeaks(field: field, lengths) { window, peak in peaks[window] = max(peaks[window], peak) }
        } else {
            cursor.forEachWindow { window, _ in peaks[window] = .infinity }
        }
    }

    override var planName: String { "lists compared by positions for " + label }

    override func gather(_ window: Int, above: Float) throws(LedeError) {
        let start = Window.start(window)
        let (frequencies, saturation, table) = (frequencies, saturation, lengths.table)
        for (index, part) in parts.enumerated() where part.windowPeaks[window] >= 0 {
            var others: Float = 0
            for other in parts.indices where other != index { others += max(0, parts[other].windowPeaks[window]) }
            let weight = part.weight
            let least = saturation.leastPeak(above: above) - others
            try part.matcher.forEachMatch(
                in: window..<(window + 1),
                where: { document, greatest in
                    least < 0 || table.canExceed(least, weight * Float(greatest), in: Int(document))
                },
                { document, frequency in frequencies.add(weight * Float(frequency), at: Int(document &- start)) })
        }
    }

    override var windowsAtOnce: Int { parts.count == 1 ? sparseWindows(beside: first.secondCost) : 1 }

    override func list(_ windows: Range<Int>, above: Float, in list: ScoreList) throws(LedeError) -> Int {
        guard parts.count == 1 else { return try super.list(windows, above: above, in: list) }
        let (table, weight, documents, scores) = (lengths.table, parts[0].weight, list.documents, list.scores)
        let least = saturation.leastPeak(above: above)
        var count = 0
        try first.forEachMatch(
            in: windows,
            where: { document, greatest in
                least < 0 || table.canExceed(least, weight * Float(greatest), in: Int(document))
            },
            { document, frequency in
                documents[count] = document
                scores[count] = weight * Float(frequency)
                count &+= 1
            })
        table.scale(scores, of: documents, count: count)
        return count
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        try mark(window..<(window + 1), into: bits)
    }

    override func mark(_ windows: Range<Int>, into bits: WindowBits) throws(LedeError) {
        let start = Window.start(windows.lowerBound)
        let isOne = parts.count == 1
        for part in parts where windows.contains(where: { part.windowPeaks[$0] >= 0 }) {
            try part.matcher.forEachMatch(
                in: windows, where: { document, _ in isOne || !bits.contains(Int(document &- start)) },
                { document, _ in bits.insert(Int(document &- start)) })
        }
    }

    override func forEachFrequency(_ document: UInt32, _ body: (Int, Float) -> Void) throws(LedeError) {
        for part in parts {
            let frequency = try part.matcher.frequency(document)
            if frequency > 0 { body(part.matcher.field, Float(frequency)) }
        }
    }
}
