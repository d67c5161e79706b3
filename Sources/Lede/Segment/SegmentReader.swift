/// An open segment: immutable, shared by all searchers that see it.
package final class SegmentReader: Sendable {
    /// The hash of the content, by which the file is named.
    package let name: String
    package let documentCount: Int
    package let fields: [FieldReader]
    package let documents: DocStore
    package let ids: IDColumn
    /// What near-duplicates are known by; nil where the segment has none.
    package let signatures: SignatureColumn?
    package let file: SectionedFile
    private let hashes: ByteRegion
    /// Of each field, in their order; nil where the segment does not say, as before format 0.3.
    private let storages: [FieldStorage]?

    /// Opens a segment: reads the footer, the table and a few headers; no work per term or document.
    /// - Parameter checksPages: as in ``SectionedFile``.
    package init(_ name: String, in directory: any Directory, checksPages: Bool = true) throws(LedeError) {
        self.name = name
        file = try SectionedFile(try directory.open(name + ".seg"), checksPages: checksPages)
        let meta = try file.require(SectionTag("META"))
        try meta.verify()
        var reader = try ByteReader(meta)
        let documentCount = try reader.varint(limit: Int(UInt32.max) - 1)
        self.documentCount = documentCount
        var fields: [FieldReader] = []
        for ordinal in 0..<(try reader.varint(limit: meta.count)) {
            let fieldName = try reader.text()
            let typeName = try reader.text()
            guard let type = Field.FieldType(rawValue: typeName) else {
                throw meta.corrupt("the field '\(fieldName)' is of the unknown type '\(typeName)'")
            }
            let field = Field(fieldName, type, analyzer: try reader.text())
            fields.append(try FieldReader(field, ordinal: ordinal, documentCount: documentCount, in: file))
        }
        self.fields = fields
        var storages: [FieldStorage] = []
        while storages.count < fields.count, !reader.isAtEnd {
            guard let storage = FieldStorage(rawValue: try reader.byte()) else {
                throw meta.corrupt("what is stored of a field is unknown", at: reader.position - 1)
            }
            storages.append(storage)
        }
        self.storages = storages.count == fields.count ? storages : nil
        documents = try DocStore(
            data: try file.require(SectionTag("DOCS")), index: try file.require(SectionTag("DIDX")),
            names: try StoredDocument.StoredNames(try file.require(SectionTag("NAME"))), documentCount: documentCount)
        guard let idTerms = fields.first?.terms else { throw meta.corrupt("there is no field for ids") }
        ids = try IDColumn(try file.require(SectionTag("IDS ")), terms: idTerms, documentCount: documentCount)
        signatures = try SignatureColumn(documentCount: documentCount, in: file)
        let hashes = try file.require(SectionTag("HASH"))
        self.hashes = try hashes.slice(at: 0, count: 8 * documentCount)
        // The system has mapped sixteen pages for each header: of many small segments all there is.
        file.file.release()
    }

    package func field(_ name: String) -> FieldReader? { fields.first { $0.field.name == name } }

    /// The entry of a term of a field, or nil.
    /// - Parameter readsPostings: whether its postings will be read soon.
    func find(
        _ term: UnsafeRawBufferPointer, in field: Field, readsPostings: Bool = true
    ) throws(LedeError) -> TermEntry? {
        guard let index = fields.firstIndex(where: { $0.field.name == field.name }),
            fields[index].field.type == field.type
        else { return nil }
        return try fields[index].find(term, readsPostings: readsPostings)
    }

    /// The entries of some terms of a field, as ``TermDictionary/find(_:_:_:)`` has them; their postings will be read soon.
    func find(
        _ terms: TermTexts, _ some: Range<Int>, in field: Field, _ body: (_ place: Int, TermEntry?) -> Void
    ) throws(LedeError) {
        guard let index = fields.firstIndex(where: { $0.field.name == field.name }),
            fields[index].field.type == field.type
        else { return }
        try fields[index].find(terms, some, body)
    }

    /// Whether stored documents have the values of a field; nil where that is not known.
    package func storage(of name: String) -> FieldStorage? {
        guard let storages, let index = fields.firstIndex(where: { $0.field.name == name }) else { return nil }
        return storages[index]
    }

    /// Whether it says which fields are stored.
    package var saysWhatIsStored: Bool { storages != nil }

    package func contentHash(of document: Int) throws(LedeError) -> UInt64 {
        try hashes.verify(at: 8 * document, count: 8)
        return try hashes.load(UInt64.self, at: 8 * document)
    }

    /// The document with an id, deleted or not, or nil.
    package func document(withID id: String) throws(LedeError) -> Int? {
        guard let field = fields.first, let terms = field.terms else { return nil }
        guard let entry = try id.withBytes({ (bytes) throws(LedeError) in try terms.find(bytes) }) else { return nil }
        guard entry.documentFrequency == 1, Int(entry.singleDocument) < documentCount else {
            throw terms.region.corrupt("the id '\(id)' is in \(entry.documentFrequency) documents")
        }
        return Int(entry.singleDocument)
    }
}

/// What a segment has of one field.
package final class FieldReader: Sendable {
    package let field: Field
    package let ordinal: Int
    package let terms: TermDictionary?
    private let normRegion: ByteRegion?
    private let numberColumn: NumericColumn?
    private let keywordColumn: KeywordColumn?
    /// The pairs of frequent words; only text fields of large segments have them.
    package let pairs: PairLists?
    /// As which words the terms stand in the text; only text fields whose analyzer changes words have it.
    package let forms: FormLists?
    /// Where sentences and paragraphs end; only text fields have it.
    package let ends: EndLists?
    private let postings: PostingsSection?
    private let documentCount: Int
    private let knownRanges = ComputedOnce<ColumnRanges>()
    private let knownOrder = ComputedOnce<KeywordOrder>()
    private let knownOneEach = ComputedOnce<Bool>()

    init(_ field: Field, ordinal: Int, documentCount: Int, in file: SectionedFile) throws(LedeError) {
        self.field = field
        self.ordinal = ordinal
        self.documentCount = documentCount
        let isText = field.type == .text
        if isText || field.type == .keyword {
            terms = try TermDictionary(
                terms: try file.require(SectionTag("TERM", field: ordinal)),
                index: try file.require(SectionTag("TIDX", field: ordinal)),
                TermLayout(
                    isText ? .text : field.name == Schema.idField ? .unique : .keyword, documentLimit: documentCount,
                    minor: file.minor))
            postings = PostingsSection(
                try file.require(SectionTag("POST", field: ordinal)), hasFrequencies: isText,
                documentCount: documentCount, in: file)
        } else {
            terms = nil
            postings = nil
        }
        normRegion =
            isText
            ? try file.require(SectionTag("NORM", field: ordinal)).slice(at: 0, count: documentCount) : nil
        numberColumn = try file.find(SectionTag("NCOL", field: ordinal)).map { (region) throws(LedeError) in
            try NumericColumn(region, documentCount: documentCount)
        }
        keywordColumn = try file.find(SectionTag("KCOL", field: ordinal)).map { (region) throws(LedeError) in
            try KeywordColumn(region, documentCount: documentCount)
        }
        pairs = isText ? try PairLists.open(field: ordinal, documentCount: documentCount, in: file) : nil
        ends = isText ? try EndLists(field: ordinal, documentCount: documentCount, in: file) : nil
        forms =
            try isText
            ? terms.flatMap { (terms) throws(LedeError) in try FormLists(field: ordinal, terms: terms, in: file) } : nil
        guard isText || field.type == .keyword || numberColumn != nil else {
            throw file.file.bytes.corrupt("the field '\(field.name)' has no column")
        }
    }

    /// The quantised length of each document (``SmallFloat``); only text fields have it.
    /// - Throws: as ``ByteRegion/verify()``, which is done for each column before it is given out.
    package var norms: View<UInt8>? {
        get throws(LedeError) {
            try normRegion?.verify()
            return try normRegion?.view(of: UInt8.self, at: 0, count: documentCount)
        }
    }

    /// Whether each document has a number, or none. Reads nothing.
    package var hasNumbers: Bool { numberColumn != nil }

    /// The number of each document.
    package var numbers: NumericColumn? {
        get throws(LedeError) {
            try numberColumn?.region.verify()
            return numberColumn
        }
    }

    /// The keywords of each document.
    package var keywords: KeywordColumn? {
        get throws(LedeError) {
            try keywordColumn?.region.verify()
            return keywordColumn
        }
    }

    /// The postings of a term of ``terms``.
    package func postings(_ entry: TermEntry) throws(LedeError) -> PostingsCursor? { try postings?.postings(entry) }

    /// The entry of a term, or nil; asks for the first of its postings where they will be read soon.
    func find(_ term: UnsafeRawBufferPointer, readsPostings: Bool) throws(LedeError) -> TermEntry? {
        guard let terms, let entry = try terms.find(term) else { return nil }
        if readsPostings { postings?.prefetch(entry) }
        return entry
    }

    /// The same of some terms, as ``TermDictionary/find(_:_:_:)`` has them.
    func find(
        _ texts: TermTexts, _ some: Range<Int>, _ body: (_ place: Int, TermEntry?) -> Void
    ) throws(LedeError) {
        try terms?.find(texts, some) { place, entry in
            if let entry { postings?.prefetch(entry) }
            body(place, entry)
        }
    }

    /// Reads whole lists one after the other; nil for a field without terms.
    func scan(_ numbers: DocumentNumbers) -> PostingsScan? { postings?.scan(numbers) }

    /// The ranges of the numbers, stretch by stretch; nil for a field without numbers.
    package func numberRanges() throws(LedeError) -> ColumnRanges? {
        guard let numbers = try numbers else { return nil }
        return try knownRanges.value { () throws(LedeError) in
            ColumnRanges(numbers, documentCount: documentCount)
        }
    }

    /// Whether each document has one keyword.
    func hasOneKeywordEach() throws(LedeError) -> Bool {
        guard let keywords = try keywords else { return false }
        return try knownOneEach.value { () throws(LedeError) in keywords.hasOneEach }
    }

    /// The order of the keywords; nil for a field without a column of them.
    package func keywordOrder() throws(LedeError) -> KeywordOrder? {
        guard let keywords = try keywords else { return nil }
        return try knownOrder.value { () throws(LedeError) in try KeywordOrder(keywords) }
    }

    /// The occurrences of those of some words that the field has, each with its place among them.
    func streams(of words: [[UInt8]]) throws(LedeError) -> [PairGatherer.Input] {
        var streams: [PairGatherer.Input] = []
        for (place, word) in words.enumerated() {
            let entry = try word.withBytes { (bytes) throws(LedeError) in try terms?.find(bytes) }
            if let entry, let cursor = try postings(entry) {
                streams.append((place, try WordStream(cursor)))
            }
        }
        return streams
    }
}
