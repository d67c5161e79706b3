/// The pairs of frequent words in documents that are being buffered: neighbours in the log of words.
struct LoggedPairs: PairSource {
    private let wordCount: Int
    private let firsts: Range<Int>
    private let documents: DocumentPlaces
    /// The places of all pairs, one pair behind the other, and where those of each end.
    private let places: FixedBuffer<UInt32>
    private let ends: FixedBuffer<UInt32>

    /// - Parameters:
    ///   - ranks: of each word of the log its place among the chosen ones, or ``WordLog/notChosen``.
    ///   - wordCount: how many words were chosen, at most ``PairOptions/greatestLimit``.
    ///   - firsts: those of them that pairs are gathered of which they begin.
    init(
        _ log: WordLog, _ documents: DocumentPlaces, ranks: FixedBuffer<UInt8>, wordCount: Int, firsts: Range<Int>
    ) {
        self.wordCount = wordCount
        self.firsts = firsts
        self.documents = documents
        let pairs = firsts.lowerBound * wordCount..<firsts.upperBound * wordCount
        ends = .allocate(wordCount * wordCount, repeating: 0)
        log.sortPairs(ranks: ranks, chosen: wordCount, cursors: ends, spare: .max)
        var count: UInt32 = 0
        for pair in pairs { count += ends[pair] }
        places = .uninitialized(Int(count) + 1)
        var start: UInt32 = 0
        for pair in 0..<ends.count {
            let frequency = pairs.contains(pair) ? ends[pair] : 0
            ends[pair] = pairs.contains(pair) ? start : count
            start += frequency
        }
        log.sortPairs(ranks: ranks, chosen: wordCount, cursors: ends, spare: count, places: places)
    }

    func deallocate() {
        places.deallocate()
        ends.deallocate()
    }

    func write(_ first: Int, _ second: Int, to encoder: PostingsEncoder) {
        let pair = first * wordCount + second
        let start = pair == firsts.lowerBound * wordCount ? 0 : Int(ends[pair - 1])
        let range = start..<Int(ends[pair])
        let count = documents.split(places, range)
        encoder.add(documents.documents, documents.frequencies, count: count, gaps: places, from: start)
    }
}
