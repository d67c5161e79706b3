import Testing

@testable import Lede

/// A scorer of documents and scores that are given to it.
private final class ListScorer: Scorer {
    private let scores: [Float?]
    /// The windows that were collected, in order.
    private(set) var collected: [Int] = []

    init(_ scores: [Float?]) {
        self.scores = scores
        super.init(cost: scores.count, windowCount: Window.count(documents: scores.count))
        for (document, score) in scores.enumerated() {
            let window = Window.index(of: UInt32(document))
            if let score { bounds[window] = max(bounds[window], score) }
        }
    }

    override func collect(_ window: Int, above: Float, into candidates: Candidates) {
        collected.append(window)
        candidates.count = 0
        let start = Int(Window.start(window))
        for document in start..<min(start + Window.size, scores.count) {
            guard let score = scores[document], score > above else { continue }
            candidates.documents[candidates.count] = UInt32(document)
            candidates.scores[candidates.count] = Double(score)
            candidates.count += 1
        }
    }
}

/// Enough windows that the best of them are looked at first.
@Suite struct TopCollectorTests {
    private static let count = 11 * Window.size + 100

    /// The best by a plain sort of everything.
    private func best(_ segments: [(scores: [Float?], live: LiveDocuments?)], _ limit: Int) -> [TopScores.Entry] {
        var all: [TopScores.Entry] = []
        for (segment, part) in segments.enumerated() {
            for (document, score) in part.scores.enumerated() where part.live?.contains(document) ?? true {
                guard let score else { continue }
                all.append(TopScores.Entry(score: score, segment: UInt32(segment), document: UInt32(document)))
            }
        }
        all.sort { ($1.score, $0.segment, $0.document) < ($0.score, $1.segment, $1.document) }
        return Array(all.prefix(limit))
    }

    /// Windows differ in their best scores, so that later ones come first and earlier ones tie with what these have.
    ///
    /// - Parameter levels: how many different scores there are; few of them make many ties.
    @Test(arguments: [1, 2, 3, 1000], [1, 10, 300, 4000])
    func `The best are those of a plain sort, ties in the order of the index`(levels: Int, limit: Int) throws {
        var random = SeededText(seed: UInt64(levels + limit))
        let segments = [Self.count, 700, Self.count].map { count in
            let levelsOfWindows = (0..<12).map { _ in Int.random(in: 1...levels, using: &random) }
            let scores = (0..<count).map { document -> Float? in
                guard Int.random(in: 0..<40, using: &random) == 0 else { return nil }
                return Float(Int.random(in: 0..<levelsOfWindows[document / Window.size], using: &random)) / 4
            }
            var live: LiveDocuments?
            if count > 700 {
                var some = LiveDocuments(all: count)
                for document in stride(from: 0, to: count, by: 3) { some.delete(document) }
                live = some
            }
            return (scores: scores, live: live)
        }
        var collector = TopCollector(limit: limit, isCounting: false)
        for (index, segment) in segments.enumerated() {
            try collector.collect(ListScorer(segment.scores), segment: index, live: segment.live)
        }
        let found = collector.found.map { "\($0.score) \($0.segment) \($0.document)" }
        #expect(found == best(segments, limit).map { "\($0.score) \($0.segment) \($0.document)" })
    }

    @Test func `Windows that cannot hold a hit are passed over`() throws {
        var scores: [Float?] = Array(repeating: nil, count: Self.count)
        for document in stride(from: 0, to: Self.count, by: 100) { scores[document] = 1 }
        for document in 0..<5 { scores[9 * Window.size + document] = 2 }
        let scorer = ListScorer(scores)
        var collector = TopCollector(limit: 5, isCounting: false)
        try collector.collect(scorer, segment: 0, live: nil)
        #expect(collector.found.map(\.document) == (0..<5).map { UInt32(9 * Window.size + $0) })
        #expect(scorer.collected == [9])
    }
}
