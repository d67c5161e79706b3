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
}
