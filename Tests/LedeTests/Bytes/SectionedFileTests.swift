import Testing

@testable import Lede

@Suite("Files of sections")
struct SectionedFileTests {
    private typealias Section = (tag: SectionTag, bytes: [UInt8])

    private func write(_ sections: [Section]) throws -> (bytes: [UInt8], hash: UInt64) {
        let directory = MemoryDirectory()
        var writer = try SectionedFileWriter(try directory.create("file"))
        for section in sections { try writer.section(section.tag, section.bytes) }
        let hash = try writer.finish()
        return (try #require(directory.contents(of: "file")), hash)
    }

    private var small: [Section] {
        [(SectionTag("AAAA"), [1, 2, 3]), (SectionTag("BBBB", field: 7), []), (SectionTag("BBBB", field: 8), [9])]
    }

    /// Whether a file opens without a complaint.
    private func isWhole(_ bytes: [UInt8]) throws -> Bool {
        do throws(LedeError) {
            return try SectionedFile(MappedFile(bytes)).problems().isEmpty
        } catch {
            guard case .corrupt = error else {
                guard case .unsupportedFormat = error else { throw error }
                return false
            }
            return false
        }
    }

    @Test("Sections come back as they were written, each at a multiple of 8", arguments: 1...10 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let sections: [Section] = (0..<Int.random(in: 0...12, using: &random)).map { index in
            (SectionTag("ABCD", field: index == 0 ? nil : index), random.bytes(upTo: 50))
        }
        let file = try SectionedFile(MappedFile(try write(sections).bytes))
        #expect(file.problems() == [])
        #expect(file.sections.map(\.tag) == sections.map(\.tag))
        for section in sections { #expect(try file.require(section.tag).array() == section.bytes) }
        #expect(file.sections.allSatisfy { $0.offset % 8 == 0 })
        #expect(file.find(SectionTag("ABCD", field: 99)) == nil)
        #expect(throws: LedeError.self) { _ = try file.require(SectionTag("NONE")) }
    }

    @Test("A section written in pieces is the same as one written at once")
    func pieces() throws {
        let directory = MemoryDirectory()
        var writer = try SectionedFileWriter(try directory.create("file"))
        try writer.begin(SectionTag("AAAA"))
        for byte in [1, 2, 3] as [UInt8] {
            try writer.write([byte])
        }
        writer.end()
        _ = try writer.finish()
        #expect(directory.contents(of: "file") == (try write([(SectionTag("AAAA"), [1, 2, 3])]).bytes))
    }

    @Test("The hash tells contents apart, and does not depend on when they were written")
    func hash() throws {
        let hashes = try [small, small, [small[0]], [(SectionTag("AAAA"), [1, 2, 4])]].map { try write($0).hash }
        #expect(hashes[0] == hashes[1])
        #expect(Set(hashes).count == 3)
    }

    @Test("Every bit that flips is noticed")
    func flips() throws {
        let bytes = try write(small).bytes
        #expect(try isWhole(bytes))
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                #expect(try !isWhole(damaged), "byte \(index), bit \(bit)")
            }
        }
    }

    @Test("Every cut is noticed, at the end and at the beginning")
    func cuts() throws {
        let bytes = try write(small).bytes
        for length in 0..<bytes.count {
            #expect(try !isWhole(Array(bytes.prefix(length))))
            #expect(try !isWhole(Array(bytes.suffix(length))))
        }
    }

    @Test("Bytes put in anywhere are noticed")
    func insertions() throws {
        let bytes = try write(small).bytes
        for index in 0...bytes.count {
            for count in [1, 8, 32] {
                #expect(try !isWhole(bytes[..<index] + [UInt8](repeating: 0, count: count) + bytes[index...]))
            }
        }
    }

    @Test("A newer major version is refused by its number, a newer minor one is read")
    func versions() throws {
        var bytes = try write(small).bytes
        let footer = bytes.count - 32
        bytes[footer + 6] = 200
        bytes.reseal()
        #expect(try SectionedFile(MappedFile(bytes)).sections.count == 3)
        bytes[footer + 4] = 9
        bytes.reseal()
        let supported = "\(FormatVersion.major).\(FormatVersion.minor)"
        let expected = LedeError.unsupportedFormat(path: "memory", found: "9.200", supported: supported)
        #expect(throws: expected) { _ = try SectionedFile(MappedFile(bytes)) }
    }

    @Test("A table that was forged is an error, or describes sections inside the file")
    func forgedTables() throws {
        let bytes = try write(small).bytes
        for index in (bytes.count - 4 * 32)..<bytes.count {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                damaged.reseal()
                guard let file = try? SectionedFile(MappedFile(damaged)) else { continue }
                _ = file.problems()
                for section in file.sections { #expect(file.find(section.tag)?.array() != nil) }
            }
        }
    }
}
