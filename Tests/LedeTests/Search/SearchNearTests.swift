import Testing

@testable import Lede

/// Words near each other, held against ``Oracle`` and by hand.
@Suite struct SearchNearTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `Sloppy phrases and words near each other give what the oracle gives`(seed: UInt64) throws {
        var articles = RandomArticles(seed: 100 + seed)
        let schema = try RandomArticles.schema(title: 2.5, body: seed % 2 == 0 ? 1 : 0.3)
        var fixture = try SearchFixture(schema, [articles.articles(40), articles.articles(25, from: 40)])
        for state in ["as indexed", "with deletes", "merged"] {
            for _ in 0..<25 {
                let field = [nil, "title", "body"][articles.number(0...2)]
                let query =
                    articles.isLucky(oneIn: 3)
                    ? Query.phrase(articles.text(2...4), field: field, slop: articles.number(1...6))
                    : articles.near(depth: 2, field)
                try fixture.expectAgreement(query, BM25(), "seed \(seed), \(state)")
            }
            if state == "as indexed" { fixture.delete { _ in articles.isLucky(oneIn: 4) } }
            if state == "with deletes" { try fixture.merge(0..<2) }
        }
    }

    private static let texts = [
        "0": "safe zones for students", "1": "students in safe schools", "2": "the safe and the secure students",
        "3": "a one two three four five b", "4": "b one two three four five six a", "5": "a b c", "6": "c a x b",
        "7": "school", "8": "school after school", "9": "president obama spoke", "10": "senator obama spoke",
        "11": "obama the senator", "12": "a one two three b one two three c",
        "13": "It is the end. A new one begins.\n\nMuch later.",
        "14": "“The second.” The third, and Sen. Smith’s bill, fourth.",
    ]

    @Test(arguments: [
        (#""safe students"~2"#, ["0"]), (#""safe students"~3"#, ["0", "1", "2"]), (#""students safe"~2"#, ["1"]),
        ("a NEAR/5 b", ["3", "5", "6", "12"]), ("b NEAR/5 a", ["3", "5", "6", "12"]), ("a NEAR/4 b", ["5", "6", "12"]),
        ("a NEAR b", ["3", "4", "5", "6", "12"]), ("b ONEAR/9 a", ["4"]), ("a ONEAR/0 b", ["5"]),
        ("school NEAR/5 school", ["8"]), ("schools NEAR/0 school", []),
        (#""(president OR senator) obama""#, ["9", "10"]), ("(president OR senator) NEAR/1 obama", ["9", "10", "11"]),
        ("a NEAR/3 b NEAR/3 c", ["5", "6", "12"]), ("a NEAR/2 b NEAR/3 c", ["5", "6"]),
        ("(a NEAR/1 b) NEAR/0 c", ["5", "6"]),
        ("safe SENTENCE secure", ["2"]), ("end SENTENCE new", []), ("end PARAGRAPH new", ["13"]),
        ("end PARAGRAPH later", []), ("third SENTENCE fourth", ["14"]), ("new NEAR/5 later", ["13"]),
        ("second SENTENCE third", []), ("value SENTENCE another", []), ("value PARAGRAPH another", []),
        (#""sen smith" SENTENCE bill"#, ["14"]),
        ("a NEAR/1 c NEAR/1 b", ["5", "6"]), ("(safe OR secure) NEAR/2 students", ["0", "1", "2"]),
        (#"(safe OR secure) NEAR/5 "the secure""#, ["2"]), ("near school", ["1", "7", "8"]),
    ]) func `A query of near words finds`(text: String, ids: [String]) throws {
        let documents = Self.texts.map { Document(id: $0.key, ["body": $0.value]) }
        let fixture = try SearchFixture(try Schema(fields: [Field("body", .text, isDefault: true)]), [documents])
        let query = try QueryParser(schema: fixture.searcher.schema).parse(text)
        #expect(try fixture.searcher.ids(matching: query).sorted() == ids.sorted())
        #expect(try QueryParser(schema: fixture.searcher.schema).parse(query.description) == query)
    }

    @Test func `Nearer words rank higher, and the explanation adds up to the score`() throws {
        let documents = [
            Document(id: "far", ["body": "oil one two gas and more words"]),
            Document(id: "near", ["body": "oil gas one two and more words"]),
        ]
        let fixture = try SearchFixture(.articles, [documents])
        let query = Query.near([.term("oil"), .term("gas")], within: 5)
        let hits = try fixture.searcher.search(query).hits
        #expect(hits.map(\.id) == ["near", "far"])
        let explanation = try #require(try fixture.searcher.explain(query, id: "far"))
        #expect(isClose(explanation.value, hits[1].score))
        #expect(explanation.text.contains("('oil' NEAR/5 'gas') in title, body"))
        #expect(hits[1].snippet.highlighted(before: "[", after: "]") == "[oil] one two [gas] and more words")
    }

    @Test(arguments: [
        Query.near([.term("a"), .range(field: "date", lower: .unbounded, upper: .unbounded)], within: 3),
        .near([.term("a", field: "title"), .term("b", field: "body")], within: 3),
        .near([.term("a", field: "section"), .term("b", field: "section")], within: 3),
        .near([.term("a"), .term("b")], within: -1), .near([.term("a"), .term("b")], within: 10_001),
        .phrase("a b", slop: -1), .near([.term("a"), .boolean(BooleanQuery(mustNot: [.term("b")]))], within: 3),
    ]) func `What cannot be near is an error`(query: Query) throws {
        let fixture = try SearchFixture(.articles, [[Document(id: "1", ["body": "a b"])]])
        #expect(throws: LedeError.self) { try fixture.searcher.count(query) }
    }

    @Test(arguments: [
        ("a NEAR", "nothing follows NEAR", 2), ("NEAR a", "nothing stands before NEAR", 0),
        ("a NEAR/x b", "the distance of NEAR must be a whole number", 2),
        ("a NEAR/20000 b", "the distance of NEAR is 20000, and must be at most 10000", 2),
        ("a NEAR -b", "a sign or NOT stands behind NEAR", 7), ("a NEAR AND b", "AND follows directly on NEAR", 7),
        ("a NEAR/3 (b AND c)", "this cannot be near anything", 9),
        ("a NEAR date:2017", "the sides of NEAR are in different fields", 0),
        ("a^2 NEAR b", "this cannot be near anything", 0),
        (#""a b"~x"#, "the slop of a phrase must be a whole number", 5),
        (#""(a OR b) c"~2"#, "a phrase with alternatives or patterns cannot have a slop", 0),
        ("a NEAR date:[2016 TO 2017]", "this cannot be near anything", 7),
    ]) func `A query of near words that cannot be read says where`(text: String, message: String, offset: Int) {
        let error = #expect(throws: QuerySyntaxError.self) { try QueryParser(schema: .articles).parse(text) }
        #expect(error?.message == message)
        #expect(error?.offset == offset)
        #expect(error?.hint != nil)
    }
}
