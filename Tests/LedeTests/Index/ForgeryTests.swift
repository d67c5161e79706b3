import Testing

@testable import Lede

/// Files of an index that somebody changed on purpose: lengths and counts that lie, sections cut, doubled, exchanged and
/// taken from other files, with checksums that fit. What reads them gives an error or an answer, and soon.
@Suite("Forged indexes")
struct ForgeryTests {
    private let whole: [String: [UInt8]]

    init() throws {
        let directory = MemoryDirectory()
        let writer = try Index.create(in: directory, schema: try Schema.everyKind()).writer()
        var random = SeededText(seed: 5)
        for batch in 0..<2 {
            for number in 0..<40 {
                try writer.add(Document.random(id: "\(batch)-\(number)", &random, bodyWords: 20))
            }
            try writer.commit()
        }
        try writer.delete(id: "0-3")
        try writer.commit()
        writer.close()
        var files: [String: [UInt8]] = [:]
        for name in try directory.list() { files[name] = directory.contents(of: name) }
        whole = files
    }

    /// Searches, reads, checks, merges, repairs.
    private func use(_ files: [String: [UInt8]]) throws {
        func attempt(_ body: () throws -> Void) throws {
            do { try body() } catch let error as LedeError {
                switch error {
                case .corrupt, .unsupportedFormat, .io, .noIndex, .invalidSchema, .invalidQuery, .writerClosed: break
                default: throw error
                }
            }
        }
        try attempt {
            let searcher = try Index(MemoryDirectory(files)).searcher()
            for query in ["river rising", "\"the river\"", "tag:a -hidden:x", "date:2017-02", "rating:[1 TO 4]", "*"] {
                try attempt {
                    let found = try searcher.search(query, SearchOptions(limit: 5))
                    #expect(found.hits.count <= 5)
                }
            }
        }
        try attempt { _ = try Index(MemoryDirectory(files)).check() }
        try attempt {
            let writer = try Index(MemoryDirectory(files)).writer()
            try writer.add(Document(id: "new", ["body": "x"]))
            try writer.optimize()
            try writer.commit()
        }
        try attempt {
            let directory = MemoryDirectory(files)
            _ = try IndexRepair(directory, isDryRun: false).run()
            _ = try Index(directory).searcher().documents()
        }
    }

    @Test("Bytes of any section are forged", arguments: Torture.seeds(quick: 3, each: 40))
    func forged(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        for _ in 0..<(Torture.rounds == 0 ? 25 : 100) {
            var files = whole
            let name = random.pick(whole.keys.filter { $0.contains(".") }.sorted())
            guard var bytes = files[name], !bytes.isEmpty else { continue }
            let sections = try SectionedFile(MappedFile(bytes)).sections.filter { $0.count > 0 }
            for _ in 0..<random.pick([1, 1, 2, 5]) {
                let section = random.pick(sections)
                let at = section.offset + Int.random(in: 0..<section.count, using: &random)
                switch random.integer(bits: 2) {
                case 0: bytes[at] = random.pick([0, 1, 0x7F, 0x80, 0xFF])
                case 1: bytes[at] ^= 1 << UInt8(random.integer(bits: 3))
                case 2:
                    // A number of four or eight bytes that is far too large.
                    for index in at..<min(at + random.pick([4, 8]), section.offset + section.count) {
                        bytes[index] = random.pick([0x7F, 0xFF])
                    }
                default:
                    // A piece of another section.
                    let other = random.pick(sections)
                    let count = min(
                        Int.random(in: 1...64, using: &random), other.count, section.offset + section.count - at)
                    let piece = Array(bytes[other.offset..<(other.offset + count)])
                    bytes.replaceSubrange(at..<(at + count), with: piece)
                }
            }
            bytes.reseal(sections: true)
            try files.forge(name, bytes)
            try use(files)
        }
    }

    @Test(
        "Sections of one segment stand in the table of another, and are cut",
        arguments: Torture.seeds(quick: 2, each: 20))
    func spliced(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let names = whole.keys.filter { $0.hasSuffix(".seg") }.sorted()
        for _ in 0..<40 {
            var files = whole
            let name = random.pick(names)
            var bytes = try #require(files[name])
            let count = try SectionedFile(MappedFile(bytes)).sections.count
            let table = bytes.count - 32 * (count + 1)
            let entry = table + 32 * Int.random(in: 0..<count, using: &random)
            if random.chance(0.5) {
                // Offset and length of another section.
                let other = table + 32 * Int.random(in: 0..<count, using: &random)
                bytes.replaceSubrange((entry + 8)..<(entry + 24), with: Array(bytes[(other + 8)..<(other + 24)]))
            } else {
                // A shorter or longer length.
                bytes[entry + 16] = UInt8(truncatingIfNeeded: random.next())
            }
            bytes.reseal(sections: true)
            try files.forge(name, bytes)
            try use(files)
        }
    }

    @Test(
        "A section that this version does not know is passed over; another major version is refused, with the way out")
    func versions() throws {
        let directory = MemoryDirectory()
        var file = try SectionedFileWriter(try directory.create("x"))
        try file.section(SectionTag("ZZZZ"), [1, 2, 3])
        let commit = try #require(whole.keys.filter { $0.hasSuffix(Commit.fileExtension) }.max())
        let json = try SectionedFile(MappedFile(try #require(whole[commit]))).require(SectionTag("COMT")).array()
        try file.section(SectionTag("COMT"), json)
        _ = try file.finish()
        var newer = try #require(directory.contents(of: "x"))
        newer[newer.count - 32 + 6] = 99
        newer.reseal()
        var files = whole
        files[commit] = newer
        #expect(try Index(MemoryDirectory(files)).searcher().documentCount == 79)
        newer[newer.count - 32 + 4] = 7
        newer.reseal()
        files[commit] = newer
        #expect { try Index(MemoryDirectory(files)).searcher() } throws: { error in
            let own = "\(FormatVersion.major).\(FormatVersion.minor)"
            return "\(error)".contains(
                "written in format 7.99, this version reads \(own). Index the articles again, or use")
        }
        #expect { try IndexRepair(MemoryDirectory(files), isDryRun: false).run() } throws: { error in
            if case .unsupportedFormat = error as? LedeError { true } else { false }
        }
    }
}
