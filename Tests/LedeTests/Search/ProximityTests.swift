import Testing

@testable import Lede

/// Words near each other that count beside the words, and queries of plain words.
@Suite struct ProximityTests {
    private func fixture(_ analyzer: String = "english") throws -> SearchFixture {
        let documents = [
            ("far", "Oil is one thing and then another entirely different thing is gas"),
            ("near", "Gas and oil are one thing and then another entirely different thing"),
            ("beside", "Oil gas is one thing and then another entirely different thing too"),
            ("one", "Oil"), ("none", "Nothing of them"),
        ].map { Document(id: $0, ["body": $1]) }
        return try SearchFixture(
            try Schema(fields: [Field("body", .text, analyzer: analyzer, isDefault: true)]), [documents])
    }

    @Test func `Words beside each other rank first, then those in a window, and the same documents match`() throws {
        let searcher = try fixture().searcher
        let query = try QueryParser(schema: searcher.schema).parse("oil gas")
        let near = query.favoring(Proximity())
        let ids = try searcher.search(near).hits.map(\.id)
        #expect(ids.filter { $0 != "one" } == ["beside", "near", "far"])
        #expect(try searcher.count(near) == searcher.count(query))
        let required = try QueryParser(schema: searcher.schema).parse("+oil +gas").favoring(Proximity())
        #expect(try searcher.search(required).hits.map(\.id) == ["beside", "near", "far"])
    }

    @Test func `The score is that of the words and of the pairs, each times its weight`() throws {
        let fixture = try fixture()
        let query = Query.boolean(BooleanQuery(should: [.term("oil"), .term("gas"), .term("thing")]))
        try fixture.expectAgreement(query.favoring(Proximity()), BM25(), "proximity")
        func score(_ query: Query) throws -> Double {
            Double(try #require(try fixture.searcher.search(query).hits.first { $0.id == "beside" }).score)
        }
        let pair = [Query.term("oil"), .term("gas")]
        let words = Query.boolean(BooleanQuery(should: pair))
        let expected =
            try score(words) + 0.1 / 0.85 * score(.near(pair, within: 0, isOrdered: true))
            + 0.05 / 0.85 * score(.near(pair, within: 6))
        #expect(abs(try score(words.favoring(Proximity())) - expected) < 1e-5)
    }

    @Test func `Words in different fields, and parts that are no words, have no neighbours`() throws {
        let two = Query.boolean(BooleanQuery(should: [.term("a", field: "title"), .term("b", field: "body")]))
        #expect(two.favoring(Proximity()) == two)
        let apart = Query.boolean(BooleanQuery(should: [.term("a"), .phrase("b c"), .term("d")]))
        #expect(apart.favoring(Proximity()) == apart)
        let same = Query.boolean(BooleanQuery(should: [.term("a"), .boost(.term("a"), 2)]))
        #expect(same.favoring(Proximity()) == same)
        #expect(Query.term("a").favoring(Proximity()) == .term("a"))
    }

    @Test func `In plain words stop words count little, unless there are no others`() throws {
        let schema = try fixture().searcher.schema
        #expect(
            Query.anyWord(of: "What is the (oil) for, oils?", in: schema)
                == .boolean(
                    BooleanQuery(should: [
                        .boost(.term("What"), 0.25), .boost(.term("is"), 0.25), .boost(.term("the"), 0.25),
                        .boost(.term("oil"), 2), .boost(.term("for"), 0.25),
                    ])))
        #expect(
            Query.anyWord(of: "to be", in: schema) == .boolean(BooleanQuery(should: [.term("to"), .term("be")])))
        #expect(
            Query.anyWord(of: "the oil", in: schema, stopWordWeight: 0)
                == .boolean(BooleanQuery(should: [.term("oil")])))
        let plain = try fixture("standard").searcher.schema
        #expect(
            Query.anyWord(of: "the oil", in: plain) == .boolean(BooleanQuery(should: [.term("the"), .term("oil")])))
    }

    @Test func `Plain words near each other are pairs of the text, stop words among them`() throws {
        let query = Query.anyWord(
            of: "cost of oil", in: try fixture().searcher.schema, proximity: Proximity(windowWeight: 0))
        guard case .boolean(let parts) = query else { return }
        #expect(
            parts.should.suffix(2) == [
                .boost(.near([.term("cost"), .term("of")], within: 0, isOrdered: true), 0.1 / 0.85),
                .boost(.near([.term("of"), .term("oil")], within: 0, isOrdered: true), 0.1 / 0.85),
            ])
    }
}
