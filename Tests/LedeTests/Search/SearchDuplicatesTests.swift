import Foundation
import Testing

@testable import Lede

/// Near-duplicates held against plain sets of three words, and collapsed pages against plain code.
@Suite struct SearchDuplicatesTests {
    private static let words = (0..<600).map { "w\($0) " }

    private static func schema() throws -> Schema {
        try Schema(fields: [
            Field("id", .keyword), Field("title", .text, isDefault: true),
            Field("body", .text, analyzer: "standard", isDefault: true), Field("count", .integer),
        ])
    }

    /// Articles of 150 to 400 words, some of them copies, edited copies or beginnings of earlier ones.
    ///
    /// - Parameter id: the number of the first.
    private static func articles(_ count: Int, from id: Int, _ random: inout SeededText) -> [Document] {
        var bodies: [[String]] = []
        var documents: [Document] = []
        for number in id..<id + count {
            var body: [String]
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<2 where !bodies.isEmpty: body = random.pick(bodies)
            case 2 where !bodies.isEmpty:
                body = random.pick(bodies)
                for _ in 0..<5 { body[Int.random(in: 0..<body.count, using: &random)] = random.pick(words) }
            case 3 where !bodies.isEmpty:
                body = random.pick(bodies)
                body = Array(body.prefix(body.count * 3 / 4))
            default: body = (0..<Int.random(in: 150...400, using: &random)).map { _ in random.pick(words) }
            }
            bodies.append(body)
            var document = Document(id: "d\(number)")
            document.add("title", .string(random.chance(0.5) ? "flood" : "river \(number)"))
            document.add("body", .string(body.joined()))
            document.add("count", .integer(Int64.random(in: 0...5, using: &random)))
            documents.append(document)
        }
        return documents
    }

    private static func shingles(_ document: Document) -> Set<Int> {
        let words = (document["body"] ?? "").split(separator: " ").map { Int($0.dropFirst()) ?? 0 }
        var shingles: Set<Int> = []
        for index in words.indices.dropFirst(2) {
            shingles.insert((words[index - 2] * 1000 + words[index - 1]) * 1000 + words[index])
        }
        return shingles
    }

    private static func resemblance(_ a: Set<Int>, _ b: Set<Int>) -> Double {
        let shared = a.intersection(b).count
        return Double(shared) / Double(max(1, a.count + b.count - shared))
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `Groups hold what is alike and nothing else, whatever the segments`(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let documents = Self.articles(160, from: 0, &random)
        let shingles = Dictionary(uniqueKeysWithValues: documents.map { ($0.id, Self.shingles($0)) })
        var fixture = try SearchFixture(try Self.schema(), [Array(documents[..<70]), Array(documents[70...])])
        let report = try fixture.searcher.duplicates(limit: 1000)
        #expect(report.groups.count == report.groupCount)
        #expect(report.documentCount == report.groups.reduce(0) { $0 + $1.members.count })
        var groups: [String: String] = [:]
        for group in report.groups {
            let ids = group.members.map(\.document.id)
            let first = try #require(ids.first)
            for member in group.members {
                #expect(groups.updateValue(first, forKey: member.document.id) == nil)
                let truth = Self.resemblance(shingles[member.document.id] ?? [], shingles[first] ?? [])
                #expect(truth > 0.35, "\(ids)")
                #expect(abs(truth - member.resemblance) < 0.3, "\(ids)")
            }
        }
        for (index, a) in documents.enumerated() {
            for b in documents[..<index]
            where Self.resemblance(shingles[a.id] ?? [], shingles[b.id] ?? []) > 0.85 {
                #expect(groups[a.id] != nil && groups[a.id] == groups[b.id], "\(a.id) and \(b.id)")
            }
        }
        // A merge copies the signatures.
        let before = report.groups.map { $0.members.map(\.document.id) }
        try fixture.merge(0..<2)
        #expect(try fixture.searcher.duplicates(limit: 1000).groups.map { $0.members.map(\.document.id) } == before)
        fixture.delete { $0 % 3 == 0 }
        let rest = try fixture.searcher.duplicates(limit: 1000)
        let live = Set(documents.enumerated().filter { $0.offset % 3 != 0 }.map(\.element.id))
        #expect(
            rest.groups.allSatisfy { $0.members.count > 1 && $0.members.allSatisfy { live.contains($0.document.id) } })
    }

    @Test(arguments: [true, false])
    func `Forms about different things are no copies, where the texts are stored`(isStored: Bool) throws {
        var random = SeededText(seed: 9)
        func notice(_ subject: [String]) -> String {
            var words = (0..<120).map { "form\($0)" }
            for (index, word) in subject.enumerated() { words[index * 12 + 3] = word }
            return words.joined(separator: " ")
        }
        func names(_ count: Int) -> [String] {
            (0..<count).map { _ in "name\(Int.random(in: 0..<1_000_000, using: &random))" }
        }
        let subject = names(9)
        var documents = [
            Document(id: "a", ["body": notice(subject)]),
            Document(id: "copy", ["body": notice(Array(subject.dropLast()) + ["new"])]),
        ]
        // Of the form there are many, of the names one each.
        for number in 0..<20 { documents.append(Document(id: "other\(number)", ["body": notice(names(9))])) }
        let schema = try Schema(fields: [
            Field("id", .keyword), Field("body", .text, analyzer: "standard", isStored: isStored, isDefault: true),
        ])
        let report = try SearchFixture(schema, [documents]).searcher.duplicates(limit: 100)
        let groups = report.groups.map { $0.members.map(\.document.id) }
        if isStored { #expect(groups == [["a", "copy"]]) } else { #expect(groups[0].count > 2) }
    }

    @Test(arguments: [true, false])
    func `Among very many forms of one kind copies are found, and those of one are a group`(isStored: Bool) throws {
        var documents = (0..<1000).map { number in
            let words = (0..<120).map { $0 % 12 == 3 ? "name\(number)of\($0)" : "form\($0)" }
            return Document(id: "\(number)", ["body": words.joined(separator: " ")])
        }
        for number in stride(from: 0, to: 1000, by: 100) {
            var copy = documents[number]
            copy.id = "copy \(number)"
            documents.append(copy)
        }
        let schema = try Schema(fields: [
            Field("id", .keyword), Field("body", .text, analyzer: "standard", isStored: isStored, isDefault: true),
        ])
        let searcher = try SearchFixture(schema, [documents]).searcher
        let groups = try searcher.duplicates(limit: 10_000).groups
        if isStored {
            #expect(groups.count == 10)
            for group in groups {
                let ids = group.members.map(\.document.id)
                #expect(ids == [ids[0], "copy \(ids[0])"])
            }
        } else {
            #expect(groups.count < 300)
            #expect(groups[0].members.count > 2)
        }
        let limited = #expect(throws: LedeError.self) { try searcher.duplicates(limit: 10_000, maximumBytes: 5000) }
        #expect("\(try #require(limited))".contains("--max-page-bytes"))
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `Collapsed pages are the plain list without what is like an earlier hit`(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let documents = Self.articles(150, from: 0, &random)
        let fixture = try SearchFixture(
            try Self.schema(), [Array(documents[..<40]), Array(documents[40..<100]), Array(documents[100...])])
        let searcher = fixture.searcher
        var leaders: [String: String] = [:]
        for group in try searcher.duplicates(limit: 1000).groups {
            for member in group.members { leaders[member.document.id] = group.members[0].document.id }
        }
        let orders: [[SortKey]] = [[], [.field("count", isDescending: true)], [.field("id", isDescending: false)]]
        for (text, keys) in ["flood", "flood w7 w8 w9", "*", "w1 OR w2 OR river"].flatMap({ text in
            orders.map { (text, $0) }
        }) {
            let comment: Comment = "seed \(seed), \(text), \(keys)"
            let all = try searcher.search(text, SearchOptions(limit: 1000, sort: keys)).hits.map(\.id)
            var expected: [(id: String, others: Int)] = []
            var seen: Set<String> = []
            for id in all {
                guard let leader = leaders[id] else {
                    expected.append((id, 0))
                    continue
                }
                if seen.insert(leader).inserted { expected.append((id, all.count { leaders[$0] == leader } - 1)) }
            }
            var options = SearchOptions(limit: 7, sort: keys)
            options.collapsesDuplicates = true
            var paged: [(id: String, others: Int)] = []
            while true {
                let results = try searcher.search(text, options)
                #expect(results.total == all.count, comment)
                #expect(results.duplicates == all.count - expected.count, comment)
                paged += results.hits.map { ($0.id, $0.duplicates ?? -1) }
                guard let cursor = results.nextCursor else { break }
                options.after = cursor
            }
            #expect(paged.map(\.id) == expected.map(\.id), comment)
            #expect(paged.map(\.others) == expected.map(\.others), comment)
            options.after = nil
            options.offset = 5
            #expect(
                try searcher.search(text, options).hits.map(\.id) == expected.dropFirst(5).prefix(7).map(\.id), comment)
        }
    }

    @Test func `Short notices of one form, and texts without words, are not alike`() throws {
        func document(_ id: String, _ body: String) -> Document {
            var document = Document(id: id)
            document.add("body", .string(body))
            return document
        }
        func notice(_ name: String, _ cents: Int) -> String {
            "\(name) said its quarterly dividend is \(cents) cts a share versus \(cents) cts prior, payable April 13, "
                + "record March 30."
        }
        let fixture = try SearchFixture(
            try Self.schema(),
            [
                [document("a", notice("Fieldcrest Cannon Inc", 17)), document("b", notice("Magna Group Inc", 22))],
                [document("c", ""), document("d", "…"), document("e", notice("Magna Group Inc", 22))],
            ])
        let groups = try fixture.searcher.duplicates().groups
        #expect(groups.map { $0.members.map(\.document.id) } == [["b", "e"]])
        #expect(groups[0].members[1].resemblance == 1)
    }

    @Test func `An agreement is the number of equal slots`() {
        var random = SeededText(seed: 5)
        for _ in 0..<200 {
            let a = (0..<32).map { _ in UInt8.random(in: 0...3, using: &random) }
            let b = (0..<32).map { _ in UInt8.random(in: 0...3, using: &random) }
            func signature(_ bytes: [UInt8]) -> DocumentSignature {
                var words = SIMD4<UInt64>.zero
                for (slot, byte) in bytes.enumerated() { words[slot / 8] |= UInt64(byte) << UInt64(slot % 8 * 8) }
                return DocumentSignature(words: words)
            }
            let (one, other) = (signature(a), signature(b))
            #expect(one.agreement(with: other) == zip(a, b).count { $0 == $1 })
            #expect(one.agreement(with: one) == 32)
            for band in 0..<16 { #expect(one.band(band) == Int(a[2 * band]) | Int(a[2 * band + 1]) << 8) }
        }
    }

    @Test func `A segment without signatures is searched, and says what is missing`() throws {
        let folder = try TemporaryFolder()
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden/0.3/index")
        try FileManager.default.copyItem(atPath: golden.path, toPath: folder.path + "/index")
        let searcher = try Index.open(at: folder.path + "/index").searcher()
        #expect(try searcher.search("*").total > 0)
        var options = SearchOptions()
        options.collapsesDuplicates = true
        #expect {
            _ = try searcher.search("*", options)
        } throws: { error in
            guard case LedeError.invalidQuery(let reason) = error else { return false }
            return reason.contains("format 0.4")
        }
        #expect(throws: LedeError.self) { try searcher.duplicates() }
    }

    @Test func `A schema can do without signatures, also of what is there already`() throws {
        let folder = try TemporaryFolder()
        func add(_ ids: ClosedRange<Int>, _ schema: Schema) throws {
            let index = try Index.openOrCreate(at: folder.path + "/index", schema: schema)
            let writer = try index.writer(WriterOptions(schema: schema))
            for id in ids { _ = try writer.add(Document(id: "\(id)", ["body": "the same few words of the wire"])) }
            try writer.commit()
            try writer.optimize()
            try writer.commit()
        }
        try add(1...2, .articles)
        #expect(try Index.open(at: folder.path + "/index").searcher().duplicates().groupCount == 1)
        var schema = Schema.articles
        schema.signatures = false
        try add(3...4, schema)
        let searcher = try Index.open(at: folder.path + "/index").searcher()
        #expect(!searcher.schema.signatures && searcher.segments.allSatisfy { $0.reader.signatures == nil })
        #expect(throws: LedeError.self) { try searcher.duplicates() }
    }
}
