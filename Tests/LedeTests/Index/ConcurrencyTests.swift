import Foundation
import Synchronization
import Testing

@testable import Lede

@Suite("Many at the same time")
struct ConcurrencyTests {
    @Test("Searchers see whole commits while a writer with several threads writes")
    func readersAndWriter() throws {
        let folder = try TemporaryFolder()
        let index = try Index.create(at: folder.path)
        let writer = try index.writer(WriterOptions(threads: 2))
        let isDone = Atomic<Bool>(false)
        let torn = Atomic<Int>(0)
        let searches = Atomic<Int>(0)
        let readers = DispatchGroup()
        for number in 0..<2 {
            readers.enter()
            Thread.detachNewThread {
                defer { readers.leave() }
                do {
                    let reader = number == 0 ? index : try Index.open(at: folder.path)
                    while !isDone.load(ordering: .acquiring) {
                        let results = try reader.searcher().search(.term("oil"), SearchOptions(limit: 20))
                        let bodies = Set(results.hits.compactMap { $0.document["body"] })
                        if bodies.count > 1 || (results.total != 20 && results.total != 0) {
                            torn.add(1, ordering: .relaxed)
                        }
                        searches.add(1, ordering: .relaxed)
                    }
                } catch {
                    Issue.record(error)
                }
            }
        }
        defer { readers.wait() }
        defer { isDone.store(true, ordering: .releasing) }
        for round in 1...25 {
            // Each commit replaces all documents by those of its round.
            for id in 0..<20 {
                try writer.add(
                    Document(id: "\(id)", ["body": "round\(round) oil"]), lane: id % 2,
                    order: UInt64(round * 100 + id))
            }
            try writer.commit()
        }
        while searches.load(ordering: .relaxed) < 10 { Thread.sleep(forTimeInterval: 0.001) }
        #expect(torn.load(ordering: .relaxed) == 0)
        #expect(searches.load(ordering: .relaxed) > 0)
        #expect(try index.check().problems == [])
    }

    @Test("Threads that add side by side lose nothing")
    func writers() throws {
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        let writer = try index.writer(WriterOptions(threads: 4))
        DispatchQueue.concurrentPerform(iterations: 8) { worker in
            for id in 0..<100 {
                do {
                    try writer.add(Document(id: "\(worker)-\(id)", ["body": "oil"]))
                    if id % 40 == 0 { try writer.commit() }
                } catch {
                    Issue.record(error)
                }
            }
        }
        #expect(try writer.commit().documents == 800)
        #expect(try index.searcher().count(.term("oil")) == 800)
    }

    @Test("Queries of every kind beside lanes that add, commits, deletions and merges")
    func everything() throws {
        let directory = MemoryDirectory()
        let index = try Index.create(in: directory, schema: .everyKind())
        let writer = try index.writer(WriterOptions(threads: 3))
        let isDone = Atomic<Bool>(false)
        let searches = Atomic<Int>(0)
        let group = DispatchGroup()
        let queries = [
            "river rising", "\"the river\"", "=\"Rivers\"", "river NEAR/3 vote", "ri* OR *er", "rivr~",
            "tag:a -date:2017-02",
            "rating:[1 TO 4]", "title:/r.*/", "*",
        ]
        for reader in 0..<3 {
            DispatchQueue.global().async(group: group) {
                do {
                    var next = reader
                    while !isDone.load(ordering: .acquiring) || searches.load(ordering: .relaxed) < 30 {
                        let searcher = try index.searcher()
                        var options = SearchOptions(limit: 5)
                        options.facets = [.values(field: "tag"), .histogram(field: "date", by: .month)]
                        if next % 2 == 0 { options.sort = [.field("date", isDescending: true)] }
                        let found = try searcher.search(queries[next % queries.count], options)
                        let same = try searcher.search(queries[next % queries.count], options)
                        #expect(found.total == same.total && found.hits.map(\.id) == same.hits.map(\.id))
                        _ = try searcher.suggestions(prefix: "r")
                        searches.add(1, ordering: .relaxed)
                        next += 1
                    }
                } catch { Issue.record(error) }
            }
        }
        defer { group.wait() }
        defer { isDone.store(true, ordering: .releasing) }
        for round in 0..<8 {
            DispatchQueue.concurrentPerform(iterations: 3) { lane in
                do {
                    var random = SeededText(seed: UInt64(round * 3 + lane))
                    for number in 0..<10 {
                        let document = Document.random(id: "\(lane)-\(number)", &random, bodyWords: 10)
                        try writer.add(document, lane: lane, order: UInt64(round * 100 + number * 3 + lane))
                    }
                } catch { Issue.record(error) }
            }
            try writer.commit()
            if round % 3 == 1 { try writer.delete(matching: .term("a", field: "tag")) }
            if round % 3 == 2 { try writer.optimize() }
        }
        try writer.commit()
        #expect(try index.check().problems == [])
    }
}
