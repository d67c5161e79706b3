import Testing

@testable import Lede

/// A segment is read whose bytes are not what was written, past all checksums. Only a ``LedeError`` may come of it, or
/// other values; never a trap, a hang or a read outside of the file.
@Suite("Damaged segments")
struct SegmentDamageTests {
    private let schema: Schema
    /// A segment of few documents, with short lists.
    private let small: SegmentReader
    /// One with lists of more than a block, of documents of a few words.
    private let long: SegmentReader
    private let directory = MemoryDirectory()
    private let pairs = PairOptions.forced(limit: 3)

    init() throws {
        var random = SeededText(seed: 2)
        schema = try Schema.everyKind()
        let few = (0..<4).map { Document.random(id: "\($0)", &random, bodyWords: 3) }
        small = try directory.segment(of: few, schema: schema, pairs: pairs)
        let lists = try Schema(fields: [
            Field("id", .keyword), Field("title", .text, analyzer: "plain"), Field("tag", .keyword),
        ])
        let many = (0..<300).map { number in
            var document = Document(id: "\(number)")
            let words = (number % 3 > 0 ? ["a"] : []) + (random.chance(0.8) ? ["b"] : [])
            document.add("title", .string((words + (number % 97 == 0 ? ["a", "a"] : [])).joined(separator: " ")))
            document.add("tag", .string(number % 2 == 0 ? "even" : "odd"))
            return document
        }
        long = try directory.segment(of: many, schema: lists, pairs: pairs)
    }

    private func bytes(of segment: SegmentReader) throws -> [UInt8] {
        try #require(directory.contents(of: segment.name + ".seg"))
    }

    /// Opens and reads.
    /// - Parameter isResealed: whether all checksums are made to fit where a section is named.
    /// - Returns: whether there was no error.
    @discardableResult
    private func read(_ bytes: [UInt8], _ section: SectionTag? = nil, isResealed: Bool = true) throws -> Bool {
        var bytes = bytes
        if isResealed, section != nil { bytes.reseal(sections: true) }
        do throws(LedeError) {
            _ = try SegmentReader("x", in: MemoryDirectory(["x.seg": bytes])).readEverything(of: section)
            return true
        } catch {
            switch error {
            case .corrupt, .unsupportedFormat: return false
            default: throw error
            }
        }
    }

    /// The section that a byte of a file belongs to.
    private func section(at index: Int, of segment: SegmentReader) -> SectionTag? {
        segment.file.sections.first { ($0.offset..<($0.offset + $0.count)).contains(index) }?.tag
    }

    @Test("A whole segment is read to its end")
    func whole() throws {
        #expect(try small.readEverything() > 50)
        #expect(try long.readEverything() > 2000)
        #expect(long.fields.contains { $0.terms?.documentCount ?? 0 > 128 })
        let titles = try #require(long.field("title")?.pairs)
        #expect(titles.words == [Array("a".utf8), Array("b".utf8)])
        #expect(try titles.entry(0, 1)?.documentFrequency ?? 0 > 128)
        #expect(small.fields.contains { $0.pairs?.terms.termCount ?? 0 > 0 })
    }

    @Test("Any bit of a small segment flips", arguments: 0..<8)
    func flips(bit: Int) throws {
        let whole = try bytes(of: small)
        for index in whole.indices {
            var damaged = whole
            damaged[index] ^= 1 << UInt8(bit)
            try read(damaged, section(at: index, of: small))
        }
    }

    @Test("Any byte of a segment with long lists changes", arguments: [0x01, 0x80, 0xFF] as [UInt8])
    func longLists(change: UInt8) throws {
        let whole = try bytes(of: long)
        for section in long.file.sections {
            // Of what is alike from document to document, a part does for all.
            let step = ["POST", "PPST"].contains(section.tag.name) ? 1 : max(1, section.count / 60)
            for index in stride(from: section.offset, to: section.offset + section.count, by: step) {
                var damaged = whole
                damaged[index] ^= change
                try read(damaged, section.tag)
            }
        }
    }

    @Test("Any bit of the table of sections flips, and its checksums fit")
    func forgedTable() throws {
        let whole = try bytes(of: small)
        for index in (whole.count - 32 * (small.file.sections.count + 1))..<whole.count {
            for bit in [0, 3, 7] as [UInt8] {
                var damaged = whole
                damaged[index] ^= 1 << bit
                damaged.reseal()
                try read(damaged)
            }
        }
    }

    @Test("Stretches of a segment are overwritten", arguments: 1...8 as ClosedRange<UInt64>)
    func stretches(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        for segment in [small, long] {
            let whole = try bytes(of: segment)
            for _ in 0..<(segment === small ? 150 : 40) {
                var damaged = whole
                let section = random.pick(segment.file.sections)
                guard section.count > 0 else { continue }
                let start = section.offset + Int.random(in: 0..<section.count, using: &random)
                let end = min(start + Int.random(in: 1...24, using: &random), section.offset + section.count)
                let fill = random.pick([0, 0x80, 0xFF] as [UInt8?] + [nil])
                for index in start..<end { damaged[index] = fill ?? UInt8(random.integer(bits: 8)) }
                try read(damaged, section.tag)
            }
        }
    }

    @Test("A flipped bit of what is read is noticed by the checksum of its page, though nobody checked the file")
    func pages() throws {
        let whole = try bytes(of: small)
        for index in 8..<(whole.count - 32 * (small.file.sections.count + 1)) {
            guard let tag = section(at: index, of: small) else { continue }
            var damaged = whole
            damaged[index] ^= 0x20
            #expect(try !read(damaged, tag, isResealed: false), "\(tag), byte \(index)")
        }
    }

    @Test("A segment that was cut is an error")
    func cuts() throws {
        let whole = try bytes(of: small)
        for length in stride(from: 0, to: whole.count, by: 7) { #expect(try !read(Array(whole.prefix(length)))) }
    }

    @Test("Damaged segments whose checksums fit are merged", arguments: 1...8 as ClosedRange<UInt64>)
    func merges(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        for segment in [small, long] {
            let whole = try bytes(of: segment)
            let schema = try Schema(fields: segment.fields.map(\.field))
            for _ in 0..<(segment === small ? 60 : 25) {
                var damaged = whole
                let section = random.pick(segment.file.sections)
                guard section.count > 0 else { continue }
                for _ in 0..<random.pick([1, 1, 3]) {
                    let index = section.offset + Int.random(in: 0..<section.count, using: &random)
                    damaged[index] ^= random.pick([1 << UInt8(random.integer(bits: 3) % 8), 0xFF])
                }
                damaged.reseal(sections: true)
                let files = MemoryDirectory(["x.seg": damaged])
                do throws(LedeError) {
                    let source = SegmentMerger.Source(reader: try SegmentReader("x", in: files), live: nil)
                    let merger = SegmentMerger(
                        [source, source], schema: schema, pairs: pairs, threads: Int(seed % 2) + 1)
                    let name = try merger.write(to: files, temporaryName: "merge.tmp")
                    _ = try SegmentReader(name, in: files).readEverything()
                } catch {
                    guard case .corrupt = error else { throw error }
                }
            }
        }
    }
}
