import Testing

@testable import Lede

@Suite("Stored documents")
struct DocStoreTests {
    /// Writes with a store and opens what it wrote.
    private func store(
        count: Int, _ body: (inout DocStoreWriter, StoredDocument.Names) throws -> Void
    ) throws -> DocStore {
        let directory = MemoryDirectory()
        var file = try SectionedFileWriter(try directory.create("file"))
        try file.begin(SectionTag("DOCS"))
        var writer = DocStoreWriter()
        let names = StoredDocument.Names()
        try body(&writer, names)
        #expect(writer.count == count)
        try writer.finish(to: &file)
        _ = try file.finish()
        let sections = try SectionedFile(try directory.open("file"))
        let back = try StoredDocument.Names(ByteRegion(names.encoded))
        #expect(back.encoded == names.encoded)
        return try DocStore(
            data: try sections.require(SectionTag("DOCS")), index: try sections.require(SectionTag("DIDX")),
            names: back, documentCount: count)
    }

    private func document(_ number: Int, _ random: inout SeededText) -> Document {
        var document = Document(id: "\(number)-é")
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            let value: Document.Value =
                switch Int.random(in: 0..<3, using: &random) {
                case 0: .string(random.text(of: ["x", "漢", "\0", "news "], count: random.chance(0.1) ? 3000 : 20))
                case 1: .integer(Int64(bitPattern: random.integer(bits: 64)))
                default: .double(Double(bitPattern: random.integer(bits: 62)))
                }
            document.add("field\(Int.random(in: 0..<4, using: &random))", value)
        }
        return document
    }

    @Test("Documents come back, in any order", arguments: [0, 1, 2, 400])
    func roundTrip(count: Int) throws {
        var random = SeededText(seed: UInt64(count))
        let documents = (0..<count).map { document($0, &random) }
        let store = try store(count: count) { writer, names in
            for document in documents { writer.add(document, names: names) }
        }
        #expect(store.blockCount >= min(count, 3) && (store.blockCount == 0) == (count == 0) || count < 400)
        for number in documents.indices.shuffled(using: &random).prefix(60) {
            #expect(try store.document(number) == documents[number])
        }
        var next = 0
        for block in 0..<store.blockCount {
            #expect(try store.documents(of: block).lowerBound == next)
            try store.read(block) { (number, reader) throws(LedeError) in
                #expect(number == next)
                #expect(try StoredDocument.decode(&reader, names: store.names) == documents[number])
                next += 1
                return true
            }
        }
        #expect(next == count)
    }

    @Test("Blocks are taken over as they are", arguments: 1...3 as ClosedRange<UInt64>)
    func takenOver(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let documents = (0..<200).map { document($0, &random) }
        let first = try store(count: 200) { writer, names in
            for document in documents { writer.add(document, names: names) }
        }
        let extra = document(7, &random)
        let count = 2 + 2 * 200
        let second = try store(count: count) { writer, names in
            #expect(first.names.add(to: names))
            for _ in 0..<2 {
                writer.add(extra, names: names)
                for block in 0..<first.blockCount {
                    let stored = try first.compressed(block)
                    writer.add(
                        compressed: stored.bytes, rawSize: stored.rawSize,
                        documents: try first.documents(of: block).count)
                }
            }
        }
        let all = [extra] + documents + [extra] + documents
        for number in all.indices.shuffled(using: &random).prefix(80) {
            #expect(try second.document(number) == all[number])
        }
    }

    @Test("Names that look alike stay two")
    func names() throws {
        let names = StoredDocument.Names()
        let alike = ["caf\u{E9}", "cafe\u{301}"]
        #expect(alike.map { names.index(of: $0) } == [0, 1])
        #expect(alike.map { names.index(of: $0) } == [0, 1])
        let back = try StoredDocument.Names(ByteRegion(names.encoded))
        #expect((0..<back.count).map { Array(back[$0].utf8) } == alike.map { Array($0.utf8) })
        var twice = ByteWriter()
        twice.append(varint: 2)
        for _ in 0..<2 { twice.append(text: "a") }
        #expect(throws: LedeError.self) { _ = try StoredDocument.Names(ByteRegion(twice.bytes)) }
    }

    @Test("An index without blocks, or whose first does not start at the first document, is an error")
    func index() throws {
        func open(_ blocks: Int, first: Int, count: Int) throws {
            let index = ByteWriter.bytes { writer in
                writer.append(little: UInt32(blocks))
                writer.append(little: UInt32(count))
                for _ in 0..<blocks { writer.append(little: UInt32(first)) }
                for _ in 0...blocks { writer.append(little: UInt64(0)) }
                for _ in 0..<blocks { writer.append(little: UInt32(0)) }
            }
            _ = try DocStore(
                data: ByteRegion([]), index: ByteRegion(index), names: StoredDocument.Names(), documentCount: count)
        }
        #expect(throws: Never.self) { try open(0, first: 0, count: 0) }
        #expect(throws: Never.self) { try open(1, first: 0, count: 2) }
        #expect(throws: LedeError.self) { try open(0, first: 0, count: 2) }
        #expect(throws: LedeError.self) { try open(1, first: 1, count: 2) }
    }

    @Test("The hash of a document changes with everything it says")
    func contentHash() {
        let documents = [
            Document(id: "1"), Document(id: "2"), Document(id: "1", ["a": "x"]), Document(id: "1", ["b": "x"]),
            Document(id: "1", ["a": "y"]), Document(id: "1", ["a": "x", "a": "x"]),
            Document(id: "1", entries: [.init("a", .integer(1))]), Document(id: "1", entries: [.init("a", .double(1))]),
            Document(id: "1", ["a": "x", "b": "y"]), Document(id: "1", ["b": "y", "a": "x"]),
        ]
        #expect(Set(documents.map(StoredDocument.contentHash)).count == documents.count)
    }
}
