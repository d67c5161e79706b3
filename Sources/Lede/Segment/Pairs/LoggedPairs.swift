/// The pairs of frequent words in documents that are being buffered: neighbours in the log of words.
struct LoggedPairs: PairSource {
    private let log: WordLog
    private let documents: DocumentPlaces
    private let ranks: FixedBuffer<UInt8>
    private let wordCount: Int
    /// How often each pair occurs.
    private let counts: FixedBuffer<UInt32>
    /// All of them, where there is memory for it; otherwise the log is gone through once more.
    private let found: WordLog.FoundPairs?
    /// A pair takes 12 bytes, and the places of all words that were sorted before took two for each.
    private static let wordsPerPair = 6
    /// The places of the pairs that were gathered, one pair behind the other, and where those of each end.
    private var places: FixedBuffer<UInt32>
    private let ends: FixedBuffer<UInt32>
    private var firsts = 0..<0

    /// - Parameters:
    ///   - ranks: of each word of the log its place among the chosen ones, or ``WordLog/notChosen``. It is deallocated with
    ///     the rest.
    ///   - wordCount: how many words were chosen, at most ``PairOptions/greatestLimit``.
    init(_ log: WordLog, _ documents: DocumentPlaces, ranks: FixedBuffer<UInt8>, wordCount: Int) {
        self.log = log
        self.documents = documents
        self.ranks = ranks
        self.wordCount = wordCount
        counts = .allocate(wordCount * wordCount, repeating: 0)
        found = log.findPairs(
            ranks: ranks, chosen: wordCount, counts: counts, atMost: log.count / Self.wordsPerPair)
        places = .uninitialized(1)
        ends = .uninitialized(wordCount * wordCount)
    }

    func deallocate() {
        ranks.deallocate()
        counts.deallocate()
        found?.deallocate()
        places.deallocate()
        ends.deallocate()
    }

    private func pairs(of firsts: Range<Int>) -> Range<Int> {
        firsts.lowerBound * wordCount..<firsts.upperBound * wordCount
    }

    var occurrences: [Int] {
        (0..<wordCount).map { first in pairs(of: first..<first + 1).reduce(0) { $0 + Int(counts[$1]) } }
    }

    mutating func gather(_ firsts: Range<Int>) {
        self.firsts = firsts
        let pairs = pairs(of: firsts)
        var count: UInt32 = 0
        for pair in pairs { count += counts[pair] }
        ends.fill(0..<ends.count, with: count)
        var start: UInt32 = 0
        for pair in pairs {
            ends[pair] = start
            start += counts[pair]
        }
        places.deallocate()
        places = .uninitialized(Int(count) + 1)
        if let found {
            found.sort(cursors: ends, spare: count, places: places)
        } else {
            log.sortPairs(ranks: ranks, chosen: wordCount, cursors: ends, spare: count, places: places)
        }
    }

    func write(_ first: Int, _ second: Int, to encoder: PostingsEncoder) {
        let pair = first * wordCount + second
        let start = pair == firsts.lowerBound * wordCount ? 0 : Int(ends[pair - 1])
        let count = documents.split(places, from: start, count: Int(ends[pair]) - start)
        encoder.add(documents.documents, documents.frequencies, count: count, gaps: places, from: start)
    }
}
