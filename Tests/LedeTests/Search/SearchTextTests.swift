import Testing

@testable import Lede

/// From the text of a query to its results.
@Suite struct SearchTextTests {
    private static let articles: [Document] = [
        Document(
            id: "board",
            [
                "title": "School board votes on meals", "date": "2017-02-13", "section": "Politics",
                "body": "The board of the school voted for free school meals. It was the first vote of the year.",
            ]),
        Document(
            id: "flood",
            [
                "title": "River flood closes a school", "date": "2017-02-28T18:00:00Z", "section": "Local News",
                "body": "The flood came at night. To be or not to be in the city, that was the question.",
            ]),
        Document(
            id: "church",
            [
                "title": "Church offers sanctuary", "date": "2017-03-01", "section": "Politics",
                "body": "A sanctuary for all, the church said. The city council met the church.",
            ]),
        Document(
            id: "budget",
            [
                "title": "Council passes budget", "date": "2016-12-31T23:59:59Z", "section": "politics",
                "body": "The city council passed a budget with money for meals and the school board.",
            ]),
        Document(
            id: "oil",
            [
                "title": "Oil prices", "date": "2018-01-01", "section": "Economy",
                "body": "Oil rose. Meals of the future may cost more.",
            ]),
        Document(id: "blank", ["title": "Notes", "body": "Nothing."]),
    ]

    /// A query and the ids it finds, in the order of the index.
    struct Search: CustomTestStringConvertible, Sendable {
        let text: String
        let ids: [String]

        init(_ text: String, _ ids: String) {
            self.text = text
            self.ids = ids.split(separator: " ").map(String.init)
        }

        var testDescription: String { text }
    }

    static let searches: [Search] = [
        Search("flood sanctuary oil", "flood church oil"),
        Search("Floods", "flood"),
        Search("unheard", ""),
        Search("school AND meals", "board budget"),
        Search("school OR oil", "board flood budget oil"),
        Search("meals NOT school", "oil"),
        Search("council AND NOT budget", "church"),
        Search("+meals -board", "oil"),
        Search("+council flood", "church budget"),
        Search("(flood OR church) AND city", "flood church"),
        Search("flood OR church AND council", "flood church"),
        Search("meals AND (oil OR (budget AND council))", "budget oil"),
        Search(#""school meals""#, "board"),
        Search(#""meals school""#, ""),
        Search(#""to be or not to be""#, "flood"),
        Search(#""board of the school""#, "board"),
        Search(#""the school board""#, "budget"),
        Search("“city council”", "church budget"),
        // The last word of a title and the first of a body are no phrase, and neither are words of two sections.
        Search(#""meals the""#, ""),
        Search("title:school", "board flood"),
        Search("body:school", "board budget"),
        Search(#"title:"council passes""#, "budget"),
        Search(#"body:"passes budget""#, ""),
        Search(#"body:"city council""#, "church budget"),
        Search("title:(school -flood)", "board"),
        Search("section:politics", "board church budget"),
        Search(#"section:"LOCAL news""#, "flood"),
        Search("section:local", ""),
        Search("date:[2017-01-01 TO 2017-12-31]", "board flood church"),
        Search("date:{2016 TO 2018}", "board flood church"),
        Search("date:2017-02", "board flood"),
        Search("date:2017", "board flood church"),
        Search("date:2016-12-31", "budget"),
        Search("date:>2017", "oil"),
        Search("date:<=2016", "budget"),
        Search("date:*", "board flood church budget oil"),
        Search("-date:*", "blank"),
        Search("meals date:[2017-01-01 TO 2017-12-31]", "board flood church budget oil"),
        Search("+meals +date:[2017-01-01 TO 2017-12-31]", "board"),
        Search("NOT meals", "flood church blank"),
        Search("-meals", "flood church blank"),
        Search("-(meals OR flood)", "church blank"),
        Search("NOT NOT meals", "board budget oil"),
        Search("oil OR NOT meals", "flood church oil blank"),
        Search("*", "board flood church budget oil blank"),
        Search("id:oil", "oil"),
        Search("meals !!!", "board budget oil"),
        Search("!!!", ""),
        Search("+!!! meals", "board budget oil"),
        Search("+!!! -meals", ""),
        Search("-!!!", ""),
    ]

    private func searcher() throws -> Searcher {
        let parts = [Array(Self.articles[..<2]), Array(Self.articles[2..<5]), Array(Self.articles[5...])]
        return try SearchFixture(.articles, parts).searcher
    }

    @Test(arguments: searches)
    func `A query as typed finds its documents`(search: Search) throws {
        let searcher = try searcher()
        let query = try QueryParser(schema: searcher.schema).parse(search.text)
        #expect(try searcher.ids(matching: query) == search.ids)
        #expect(try searcher.count(query) == search.ids.count)
        let results = try searcher.search(search.text)
        #expect(results.total == search.ids.count)
        #expect(Set(results.hits.map(\.id)) == Set(search.ids))
    }

    @Test func `With the default operator AND a space joins`() throws {
        let searcher = try searcher()
        let query = try QueryParser(schema: searcher.schema, defaultOperator: .and).parse("school meals")
        #expect(try searcher.ids(matching: query) == ["board", "budget"])
    }

    @Test func `More of the words, and words in a boosted clause, rank higher`() throws {
        let searcher = try searcher()
        func first(_ text: String) throws -> String? { try searcher.search(text).hits.first?.id }
        #expect(try first("school meals board") == "board")
        #expect(try first("oil^0.1 church") == "church")
        #expect(try first("oil^10 church") == "oil")
        #expect(try searcher.search("+meals oil").hits.map(\.id).first == "oil")
    }

    @Test func `A range or keyword that must match leaves the order as it is`() throws {
        let searcher = try searcher()
        let plain = try searcher.search("school meals").hits.filter { $0.id == "board" || $0.id == "flood" }
        let ranged = try searcher.search("+(school meals) +date:2017").hits
        #expect(ranged.map(\.id) == plain.map(\.id))
        #expect(ranged.map(\.score) == plain.map(\.score))
    }

    @Test func `Every document matches a pure NOT alike`() throws {
        let hits = try searcher().search("NOT meals").hits
        #expect(hits.map(\.id) == ["flood", "church", "blank"])
        #expect(hits.allSatisfy { $0.score == 0 })
    }

    @Test func `Text that is no query is an error with a place`() throws {
        let searcher = try searcher()
        #expect(throws: QuerySyntaxError.self) { try searcher.search("(school") }
        #expect(throws: QuerySyntaxError.self) { try searcher.search("colour:red") }
        #expect(throws: QuerySyntaxError.self) { try searcher.search("title:[a TO b]") }
    }
}
