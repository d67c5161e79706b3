/// The pairs of frequent words of several segments, on their way to a merged one.
///
/// Nearly all words that are frequent in all segments together are so in each. Lists of such pairs are copied. Where a word
/// was not chosen in a segment, the pairs that it is in are gathered there from the positions of the words.
final class PairsMerge: PairSource {
    private struct Source {
        let field: FieldReader
        let numbers: DocumentNumbers
        let lists: PairLists?
        let scan: PostingsScan?
        /// Of each word its place among those of the segment's lists.
        let places: [Int?]
        /// Has the pairs that the lists lack.
        var gatherer: PairGatherer?
    }

    private let words: [FrequentWords.Word]
    private var sources: [Source] = []
    private let files: FileReleases

    /// - Parameters:
    ///   - words: the frequent words of the merged segment.
    ///   - files: those of the segments.
    init(_ words: [FrequentWords.Word], _ files: FileReleases) {
        self.words = words
        self.files = files
    }

    func deallocate() { for source in sources { source.gatherer?.deallocate() } }

    /// Adds the field of the next segment.
    func add(_ field: FieldReader, _ numbers: DocumentNumbers) {
        let lists = field.pairs
        let places = words.map { lists?.place(of: $0.term) }
        sources.append(Source(field: field, numbers: numbers, lists: lists, scan: lists?.scan(numbers), places: places))
    }

    var occurrences: [Int] {
        let isMissing = words.indices.map { word in sources.contains { $0.places[word] == nil } }
        // A word that is in all lists is gathered only beside one that is not.
        let others = words.indices.reduce(0) { $0 + (isMissing[$1] ? words[$1].totalFrequency : 0) }
        return words.indices.map { word in
            isMissing[word] ? words[word].totalFrequency : min(words[word].totalFrequency, others)
        }
    }

    func gather(_ firsts: Range<Int>) throws(LedeError) {
        for index in sources.indices where sources[index].places.contains(nil) {
            let (field, numbers, places) = (sources[index].field, sources[index].numbers, sources[index].places)
            sources[index].gatherer?.deallocate()
            var gatherer = PairGatherer(wordCount: words.count, firsts: firsts) { places[$0] != nil }
            defer { sources[index].gatherer = gatherer }
            try gatherer.add(try field.streams(of: words.map(\.term))) { numbers[Int($0)] }
            files.release()
        }
    }

    func write(_ first: Int, _ second: Int, to encoder: PostingsEncoder) throws(LedeError) {
        for source in sources {
            if let lists = source.lists, let scan = source.scan, let one = source.places[first],
                let other = source.places[second]
            {
                guard let entry = try lists.entry(one, other) else { continue }
                try scan.forEachPart(of: entry) { (part) throws(LedeError) in try encoder.add(part) }
                files.note(2 * entry.totalFrequency)
            } else {
                source.gatherer?.write(first, second, to: encoder)
            }
        }
    }
}
