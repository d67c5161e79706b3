import Foundation
import Testing

@testable import Lede

/// An index of each version of the format, kept as files, and what it answered when it was written.
///
/// To add one after the version of the format went up: `LEDE_WRITE_GOLDEN=1 swift test --filter GoldenIndex` writes
/// `Golden/<version>`, if there is no such folder, and commits go with it. Folders that are there are never rewritten:
/// that they can still be read is the point of them.
@Suite("The golden indexes")
struct GoldenIndexTests {
    /// What stands beside the files of an index.
    struct Expected: Codable, Equatable {
        struct Answer: Codable, Equatable {
            var query: String
            var total: Int
            var ids: [String]
            var scores: [Double]
        }

        var documents: Int
        var deleted: Int
        var terms: Int
        var segments: Int
        var bytes: Int
        var sections: [String: Int]
        /// A line a field: name, type, documents, terms and words.
        var fields: [String]
        /// Stored documents as a line each value.
        var stored: [String: [String]]
        var answers: [Answer]
    }

    static let current = "\(FormatVersion.major).\(FormatVersion.minor)"
    static let versions: [String] = names(in: golden.path).sorted()
    private static let golden = Bundle.module.bundleURL.appending(path: "Golden")
    private static let isWriting = ProcessInfo.processInfo.environment["LEDE_WRITE_GOLDEN"] != nil

    private static let queries = [
        "school budget", "+daily -vote", "third AND often", "rare", "\"second part the end\"",
        "title:\"report\" vote^2",
        "section:\"local news\" river", "tag:\"tag 3\" AND (snow OR bridge)", "date:[2017-02 TO 2017-04-15] museum",
        "pages:[-100 TO 240} AND rating:<=-17.5", "rating:<-12.25", "code:A-30", "notes:\"don't print\"",
        "secret:\"source 50\"", "place:łódź students", "editor:o'neil", "corrected", "学校 ελλάδα strasse", "*",
    ]
    private static let shown = ["article-0", "article-65", "article-423", "article-440", "語/é", "only an id"]

    @Test("It is sound, and has and answers what it did", arguments: versions)
    func reads(version: String) throws {
        let folder = try copy(of: version)
        let index = try Index.open(at: folder.path)
        let report = try index.check()
        #expect(report.problems == [])
        let expected = try expected(of: version)
        let found = try describe(try index.searcher(), expected.answers.map(\.query), Array(expected.stored.keys))
        compare(found, expected, isRankedAlike: !Self.rankedOtherwise.contains(version))
    }

    @Test("It can be written to, and merged", arguments: versions)
    func writes(version: String) throws {
        let folder = try copy(of: version)
        let index = try Index.open(at: folder.path)
        let before = try index.searcher().documents()
        let writer = try index.writer()
        try writer.add(Document(id: "new", ["title": "One more school"]))
        try writer.optimize()
        let summary = try writer.commit()
        #expect((summary.segments, summary.documents) == (1, before.count + 1))
        #expect(try index.check().problems == [])
        var after = try index.searcher().documents()
        after["new"] = nil
        #expect(after == before)
    }

    @Test(
        "What is written today is the same, byte for byte",
        .enabled(if: !isWriting), .enabled(if: isZlibTheSame, "zlib compresses otherwise here"))
    func isTheSame() throws {
        let advice: Comment = """
            The bytes on disk are not those of format \(Self.current). If that is meant, and older versions could not \
            read them or would read them otherwise: raise FormatVersion, say in FileFormat.md what changed, and add a new \
            folder with LEDE_WRITE_GOLDEN=1. Never rewrite an old one.
            """
        try #require(Self.versions.contains(Self.current), advice)
        let folder = try TemporaryFolder()
        try GoldenArticles.write(to: FileDirectory(path: folder.path))
        let (old, new) = (Self.files(of: Self.current), folder.path)
        let names = Self.names(in: old)
        #expect(Self.names(in: new).filter { $0 != "write.lock" } == names, advice)
        for name in names {
            let bytes = try Data(contentsOf: URL(filePath: old).appending(path: name))
            let written = try? Data(contentsOf: URL(filePath: new).appending(path: name))
            #expect(written == bytes, advice)
        }
    }

    @Test("Each kind of block is in it")
    func isRich() throws {
        let directory = FileDirectory(path: Self.files(of: Self.current))
        let segments = try Index(directory).searcher().segments
        #expect(segments.count == 4)
        #expect(segments.contains { $0.live != nil } && segments.contains { $0.live == nil })
        let body = try #require(segments[0].reader.field("body"))
        for (word, kind) in [("third", 0), ("often", 1), ("daili", 2)] {
            let entry = try #require(try body.terms?.find(Array(word.utf8)))
            let list = try #require(try body.postings(entry))
            #expect(try list.kindOfFirstBlock() == kind, "\(word)")
        }
        let notes = try #require(segments[3].reader.field("notes"))
        func list(_ word: String) throws -> PostingsCursor {
            let entry = try #require(try notes.terms?.find(Array(word.utf8)))
            return try #require(try notes.postings(entry))
        }
        #expect(try list("seldom").kindOfFirstBlock() == 3)
        // Frequencies by Rice's code, those of which few are more than one, and ones alone; then gaps by Rice's code, with each header.
        #expect(try list("much").firstByteOfFrequencies() & 0xC0 == 0x40)
        #expect((0xA0..<0xE0).contains(try list("spread").firstByteOfFrequencies()))
        #expect(try list("again").firstByteOfFrequencies() >= 0xE0)
        #expect(try list("spread").layout.positions[0] >= 0xA0 && list("word").layout.positions[0] & 0xC0 == 0x40)
    }

    @Test("A new one is written", .enabled(if: isWriting))
    func write() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Golden/\(Self.current)").standardized
        try #require(!FileManager.default.fileExists(atPath: folder.path), "\(folder.path) is there; it stays as it is")
        let files = folder.appending(path: "index")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        try GoldenArticles.write(to: FileDirectory(path: files.path))
        try FileManager.default.removeItem(at: files.appending(path: "write.lock"))
        let index = try Index.open(at: files.path)
        try #require(try index.check().problems == [])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let expected = try describe(try index.searcher(), Self.queries, Self.shown)
        try encoder.encode(expected).write(to: folder.appending(path: "expected.json"))
    }

    // MARK: What an index has and answers

    private func describe(_ searcher: Searcher, _ queries: [String], _ ids: [String]) throws -> Expected {
        let statistics = try searcher.statistics()
        var stored: [String: [String]] = [:]
        for id in ids {
            let document = try #require(try searcher.document(id: id), "\(id)")
            #expect(document.id == id)
            stored[id] = document.entries.map { "\($0.name) \($0.value)" }
        }
        let answers = try queries.map { query in
            let found = try searcher.search(query, SearchOptions(limit: 10))
            return Expected.Answer(
                query: query, total: found.total, ids: found.hits.map(\.id), scores: found.hits.map(\.score))
        }
        return Expected(
            documents: statistics.documents, deleted: statistics.deleted, terms: statistics.terms,
            segments: statistics.segments, bytes: statistics.bytes, sections: statistics.sections,
            fields: statistics.fields.map {
                "\($0.name) \($0.type.rawValue) \($0.documents) \($0.terms ?? -1) \($0.tokens ?? -1)"
            },
            stored: stored, answers: answers)
    }

    /// The versions whose scores are those of an older ranking: a document with a word in two fields counted for the field
    /// that has it most only. The order of hits is the same.
    private static let rankedOtherwise = ["0.1", "0.2", "0.3"]

    private func compare(_ found: Expected, _ expected: Expected, isRankedAlike: Bool) {
        var (plain, plainExpected) = (found, expected)
        for index in found.answers.indices {
            let (answer, wanted) = (found.answers[index], expected.answers[index])
            #expect(answer.total == wanted.total, "\(answer.query)")
            #expect(answer.ids == wanted.ids, "\(answer.query)")
            if !isRankedAlike { continue }
            // The logarithm of another system may differ in the last digit.
            let isNear = zip(answer.scores, wanted.scores).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, $1) }
            #expect(isNear, "\(answer.query): \(answer.scores), not \(wanted.scores)")
        }
        (plain.answers, plainExpected.answers) = ([], [])
        #expect(plain == plainExpected)
    }

    // MARK: Files

    private static func files(of version: String) -> String { golden.appending(path: "\(version)/index").path }

    private static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    private func expected(of version: String) throws -> Expected {
        let data = try Data(contentsOf: Self.golden.appending(path: "\(version)/expected.json"))
        return try JSONDecoder().decode(Expected.self, from: data)
    }

    private func copy(of version: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let files = URL(filePath: Self.files(of: version))
        for name in Self.names(in: files.path) {
            try FileManager.default.copyItem(
                at: files.appending(path: name), to: URL(filePath: folder.path).appending(path: name))
        }
        return folder
    }

    /// Whether the zlib of this machine makes the same bytes of the same text. There are others that read and write its
    /// format, and make other bytes.
    private static var isZlibTheSame: Bool {
        let directory = FileDirectory(path: files(of: current))
        guard let store = try? Index(directory).searcher().segments.first?.reader.documents,
            let (bytes, size) = try? store.compressed(0),
            let plain = bytes.withUnsafeBytes({ Deflate.decompress($0, count: size) })
        else { return true }
        return (1...9).contains { Deflate.compress(plain, level: $0) == bytes }
    }
}

extension PostingsCursor {
    /// How the documents of the first block are stored: 0 packed, 1 a bit set, 2 consecutive, 3 by Elias and Fano.
    fileprivate func kindOfFirstBlock() throws -> Int {
        Int(try DocumentBlock.kind(layout.documents.bytes(from: 0)).rawValue)
    }

    /// What the frequencies of the first block begin with.
    fileprivate func firstByteOfFrequencies() throws -> UInt8 {
        let frame = try layout.frame(of: 0, in: section)
        let bytes = layout.documents.bytes(from: 0)
        return bytes[try DocumentBlock.byteCount(bytes, before: frame.before, last: frame.last)]
    }
}
