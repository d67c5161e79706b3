/// The best documents found so far, segment after segment.
///
/// Of two documents of equal score the one that was indexed first is better. Documents are gathered as keys, integers that
/// compare as their scores and places do; whenever twice as many are there as wanted, and for each threshold, the
/// best are selected, so that a document takes a few instructions, however many are wanted.
package final class TopScores {
    package struct Entry: Comparable, BitwiseCopyable {
        package var score: Float
        package var segment: UInt32
        package var document: UInt32

        /// Whether `a` is worse than `b`.
        package static func < (a: Entry, b: Entry) -> Bool {
            if a.score != b.score { return a.score < b.score }
            return (a.segment, a.document) > (b.segment, b.document)
        }
    }

    let limit: Int
    /// The best of the segments before the one at hand, the best first.
    private var earlier: [Entry] = []
    private var segment: UInt32 = 0
    /// Keys of documents of the segment at hand, and of those of ``earlier`` that are still among the best.
    private var keys: FixedBuffer<UInt64>
    private var scratch: FixedBuffer<UInt64>
    private var count = 0
    /// What a key exceeds to be among the best; 0 before there are enough.
    private var least: UInt64 = 0

    /// How many keys beyond the best are gathered at least.
    private static let room = 64
    private static let firstCapacity = 512
    private static let partForThreshold = 4

    /// - Parameter limit: how many to keep; at least 1.
    init(limit: Int) {
        self.limit = limit
        let capacity = limit < Self.firstCapacity ? max(2 * limit, limit + Self.room) : Self.firstCapacity
        keys = .uninitialized(capacity)
        scratch = .uninitialized(capacity)
    }

    deinit {
        keys.deallocate()
        scratch.deallocate()
    }

    /// Goes on to a segment behind those before.
    func begin(_ segment: UInt32) {
        if count > 0 {
            earlier = sorted
            for (place, entry) in earlier.enumerated() { keys[place] = Self.key(entry.score, Self.earlierDocument) }
            count = earlier.count
            // In the new segment equal scores come behind all of them.
            if count == limit { least = keys[count - 1] }
        }
        self.segment = segment
    }

    /// What a document must exceed to be among the best, if it comes at or after `document` of the segment at hand.
    func threshold(from document: UInt32) -> Float {
        // A few more than before hardly raise it.
        if least == 0 || count - limit >= limit / Self.partForThreshold { select() }
        guard count >= limit else { return -1 }
        let (score, worst) = (Self.score(least), Self.document(least))
        let canWinTies = worst != Self.earlierDocument && document < worst
        return canWinTies ? score.nextDown : score
    }

    /// Offers documents of the segment at hand.
    ///
    /// - Parameter after: only worse ones are taken, if it is given.
    func offer(_ candidates: Candidates, after: Entry?) {
        var below = UInt64.max
        if let after {
            below = Self.key(after.score, after.document)
            if segment < after.segment { below = Self.key(after.score, .max - 1) }
            if segment > after.segment { below = Self.key(after.score, Self.earlierDocument) }
        }
        var next = 0
        while next < candidates.count {
            if count == keys.count { makeRoom() }
            let past = min(candidates.count, next &+ keys.count &- count)
            count &+= keys.appendKeys(
                of: candidates.documents, candidates.scores, next..<past, above: least, below: below, at: count)
            next = past
        }
    }

    private func makeRoom() {
        if count >= limit, count - limit >= min(limit, Self.room) { return select() }
        keys = keys.grown(to: 2 * count)
        scratch.deallocate()
        scratch = .uninitialized(2 * count)
    }

    /// Drops what is not among the best.
    private func select() {
        guard count >= limit, count > limit || least == 0 else { return }
        least = keys.selectGreatest(limit, of: count, scratch: scratch)
        count = limit
    }

    /// The entries, the best first.
    var sorted: [Entry] {
        select()
        keys.sortDescending(first: count, scratch: scratch)
        var rest = earlier[...]
        return (0..<count).map { place in
            let document = Self.document(keys[place])
            // Those of earlier segments that are left are the first of them.
            if document == Self.earlierDocument, let entry = rest.popFirst() { return entry }
            return Entry(score: Self.score(keys[place]), segment: segment, document: document)
        }
    }

    // MARK: Keys, as `lede_make_keys` makes them

    /// What stands in a key for any document of an earlier segment: with the same score it is better.
    private static let earlierDocument = UInt32.max

    private static func key(_ score: Float, _ document: UInt32) -> UInt64 {
        let bits = (score + 0).bitPattern
        let ordered = bits >> 31 == 0 ? bits | 1 << 31 : ~bits
        return UInt64(ordered) << 32 | UInt64(UInt32.max - 1 &- document)
    }

    private static func document(_ key: UInt64) -> UInt32 { UInt32.max - 1 &- UInt32(truncatingIfNeeded: key) }

    private static func score(_ key: UInt64) -> Float {
        let ordered = UInt32(truncatingIfNeeded: key >> 32)
        return Float(bitPattern: ordered >> 31 == 1 ? ordered & ~(1 << 31) : ~ordered)
    }
}
