import Testing

@testable import Lede

@Suite("Merging segments")
struct SegmentMergerTests {
    private typealias Source = (reader: SegmentReader, live: LiveDocuments?)

    /// Few documents have pairs too, and often other frequent words in one source than in another.
    private let pairs = PairOptions.forced()

    /// Segments of random sizes, some of their documents deleted, and the documents that are left.
    private func sources(
        _ sizes: [Int], deleting chance: Double, bodyWords: Int = 30, in directory: MemoryDirectory, schema: Schema,
        _ random: inout SeededText
    ) throws -> (sources: [Source], live: [Document]) {
        var sources: [Source] = []
        var left: [Document] = []
        for (number, size) in sizes.enumerated() {
            let documents = (0..<size).map {
                Document.random(id: "\(number)/\($0)", &random, bodyWords: bodyWords)
            }
            var live = LiveDocuments(all: size)
            for document in 0..<size where random.chance(chance) { live.delete(document) }
            left += documents.indices.filter { live.contains($0) }.map { documents[$0] }
            let reader = try directory.segment(of: documents, schema: schema, pairs: pairs)
            sources.append((reader, live.count == size && random.chance(0.5) ? nil : live))
        }
        return (sources, left)
    }

    /// Compares section by section.
    private func expectSame(_ merged: SegmentReader, _ whole: SegmentReader, except: Set<String>) throws {
        #expect(merged.file.sections.map(\.tag) == whole.file.sections.map(\.tag))
        // Where sections are left out, their pages differ as well.
        let except = except.isEmpty ? except : except.union([PageChecksums.tag.name])
        for section in whole.file.sections where !except.contains(section.tag.name) {
            let (one, other) = (try merged.file.require(section.tag), try whole.file.require(section.tag))
            #expect(one.array() == other.array(), "section \(section.tag)")
        }
    }

    private func stored(_ segment: SegmentReader) throws -> [Document] {
        try (0..<segment.documentCount).map { try segment.documents.document($0) }
    }

    @Test("A merge is what indexing the live documents at once writes", arguments: 1...12 as ClosedRange<UInt64>)
    func twin(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let directory = MemoryDirectory()
        let schema = try Schema.everyKind()
        let sizes = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            random.pick([1, 5, 40, 150].filter { $0 < 150 || seed % 4 == 0 })
        }
        let deleted = random.pick([0, 0.1, 0.6])
        let (sources, live) = try sources(sizes, deleting: deleted, in: directory, schema: schema, &random)
        guard !live.isEmpty else { return }
        let merged = try directory.merge(sources, schema: schema, pairs: pairs)
        let whole = try directory.segment(of: live, schema: schema, pairs: pairs)
        // Names are those of the sources, in use or not.
        try expectSame(merged, whole, except: deleted == 0 ? ["DOCS", "DIDX"] : ["DOCS", "DIDX", "NAME"])
        #expect(try stored(merged) == stored(whole))
        #expect(merged.file.problems() == [])
        for (number, document) in live.enumerated() {
            #expect(try merged.document(withID: document.id) == number)
        }
    }

    @Test("Long lists and blocks of stored documents are merged alike", arguments: [0, 0.02])
    func long(chance: Double) throws {
        var random = SeededText(seed: 99)
        let directory = MemoryDirectory()
        let schema = try Schema.everyKind()
        let (sources, live) = try sources(
            [300, 3, 200], deleting: chance, bodyWords: 150, in: directory, schema: schema, &random)
        #expect(sources[0].reader.documents.blockCount > 2)
        let merged = try directory.merge(sources, schema: schema, pairs: pairs)
        let whole = try directory.segment(of: live, schema: schema, pairs: pairs)
        try expectSame(merged, whole, except: ["DOCS", "DIDX", "NAME"])
        #expect(try stored(merged) == stored(whole))
    }

    @Test("A document that has a word very often is merged alike, deleted or not", arguments: [0, 1, 3, 4])
    func manyOccurrences(deleted: Int) throws {
        let directory = MemoryDirectory()
        let schema = try Schema.everyKind()
        let documents = [3, 30_000, 5, 24_000, 1].enumerated().map { number, count in
            let words = (0..<count).map { ["river", "Rivers", "the"][$0 * $0 % 7 % 3] }
            return Document(id: "\(number)", ["title": words.joined(separator: " "), "body": "oil"])
        }
        var live = (LiveDocuments(all: 3), LiveDocuments(all: 2))
        if deleted < 3 { live.0.delete(deleted) } else { live.1.delete(deleted - 3) }
        let sources: [Source] = [
            (try directory.segment(of: Array(documents[..<3]), schema: schema, pairs: pairs), live.0),
            (try directory.segment(of: Array(documents[3...]), schema: schema, pairs: pairs), live.1),
        ]
        let merged = try directory.merge(sources, schema: schema, pairs: pairs)
        let left = documents.indices.filter { $0 != deleted }.map { documents[$0] }
        let whole = try directory.segment(of: left, schema: schema, pairs: pairs)
        try expectSame(merged, whole, except: ["DOCS", "DIDX", "NAME"])
        _ = try SegmentCheck(merged).run()
    }

    @Test("A segment whose documents are all deleted leaves nothing behind")
    func allDeleted() throws {
        var random = SeededText(seed: 5)
        let directory = MemoryDirectory()
        let schema = try Schema.everyKind()
        let documents = (0..<9).map { Document.random(id: "\($0)", &random) }
        let gone = try directory.segment(of: Array(documents[..<6]), schema: schema, pairs: pairs)
        var none = LiveDocuments(all: 6)
        for document in 0..<6 { none.delete(document) }
        let kept = try directory.segment(of: Array(documents[6...]), schema: schema, pairs: pairs)
        let merged = try directory.merge([(gone, none), (kept, nil), (gone, none)], schema: schema, pairs: pairs)
        try expectSame(merged, kept, except: ["DOCS", "DIDX", "NAME"])
        #expect(try stored(merged) == stored(kept))
    }

    @Test("Documents of a segment from before a field was declared have no value for it")
    func olderSchema() throws {
        var random = SeededText(seed: 8)
        let directory = MemoryDirectory()
        let schema = try Schema.everyKind()
        let older = try Schema(fields: [Field("id", .keyword), Field("title", .text), Field("tag", .keyword)])
        let known: Set<String> = ["title", "tag", "extra"]
        let first = (0..<20).map { number in
            let document = Document.random(id: "old\(number)", &random)
            return Document(id: document.id, entries: document.entries.filter { known.contains($0.name) })
        }
        let second = (0..<20).map { Document.random(id: "new\($0)", &random) }
        let merged = try directory.merge(
            [
                (try directory.segment(of: first, schema: older, pairs: pairs), nil),
                (try directory.segment(of: second, schema: schema, pairs: pairs), nil),
            ], schema: schema, pairs: pairs)
        let whole = try directory.segment(of: first + second, schema: schema, pairs: pairs)
        try expectSame(merged, whole, except: ["DOCS", "DIDX"])
        #expect(try stored(merged) == stored(whole))
    }

    @Test("Merging twice is merging once, whatever the brackets")
    func associative() throws {
        var random = SeededText(seed: 6)
        let directory = MemoryDirectory()
        let schema = try Schema.everyKind()
        let (sources, _) = try sources([10, 20, 30], deleting: 0, in: directory, schema: schema, &random)
        let left = try directory.merge(Array(sources[..<2]), schema: schema, pairs: pairs)
        let right = try directory.merge(Array(sources[1...]), schema: schema, pairs: pairs)
        let one = try directory.merge([(left, nil), sources[2]], schema: schema, pairs: pairs)
        let other = try directory.merge([sources[0], (right, nil)], schema: schema, pairs: pairs)
        try expectSame(one, other, except: ["DOCS", "DIDX"])
        #expect(try stored(one) == stored(other))
    }

    @Test("Segments that both have a live document of an id are not merged")
    func sameID() throws {
        let directory = MemoryDirectory()
        let schema = try Schema.everyKind()
        let segments = try ["one", "two"].map { title in
            var document = Document(id: "same")
            document.add("title", .string(title))
            return try directory.segment(of: [Document(id: title), document], schema: schema)
        }
        #expect { _ = try directory.merge(segments.map { ($0, nil) }, schema: schema) } throws: { error in
            if case .corrupt(_, let section, _, _)? = error as? LedeError { return section.contains("TERM") }
            return false
        }
        var live = LiveDocuments(all: 2)
        live.delete(1)
        let merged = try directory.merge([(segments[0], live), (segments[1], nil)], schema: schema)
        #expect(try merged.document(withID: "same") == 2)
    }

    @Test("A damaged source is an error, and nothing is written")
    func damagedSource() throws {
        var random = SeededText(seed: 7)
        let directory = MemoryDirectory()
        let schema = try Schema.everyKind()
        let (sources, _) = try sources([10], deleting: 0, in: directory, schema: schema, &random)
        let name = sources[0].reader.name
        var bytes = try #require(directory.contents(of: name + ".seg"))
        let documents = try #require(sources[0].reader.file.sections.first { $0.tag.name == "DOCS" })
        bytes[documents.offset] ^= 1
        let damaged = try SegmentReader(name, in: MemoryDirectory([name + ".seg": bytes]), checksPages: false)
        let files = try directory.list()
        #expect(throws: LedeError.self) {
            _ = try directory.merge([sources[0], (damaged, nil)], schema: schema, pairs: pairs)
        }
        #expect(try directory.list() == files)
    }

    @Test("A merge that is cancelled says so")
    func cancelled() throws {
        var random = SeededText(seed: 7)
        let directory = MemoryDirectory()
        let schema = try Schema.everyKind()
        let (sources, _) = try sources([3], deleting: 0, in: directory, schema: schema, &random)
        let merger = SegmentMerger([.init(reader: sources[0].reader, live: nil)], schema: schema, pairs: pairs)
        #expect(throws: LedeError.self) {
            _ = try merger.write(to: directory, temporaryName: "merge.tmp", isCancelled: { true })
        }
    }
}
