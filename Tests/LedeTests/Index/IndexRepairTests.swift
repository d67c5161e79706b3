import Testing

@testable import Lede

@Suite("Repairing an index")
struct IndexRepairTests {
    /// Three segments, one with deleted documents, several blocks of stored documents in the first.
    private func build(first: Int = 60) throws -> MemoryDirectory {
        let directory = MemoryDirectory()
        let writer = try Index.create(in: directory, schema: .articles).writer()
        var random = SeededText(seed: 11)
        for batch in 0..<3 {
            for number in 0..<(batch == 0 ? first : 20) {
                let words = (0..<(batch == 0 ? 150 : 5)).map { _ in "word\(random.integer(bits: 12))" }
                try writer.add(
                    Document(id: "\(batch)-\(number)", ["title": "oil", "body": words.joined(separator: " ")]))
            }
            try writer.commit()
        }
        for number in 0..<7 { try writer.delete(id: "0-\(number * 3)") }
        try writer.commit()
        writer.close()
        return directory
    }

    private func files(_ directory: MemoryDirectory) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try directory.list() { files[name] = directory.contents(of: name) }
        return files
    }

    private func repair(_ directory: MemoryDirectory, dryRun: Bool = false) throws -> RepairReport {
        try IndexRepair(directory, isDryRun: dryRun).run()
    }

    /// Repairs, and holds what is there then against what was there before.
    private func expectRepair(_ damaged: [String: [UInt8]], of truth: [String: Document], _ comment: String) throws {
        let directory = MemoryDirectory(damaged)
        let trial = try repair(directory, dryRun: true)
        #expect(try files(directory) == damaged, "\(comment): a dry run wrote")
        let report = try repair(directory)
        #expect(trial.lostIDs == report.lostIDs && trial.documents == report.documents, "\(comment)")
        let index = Index(directory)
        #expect(try index.check().problems == [], "\(comment)")
        let found = try index.searcher().documents()
        #expect(found.count == report.documents, "\(comment)")
        for (id, document) in found {
            // Deleted documents may be back where nothing says any more that they were deleted.
            if let expected = truth[id] { #expect(document == expected, "\(comment)") }
        }
        let missing = truth.keys.filter { found[$0] == nil }
        #expect(Set(report.lostIDs).isSubset(of: missing), "\(comment)")
        #expect(missing.count == report.lost, "\(comment): \(missing.count) missing, \(report.lost) reported")
        #expect(try index.searcher().count(.term("oil")) == found.count, "\(comment)")
        #expect(try repair(directory).isSound, "\(comment)")
    }

    @Test("A sound index is left alone")
    func sound() throws {
        let directory = try build()
        let before = try files(directory)
        let report = try repair(directory)
        #expect(report.isSound && report.commit == nil && report.documents == 93)
        #expect(try files(directory) == before)
    }

    @Test("Whatever section of whatever file is damaged, what is left is whole, and what is lost is named")
    func sections() throws {
        let directory = try build()
        let truth = try Index(directory).searcher().documents()
        let whole = try files(directory)
        var random = SeededText(seed: 3)
        for (name, bytes) in whole.sorted(by: { $0.key < $1.key }) where !bytes.isEmpty {
            for section in try SectionedFile(MappedFile(bytes)).sections where section.count > 0 {
                for _ in 0..<max(1, 3 * Torture.rounds) {
                    var damaged = whole
                    let index = section.offset + Int.random(in: 0..<section.count, using: &random)
                    damaged[name]?[index] ^= 0x55
                    try expectRepair(damaged, of: truth, "\(name), \(section.tag), byte \(index)")
                }
            }
        }
    }

    @Test("A file that is cut or gone takes its documents along, and no others")
    func cuts() throws {
        let directory = try build()
        let truth = try Index(directory).searcher().documents()
        let whole = try files(directory)
        for (name, bytes) in whole where !bytes.isEmpty && !name.hasSuffix(Commit.fileExtension) {
            for kept in [nil, 0, 5, bytes.count / 2, bytes.count - 1] {
                var damaged = whole
                damaged[name] = kept.map { Array(bytes.prefix($0)) }
                try expectRepair(damaged, of: truth, "\(name), cut to \(kept.map(String.init) ?? "nothing")")
            }
        }
    }

    @Test("Without a manifest it is made anew")
    func withoutManifest() throws {
        let directory = try build()
        let truth = try Index(directory).searcher().documents()
        let whole = try files(directory).filter { !$0.key.hasSuffix(Commit.fileExtension) }
        try expectRepair(whole, of: truth, "no manifest")
        #expect(throws: LedeError.noIndex(path: "memory")) { try repair(MemoryDirectory()) }
    }

    @Test("Without a manifest a field of an analyzer that is no longer defined is indexed anew with the usual one")
    func withoutAnalyzer() throws {
        let directory = MemoryDirectory()
        let schema = try Schema(
            fields: [Field("id", .keyword), Field("title", .text), Field("body", .text, analyzer: "mine")],
            analyzers: ["mine": AnalyzerDefinition(filters: [.named("fold"), .stem("german")])])
        let writer = try Index.create(in: directory, schema: schema).writer()
        for number in 0..<20 {
            try writer.add(Document(id: "\(number)", ["title": "oil", "body": "Häuser \(number)"]))
        }
        try writer.commit()
        writer.close()
        let truth = try Index(directory).searcher().documents()
        let whole = try files(directory).filter { !$0.key.hasSuffix(Commit.fileExtension) }
        try expectRepair(whole, of: truth, "no manifest")
        let repaired = MemoryDirectory(whole)
        let report = try repair(repaired)
        #expect(report.documents == 20 && report.lost == 0)
        #expect(report.actions.contains { $0.contains("the analyzer 'mine', whose definition was in the manifest") })
        #expect(try Index(repaired).searcher().search("body:Häuser").total == 20)
    }

    @Test(
        "The file of another segment in the place of one is an error to readers, and a repair says what is lost by it")
    func exchanged() throws {
        let whole = try files(try build())
        let names = whole.keys.filter { $0.hasSuffix(".seg") }.sorted()
        var damaged = whole
        damaged[names[0]] = whole[names[1]]
        let directory = MemoryDirectory(damaged)
        #expect { try Index(directory).searcher() } throws: { "\($0)".contains("under the name of another") }
        #expect(try !Index(directory).check().isSound)
        let (before, after) = (try Index(MemoryDirectory(whole)).searcher().documentCount, try repair(directory))
        #expect(after.lostWithoutID == before - after.documents && after.lostWithoutID > 0)
        #expect(try Index(directory).check().isSound)
        // Without a manifest the name could be mended by hand, and nothing is done before.
        let manifests = damaged.keys.filter { $0.hasSuffix(Commit.fileExtension) }
        for name in manifests { damaged[name] = nil }
        let bare = MemoryDirectory(damaged)
        #expect { try repair(bare) } throws: { "\($0)".contains("Rename it to '\(names[1])'") }
        #expect(try files(bare) == damaged)
    }

    @Test("An older list of deletions in the place of the newest is an error to readers")
    func olderDeletions() throws {
        let directory = try build()
        let name = try #require(directory.list().first { $0.hasSuffix(".del") })
        let older = try #require(directory.contents(of: name))
        let writer = try Index(directory).writer()
        try writer.delete(id: "0-59")
        try writer.commit()
        writer.close()
        var exchanged = try files(directory)
        exchanged[try #require(exchanged.keys.first { $0.hasSuffix(".del") })] = older
        let damaged = MemoryDirectory(exchanged)
        #expect { try Index(damaged).searcher() } throws: { "\($0)".contains("SHA-256") }
        #expect(try !Index(damaged).check().isSound)
        #expect(try !repair(damaged).isSound)
        #expect(try Index(damaged).check().isSound)
    }

    @Test("Commits after a repair without a manifest never write over a file of deletions that counts")
    func numbers() throws {
        let directory = MemoryDirectory(try files(try build()).filter { !$0.key.hasSuffix(Commit.fileExtension) })
        let kept = try #require(directory.list().first { $0.hasSuffix(".del") })
        let number = try #require(Int(kept.split(separator: "-")[1].prefix { $0.isNumber }))
        #expect(try repair(directory).commit ?? 0 > number)
    }

    @Test("A document that is in two segments stays in the later one")
    func twice() throws {
        let directory = MemoryDirectory()
        let first = try directory.segment(of: [Document(id: "1", ["body": "oil"])], schema: .articles)
        let second = try directory.segment(of: [Document(id: "1", ["body": "oil and gas"])], schema: .articles)
        let segments = [first, second].map { Commit.Segment(name: $0.name, documents: 1, deletions: nil) }
        try Commit(generation: 1, schema: .articles, segments: segments).write(to: directory)
        #expect(try !Index(directory).check().isSound)
        _ = try repair(directory)
        #expect(try Index(directory).check().isSound)
        #expect(try Index(directory).searcher().documents()["1"]?["body"] == "oil and gas")
    }

    @Test("A repair that fails at any point leaves the index as it was, or repaired")
    func failures() throws {
        let damaged = try { () -> [String: [UInt8]] in
            var files = try files(try build(first: 30))
            let name = try #require(files.keys.filter { $0.hasSuffix(".seg") }.min())
            let sections = try SectionedFile(MappedFile(try #require(files[name]))).sections
            let terms = try #require(sections.first { $0.tag == SectionTag("TERM", field: 3) })
            files[name]?[terms.offset + 9] ^= 4
            return files
        }()
        let trial = MemoryDirectory(damaged)
        trial.fail(nil)
        let expected = try repair(trial)
        let count = trial.operationCount
        #expect(count > 20)
        for failing in 0..<count {
            let directory = MemoryDirectory(damaged)
            directory.fail(.at(failing))
            _ = try? repair(directory)
            directory.fail(nil)
            for state in [directory, directory.afterPowerLoss()] {
                _ = try repair(state)
                #expect(try Index(state).check().problems == [], "operation \(failing)")
                #expect(try Index(state).searcher().documentCount == expected.documents, "operation \(failing)")
            }
        }
    }
}
