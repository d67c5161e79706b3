import Testing

@testable import Lede

/// What a commit tells of the new documents that match queries.
@Suite struct NewMatchesTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `Exactly the documents that were added or replaced count, whatever is merged`(seed: UInt64) throws {
        var model = IndexModel(seed: seed)
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        let threads = Int(seed % 3) + 1
        let writer = try index.writer(WriterOptions(threads: threads))
        let queries: [(name: String, query: Query)] = [
            ("all", .all), ("w1", .term("w1")),
            ("not w2", .boolean(BooleanQuery(mustNot: [.term("w2")]))),
        ]
        for _ in 0..<30 {
            let before = model.current
            for _ in 0..<(model.random.next() % 12) {
                if model.random.next() % 5 == 0 {
                    let id = "id\(model.random.next() % 40)"
                    try writer.delete(id: id)
                    model.current[id] = nil
                } else {
                    let document = model.document()
                    try writer.add(document)
                    model.current[document.id] = document
                }
            }
            let summary = try writer.commit(watching: queries, limit: 1000)
            let changed = Set(model.current.filter { before[$0.key] != $0.value }.keys)
            // A document that was deleted and came back as it was is a new one too.
            let searcher = try index.searcher()
            for (found, query) in zip(summary.newMatches, queries) {
                let matching = Set(try searcher.ids(matching: query.query))
                let ids = Set(found.documents.map(\.id))
                #expect(found.name == query.name)
                #expect(found.failure == nil)
                #expect(found.total == found.documents.count)
                #expect(ids.isSuperset(of: matching.intersection(changed)))
                #expect(ids.isSubset(of: matching))
                #expect(found.documents.allSatisfy { $0 == model.current[$0.id] })
            }
            #expect(summary.newMatches[0].total == summary.added + summary.replaced)
        }
    }

    @Test func `Documents are bounded, unchanged ones are no news, and a query that does not fit is told`() throws {
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        let writer = try index.writer()
        let documents = (0..<20).map { Document(id: "\($0)", ["body": "oil"]) }
        for document in documents { try writer.add(document) }
        let queries: [(name: String, query: Query)] = [("oil", .term("oil")), ("bad", .term("x", field: "none"))]
        let first = try writer.commit(watching: queries, limit: 3)
        #expect(first.newMatches[0].total == 20)
        #expect(first.newMatches[0].documents.map(\.id) == ["0", "1", "2"])
        #expect(first.newMatches[1].failure != nil)
        #expect(first.documents == 20)
        for document in documents { try writer.add(document) }
        let second = try writer.commit(watching: queries)
        #expect(second.unchanged == 20)
        #expect(second.newMatches[0].total == 0)
    }
}
