import Testing

@testable import Lede

@Suite("The writer")
struct IndexWriterTests {
    private func article(_ id: String, _ body: String) -> Document { Document(id: id, ["title": "t", "body": body]) }

    @Test(
        "Random additions, deletions, merges and commits leave what a dictionary holds",
        arguments: 1...12 as ClosedRange<UInt64>)
    func model(seed: UInt64) throws {
        var model = IndexModel(seed: seed)
        let directory = MemoryDirectory()
        var index = try Index.create(in: directory, schema: .articles)
        let threads = Int(seed % 3) + 1
        var writer = try index.writer(WriterOptions(threads: threads))
        for _ in 0..<120 {
            switch model.random.next() % 24 {
            case 0:
                let summary = try writer.commit()
                model.committed = model.current
                #expect(summary.documents == model.committed.count)
                #expect(try index.check().problems == [])
            case 1: try writer.optimize()
            case 2:
                try writer.rollback()
                model.current = model.committed
            case 3:
                writer.close()
                index = Index(directory)
                writer = try index.writer(WriterOptions(threads: threads))
                model.current = model.committed
            case 4...6:
                let id = "id\(model.random.next() % 40)"
                #expect(try writer.delete(id: id) == (model.current.removeValue(forKey: id) != nil))
            case 7:
                let word = model.random.pick(["w1", "w2", "w3"])
                let gone = model.current.filter {
                    ($0.value["body"] ?? "").split(separator: " ").contains(Substring(word))
                        || $0.value["title"] == word
                }
                #expect(try writer.delete(matching: .term(word)) == gone.count)
                for id in gone.keys { model.current[id] = nil }
            default:
                let document = model.document()
                try writer.add(document)
                model.current[document.id] = document
            }
            let searcher = try index.searcher()
            #expect(searcher.documentCount == model.committed.count)
        }
        try writer.commit()
        #expect(try index.searcher().documents() == model.current)
        #expect(try index.check().problems == [])
    }

    @Test("Nothing is seen before the commit, and a searcher keeps its commit")
    func isolation() throws {
        let folder = try TemporaryFolder()
        let index = try Index.create(at: folder.path + "/index")
        let writer = try index.writer()
        try writer.add(article("1", "oil"))
        #expect(try index.searcher().count(.term("oil")) == 0)
        try writer.commit()
        let before = try index.searcher()
        try writer.add(article("2", "oil"))
        try writer.delete(id: "1")
        try writer.optimize()
        try writer.commit()
        #expect(try before.ids(matching: .term("oil")) == ["1"])
        #expect(try before.document(id: "1")?["body"] == "oil")
        #expect(try index.searcher().ids(matching: .term("oil")) == ["2"])
    }

    @Test("A commit tells what was added, replaced, unchanged and deleted")
    func summary() throws {
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        let writer = try index.writer()
        for id in ["1", "2", "3"] { try writer.add(article(id, "oil")) }
        #expect(changes(try writer.commit()) == [3, 0, 0, 0])
        try writer.add(article("1", "oil"))
        try writer.add(article("2", "gas"))
        try writer.delete(id: "3")
        try writer.add(article("4", "gas"))
        let summary = try writer.commit()
        #expect(changes(summary) == [1, 1, 1, 1])
        #expect(summary.documents == 3)
    }

    @Test("Adding the same again changes nothing, not even a file")
    func idempotence() throws {
        let directory = MemoryDirectory()
        let index = try Index.create(in: directory, schema: .articles)
        let writer = try index.writer()
        for id in 1...50 { try writer.add(article("\(id)", "oil and gas")) }
        let first = try writer.commit()
        let files = try directory.list()
        for id in 1...50 { try writer.add(article("\(id)", "oil and gas")) }
        let second = try writer.commit()
        #expect(second.commit == first.commit)
        #expect(changes(second) == [0, 0, 50, 0])
        #expect(try directory.list() == files)
    }

    @Test("Of one id the version with the highest place in the input counts, whichever thread was first")
    func order() throws {
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        let writer = try index.writer(WriterOptions(threads: 2))
        try writer.add(article("1", "old"), lane: 0, order: 0)
        try writer.commit()
        try writer.add(article("1", "second"), lane: 1, order: 12)
        try writer.add(article("1", "first"), lane: 0, order: 11)
        try writer.add(article("2", "newer"), lane: 0, order: 14)
        try writer.add(article("2", "older"), lane: 1, order: 13)
        try writer.commit()
        #expect(try index.searcher().document(id: "1")?["body"] == "second")
        #expect(try index.searcher().document(id: "2")?["body"] == "newer")
        try writer.add(article("1", "second"), lane: 0, order: 22)
        try writer.add(article("1", "between"), lane: 1, order: 21)
        try writer.commit()
        #expect(try index.searcher().document(id: "1")?["body"] == "second")
        #expect(try index.check().problems == [])
    }

    @Test("A lane writes its buffer when its memory is used up, and counts the buffers")
    func lane() throws {
        let directory = MemoryDirectory()
        let lane = WriterLane(2, schema: .articles, directory: directory, bufferBytes: 1, writingBytes: 1)
        var places: [PendingDocuments.Place] = []
        for id in ["a", "b", "c"] {
            let prepared = try SegmentBuffer.prepare(article(id, "oil"), schema: .articles)
            try lane.add(prepared) { place in
                places.append(place)
                return id != "b"
            }
        }
        #expect(places.map(\.buffer) == [0, 1, 1])
        let written = lane.takeWritten()
        #expect(written.map(\.buffer) == [0, 1])
        #expect(try written.map { try SegmentReader($0.name, in: directory).ids.text(of: 0) } == ["a", "c"])
        #expect(lane.takeWritten().isEmpty)
    }

    @Test("The same documents give the same bytes, also with several threads", arguments: [1, 3])
    func reproducible(threads: Int) throws {
        func build() throws -> [String: [UInt8]] {
            let directory = MemoryDirectory()
            let writer = try Index.create(in: directory, schema: .articles).writer(
                WriterOptions(threads: threads))
            var model = IndexModel(seed: 7)
            for order in 0..<3000 {
                try writer.add(model.document(idCount: 2000), lane: order % threads, order: UInt64(order))
            }
            try writer.commit()
            var files: [String: [UInt8]] = [:]
            for name in try directory.list() { files[name] = directory.contents(of: name) }
            return files
        }
        #expect(try build() == build())
    }

    @Test("Ids that come again give the same bytes whichever thread is first, and the last of each stays")
    func repeatedIDs() throws {
        let threads = 3
        var random = SeededText(seed: 11)
        let documents = (0..<6000).map { number in
            Document(
                id: "\(Int.random(in: 0..<1500, using: &random))",
                ["title": "\(number)", "body": random.text(of: ["oil ", "gas \(number) ", "wind "], count: 150)])
        }
        func build(_ lanes: [Int]?) throws -> (files: [String: [UInt8]], summary: CommitSummary) {
            let directory = MemoryDirectory()
            let index = try Index.create(in: directory, schema: .articles)
            // So little that each lane writes its buffer several times.
            let writer = try index.writer(WriterOptions(threads: threads, memoryBytes: 1))
            func add(_ order: Int) throws {
                try writer.add(documents[order], lane: order % threads, order: UInt64(order))
            }
            if let lanes {
                for lane in lanes {
                    for order in stride(from: lane, to: documents.count, by: threads) { try add(order) }
                }
            } else {
                for order in documents.indices { try add(order) }
            }
            let summary = try writer.commit()
            #expect(try index.check().problems == [])
            var last: [String: String] = [:]
            for document in documents { last[document.id] = document["title"] }
            let searcher = try index.searcher()
            for (id, title) in last { #expect(try searcher.document(id: id)?["title"] == title) }
            var files: [String: [UInt8]] = [:]
            for name in try directory.list() { files[name] = directory.contents(of: name) }
            return (files, summary)
        }
        let first = try build(nil)
        #expect(first.files.count > 4)
        for lanes in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let other = try build(lanes)
            #expect(other.files == first.files)
            #expect(other.summary == first.summary)
        }
    }

    @Test("A document that comes again counts once, also when ids were forgotten in between")
    func countsOfRepeatedIDs() throws {
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        let writer = try index.writer()
        for id in ["1", "2", "3", "4"] { try writer.add(article(id, "old")) }
        #expect(changes(try writer.commit()) == [4, 0, 0, 0])
        for round in 0..<3 {
            try writer.add(article("1", "old"))
            try writer.add(article("2", "new \(round)"))
            try writer.add(article("3", round == 0 ? "old" : "new"))
            try writer.add(article("5", "new \(round)"))
            try writer.add(article("6", "new"))
            try writer.settle()
        }
        #expect(changes(try writer.commit()) == [2, 2, 1, 0])
        try writer.add(article("1", "old"))
        try writer.add(article("6", "newer"))
        #expect(changes(try writer.commit()) == [0, 1, 1, 0])
        // What was added after a merge of old and new takes the place of a document of the last commit.
        try writer.add(article("7", "new"))
        try writer.optimize()
        try writer.add(article("4", "newer"))
        #expect(changes(try writer.commit()) == [1, 1, 0, 0])
        #expect(try index.check().problems == [])
    }

    @Test(
        "With little memory, optimize merges some segments at a time, to the same documents",
        arguments: [10, 11, 25, 31])
    func stagedOptimize(count: Int) throws {
        let directory = MemoryDirectory()
        let index = try Index.create(in: directory, schema: .articles)
        let writer = try index.writer(WriterOptions(memoryBytes: 1))
        // No merge has room.
        directory.room = 0
        for number in 0..<count {
            try writer.add(article("\(number)", "oil \(number)"))
            #expect(try writer.commit().segments == number + 1)
        }
        #expect(throws: LedeError.self) { try writer.optimize() }
        writer.close()
        directory.room = nil
        let next = try index.writer(WriterOptions(memoryBytes: 1))
        try next.optimize()
        let summary = try next.commit()
        #expect(summary.segments == 1 && summary.documents == count)
        #expect(try index.check().problems == [])
        let hits = try index.searcher().search(.term("oil"), SearchOptions(limit: 100)).hits
        #expect(hits.map(\.id) == (0..<count).map { "\($0)" })
    }

    @Test("A document that does not fit is refused, and the writer goes on")
    func invalid() throws {
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        let writer = try index.writer()
        #expect(throws: LedeError.self) { try writer.add(Document(id: "", ["body": "x"])) }
        #expect(throws: LedeError.self) { try writer.add(Document(id: "1", ["body": "x", "date": "yesterday"])) }
        try writer.add(article("2", "oil"))
        #expect(try writer.commit().added == 1)
    }

    @Test("A query that does not fit deletes nothing, and the writer goes on")
    func invalidDelete() throws {
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        let writer = try index.writer()
        try writer.add(article("1", "oil"))
        #expect(throws: LedeError.self) { try writer.delete(matching: .term("x", field: "nothing")) }
        #expect(try writer.commit().documents == 1)
    }

    @Test("A closed writer refuses everything; its lock is free")
    func close() throws {
        let folder = try TemporaryFolder()
        let index = try Index.create(at: folder.path)
        let writer = try index.writer()
        #expect { try index.writer() } throws: { error in
            if case LedeError.locked = error { true } else { false }
        }
        try writer.add(article("1", "oil"))
        writer.close()
        writer.close()
        #expect(throws: LedeError.self) { try writer.commit() }
        let next = try index.writer()
        #expect(try next.commit().documents == 0)
    }

    @Test("Many small commits keep few segments")
    func smallCommits() throws {
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        let writer = try index.writer()
        for id in 1...150 {
            try writer.add(article("\(id)", "oil \(id)"))
            #expect(try writer.commit().segments < MergePolicy.factor)
        }
        #expect(try index.searcher().ids(matching: .term("oil")) == (1...150).map(String.init))
    }

    @Test("The space of deleted documents comes back by itself")
    func deletedSpace() throws {
        let index = try Index.create(in: MemoryDirectory(), schema: .articles)
        let writer = try index.writer()
        for id in 1...90 { try writer.add(article("\(id)", "oil")) }
        try writer.commit()
        for id in 1...20 { try writer.delete(id: "\(id)") }
        try writer.commit()
        #expect(try index.searcher().statistics().deleted == 20)
        for id in 21...40 { try writer.delete(id: "\(id)") }
        try writer.commit()
        #expect(try index.searcher().statistics().deleted == 0)
        for id in 41...90 { try writer.delete(id: "\(id)") }
        #expect(try writer.commit().segments == 0)
    }
}
