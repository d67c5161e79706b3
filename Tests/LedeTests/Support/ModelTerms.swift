@testable import Lede

/// Ascending terms with their entries, and how they are written as a dictionary.
struct ModelTerms {
    var terms: [(term: [UInt8], entry: TermEntry)]
    var kind = TermLayout.Kind.text
    /// All documents are below it.
    var documentLimit = 1 << 32
    /// The minor version of the format: 6 for a dictionary as before 0.7.
    var minor = FormatVersion.minor

    var hasPositions: Bool { kind == .text }

    static let documentsWithField = 5

    /// Sections `TERM` and `TIDX` of field 0.
    func sections() throws -> (terms: [UInt8], index: [UInt8]) {
        let directory = MemoryDirectory()
        var file = try SectionedFileWriter(try directory.create("file"))
        if minor < 7 { return oldSections() }
        var writer = TermDictionaryWriter(TermLayout(kind, documentLimit: documentLimit))
        for (term, entry) in terms {
            try term.withBytes { (bytes) throws(LedeError) in try writer.add(bytes, entry) }
        }
        try writer.write(field: 0, documentsWithField: Self.documentsWithField, to: &file)
        _ = try file.finish()
        let sections = try SectionedFile(try directory.open("file"))
        return (
            try sections.require(SectionTag("TERM", field: 0)).array(),
            try sections.require(SectionTag("TIDX", field: 0)).array()
        )
    }

    /// The same as formats before 0.7 had them.
    private func oldSections() -> (terms: [UInt8], index: [UInt8]) {
        var (bytes, starts, ends, keys) = (ByteWriter(), ByteWriter(), ByteWriter(), ByteWriter())
        var before: [UInt8] = []
        var offset = 0
        for (place, (term, entry)) in terms.enumerated() {
            let isFirst = place % TermDictionaryWriter.termsPerBlock == 0
            if isFirst {
                starts.append(little: UInt64(bytes.count))
                keys.append(contentsOf: term)
                ends.append(little: UInt32(keys.count))
                (before, offset) = ([], 0)
            }
            let shared = zip(before, term).prefix { $0 == $1 }.count
            bytes.append(varint: shared)
            bytes.append(varint: term.count - shared)
            bytes.append(contentsOf: term[shared...])
            bytes.append(varint: entry.documentFrequency)
            if hasPositions { bytes.append(varint: entry.totalFrequency - entry.documentFrequency) }
            if entry.documentFrequency == 1 { bytes.append(varint: UInt64(entry.singleDocument)) }
            if hasPositions, entry.totalFrequency == 1 { bytes.append(varint: UInt64(entry.singlePosition)) }
            if entry.hasPostings(hasPositions) {
                bytes.append(varint: entry.offset - offset)
                offset = entry.offset
            }
            before = term
        }
        var index = ByteWriter()
        index.append(little: UInt64(terms.count))
        index.append(little: UInt64(terms.reduce(0) { $0 + $1.entry.totalFrequency }))
        index.append(little: UInt32(Self.documentsWithField))
        index.append(little: UInt32(starts.count / 8))
        return (bytes.bytes, index.bytes + starts.bytes + ends.bytes + keys.bytes)
    }

    /// The dictionary.
    /// - Parameter change: changes the two sections before they are read.
    func dictionary(_ change: (inout [UInt8], inout [UInt8]) -> Void = { _, _ in }) throws -> TermDictionary {
        var (terms, index) = try sections()
        change(&terms, &index)
        return try TermDictionary(
            terms: MappedFile(path: "terms", contents: terms).bytes,
            index: MappedFile(path: "index", contents: index).bytes,
            TermLayout(kind, documentLimit: documentLimit, minor: minor))
    }
}
