import Testing

@testable import Lede

/// Queries of library users that are larger than what is answered.
@Suite struct QueryLimitTests {
    /// Nested deeper than the stack reaches. They live as long as the process: letting go of one recurses.
    private static let deep: [Query] = [
        (0..<100_000).reduce(Query.term("oil")) { query, _ in .boost(query, 1) },
        (0..<100_000).reduce(Query.term("oil")) { query, _ in .boolean(BooleanQuery(mustNot: [query])) },
    ]

    @Test(arguments: [0, 1]) func `A query nested too deep is refused, written and compared without a crash`(
        _ index: Int
    ) throws {
        let query = Self.deep[index]
        let searcher = try SearchFixture(.articles, [[Document(id: "a", ["title": "oil"])]]).searcher
        for attempt in [{ _ = try searcher.search(query) }, { _ = try searcher.count(query) }] {
            let error = #expect(throws: LedeError.self) { try attempt() }
            #expect(error == .invalidQuery("the query is nested more than 500 deep"))
        }
        #expect(query.description == "(the query is nested more than 500 deep)")
        #expect(query == Self.deep[index])
        #expect(query != Self.deep[1 - index])
    }

    @Test func `A query as deep and as large as is allowed is answered`() throws {
        let searcher = try SearchFixture(.articles, [[Document(id: "a", ["title": "oil"])]]).searcher
        let deep = (0..<499).reduce(Query.term("oil")) { query, _ in .boost(query, 1) }
        #expect(try searcher.count(deep) == 1)
        let nots = (0..<498).reduce(Query.term("oil")) { query, _ in .boolean(BooleanQuery(mustNot: [query])) }
        #expect(try searcher.count(nots) == 1)
        let words = (0..<10_000).map { Query.term($0 % 2 == 0 ? "oil" : "w\($0)") }
        #expect(try searcher.count(.boolean(BooleanQuery(should: words))) == 1)
        #expect(throws: LedeError.self) {
            try searcher.count(.boolean(BooleanQuery(should: words + [.term("oil")])))
        }
    }

    @Test func `A search in a cancelled task ends with an error`() async throws {
        let searcher = try SearchFixture(.articles, [[Document(id: "a", ["title": "oil gas"])]]).searcher
        let query = Query.boolean(BooleanQuery(must: [.term("oil"), .term("gas")]))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try searcher.search(query).total
        }
        task.cancel()
        await #expect(throws: LedeError.cancelled) { try await task.value }
    }
}
