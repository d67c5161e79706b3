import Foundation
import Lede
import Testing

@testable import LedeImport

@Suite("Which thread gets which batch")
struct BatchSourceTests {
    private let folder: TemporaryFolder
    private let writer: IndexWriter
    private let index: Index
    private static let files = 9

    init() throws {
        folder = try TemporaryFolder()
        for file in 0..<Self.files { try folder.write("in/\(file).jsonl", "{\"id\":\"\(file)\",\"body\":\"oil\"}\n") }
        index = try Index.create(at: folder.path + "/index")
        writer = try index.writer(WriterOptions(threads: 3))
    }

    /// A batch for each file.
    private func source(threads: Int) throws -> BatchSource {
        var options = ImportOptions()
        options.batchBytes = 1
        return BatchSource(
            try ImportReader(paths: [folder.path + "/in"], options: options), threads: threads, writer: writer)
    }

    private func take(_ source: BatchSource, _ thread: Int) -> UInt64? {
        let next = source.next(thread, isCancelled: { false }, settle: {})
        if next != nil { source.finish() }
        return next?.number
    }

    @Test("A thread gets its batches whether the others take theirs or not")
    func waiting() throws {
        let source = try source(threads: 3)
        // The first thread is busy with its first batch.
        let first = try #require(source.next(0, isCancelled: { false }, settle: {}))
        #expect(first.number == 0)
        #expect([take(source, 2), take(source, 2), take(source, 2), take(source, 2)] == [2, 5, 8, nil])
        source.finish()
        #expect([take(source, 1), take(source, 1)] == [1, 4])
        #expect([take(source, 0), take(source, 0), take(source, 0)] == [3, 6, nil])
        #expect([take(source, 1), take(source, 1)] == [7, nil])
        #expect(!source.isCancelled)
    }

    @Test("What was dealt before the end was wanted is given out")
    func cancelled() throws {
        let source = try source(threads: 3)
        #expect(take(source, 2) == 2)
        #expect(source.next(2, isCancelled: { true }, settle: {}) == nil)
        #expect(source.isCancelled)
        #expect([take(source, 0), take(source, 0)] == [0, nil])
        #expect([take(source, 1), take(source, 1)] == [1, nil])
    }

    @Test("The same input makes the same segments, whichever thread is faster", arguments: [2, 3])
    func sameSegments(threads: Int) throws {
        var random = SystemRandomNumberGenerator()
        try folder.write(
            "much.jsonl",
            (0..<700).map { document in
                let words = (0..<40).map { "w\(document * 7919 % 6007 * 31 + $0 * $0)" }.joined(separator: " ")
                return "{\"id\":\"\(document)\",\"body\":\"\(words)\"}\n"
            }.joined())
        var options = ImportOptions()
        options.batchBytes = 16 << 10
        var segments: [[String]] = []
        for round in 0..<2 {
            let index = try Index.create(at: folder.path + "/\(threads)-\(round)")
            let writer = try index.writer(WriterOptions(threads: threads, memoryBytes: 40 << 20))
            let pauses = (0..<threads).map { _ in UInt32.random(in: 0..<100, using: &random) }
            _ = try Importer(threads: threads) { document in
                usleep(pauses[(Int(document.id) ?? 0) % threads])
                return document
            }.run(try ImportReader(paths: [folder.path + "/much.jsonl"], options: options), into: writer)
            try writer.commit()
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/\(threads)-\(round)")
            segments.append(files.filter { $0.hasSuffix(".seg") }.sorted())
        }
        #expect(segments[0].count > 0)
        #expect(segments.allSatisfy { $0 == segments[0] })
    }
}
