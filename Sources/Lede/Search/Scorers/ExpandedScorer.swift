/// The documents of several terms that are one word to the ranking (``BoundExpansion``).
///
/// Their postings were merged into one list for each field when the query was bound, as the number of documents is
/// needed for the weight; so a window is a piece of each list. Of one list only documents are scored whose frequency could
/// make a hit of the shortest document.
final class ExpandedScorer: FrequencyScorer {
    private struct Part {
        let field: Int
        let list: FrequencyList
        let weight: Float
        /// What no inverse of ``LengthNorms`` exceeds, times the weight.
        let greatestInverse: Float
    }

    private let parts: [Part]
    private let expansion: BoundExpansion
    private let reader: SegmentReader
    private let segment: Int

    /// Nil where the segment has none of the terms.
    ///
    /// - Parameter index: that of the segment among those that the query was bound to.
    convenience init?(_ expansion: BoundExpansion, lengths: LengthNorms, segment reader: SegmentReader, index: Int) {
        let windows = Window.count(documents: reader.documentCount)
        var parts: [Part] = []
        var peaks: [FixedBuffer<Float>] = []
        defer { for peak in peaks { peak.deallocate() } }
        for (field, inField) in expansion.fields.enumerated() {
            guard let list = inField.lists[index], list.count > 0 else { continue }
            // A document with a word is one word long at least.
            let inverse = lengths.largestInverse(field: field, norm: 1)
            let peak = FixedBuffer<Float>.allocate(windows, repeating: -1)
            for window in 0..<windows {
                let greatest = list.greatest(in: Self.documents(of: window, in: reader.documentCount))
                if greatest > 0 { peak[window] = greatest * inverse }
            }
            parts.append(
                Part(field: field, list: list, weight: lengths.weight(of: field), greatestInverse: inverse))
            peaks.append(peak)
        }
        if parts.isEmpty { return nil }
        let bounds = Saturation(weight: Float(expansion.words.weight)).bounds(peaks, windowCount: windows)
        self.init(expansion, parts, lengths: lengths, bounds: bounds, reader, segment: index)
    }

    private init(
        _ expansion: BoundExpansion, _ parts: [Part], lengths: LengthNorms, bounds: FixedBuffer<Float>,
        _ reader: SegmentReader, segment: Int
    ) {
        self.expansion = expansion
        self.parts = parts
        self.reader = reader
        self.segment = segment
        super.init(
            expansion.words, lengths: lengths, cost: parts.reduce(0) { $0 + $1.list.count }, bounds: bounds)
    }

    private static func documents(of window: Int, in documentCount: Int) -> Range<Int> {
        window * Window.size..<min((window + 1) * Window.size, documentCount)
    }

    private func documents(of window: Int) -> Range<Int> { Self.documents(of: window, in: reader.documentCount) }

    override func list(_ windows: Range<Int>, above: Float, in list: ScoreList) throws(LedeError) -> Int {
        guard parts.count == 1, let part = parts.first else {
            return try super.list(windows, above: above, in: list)
        }
        let least = saturation.leastPeak(above: above)
        let needed = least <= 0 ? 0 : least / part.greatestInverse * (1 - 0x1p-20)
        let count = part.list.select(documents(of: windows.lowerBound), above: needed, into: list)
        let (scores, documents, weight, lengths) = (list.scores, list.documents, part.weight, lengths)
        for index in 0..<count {
            scores[index] = weight * scores[index] * lengths.table.inverse(of: Int(documents[index]))
        }
        return count
    }

    override func gather(_ window: Int, above: Float) throws(LedeError) {
        let start = Window.start(window)
        let frequencies = frequencies
        for part in parts {
            let weight = part.weight
            part.list.forEach(in: documents(of: window)) { document, frequency in
                frequencies.add(weight * frequency, at: Int(document &- start))
            }
        }
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        let start = Window.start(window)
        for part in parts {
            part.list.forEach(in: documents(of: window)) { document, _ in bits.insert(Int(document &- start)) }
        }
    }

    override func weightedFrequency(_ document: UInt32) throws(LedeError) -> Float {
        var sum: Float = 0
        for part in parts { sum += part.weight * part.list.frequency(of: document) }
        return sum
    }

    override var planName: String { "lists of the terms of \(expansion.label), added up" }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        var found: [Explanation] = []
        for part in parts {
            let inField = expansion.fields[part.field]
            var rest = part.list.frequency(of: document)
            if rest == 0 { continue }
            let factor =
                inField.field.weight == 1 ? "" : ", times its weight \(Explanation.number(inField.field.weight))"
            for term in inField.terms {
                guard let entry = term.bound.entries[segment], let field = reader.field(inField.field.name),
                    let cursor = try field.postings(entry), let place = try cursor.find(document)
                else { continue }
                let frequency = try cursor.frequency(at: place)
                rest -= Float(term.weight) * Float(frequency)
                let closeness = term.weight == 1 ? "" : ", each \(Explanation.number(term.weight)) for its difference"
                found.append(
                    Explanation(
                        inField.field.weight * term.weight * Double(frequency),
                        "occurrences of '\(String(decoding: term.text, as: UTF8.self))' in \(inField.field.name)"
                            + closeness + factor))
            }
            if rest > 0 {
                found.append(
                    Explanation(
                        inField.field.weight * Double(rest),
                        "other words of \(inField.field.name), beyond the \(inField.terms.count) that count\(factor)"))
            }
        }
        return found.isEmpty ? nil : expansion.explain(found, document: Int(document), lengths: lengths)
    }
}
