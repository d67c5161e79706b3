import Testing

@testable import Lede

/// Phrases that are answered from lists of pairs, held against ``Oracle`` and against the same index without pairs.
@Suite struct SearchPairsTests {
    private static let fields: [String?] = [nil, "title", "body", "note"]

    /// A phrase of two to six words, frequent ones and others, alone or within a larger query.
    private func query(_ articles: inout RandomArticles) -> Query {
        var phrases: [Query] = []
        for _ in 0..<articles.number(1...2) {
            let field = Self.fields[articles.number(0...Self.fields.count - 1)]
            phrases.append(.phrase(articles.text(2...(articles.isLucky(oneIn: 2) ? 2 : 6)), field: field))
        }
        let (first, last) = (phrases[0], phrases[phrases.count - 1])
        switch articles.number(1...6) {
        case 1: return .boolean(BooleanQuery(should: phrases + [articles.leaf()]))
        case 2: return .boolean(BooleanQuery(must: [first], should: [articles.leaf()]))
        case 3: return .boolean(BooleanQuery(must: [articles.leaf()], mustNot: [last]))
        case 4: return .boolean(BooleanQuery(should: [first, articles.leaf()], filter: [last]))
        default: return first
        }
    }

    /// Repeated words, pairs that overlap, and rare words in between.
    private static let phrases = [
        "the the", "the the the", "the of the", "the of the of", "of the of the of", "the of School the of",
        "the w30 of", "the of w20 of the", "w11 the of", "the of w12", "of the School of the", "of of the the",
        "the of unheard", "the of School the of School", "w39 w38 w37",
    ]

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `Phrases of frequent words give what the oracle gives`(seed: UInt64) throws {
        var articles = RandomArticles(seed: seed)
        // Some segments have pairs, others, of fewer documents, have not; words differ from one to another.
        let options = PairOptions.forced(
            limit: Int(seed % 3) * 3 + 2, share: 5, minimumDocuments: seed % 2 == 0 ? 1 : 22)
        let weights: [(title: Double, body: Double)] = [(1, 1), (2.5, 0.3), (1, 2.5)]
        let schema = try RandomArticles.schema(
            title: weights[Int(seed % 3)].title, body: weights[Int(seed % 3)].body)
        var parts: [[Document]] = []
        for count in [[70], [25, 40], [20, 1, 30, 7, 25]][Int(seed / 2 % 3)] {
            parts.append(articles.articles(count, from: parts.reduce(0) { $0 + $1.count }))
        }
        var fixture = try SearchFixture(schema, parts, pairs: options)
        var plain = try SearchFixture(schema, parts, pairs: .forced(limit: 0))
        #expect(fixture.segments.contains { $0.reader.fields.contains { $0.pairs != nil } })
        #expect(plain.segments.allSatisfy { $0.reader.fields.allSatisfy { $0.pairs == nil } })

        func agree(_ queries: Int, _ state: String) throws {
            let known = Self.phrases.flatMap { text in Self.fields.map { Query.phrase(text, field: $0) } }
            for query in known + (0..<queries).map({ _ in query(&articles) }) {
                try fixture.expectAgreement(query, BM25(), "seed \(seed), \(state)")
                let (one, other) = (fixture.searcher, plain.searcher)
                let (hits, twins) = (
                    try one.best(query, limit: 1000, isCounting: true, BM25()),
                    try other.best(query, limit: 1000, isCounting: true, BM25())
                )
                #expect(hits.total == twins.total, "seed \(seed), \(state), \(query)")
                #expect(hits.hits == twins.hits, "seed \(seed), \(state), \(query): to the last digit")
                for hit in hits.hits.prefix(2) {
                    let id = try one.id(of: hit)
                    #expect(try one.explain(query, id: id) == other.explain(query, id: id))
                }
            }
        }
        try agree(25, "as indexed")
        let share = articles.number(2...6)
        let deleted = (0..<100).map { _ in articles.isLucky(oneIn: share) }
        fixture.delete { deleted[$0] }
        plain.delete { deleted[$0] }
        try agree(25, "with deletes")
        try fixture.merge(0..<fixture.segments.count)
        try plain.merge(0..<plain.segments.count)
        try agree(25, "merged")
    }

    @Test func `Phrases of frequent words in several windows give what the oracle gives`() throws {
        var articles = RandomArticles(seed: 21, wordCount: 400)
        let schema = try Schema(fields: [
            Field("title", .text, analyzer: "plain", weight: 2.5, isDefault: true),
            Field("body", .text, analyzer: "plain", isDefault: true),
            Field("section", .keyword), Field("count", .integer),
        ])
        let documents = (0..<10_000).map { articles.shortArticle("d\($0)") }
        var fixture = try SearchFixture(schema, [Array(documents[..<900]), Array(documents[900...])])
        #expect(fixture.segments.map { $0.reader.field("body")?.pairs == nil } == [true, false])
        var found = 0
        for round in 0..<2 {
            for text in ["the of", "the the", "of the", "the of School", "the the the the", "the w20", "of the w15"] {
                for field in [nil, "body"] {
                    found += try fixture.expectAgreement(.phrase(text, field: field), BM25(), "round \(round)")
                }
            }
            let either = BooleanQuery(must: [.phrase("the of")], should: [.phrase("of the"), .term("w12")])
            found += try fixture.expectAgreement(.boolean(either), BM25(), "round \(round)")
            fixture.delete { _ in articles.isLucky(oneIn: 5) }
        }
        #expect(found > 5000)
    }

    @Test func `A phrase takes the pairs that are in the fewest documents and hold every word`() {
        var random = SeededText(seed: 3)
        for _ in 0..<2000 {
            let count = Int.random(in: 1...8, using: &random)
            var costs = (0..<count).map { _ in random.chance(0.7) ? Int.random(in: 1...9, using: &random) : nil }
            costs[count - 1] = nil
            let isTaken = PhrasePlan.cheapest(costs)
            func cost(_ taken: [Bool]) -> Int? {
                var sum = 0
                for edge in costs.indices {
                    if taken[edge] {
                        guard let cost = costs[edge] else { return nil }
                        sum += cost
                    }
                    let before = edge > 0 && costs[edge - 1] != nil
                    let isHeld = taken[edge] || (edge > 0 && taken[edge - 1])
                    if before || costs[edge] != nil, !isHeld { return nil }
                }
                return sum
            }
            let least = (0..<1 << count).compactMap { bits in cost(costs.indices.map { bits >> $0 & 1 != 0 }) }.min()
            #expect(cost(isTaken) == least, "\(costs): \(isTaken)")
        }
    }
}
