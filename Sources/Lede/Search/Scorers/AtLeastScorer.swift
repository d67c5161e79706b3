/// Documents that match at least so many of several scorers; the score is the sum over those that match.
///
/// Of *n* scorers in a window of which *m* must match, a document matches one of the *n* − *m* + 1 rarest; where those
/// have none, the others are not looked at. Matches are counted for 64 documents at a time, a bit of the counts in each
/// word (``WindowCounts``); only what reaches the number is scored.
final class AtLeastScorer: Scorer {
    private let minimum: Int
    /// The rarest first.
    private let scorers: [Scorer]
    private var order = BoundOrder()
    private let counts: WindowCounts
    private lazy var marked = WindowBits()
    private lazy var matching = WindowBits()

    init(_ minimum: Int, of scorers: [Scorer], windowCount: Int) {
        self.minimum = minimum
        self.scorers = scorers.sorted { $0.cost < $1.cost }
        counts = WindowCounts(upTo: scorers.count)
        super.init(cost: scorers.reduce(0) { $0 + $1.cost } / max(1, minimum), windowCount: windowCount)
        for window in 0..<windowCount {
            var sum = 0.0
            var count = 0
            for scorer in scorers where scorer.bounds[window] >= 0 {
                sum += Double(scorer.bounds[window])
                count += 1
            }
            if count >= minimum { bounds[window] = Float(roundingUp: sum) }
        }
    }

    override var isCostlyToMatch: Bool { scorers.contains { $0.isCostlyToMatch } }

    /// Puts the documents of a window that match often enough into ``matching``.
    /// - Returns: false where there are none.
    private func match(_ window: Int) throws(LedeError) -> Bool {
        guard bounds[window] >= 0 else { return false }
        let present = scorers.filter { $0.bounds[window] >= 0 }
        let leadCount = present.count - minimum + 1
        counts.clear()
        for (index, scorer) in present.enumerated() {
            if index == leadCount, counts.isEmpty { return false }
            marked.clear()
            try scorer.mark(window, into: marked)
            counts.add(marked)
        }
        counts.select(atLeast: minimum, into: matching)
        return true
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) throws(LedeError) {
        candidates.count = 0
        guard bounds[window] > above, try match(window) else { return }
        candidates.take(matching, window)
        order.sort(scorers, window)
        for place in (0..<order.count).reversed() where candidates.count > 0 {
            let scorer = scorers[order[place]]
            try scorer.refine(candidates, window, .add, above: above, rest: order.sum(before: place))
        }
    }

    override func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        if try match(window) { bits.formUnion(matching) }
    }

    override var planName: String { "at least \(minimum) of \(scorers.count), counted by window" }

    override var planParts: [(role: String, scorer: Scorer)] {
        scorers.map { ("part", $0) }
    }

    override func explain(_ document: UInt32) throws(LedeError) -> Explanation? {
        var details: [Explanation] = []
        for scorer in scorers {
            if let part = try scorer.explain(document) { details.append(part) }
        }
        guard details.count >= minimum else { return nil }
        let sum = details.reduce(0) { $0 + $1.value }
        return Explanation(sum, "at least \(minimum) of \(scorers.count) match, sum of", details: details)
    }
}

/// How often each document of a window was counted, the counts turned on their side: word *w* of plane *p* has bit *p* of
/// the counts of 64 documents, so that a set of documents is counted with a few operations on words.
final class WindowCounts {
    private let planes: [FixedBuffer<UInt64>]
    private(set) var isEmpty = true

    /// - Parameter greatest: how often a document is counted at most.
    init(upTo greatest: Int) {
        planes = (0..<PackedIntegers.width(of: UInt64(greatest))).map { _ in
            FixedBuffer<UInt64>.allocate(Window.wordCount, repeating: 0)
        }
    }

    deinit {
        for plane in planes { plane.deallocate() }
    }

    func clear() {
        for plane in planes { plane.fill(0..<Window.wordCount, with: 0) }
        isEmpty = true
    }

    /// Counts each document of a set once more.
    func add(_ bits: WindowBits) {
        for word in 0..<Window.wordCount {
            var carry = bits.words[word]
            if carry != 0 { isEmpty = false }
            for plane in planes {
                if carry == 0 { break }
                let sum = plane[word]
                plane[word] = sum ^ carry
                carry &= sum
            }
        }
    }

    /// Replaces `bits` by the documents that were counted at least so often.
    func select(atLeast minimum: Int, into bits: WindowBits) {
        for word in 0..<Window.wordCount {
            var isGreater: UInt64 = 0
            var isEqual = UInt64.max
            for (place, plane) in planes.enumerated().reversed() {
                if minimum >> place & 1 == 0 {
                    isGreater |= isEqual & plane[word]
                    isEqual &= ~plane[word]
                } else {
                    isEqual &= plane[word]
                }
            }
            bits.words[word] = isGreater | isEqual
        }
    }
}
