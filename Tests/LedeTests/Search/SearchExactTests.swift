import Testing

@testable import Lede

/// Quotes as typed, held against ``Oracle`` and by hand.
@Suite struct SearchExactTests {
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `Exact words and phrases give what the oracle gives`(seed: UInt64) throws {
        var articles = RandomArticles(seed: 200 + seed, wordCount: 14)
        let schema = try RandomArticles.schema(title: 2.5, body: seed % 2 == 0 ? 1 : 0.3)
        var fixture = try SearchFixture(schema, [articles.articles(160), articles.articles(60, from: 160)])
        for state in ["as indexed", "with deletes", "merged"] {
            for _ in 0..<15 {
                let field = [nil, "title", "body"][articles.number(0...2)]
                let text = articles.text(1...3)
                try fixture.expectAgreement(
                    articles.isLucky(oneIn: 2) ? .exact(text, field: field) : .phrase(text, field: field), BM25(),
                    "seed \(seed), \(state)")
            }
            for segment in fixture.segments { _ = try SegmentCheck(segment.reader).run() }
            if state == "as indexed" { fixture.delete { _ in articles.isLucky(oneIn: 4) } }
            if state == "with deletes" { try fixture.merge(0..<2) }
        }
    }

    private static let texts = [
        "1": "He said “don’t close the schools”, and left.", "2": "Closing the school is wrong; don't close schools!",
        "3": "immigrants’ rights", "4": "an immigrant", "5": "Immigrants came.", "6": "To be, or not to be: that is it",
    ]

    @Test(arguments: [
        (#"="don't close the schools""#, ["1"]), ("=“don’t close the schools”", ["1"]), ("=immigrants", ["3", "5"]),
        ("=immigrant", ["4"]), ("=IMMIGRANTS", ["3", "5"]), ("body:=schools", ["1", "2"]), ("=schools -=the", []),
        (#"="close schools""#, ["2"]), (#"="closing schools""#, []), (#"="to be or not to be""#, ["6"]),
        (#""immigrants""#, ["3", "4", "5"]), ("=unheard", []), (#"="don't close""#, ["1", "2"]),
    ]) func `An exact query finds`(text: String, ids: [String]) throws {
        let documents = Self.texts.map { Document(id: $0.key, ["body": $0.value]) }
        let fixture = try SearchFixture(.articles, [documents])
        let query = try QueryParser(schema: .articles).parse(text)
        #expect(try fixture.searcher.ids(matching: query).sorted() == ids)
        #expect(try QueryParser(schema: .articles).parse(query.description) == query)
    }

    @Test func `A quote ranks the very words first, and is marked once`() throws {
        let documents = [
            Document(
                id: "stems",
                ["body": "Closing schools. " + String(repeating: "Close a school. Close school. ", count: 40)]),
            Document(
                id: "words",
                ["body": String(repeating: "They said they would. ", count: 400) + "Close schools, they said, at once."]
            ),
        ]
        let searcher = try SearchFixture(.articles, [documents]).searcher
        let hits = try searcher.search(#""close schools""#).hits
        #expect(hits.map(\.id) == ["words", "stems"])
        #expect(hits[0].snippet.highlighted(before: "[", after: "]").contains("[Close schools], they said"))
        let exact = try searcher.search(#"="closing schools""#).hits
        #expect(exact.map(\.id) == ["stems"])
        #expect(exact[0].snippet.highlighted(before: "[", after: "]").hasPrefix("[Closing schools]. Close a school"))
    }

    @Test func `The snippet of a quote shows the very words, though other forms come first and more often`() throws {
        let body =
            String(repeating: "Closing a school is closing the school. ", count: 9)
            + String(repeating: "They said they would, and so they did. ", count: 9) + "Nobody would close schools."
        let searcher = try SearchFixture(.articles, [[Document(id: "1", ["body": body])]]).searcher
        func snippet(_ query: String) throws -> String {
            try searcher.search(query).hits[0].snippet.highlighted(before: "[", after: "]")
        }
        #expect(try snippet(#""schools""#).contains("close [schools]"))
        #expect(try snippet("schools").contains("Closing a [school]"))
        var options = SearchOptions()
        options.fragmentCount = 2
        let hit = try searcher.search(#""schools""#, options).hits[0]
        #expect(hit.fragments.count == 2)
        #expect(hit.fragments[0].text.contains("Closing a school"))
        #expect(hit.snippet.text.contains("close schools"))
    }

    @Test func `Few of many documents are looked at for forms, and the best are found`() throws {
        var articles = RandomArticles(seed: 301, wordCount: 6)
        let schema = try RandomArticles.schema(title: 2, body: 1)
        let fixture = try SearchFixture(schema, [articles.articles(500), articles.articles(200, from: 500)])
        for _ in 0..<4 {
            let field = [nil, "title", "body"][articles.number(0...2)]
            let phrase = Query.phrase(articles.text(1...2), field: field)
            let other = Query.phrase(articles.text(1...1), field: field)
            try fixture.expectAgreement(phrase, BM25(), "alone")
            try fixture.expectAgreement(.boolean(BooleanQuery(should: [phrase, other])), BM25(), "either")
            try fixture.expectAgreement(
                .boolean(BooleanQuery(must: [phrase], should: [other])), BM25(), "required")
        }
    }
}
