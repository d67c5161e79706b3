import Testing

@testable import Lede

@Suite("Columns of texts")
struct TextColumnTests {
    private static let alphabet = ["a", "b", "é", "漢", "🎷", " "]

    @Test("Keywords come back for each document, in order and as often as they were", arguments: [0, 1, 2, 50, 300])
    func keywords(count: Int) throws {
        var random = SeededText(seed: UInt64(count))
        for most in [0, 1, 4] {
            let values = (0..<count).map { _ in
                (0..<Int.random(in: 0...most, using: &random)).map { _ in random.text(of: Self.alphabet, count: 3) }
            }
            let bytes = try KeywordColumnWriter.encode(values)
            let column = try KeywordColumn(ByteRegion(bytes), documentCount: count)
            let distinct = Set(values.joined()).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(column.distinctCount == distinct.count)
            #expect(try (0..<distinct.count).map { try column.value($0) } == distinct)
            for (document, list) in values.enumerated() {
                #expect(try column.values(of: document) == list)
                #expect(try column.ordinals(of: document).map { distinct[$0] } == list)
            }
            for ordinal in [-1, distinct.count, Int.max, Int.min] {
                #expect(throws: LedeError.self) { _ = try column.value(ordinal) }
            }
            #expect(throws: LedeError.self) { _ = try KeywordColumn(ByteRegion(bytes), documentCount: count + 1) }
        }
    }

    @Test("A claim of more distinct values than there is room for is an error")
    func distinctClaim() throws {
        var bytes = try KeywordColumnWriter.encode([[""], [""]])
        #expect(throws: Never.self) { _ = try KeywordColumn(ByteRegion(bytes), documentCount: 2) }
        bytes[7] = 0x80
        #expect(throws: LedeError.self) { _ = try KeywordColumn(ByteRegion(bytes), documentCount: 2) }
    }

    @Test("Ids come back by their place, and replaced documents have none", arguments: [1, 2, 50, 300])
    func ids(count: Int) throws {
        var random = SeededText(seed: UInt64(count))
        // Document i is replaced by a later one of the same id where the ids repeat.
        let ids = (0..<count).map { _ in "id\(random.next() % UInt64(count))" }
        let directory = MemoryDirectory()
        let buffer = SegmentBuffer(schema: .articles)
        for id in ids { buffer.add(try SegmentBuffer.prepare(Document(id: id, ["body": "x"]), schema: .articles)) }
        let segment = try SegmentReader(
            try buffer.write(to: directory, temporaryName: "segment.tmp"), in: directory)
        for (document, id) in ids.enumerated() {
            let isLast = ids.lastIndex(of: id) == document
            #expect(segment.ids.hasText(document) == isLast)
            if isLast {
                #expect(try segment.ids.text(of: document) == id)
                #expect(try segment.document(withID: id) == document)
            } else {
                #expect(throws: LedeError.self) { try segment.ids.text(of: document) }
            }
        }
    }
}

extension KeywordColumnWriter {
    /// The section for the values of these documents.
    fileprivate static func encode(_ values: [[String]]) throws -> [UInt8] {
        var writer = KeywordColumnWriter()
        defer { writer.deallocate() }
        for list in values { writer.add(list) }
        return try SectionedFileWriter.section { (tag, file) throws(LedeError) in try writer.write(tag, to: &file) }
    }
}
