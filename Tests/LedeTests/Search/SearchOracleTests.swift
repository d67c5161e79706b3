import Testing

@testable import Lede

/// The search held against ``Oracle``: the same documents, scores and order.
@Suite struct SearchOracleTests {
    private static let similarities = [
        BM25(), BM25(k1: 0.4, b: 1), BM25(k1: 3, b: 0.2), BM25(k1: 0, b: 0.75), BM25(k1: 1.2, b: 0),
    ]
    private static let weights: [(title: Double, body: Double)] = [(1, 1), (2.5, 1), (0.3, 2.5), (1, 0.3), (2.5, 2.5)]

    private func agree(
        _ fixture: SearchFixture, _ articles: inout RandomArticles, queries: Int, seed: UInt64, _ state: String
    ) throws {
        for _ in 0..<queries {
            let similarity = Self.similarities[articles.number(0...Self.similarities.count - 1)]
            let query = articles.query(depth: articles.number(0...3))
            try fixture.expectAgreement(query, similarity, "seed \(seed), \(state), \(similarity)")
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `Random queries over random articles, deleted and merged, give what the oracle gives`(seed: UInt64) throws {
        var articles = RandomArticles(seed: seed)
        let counts = [[60], [25, 40], [20, 1, 30, 7, 25]][Int(seed % 3)]
        let weights = Self.weights[Int(seed % 5)]
        let schema = try RandomArticles.schema(title: weights.title, body: weights.body)
        var parts: [[Document]] = []
        for count in counts { parts.append(articles.articles(count, from: parts.reduce(0) { $0 + $1.count })) }
        var fixture = try SearchFixture(
            schema, parts, older: seed % 2 == 0 ? try RandomArticles.olderSchema() : nil)

        try agree(fixture, &articles, queries: 30, seed: seed, "as indexed")
        let share = articles.number(2...6)
        fixture.delete { _ in articles.isLucky(oneIn: share) }
        try agree(fixture, &articles, queries: 25, seed: seed, "with deletes")
        if fixture.segments.count > 2 {
            try fixture.merge(1..<4)
            try agree(fixture, &articles, queries: 15, seed: seed, "some merged")
        }
        try fixture.merge(0..<fixture.segments.count)
        try agree(fixture, &articles, queries: 15, seed: seed, "all merged")
    }

    @Test func `A segment without live documents counts in the statistics until it is merged`() throws {
        var articles = RandomArticles(seed: 77)
        var fixture = try SearchFixture(
            try RandomArticles.schema(), [articles.articles(20), articles.articles(20, from: 20)])
        fixture.delete { $0 < 20 }
        try agree(fixture, &articles, queries: 30, seed: 77, "first deleted")
        try fixture.merge(0..<1)
        #expect(fixture.segments.count == 1)
        try agree(fixture, &articles, queries: 30, seed: 77, "first gone")
        fixture.delete { _ in true }
        try agree(fixture, &articles, queries: 10, seed: 77, "all deleted")
    }

    @Test func `An index without segments answers nothing`() throws {
        let fixture = try SearchFixture(try RandomArticles.schema(), [])
        var articles = RandomArticles(seed: 1)
        try agree(fixture, &articles, queries: 30, seed: 1, "empty")
    }
}

/// The same with lists long enough to be in many blocks and windows, so that bounds let the engine pass over some.
@Suite struct SearchPruningTests {
    private static let weights: [(title: Double, body: Double)] = [(1, 1), (2.5, 0.3)]

    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func `Queries over several windows give what the oracle gives`(seed: UInt64) throws {
        var articles = RandomArticles(seed: seed, wordCount: 400)
        let weights = Self.weights[Int(seed % 2)]
        let schema = try Schema(fields: [
            Field("title", .text, analyzer: "plain", weight: weights.title, isDefault: true),
            Field("body", .text, analyzer: "plain", weight: weights.body, isDefault: true),
            Field("section", .keyword), Field("count", .integer),
        ])
        let documents = (0..<14_000).map { articles.shortArticle("d\($0)") }
        // One segment of four windows; and one of three behind a small one.
        let parts = seed % 2 == 0 ? [documents] : [Array(documents[..<3000]), Array(documents[3000...])]
        var fixture = try SearchFixture(schema, parts)
        var found = 0
        for round in 0..<20 {
            if round == 10 { fixture.delete { _ in articles.isLucky(oneIn: 5) } }
            var query = articles.plainQuery()
            if round % 4 == 3 {
                query = .boolean(
                    BooleanQuery(
                        must: [query],
                        filter: [.range(field: "count", lower: .inclusive("10"), upper: .exclusive("60"))]))
            }
            let similarity = [BM25(), BM25(k1: 0.6, b: 0.3), BM25(k1: 3, b: 1)][round % 3]
            found += try fixture.expectAgreement(query, similarity, "seed \(seed), round \(round)")
        }
        #expect(found > 10_000)
    }
}
