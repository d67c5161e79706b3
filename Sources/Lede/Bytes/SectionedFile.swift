/// A file of named sections, each with a checksum, read from its end.
///
/// | bytes | meaning |
/// |---|---|
/// | 8 | magic, `LEDESEG\n` |
/// | … | sections, each starting at a multiple of 8 |
/// | 32 × n | the table: tag (4 ASCII letters), field (u32), offset (u64), length (u64), CRC-32 (u32), zero (u32) |
/// | 32 | the footer: n (u32), major (u16), minor (u16), table offset (u64), CRC-32 of the table (u32), CRC-32 of the first 20 footer bytes (u32), magic `LEDEEND\n` |
///
/// - Invariant: sections do not overlap, and end before the table.
package struct SectionTag: Hashable, Sendable, CustomStringConvertible {
    /// The four letters as they are stored, the first one lowest: regions carry the tag, and are copied where queries run.
    private let letters: UInt32
    /// The ordinal of the field the section belongs to; `UInt32.max` for none.
    package let field: UInt32

    package init(_ name: String, field: Int? = nil) {
        var letters: UInt32 = 0
        for byte in name.utf8.prefix(4).reversed() { letters = letters << 8 | UInt32(byte) }
        self.letters = letters
        self.field = field.map { UInt32(truncatingIfNeeded: $0) } ?? .max
    }

    fileprivate init(letters: UInt32, field: UInt32) {
        self.letters = letters
        self.field = field
    }

    package var name: String { withUnsafeBytes(of: letters.littleEndian) { String(decoding: $0, as: UTF8.self) } }

    fileprivate var bytes: [UInt8] { withUnsafeBytes(of: letters.littleEndian) { Array($0) } }

    package var description: String { field == .max ? name : "\(name)/\(field)" }
}

/// The version of the format.
///
/// - 0.1: the first.
/// - 0.2: pairs of frequent words (`PWRD`, `PPST`, `PTRM`, `PTIX`), which readers of 0.1 pass over.
/// - 0.3: ends of sentences and paragraphs (`EPST`, `ETRM`, `ETIX`), forms of terms (`FORM`, `FIDX`, `FTRM`, `FTIX`), checksums of pages
///   (`CSUM`), which fields were stored (the end of `META`), SHA-256 of files in the manifest; older readers pass over them.
/// - 0.4: signatures of documents (`SIGN`), which older readers pass over.
/// - 0.5: positions and tails of lists by Rice's code (``RiceBlock``, ``RiceTail``), which older readers call damaged.
/// - 0.6: documents by Elias and Fano (``DocumentBlock``), frequencies by Rice's code (``FrequencyBlock``), which older readers call
///   damaged.
/// - 0.7: fewer bytes for what stands around blocks, short lists and terms, which older readers call damaged.
package enum FormatVersion {
    package static let major: UInt16 = 0
    package static let minor: UInt16 = 7
}

private let fileMagic = Array("LEDESEG\n".utf8)
private let endMagic = Array("LEDEEND\n".utf8)
private let entrySize = 32
private let footerSize = 32

/// Writes a sectioned file; one section is open at a time.
package struct SectionedFileWriter {
    private let output: any FileOutput
    private var position = 0
    /// Up to where the disk was told to begin.
    private var begun = 0
    private static let bytesToBegin = 4 << 20
    private var table = ByteWriter()
    private var sections = 0
    private var open: (tag: SectionTag, start: Int, checksum: UInt32)?
    private var pages: PageChecksumWriter?
    /// Where those who make the sections may put what is too much for memory.
    package let scratch: ScratchSpace?

    /// - Parameters:
    ///   - hasPageChecksums: for files that are too large to be checked whole whenever they are opened.
    ///   - scratch: where temporary files may be made; nil for nowhere.
    package init(
        _ output: any FileOutput, hasPageChecksums: Bool = false, scratch: ScratchSpace? = nil
    ) throws(LedeError) {
        self.output = output
        self.scratch = scratch
        pages = hasPageChecksums ? PageChecksumWriter() : nil
        try put(fileMagic)
    }

    private mutating func put(_ bytes: [UInt8]) throws(LedeError) {
        try bytes.withBytes { (raw) throws(LedeError) in try put(raw) }
    }

    private mutating func put(_ bytes: UnsafeRawBufferPointer) throws(LedeError) {
        try output.write(bytes)
        position += bytes.count
        pages?.update(bytes)
        if position - begun >= Self.bytesToBegin {
            output.beginSync()
            begun = position
        }
    }

    package mutating func begin(_ tag: SectionTag) throws(LedeError) {
        try put([UInt8](repeating: 0, count: (8 - position % 8) % 8))
        open = (tag, position, 0)
    }

    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(LedeError) {
        try put(bytes)
        if let section = open { open?.checksum = crc32(of: bytes, continuing: section.checksum) }
    }

    package mutating func write(_ bytes: [UInt8]) throws(LedeError) {
        try bytes.withBytes { (raw) throws(LedeError) in try write(raw) }
    }

    /// Writes bytes of another file.
    package mutating func write(_ region: ByteRegion) throws(LedeError) {
        try region.forEachPart { (part) throws(LedeError) in try write(part) }
    }

    package mutating func end() {
        guard let section = open else { return }
        table.append(contentsOf: section.tag.bytes)
        table.append(little: section.tag.field)
        table.append(little: UInt64(section.start))
        table.append(little: UInt64(position - section.start))
        table.append(little: section.checksum)
        table.append(little: UInt32(0))
        sections += 1
        open = nil
    }

    package mutating func section(_ tag: SectionTag, _ bytes: [UInt8]) throws(LedeError) {
        try begin(tag)
        try write(bytes)
        end()
    }

    /// Writes table and footer, makes the file durable and closes it.
    /// - Returns: the hash of the content, by which the file is named.
    package mutating func finish() throws(LedeError) -> UInt64 {
        if pages != nil {
            try begin(PageChecksums.tag)
            let sums = pages?.finish() ?? []
            pages = nil
            try write(sums)
            end()
        }
        try put([UInt8](repeating: 0, count: (8 - position % 8) % 8))
        var footer = ByteWriter()
        footer.append(little: UInt32(sections))
        footer.append(little: FormatVersion.major)
        footer.append(little: FormatVersion.minor)
        footer.append(little: UInt64(position))
        footer.append(little: table.bytes.withUnsafeBytes { crc32(of: $0) })
        footer.append(little: footer.bytes.withUnsafeBytes { crc32(of: $0) })
        footer.append(contentsOf: endMagic)
        try put(table.bytes)
        try put(footer.bytes)
        try output.sync()
        try output.close()
        var hash = FNV1a()
        table.bytes.withUnsafeBytes { hash.update($0) }
        return hash.value
    }
}

/// Finds the sections of a file. Opening reads the footer and the table only.
package struct SectionedFile: Sendable {
    package let file: MappedFile
    package typealias Section = (tag: SectionTag, offset: Int, count: Int, checksum: UInt32)
    package private(set) var sections: [Section] = []
    /// The minor version of the format that it was written in.
    package let minor: UInt16

    /// - Parameter checksPages: whether ``ByteRegion/verify()`` is to do anything; who looks for what is whole in a damaged
    ///   file compares the sections instead.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)`` or
    ///   ``LedeError/unsupportedFormat(path:found:supported:)``.
    package init(_ file: MappedFile, checksPages: Bool = true) throws(LedeError) {
        self.file = file
        let bytes = file.bytes
        guard file.count >= fileMagic.count + footerSize else { throw bytes.corrupt("the file is too short") }
        let footerOffset = file.count - footerSize
        let footer = try bytes.slice(at: footerOffset, count: footerSize, name: .footer)
        guard try bytes.slice(at: 0, count: 8).array() == fileMagic else {
            throw bytes.corrupt("not a file of a Lede index")
        }
        guard try footer.slice(at: 24, count: 8).array() == endMagic else {
            throw footer.corrupt("the file was cut short, or is not one of a Lede index")
        }
        let expected = try footer.load(UInt32.self, at: 20)
        let found = try footer.slice(at: 0, count: 20).checksum
        guard found == expected else {
            throw footer.corrupt("checksum \(hex(found)), expected \(hex(expected))")
        }
        let major = try footer.load(UInt16.self, at: 4)
        minor = try footer.load(UInt16.self, at: 6)
        guard major == FormatVersion.major else {
            throw .unsupportedFormat(
                path: file.path, found: "\(major).\(minor)",
                supported: "\(FormatVersion.major).\(FormatVersion.minor)")
        }
        let count = Int(try footer.load(UInt32.self, at: 0))
        let tableOffset = try footer.load(UInt64.self, at: 8)
        guard count <= footerOffset / entrySize, tableOffset == UInt64(footerOffset - count * entrySize) else {
            throw footer.corrupt("the table does not end at the footer")
        }
        let table = try bytes.slice(at: Int(tableOffset), count: count * entrySize, name: .table)
        let tableChecksum = try footer.load(UInt32.self, at: 16)
        guard table.checksum == tableChecksum else {
            throw table.corrupt("checksum \(hex(table.checksum)), expected \(hex(tableChecksum))")
        }
        sections.reserveCapacity(count)
        for index in 0..<count {
            let entry = try table.slice(at: index * entrySize, count: entrySize)
            let tag = SectionTag(
                letters: try entry.load(UInt32.self, at: 0), field: try entry.load(UInt32.self, at: 4))
            let offset = try entry.load(UInt64.self, at: 8)
            let length = try entry.load(UInt64.self, at: 16)
            guard offset <= tableOffset, length <= tableOffset - offset else {
                throw entry.corrupt("section \(tag.name) lies outside of the file")
            }
            sections.append((tag, Int(offset), Int(length), try entry.load(UInt32.self, at: 24)))
        }
        if checksPages, let pages = find(PageChecksums.tag), sections.last?.tag == PageChecksums.tag {
            file.pageChecks = try PageChecks(pages, of: sections)
        }
    }

    /// The bytes of a section, or nil. Its checksum is not looked at: ``ByteRegion/verify()`` does.
    package func find(_ tag: SectionTag) -> ByteRegion? {
        guard let entry = sections.first(where: { $0.tag == tag }) else { return nil }
        return ByteRegion(file: file, offset: entry.offset, count: entry.count, name: .section(tag))
    }

    /// The bytes of a section that must be there.
    package func require(_ tag: SectionTag) throws(LedeError) -> ByteRegion {
        guard let region = find(tag) else { throw file.bytes.corrupt("section \(tag) is missing") }
        return region
    }

    /// Whether a section is there and has the bytes that its checksum says. Complexity: reads it.
    package func isWhole(_ tag: SectionTag) -> Bool {
        sections.contains { $0.tag == tag && find(tag)?.checksum == $0.checksum }
    }

    /// The name of a segment: the hash of the table, and so of the content, in hexadecimal digits.
    package var name: String {
        let size = sections.count * entrySize
        var hash = FNV1a()
        let table = try? file.bytes.slice(at: file.count - footerSize - size, count: size)
        table?.withUnsafeBytes { hash.update($0) }
        return hex(hash.value)
    }

    /// Compares the checksums of all sections, and the zeroes between them.
    /// - Complexity: reads the whole file.
    package func problems() -> [LedeError] {
        var found: [LedeError] = []
        var end = fileMagic.count
        for section in sections {
            let region = ByteRegion(
                file: file, offset: section.offset, count: section.count, name: .section(section.tag))
            if region.checksum != section.checksum {
                found.append(region.corrupt("checksum \(hex(region.checksum)), expected \(hex(section.checksum))"))
            }
            if section.offset < end || section.offset - end > 7 {
                found.append(region.corrupt("the section does not follow the one before"))
            } else if let problem = nonZero(from: end, to: section.offset) {
                found.append(problem)
            }
            end = section.offset + section.count
            file.release()
        }
        let table = file.count - footerSize - sections.count * entrySize
        if table - end > 7 {
            found.append(file.bytes.corrupt("the table does not follow the last section", at: table))
        } else if let problem = nonZero(from: end, to: table) {
            found.append(problem)
        }
        return found
    }

    private func nonZero(from start: Int, to end: Int) -> LedeError? {
        guard let gap = try? file.bytes.slice(at: start, count: end - start), gap.array().contains(where: { $0 != 0 })
        else { return nil }
        return gap.corrupt("the bytes between sections are not zero")
    }
}

package func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
}

package func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
