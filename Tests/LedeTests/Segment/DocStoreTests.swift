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
        try names.write(to: &file)
        _ = try file.finish()
        let sections = try SectionedFile(try directory.open("file"))
        let back = try StoredDocument.StoredNames(try sections.require(SectionTag("NAME")))
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
            for index in 0..<first.names.count { #expect(names.index(of: try first.names[index]) == index) }
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
        let back = try stored(names)
        #expect(try (0..<back.count).map { Array(try back[$0].utf8) } == alike.map { Array($0.utf8) })
    }

    /// Names as a segment has them.
    private func stored(_ names: StoredDocument.Names) throws -> StoredDocument.StoredNames {
        let directory = MemoryDirectory()
        var file = try SectionedFileWriter(try directory.create("file"))
        try names.write(to: &file)
        _ = try file.finish()
        return try StoredDocument.StoredNames(
            try SectionedFile(try directory.open("file")).require(SectionTag("NAME")))
    }

    @Test("Each of many names is found by its number; another number is an error, and so is a section that ends early")
    func manyNames() throws {
        let names = StoredDocument.Names()
        let texts = (0..<1000).map { String(repeating: "n", count: $0 % 200) + "\($0)" }
        for text in texts { _ = names.index(of: text) }
        let back = try stored(names)
        #expect(try (0..<back.count).map { try back[$0] } == texts)
        for index in [-1, 1000] { #expect(throws: LedeError.self) { _ = try back[index] } }
        let short = ByteWriter.bytes { writer in
            writer.append(varint: 3)
            for _ in 0..<2 { writer.append(text: "a") }
        }
        #expect(throws: LedeError.self) { _ = try StoredDocument.StoredNames(ByteRegion(short)) }
    }

    @Test(
        "Names of several segments are numbered as one after the other would be, however little memory there is",
        arguments: [1, 1 << 28])
    func mergedNames(memoryBytes: Int) throws {
        var random = SeededText(seed: 5)
        let schema = Schema.articles
        let all = StoredDocument.Names(of: schema)
        var sources: [StoredDocument.StoredNames] = []
        var expected: [[Int]] = []
        for source in 0..<4 {
            let names = source == 2 ? StoredDocument.Names() : StoredDocument.Names(of: schema)
            for _ in 0..<3000 { _ = names.index(of: "k\(Int.random(in: 0..<9000, using: &random))") }
            let back = try stored(names)
            sources.append(back)
            expected.append(try (0..<back.count).map { all.index(of: try back[$0]) })
        }
        let directory = MemoryDirectory()
        let scratch = ScratchSpace(directory: directory, name: "merge.tmp", memoryBytes: memoryBytes)
        let merge = try NamesMerge(
            sources, schema, FileReleases(of: [], everyBytes: 1 << 20, processBytes: .max), scratch)
        #expect(merge.keepsNumbers == expected.map { $0 == Array($0.indices) })
        #expect(merge.keepsNumbers.first == true && merge.keepsNumbers.last == false)
        var found: [[Int]] = []
        try merge.take { (number) throws(LedeError) in
            for (source, names) in sources.enumerated() {
                var numbers: [Int] = []
                for name in 0..<names.count { numbers.append(try number(source, name)) }
                found.append(numbers)
            }
        }
        #expect(found == expected)
        var file = try SectionedFileWriter(try directory.create("file"))
        try merge.write(to: &file)
        _ = try file.finish()
        let written = try StoredDocument.StoredNames(
            try SectionedFile(try directory.open("file")).require(SectionTag("NAME")))
        let one = try stored(all)
        #expect(try (0..<written.count).map { try written[$0] } == (0..<one.count).map { try one[$0] })
        #expect(try directory.list() == ["file"])
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
                data: ByteRegion([]), index: ByteRegion(index), names: try stored(StoredDocument.Names()),
                documentCount: count)
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
        // Made two at a time, or not, they are the same.
        for one in documents {
            for other in documents + [Document(id: "long", ["a": String(repeating: "long ", count: 20_000)])] {
                #expect(StoredDocument.contentHashes(one, other).0 == StoredDocument.contentHash(one))
                #expect(StoredDocument.contentHashes(one, other).1 == StoredDocument.contentHash(other))
                var hashes = DocumentHashes()
                for document in [one, one, other, one] { hashes.append(document, hash: nil) }
                hashes.append(other, hash: 7)
                hashes.append(one, hash: nil)
                #expect(
                    hashes.finished() == [one, one, other, one].map(StoredDocument.contentHash) + [
                        7, StoredDocument.contentHash(one),
                    ])
            }
        }
    }
}
