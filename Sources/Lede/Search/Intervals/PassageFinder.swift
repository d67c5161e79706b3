/// Finds where in the text of a document of a segment words stand near each other as a query wants them.
///
/// The index knows the passages by the numbers of their words; a look at the text tells where these are.
final class PassageFinder {
    private let sources: [(field: Field, source: IntervalSource)]

    /// - Parameters:
    ///   - query: its words near each other are looked for.
    ///   - factory: of the segment.
    init(_ query: BoundQuery, _ factory: ScorerFactory) throws(LedeError) {
        var parts: [(words: BoundWords, shapes: [BoundIntervals])] = []
        query.forEachLeaf { leaf in
            if case .intervals(let words, let shapes) = leaf { parts.append((words, shapes)) }
        }
        var sources: [(field: Field, source: IntervalSource)] = []
        for (words, shapes) in parts {
            for (field, source) in try factory.sources(of: words, shapes) {
                sources.append((words.fields[field].field, source))
            }
        }
        self.sources = sources
    }

    /// The passages in the values of a field, as offsets of UTF-8 code units in the values with a line break between them.
    ///
    /// - Parameter number: that of the document in the segment.
    /// - Complexity: analyses the text where there are passages.
    func places(in document: Document, _ number: UInt32, field: Field) throws(LedeError) -> [Range<Int>] {
        var intervals: [Interval] = []
        for (own, source) in sources where own.name == field.name {
            guard try source.mayMatch(number) else { continue }
            try source.read(number)
            intervals += source.intervals
        }
        guard !intervals.isEmpty, let analyzer = field.reading(document).textAnalyzer else { return [] }
        let words = Self.words(of: document.values(of: field.name), analyzer)
        var places: [Range<Int>] = []
        for interval in intervals {
            guard let first = words[interval.start], let last = words[interval.end] else { continue }
            places.append(first.lowerBound..<max(first.upperBound, last.upperBound))
        }
        return places.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// Where the words are, by the positions that ``TextInverter`` gives them.
    private static func words(of values: [String], _ analyzer: Analyzer) -> [UInt32: Range<Int>] {
        var words: [UInt32: Range<Int>] = [:]
        var position: UInt32 = 0
        var offset = 0
        for value in values {
            if !words.isEmpty { position += TextInverter.positionGap }
            var count: UInt32 = 0
            for token in analyzer.analyzeForIndexing(value) {
                let place = position + UInt32(token.position)
                let range = token.range.lowerBound + offset..<token.range.upperBound + offset
                words[place] =
                    words[place].map {
                        min($0.lowerBound, range.lowerBound)..<max($0.upperBound, range.upperBound)
                    } ?? range
                count = max(count, UInt32(token.position) + 1)
            }
            position += count
            offset += value.utf8.count + 1
        }
        return words
    }
}
