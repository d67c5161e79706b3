/// Finds the first documents of an order other than the ranking's, segment after segment, and counts all that match.
///
/// Scores are computed only where a key is the score. Columns are read a window at a time. Where the first key is a
/// number and many documents match, windows whose range of numbers cannot come before the last hit are not read; the
/// most promising come first.
struct SortCollector {
    private let sort: BoundSort
    private let limit: Int
    private let after: SortPlace?
    private var heap: SortHeap
    private var found: [SortedHit] = []
    /// Where words are the same in all segments: the keys of each segment, to read the words by at the end.
    private var keys: [Int: [SegmentSortKey]] = [:]
    /// How many live documents match.
    private(set) var total = 0
    /// When to stop, with what was found by then.
    private(set) var clock: SearchClock

    private let matches = MatchCollector()
    private let candidates = Candidates()
    private let words = SortWords()

    /// The ranges of numbers are made where at least one document in so many matches.
    private static let documentsForRanges = 4

    /// - Parameters:
    ///   - limit: how many to find; at least 1.
    ///   - after: only documents behind this place are hits.
    init(_ sort: BoundSort, limit: Int, after: SortPlace?, clock: SearchClock) {
        self.clock = clock
        self.sort = sort
        self.limit = limit
        self.after = after
        heap = SortHeap(limit: limit, keyCount: sort.count)
    }

    mutating func collect(
        _ scorer: Scorer, segment: Int, _ reader: SegmentReader, live: LiveDocuments?
    ) throws(LedeError) {
        let usesRanges = scorer.cost >= reader.documentCount / Self.documentsForRanges
        let keys = try sort.keys(in: reader, usesRanges: usesRanges)
        let start = try after.map { (after) throws(LedeError) in
            try SegmentStart(after, keys: keys, segment: UInt32(segment))
        }
        for window in order(of: scorer, keys[0]) {
            if try clock.checkIsOver() { break }
            try collect(scorer, window, UInt32(segment), keys, start, live)
        }
        if sort.isSameInAllSegments { self.keys[segment] = keys } else { try drain { _ in keys } }
    }

    /// The windows that may hold matches, those that may come first at the front.
    private func order(of scorer: Scorer, _ key: SegmentSortKey) -> [Int] {
        let windows = (0..<scorer.bounds.count).filter { scorer.bounds[$0] >= 0 }
        let bests = windows.map { (window: $0, best: key.best(in: $0)) }
        guard bests.allSatisfy({ $0.best != nil }) else { return windows }
        return bests.sorted {
            ($0.best ?? .missing, $0.window) < ($1.best ?? .missing, $1.window)
        }.map(\.window)
    }

    private mutating func collect(
        _ scorer: Scorer, _ window: Int, _ segment: UInt32, _ keys: [SegmentSortKey], _ start: SegmentStart?,
        _ live: LiveDocuments?
    ) throws(LedeError) {
        let canHoldHits = canHoldHits(window, segment, keys[0])
        if sort.needsScores, canHoldHits {
            try scorer.collect(window, above: -1, into: candidates)
            if let live { candidates.keep { live.contains(Int($0)) } }
            total += candidates.count
        } else {
            let bits = try matches.matches(window, of: scorer, live: live)
            total += bits.count
            guard canHoldHits else { return }
            candidates.take(bits, window)
        }
        try keys[0].read(candidates.documents, scores: candidates.scores, count: candidates.count, into: words.first)
        var others: [SortWord] = []
        for index in 0..<candidates.count where heap.admits(words.first[index]) {
            let document = candidates.documents[index]
            others.removeAll(keepingCapacity: true)
            for key in keys.dropFirst() {
                words.document[0] = document
                words.score[0] = candidates.scores[index]
                try key.read(words.document, scores: words.score, count: 1, into: words.other)
                others.append(words.other[0])
            }
            let entry = SortHeap.Entry(first: words.first[index], segment: segment, document: document)
            if let start, !start.precedes(entry, others) { continue }
            heap.offer(entry, others)
        }
    }

    private func canHoldHits(_ window: Int, _ segment: UInt32, _ key: SegmentSortKey) -> Bool {
        guard let last = heap.last, let best = key.best(in: window) else { return true }
        if best != last.first { return best < last.first }
        return sort.count > 1 || (segment, Window.start(window)) <= (last.segment, last.document)
    }

    private mutating func drain(_ keys: (Int) -> [SegmentSortKey]?) throws(LedeError) {
        try heap.drain { (entry, words) throws(LedeError) in
            var values: [SortValue] = []
            for (key, word) in zip(keys(Int(entry.segment)) ?? [], words) { values.append(try key.value(of: word)) }
            found.append(
                SortedHit(segment: Int(entry.segment), document: entry.document, values: values))
        }
    }

    /// What was found, in order.
    mutating func hits() throws(LedeError) -> [SortedHit] {
        let keys = keys
        try drain { keys[$0] }
        let sort = sort
        found.sort { a, b in
            sort.precedes(a.values, b.values) ?? ((a.segment, a.document) < (b.segment, b.document))
        }
        return Array(found.prefix(limit))
    }
}

/// A document found, with the values that it was sorted by.
struct SortedHit {
    var segment: Int
    var document: UInt32
    var values: [SortValue]
}

/// A place in an order: what a document there has, and where it is in the index; document -1 is before all.
struct SortPlace {
    var values: [SortValue]
    var segment: Int
    var document: Int
}

/// A place in an order as one segment sees it.
private struct SegmentStart {
    private let words: [SortWord]
    private let place: SortPlace

    init(_ place: SortPlace, keys: [SegmentSortKey], segment: UInt32) throws(LedeError) {
        var words: [SortWord] = []
        for (key, value) in zip(keys, place.values) { words.append(try key.word(of: value)) }
        self.words = words
        self.place = place
    }

    /// Whether the place comes before a document.
    func precedes(_ entry: SortHeap.Entry, _ others: [SortWord]) -> Bool {
        if words[0] != entry.first { return words[0] < entry.first }
        for (index, other) in others.enumerated() where words[index + 1] != other { return words[index + 1] < other }
        return (place.segment, place.document) < (Int(entry.segment), Int(entry.document))
    }
}

/// The words of a window, and of one document for the other keys.
private final class SortWords {
    let first = FixedBuffer<SortWord>.uninitialized(Window.size)
    let other = FixedBuffer<SortWord>.uninitialized(1)
    let document = FixedBuffer<UInt32>.uninitialized(1)
    let score = FixedBuffer<Double>.uninitialized(1)

    deinit {
        first.deallocate()
        other.deallocate()
        document.deallocate()
        score.deallocate()
    }
}
