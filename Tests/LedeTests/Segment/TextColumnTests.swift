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
            let bytes = KeywordColumn.encode(values)
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
    func distinctClaim() {
        var bytes = KeywordColumn.encode([[""], [""]])
        #expect(throws: Never.self) { _ = try KeywordColumn(ByteRegion(bytes), documentCount: 2) }
        bytes[7] = 0x80
        #expect(throws: LedeError.self) { _ = try KeywordColumn(ByteRegion(bytes), documentCount: 2) }
    }

    @Test("Texts come back", arguments: [0, 1, 2, 50, 300])
    func texts(count: Int) throws {
        var random = SeededText(seed: UInt64(count))
        for length in [0, 3, 100] {
            let texts = (0..<count).map { _ in random.text(of: Self.alphabet, count: length) }
            let bytes = StringColumn.encode(texts)
            let column = try StringColumn(ByteRegion(bytes), documentCount: count)
            #expect(try (0..<count).map { try column.text(of: $0) } == texts)
            #expect(throws: LedeError.self) { _ = try StringColumn(ByteRegion(bytes), documentCount: count + 1) }
        }
    }
}
