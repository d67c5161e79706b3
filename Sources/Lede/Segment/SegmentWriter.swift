/// Writes a segment file, section by section, for a flush and for a merge alike.
///
/// The order of the sections is fixed, so the same content gives the same bytes: for each field its norms (`NORM`, a
/// byte a document, ``SmallFloat``), postings (`POST`), terms (`TERM`, `TIDX`), forms (``FormLists``), pairs (``PairLists``),
/// ends (``EndLists``) and columns (`IDS `, `NCOL`, `KCOL`); then the documents (`DOCS`, `DIDX`, `NAME`), content hashes
/// (`HASH`, 8 bytes a document), signatures (``SignatureColumn``), `META`, and ``PageChecksums``.
package struct SegmentWriter {
    package var file: SectionedFileWriter
    private let directory: any Directory
    private let temporaryName: String

    /// Has `body` write a segment. Where it fails, what was written is removed, as a full disk needs the room.
    ///
    /// - Parameters:
    ///   - temporaryName: a file name that no commit refers to: the next writer sweeps what a crash leaves of it.
    ///   - memoryBytes: as ``ScratchSpace/memoryBytes``.
    /// - Returns: the name of the segment, which ``finish(fields:storage:documentCount:)`` gave it.
    package static func write(
        in directory: any Directory, temporaryName: String, memoryBytes: Int,
        _ body: (inout SegmentWriter) throws(LedeError) -> String
    ) throws(LedeError) -> String {
        do throws(LedeError) {
            var writer = try SegmentWriter(in: directory, temporaryName: temporaryName, memoryBytes: memoryBytes)
            return try body(&writer)
        } catch {
            try? directory.remove(temporaryName)
            throw error
        }
    }

    private init(in directory: any Directory, temporaryName: String, memoryBytes: Int) throws(LedeError) {
        self.directory = directory
        self.temporaryName = temporaryName
        file = try SectionedFileWriter(
            try directory.create(temporaryName), hasPageChecksums: true,
            scratch: ScratchSpace(directory: directory, name: temporaryName, memoryBytes: memoryBytes))
    }

    package mutating func writeDocuments(
        _ store: inout DocStoreWriter, names: StoredDocument.Names
    ) throws(LedeError) {
        try file.begin(SectionTag("DOCS"))
        try store.finish(to: &file)
        try names.write(to: &file)
    }

    package mutating func writeHashes(_ hashes: [UInt64]) throws(LedeError) {
        try file.begin(SectionTag("HASH"))
        try appendHashes(hashes)
        file.end()
    }

    /// Writes hashes of documents into section `HASH`, which is open.
    package mutating func appendHashes(_ hashes: [UInt64]) throws(LedeError) {
        var bytes = ByteWriter(capacity: 8 * hashes.count)
        for hash in hashes { bytes.append(little: hash) }
        try file.write(bytes.bytes)
    }

    /// Writes what is left, gives the file its name and makes it durable.
    /// - Parameter storage: which of the fields are stored.
    package mutating func finish(
        fields: [Field], storage: [FieldStorage], documentCount: Int
    ) throws(LedeError) -> String {
        var meta = ByteWriter()
        meta.append(varint: documentCount)
        meta.append(varint: fields.count)
        for field in fields {
            meta.append(text: field.name)
            meta.append(text: field.type.rawValue)
            meta.append(text: field.type == .text ? field.analyzer : "")
        }
        for stored in storage { meta.append(stored.rawValue) }
        try file.section(SectionTag("META"), meta.bytes)
        let name = hex(try file.finish())
        try directory.rename(temporaryName, to: name + ".seg")
        return name
    }
}

/// Whether the values of a field are among the stored documents of a segment.
package enum FieldStorage: UInt8, Sendable {
    case none = 0
    case all = 1
    /// Of some documents: segments that differed were merged.
    case some = 2

    package init(isStored: Bool) { self = isStored ? .all : .none }
}

/// Writes the postings and terms of one field, a term at a time in ascending order.
package struct FieldPostingsWriter {
    package let encoder: PostingsEncoder
    private let field: Int
    private let tags: Tags
    private var output = PostingsOutput()
    private var terms: TermDictionaryWriter
    /// How many terms were written.
    private(set) var termCount = 0

    /// - Parameters:
    ///   - documentCount: of the segment.
    ///   - norms: of all documents; nil for a field without frequencies and positions.
    ///   - isUnique: whether each term of such a field is in one document.
    package init(
        field: Int, documentCount: Int, norms: [UInt8]?, averageLength: Float = 1, isUnique: Bool = false,
        to file: inout SectionedFileWriter
    ) throws(LedeError) {
        self.field = field
        tags = .terms
        encoder = PostingsEncoder(
            documentCount: documentCount, norms: norms, averageLength: averageLength, scratch: file.scratch)
        let kind: TermLayout.Kind = norms != nil ? .text : isUnique ? .unique : .keyword
        terms = TermDictionaryWriter(TermLayout(kind, documentLimit: documentCount), file.scratch)
        if let norms { try file.section(SectionTag("NORM", field: field), norms) }
        try file.begin(SectionTag("POST", field: field))
    }

    /// The sections that postings and terms go to.
    struct Tags {
        let postings: String
        let terms: String
        let index: String

        static let terms = Tags(postings: "POST", terms: "TERM", index: "TIDX")
        /// ``PairLists``
        static let pairs = Tags(postings: "PPST", terms: "PTRM", index: "PTIX")
        /// ``EndLists``
        static let ends = Tags(postings: "EPST", terms: "ETRM", index: "ETIX")
    }

    /// Makes a writer of further lists of a text field, whose terms were written.
    init(
        _ tags: Tags, of field: Int, norms: [UInt8], averageLength: Float, to file: inout SectionedFileWriter
    ) throws(LedeError) {
        self.field = field
        self.tags = tags
        encoder = PostingsEncoder(
            documentCount: norms.count, norms: norms, averageLength: averageLength, scratch: file.scratch)
        terms = TermDictionaryWriter(TermLayout(.text, documentLimit: norms.count), file.scratch)
        try file.begin(SectionTag(tags.postings, field: field))
    }

    /// Ends the term whose postings were given to ``encoder``.
    /// - Returns: what the dictionary has of it; nil when it has no document and was left out.
    @discardableResult
    package mutating func finishTerm(
        _ term: UnsafeRawBufferPointer, to file: inout SectionedFileWriter
    ) throws(LedeError) -> TermEntry? {
        guard let entry = try encoder.finish(to: &output, of: &file) else { return nil }
        try terms.add(term, entry)
        termCount += 1
        try output.drainIfLarge(to: &file)
        return entry
    }

    package mutating func finish(documentsWithField: Int, to file: inout SectionedFileWriter) throws(LedeError) {
        try output.drain(to: &file)
        file.end()
        try terms.write(
            field: field, tags: (tags.terms, tags.index), documentsWithField: documentsWithField, to: &file)
    }
}
