/// The pairs of frequent words of several segments, on their way to a merged one.
///
/// Nearly all words that are frequent in all segments together are so in each. Lists of such pairs are copied. Where a word
/// was not chosen in a segment, the pairs that it is in are gathered there from the positions of the words.
final class PairsMerge: PairSource {
    private struct Source {
        let numbers: DocumentNumbers
        let lists: PairLists?
        let scan: PostingsScan?
        /// Of each word its place among those of the segment's lists.
        let places: [Int?]
        /// Has the pairs that the lists lack.
        let gatherer: PairGatherer?
    }

    private let words: [[UInt8]]
    private let firsts: Range<Int>
    private var sources: [Source] = []
    private let releaseBytes: Int
    private var bytesToRelease: Int

    /// - Parameters:
    ///   - words: the frequent words of the merged segment.
    ///   - firsts: those of them that pairs are written of which they begin.
    ///   - releaseBytes: after so many bytes of the lists, about, the memory that they take is let go.
    init(_ words: [[UInt8]], firsts: Range<Int>, releaseBytes: Int) {
        self.words = words
        self.firsts = firsts
        self.releaseBytes = releaseBytes
        bytesToRelease = releaseBytes
    }

    /// Adds the field of the next segment.
    func add(_ field: FieldReader, _ numbers: DocumentNumbers) throws(LedeError) {
        let lists = field.pairs
        let places = words.map { lists?.place(of: $0) }
        var gatherer: PairGatherer?
        if places.contains(nil) {
            var some = PairGatherer(wordCount: words.count, firsts: firsts) { places[$0] != nil }
            do throws(LedeError) {
                try some.add(try field.streams(of: words)) { numbers[Int($0)] }
            } catch {
                some.deallocate()
                throw error
            }
            gatherer = some
        }
        sources.append(
            Source(numbers: numbers, lists: lists, scan: lists?.scan(), places: places, gatherer: gatherer))
    }

    func write(_ first: Int, _ second: Int, to encoder: PostingsEncoder) throws(LedeError) {
        for source in sources {
            if let lists = source.lists, let scan = source.scan, let one = source.places[first],
                let other = source.places[second]
            {
                guard let entry = try lists.entry(one, other) else { continue }
                try scan.forEachPart(of: entry, source.numbers) { (part) throws(LedeError) in try encoder.add(part) }
                bytesToRelease -= 2 * entry.totalFrequency
            } else {
                source.gatherer?.write(first, second, to: encoder)
            }
        }
        if bytesToRelease <= 0 {
            for source in sources { source.lists?.terms.region.file.release() }
            bytesToRelease = releaseBytes
        }
    }

    func deallocate() { for source in sources { source.gatherer?.deallocate() } }
}
