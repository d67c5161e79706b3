import Testing

@testable import Lede

/// Reading all documents that match, one after another.
@Suite struct SearchDocumentsTests {
    private struct Stop: Error {}

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `Every match comes once, in the order of the index or a sort, as it was stored`(seed: UInt64) throws {
        var articles = RandomArticles(seed: seed)
        let parts = [articles.articles(70, from: 0), articles.articles(1, from: 70), articles.articles(40, from: 71)]
        var fixture = try SearchFixture(try RandomArticles.schema(), parts)
        let stored = Dictionary(uniqueKeysWithValues: parts.joined().map { ($0.id, $0) })
        for round in 0..<3 {
            if round == 1 { fixture.delete { _ in articles.isLucky(oneIn: 3) } }
            if round == 2 { try fixture.merge(0..<fixture.segments.count) }
            let searcher = fixture.searcher
            for _ in 0..<10 {
                let query = articles.isLucky(oneIn: 4) ? .all : articles.query(depth: 2)
                var found: [Document] = []
                try searcher.forEachDocument(matching: query) { found.append($0) }
                #expect(found.map(\.id) == (try searcher.ids(matching: query)), "\(query)")
                #expect(found.allSatisfy { $0 == stored[$0.id] })

                let sort: [SortKey] = [.field("date", isDescending: true), .field("count", isDescending: false)]
                let sorted = try searcher.search(query, SearchOptions(limit: 1000, sort: sort)).hits.map(\.id)
                for pageSize in [1, 7, 1000] {
                    var ids: [String] = []
                    try searcher.forEachSorted(query, sort, pageSize: pageSize) { document, _, _ in
                        ids.append(document.id)
                    }
                    #expect(ids == sorted, "\(query), \(pageSize) a page")
                }
            }
        }
    }

    @Test func `An error of the reader ends the reading`() throws {
        let parts = [(0..<5).map { Document(id: "\($0)", ["body": "oil"]) }, [Document(id: "5", ["body": "oil"])]]
        let searcher = try SearchFixture(.articles, parts).searcher
        for sort in [[], [SortKey.field("date", isDescending: false)]] {
            var count = 0
            #expect(throws: Stop.self) {
                try searcher.forEachDocument(matching: .term("oil"), sort: sort) { _ in
                    count += 1
                    if count == 3 { throw Stop() }
                }
            }
            #expect(count == 3)
        }
        #expect(throws: LedeError.self) { try searcher.forEachDocument(matching: .term("a", field: "no")) { _ in } }
    }

    @Test func `Stored documents are read block by block, whichever are wanted`() throws {
        let text = (0..<400).map { "word\($0)" }.joined(separator: " ")
        let documents = (0..<200).map { Document(id: "\($0)", ["body": "\($0) \(text)"]) }
        let store = try SearchFixture(.articles, [documents]).segments[0].reader.documents
        #expect(store.blockCount > 5)
        for step in [1, 3, 50, 199] {
            let numbers = stride(from: 0, to: 200, by: step).map { UInt32($0) }
            var found: [String] = []
            try store.forEach(numbers) { (document) throws(LedeError) in
                found.append(document.id)
                return true
            }
            #expect(found == numbers.map { "\($0)" })
        }
        #expect(throws: LedeError.self) { try store.forEach([500]) { _ in true } }
    }
}
