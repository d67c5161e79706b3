/// Documents in memory, on their way to becoming a segment.
///
/// Used by one thread at a time. Documents get the numbers 0, 1, 2 … in the order they are added.
package final class SegmentBuffer {
    private enum Inverter {
        case text(Reference<TextInverter>)
        case keyword(Reference<KeywordInverter>)
        case numbers(Reference<[Int64?]>)
    }

    /// What is changed in place, as copying an inverter counts the references of all that it holds.
    private final class Reference<Value> {
        var value: Value

        init(_ value: Value) { self.value = value }
    }

    private let schema: Schema
    /// The fields that are not stored.
    private let unstoredNames: [String]
    /// Nil for as the schema says.
    private let pairs: PairOptions?
    private var inverters: [Inverter]
    private var store = DocStoreWriter()
    private let names: StoredDocument.Names
    private var hashes = DocumentHashes()
    private let signature: SignatureMaker?
    private var signatures = ByteWriter()

    package init(schema: Schema, pairs: PairOptions? = nil) {
        self.schema = schema
        self.pairs = pairs
        unstoredNames = schema.fields.filter { !$0.isStored }.map(\.name)
        names = StoredDocument.Names(of: schema)
        signature = schema.signatures ? SignatureMaker() : nil
        inverters = schema.fields.map { field in
            switch field.type {
            case .text: .text(Reference(TextInverter(field.textAnalyzer ?? .standard)))
            case .keyword: .keyword(Reference(KeywordInverter(isID: field.name == Schema.idField)))
            case .date, .integer, .double: .numbers(Reference([]))
            }
        }
    }

    deinit {
        for inverter in inverters {
            switch inverter {
            case .text(let text): text.value.deallocate()
            case .keyword(let keyword): keyword.value.deallocate()
            case .numbers: break
            }
        }
    }

    package var documentCount: Int { store.count }

    /// The memory held, in bytes, near enough.
    package var byteCount: Int {
        var sum = store.byteCount + names.byteCount + documentCount * 8 + signatures.count
        for inverter in inverters {
            switch inverter {
            case .text(let text): sum += text.value.countBytes()
            case .keyword(let keyword): sum += keyword.value.byteCount
            case .numbers(let numbers): sum += numbers.value.count * 16
            }
        }
        return sum
    }

    /// Whether it must be written out whatever the memory budget.
    package var isFull: Bool {
        documentCount >= 1 << 30
            || inverters.contains { inverter in
                switch inverter {
                case .text(let text): text.value.isFull
                case .keyword(let keyword): keyword.value.isFull
                case .numbers: false
                }
            }
    }

    /// What a document becomes in the index, made and checked before anything is added.
    package struct Prepared {
        let document: Document
        let numbers: [Int64?]
        /// The hash of the document, where it is known; it is made with others otherwise.
        package var hash: UInt64?

        /// Makes the hash.
        package mutating func makeHash() -> UInt64 {
            let hash = hash ?? StoredDocument.contentHash(document)
            self.hash = hash
            return hash
        }
    }

    /// Checks a document against the schema.
    /// - Throws: ``LedeError/invalidDocument(id:field:reason:)``
    package static func prepare(_ document: Document, schema: Schema) throws(LedeError) -> Prepared {
        guard !document.id.isEmpty else {
            throw .invalidDocument(id: "", field: Schema.idField, reason: "the id is empty")
        }
        guard document.id.utf8.count <= Document.maximumIDBytes else {
            throw .invalidDocument(
                id: String(document.id.prefix(40)) + "…", field: Schema.idField,
                reason: "the id has \(document.id.utf8.count) bytes, at most \(Document.maximumIDBytes) are allowed")
        }
        let byteCount = document.byteCount
        guard byteCount <= maximumDocumentBytes else {
            throw .invalidDocument(
                id: document.id, field: Schema.idField,
                reason: "its document has \(byteCount) bytes, at most \(maximumDocumentBytes) are allowed")
        }
        var numbers: [Int64?] = []
        for field in schema.fields {
            switch field.type {
            case .text, .keyword: numbers.append(nil)
            case .date, .integer, .double: numbers.append(try number(of: field, in: document))
            }
        }
        let document = schema.isMultilingual ? document.detectingLanguage(schema) : document
        return Prepared(document: document, numbers: numbers)
    }

    /// Larger documents are refused: a buffer that is not full yet has addresses left for one of that size.
    package static let maximumDocumentBytes = 256 << 20

    private static func number(of field: Field, in document: Document) throws(LedeError) -> Int64? {
        func invalid(_ reason: String) -> LedeError {
            .invalidDocument(id: document.id, field: field.name, reason: reason)
        }
        let values = document.entries.filter { $0.name == field.name && $0.value != .string("") }
        guard let value = values.first?.value else { return nil }
        guard values.count == 1 else { throw invalid("it has \(values.count) values, and takes one") }
        switch (field.type, value) {
        case (.date, let value):
            guard let period = DateValue.seconds(value.text) else {
                throw invalid("'\(value.text.prefix(40))' is not a date such as 2017-02-13 or 2017-02-13T10:00:00Z")
            }
            return period.lowerBound
        case (.integer, .integer(let number)): return number
        case (.integer, let value):
            guard let number = Int64(value.text) else { throw invalid("'\(value.text.prefix(40))' is not an integer") }
            return number
        case (_, .integer(let number)): return SortableDouble.encode(Double(number))
        case (_, .double(let number)):
            guard !number.isNaN else { throw invalid("it is not a number") }
            return SortableDouble.encode(number)
        case (_, .string(let text)):
            guard let number = Double(text), !number.isNaN else {
                throw invalid("'\(text.prefix(40))' is not a number")
            }
            return SortableDouble.encode(number)
        }
    }

    /// Adds a document.
    /// - Returns: its number.
    @discardableResult
    package func add(_ prepared: Prepared) -> Int {
        let number = documentCount
        let document = prepared.document
        for (index, field) in schema.fields.enumerated() {
            switch inverters[index] {
            case .text(let inverter):
                if field.isMultilingual { inverter.value.read(field.reading(document).textAnalyzer ?? .standard) }
                inverter.value.add(
                    document.texts(of: field.name), document: UInt32(number), into: field.isDefault ? signature : nil)
            case .keyword(let inverter):
                let texts = field.name == Schema.idField ? [document.id] : document.values(of: field.name)
                inverter.value.add(texts.filter { !$0.isEmpty }, document: UInt32(number))
            case .numbers(let numbers): numbers.value.append(prepared.numbers[index])
            }
        }
        let stored = unstoredNames.isEmpty ? document : document.keeping { !unstoredNames.contains($0) }
        store.add(stored, names: names)
        hashes.append(document, hash: prepared.hash)
        if let signature { signatures.append(signature.finish()) }
        return number
    }

    /// Writes everything as a segment. The buffer is not used afterwards, and empties on the way.
    ///
    /// - Parameters:
    ///   - memoryBytes: how much memory writing may take, about, beside the buffer.
    ///   - spareBytes: how much less than it might the buffer takes.
    /// - Returns: the segment's name.
    package func write(
        to directory: any Directory, temporaryName: String, memoryBytes: Int = ScratchSpace.defaultMemoryBytes,
        spareBytes: Int = 0
    ) throws(LedeError) -> String {
        try SegmentWriter.write(in: directory, temporaryName: temporaryName, memoryBytes: memoryBytes) {
            (writer) throws(LedeError) in
            try write(to: &writer, memoryBytes: memoryBytes, spareBytes: spareBytes)
        }
    }

    private func write(
        to writer: inout SegmentWriter, memoryBytes: Int, spareBytes: Int
    ) throws(LedeError) -> String {
        let pairs = pairs ?? PairOptions(limit: schema.frequentWords, memoryBytes: memoryBytes)
        for (index, inverter) in inverters.enumerated() {
            inverters[index] = .numbers(Reference([]))
            switch inverter {
            case .text(let text):
                defer { text.value.deallocate() }
                try text.value.write(field: index, pairs: pairs, spareBytes: spareBytes, to: &writer.file)
            case .keyword(let keyword):
                defer { keyword.value.deallocate() }
                try keyword.value.write(field: index, documentCount: documentCount, to: &writer.file)
            case .numbers(let numbers):
                let numbers = numbers.value
                try NumericColumn.write(SectionTag("NCOL", field: index), count: numbers.count, to: &writer.file) {
                    (body) throws(LedeError) in for number in numbers { try body(number) }
                }
            }
        }
        try writer.writeDocuments(&store, names: names)
        try writer.writeHashes(hashes.finished())
        if schema.signatures { try writer.file.section(SectionTag("SIGN"), signatures.bytes) }
        return try writer.finish(
            fields: schema.fields, storage: schema.fields.map { FieldStorage(isStored: $0.isStored) },
            documentCount: documentCount)
    }
}

extension Document {
    /// With the language that its multilingual fields seem to be written in, where it does not say one.
    fileprivate func detectingLanguage(_ schema: Schema) -> Document {
        if self[Schema.languageField] != nil { return self }
        let texts = schema.fields.filter(\.isMultilingual).flatMap { values(of: $0.name) }
        // The longest says most.
        guard let text = texts.max(by: { $0.utf8.count < $1.utf8.count }), let language = Language.detected(in: text)
        else { return self }
        var document = self
        document.add(Schema.languageField, .string(language.code))
        return document
    }

    /// The non-empty texts of a field; numbers as text.
    fileprivate func texts(of name: String) -> [String] {
        var texts: [String] = []
        for entry in entries where entry.name == name {
            let text = entry.value.text
            if !text.isEmpty { texts.append(text) }
        }
        return texts
    }

    fileprivate func keeping(_ isKept: (String) -> Bool) -> Document {
        Document(id: id, entries: entries.filter { isKept($0.name) })
    }
}
