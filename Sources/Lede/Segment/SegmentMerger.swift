/// Several segments made into one, without their deleted documents.
///
/// Documents keep their order: those of the first segment, then those of the second. The merged segment is, but for
/// the cut of the stored blocks, byte for byte what indexing the live documents at once would have written; only the
/// names of values (section `NAME`, and their numbers in the stored documents) stay also where no live document uses
/// them.
package struct SegmentMerger {
    package struct Source {
        package let reader: SegmentReader
        package let live: LiveDocuments?

        package init(reader: SegmentReader, live: LiveDocuments?) {
            self.reader = reader
            self.live = live
        }
    }

    private let sources: [Source]
    private let schema: Schema
    private let pairs: PairOptions
    /// For each source, the new number of each of its documents; `UInt32.max` for a deleted one.
    private let numbers: [[UInt32]]
    private let documentCount: Int

    package init(_ sources: [Source], schema: Schema, pairs: PairOptions? = nil) {
        self.sources = sources
        self.schema = schema
        self.pairs = pairs ?? PairOptions(limit: schema.frequentWords)
        var next: UInt32 = 0
        var numbers: [[UInt32]] = []
        for source in sources {
            var list = [UInt32](repeating: .max, count: source.reader.documentCount)
            for document in 0..<source.reader.documentCount where source.live?.contains(document) ?? true {
                list[document] = next
                next += 1
            }
            numbers.append(list)
        }
        self.numbers = numbers
        documentCount = Int(next)
    }

    /// Writes the merged segment. There is at least one live document.
    /// - Returns: its name.
    package func write(
        to directory: any Directory, temporaryName: String, isCancelled: () -> Bool = { false }
    ) throws(LedeError) -> String {
        for source in sources {
            if let problem = source.reader.file.problems().first { throw problem }
        }
        var writer = try SegmentWriter(in: directory, temporaryName: temporaryName)
        for (index, field) in schema.fields.enumerated() {
            switch field.type {
            case .text: try mergeText(field, at: index, to: &writer.file)
            case .keyword: try mergeKeyword(field, at: index, to: &writer.file)
            case .date, .integer, .double: try mergeNumbers(field, at: index, to: &writer.file)
            }
            if isCancelled() { throw .writerClosed("the merge was cancelled") }
        }
        try mergeDocuments(to: &writer)
        try mergeHashes(to: &writer)
        try mergeSignatures(to: &writer.file)
        return try writer.finish(
            fields: schema.fields, storage: schema.fields.map(storage), documentCount: documentCount)
    }

    private func mergeHashes(to writer: inout SegmentWriter) throws(LedeError) {
        try writer.file.begin(SectionTag("HASH"))
        var hashes: [UInt64] = []
        for (source, list) in zip(sources, numbers) {
            for (document, number) in list.enumerated() where number != .max {
                hashes.append(try source.reader.contentHash(of: document))
                if hashes.count == 8192 {
                    try writer.appendHashes(hashes)
                    hashes.removeAll(keepingCapacity: true)
                }
            }
        }
        try writer.appendHashes(hashes)
        writer.file.end()
    }

    /// Copies the signatures, where those of all documents are known and wanted.
    private func mergeSignatures(to file: inout SectionedFileWriter) throws(LedeError) {
        guard schema.signatures, sources.allSatisfy({ $0.reader.signatures != nil }) else { return }
        try file.begin(SectionTag("SIGN"))
        for (source, list) in zip(sources, numbers) {
            guard let signatures = source.reader.signatures else { continue }
            var bytes = ByteWriter(capacity: DocumentSignature.slotCount * list.count)
            for (document, number) in list.enumerated() where number != .max { bytes.append(signatures[document]) }
            try file.write(bytes.bytes)
        }
        file.end()
    }

    /// What is stored of a field: stored documents are taken over as they are. Segments that do not say, from before
    /// format 0.3, are taken to store what the schema says.
    private func storage(of field: Field) -> FieldStorage {
        let kinds = Set(sources.map { $0.reader.storage(of: field.name) ?? FieldStorage(isStored: field.isStored) })
        return kinds.count == 1 ? kinds.first ?? .some : .some
    }

    private func mergeText(_ field: Field, at ordinal: Int, to file: inout SectionedFileWriter) throws(LedeError) {
        var norms = [UInt8](repeating: 0, count: documentCount)
        for (source, list) in zip(sources, numbers) {
            guard let old = try source.reader.field(field.name)?.norms else { continue }
            for (document, number) in list.enumerated() where number != .max { norms[Int(number)] = old[document] }
        }
        var length = 0
        var withField = 0
        for norm in norms where norm > 0 {
            length += SmallFloat.decode(norm)
            withField += 1
        }
        let average = withField > 0 ? Float(length) / Float(withField) : 1
        let postings = try FieldPostingsWriter(field: ordinal, norms: norms, averageLength: average, to: &file)
        var frequent = FrequentWords(pairs, documentsWithField: withField)
        let forms = mergesForms(of: field) ? FormListsWriter(file.scratch) : nil
        try mergePostings(field, postings, documentsWithField: withField, to: &file, forms) { frequent.note($0, $1) }
        try forms?.finish(field: ordinal, to: &file)
        try PairListsWriter(frequent, pairs)?.write(
            field: ordinal, norms: norms, averageLength: average, documentsWithField: withField, to: &file
        ) { (words, gatherer) throws(LedeError) in try pair(words, of: field, into: &gatherer) }
        try mergeEnds(
            field, at: ordinal, norms: norms, averageLength: average, documentsWithField: withField, to: &file)
    }

    /// Whether the field has forms, and those of all documents are known.
    private func mergesForms(of field: Field) -> Bool {
        guard field.textAnalyzer?.changesWords ?? false else { return false }
        return sources.allSatisfy { source in
            guard let reader = source.reader.field(field.name), reader.field.type == field.type else { return true }
            return reader.forms != nil
        }
    }

    /// Joins the ends of sentences and paragraphs, unless those of some documents are not known.
    private func mergeEnds(
        _ field: Field, at ordinal: Int, norms: [UInt8], averageLength: Float, documentsWithField: Int,
        to file: inout SectionedFileWriter
    ) throws(LedeError) {
        let readers = sources.map { source in
            source.reader.field(field.name).flatMap { $0.field.type == field.type ? $0 : nil }
        }
        guard readers.allSatisfy({ $0 == nil || $0?.ends != nil }) else { return }
        var writer = try FieldPostingsWriter(
            .ends, of: ordinal, norms: norms, averageLength: averageLength, to: &file)
        for isParagraph in [true, false] {
            for (reader, list) in zip(readers, numbers) {
                guard let cursor = try reader?.ends?.postings(ofParagraphs: isParagraph) else { continue }
                try copy(cursor, list, to: writer.encoder)
            }
            try EndLists.term(ofParagraphs: isParagraph).withBytes { (bytes) throws(LedeError) in
                _ = try writer.finishTerm(bytes, to: &file)
            }
        }
        try writer.finish(documentsWithField: documentsWithField, to: &file)
    }

    /// Goes through the frequent words of all sources again, since those of one source need not be those of another.
    private func pair(
        _ words: [[UInt8]], of field: Field, into gatherer: inout PairGatherer
    ) throws(LedeError) {
        for (source, list) in zip(sources, numbers) {
            guard let reader = source.reader.field(field.name), reader.field.type == field.type else { continue }
            try gatherer.add(try reader.streams(of: words)) { list[Int($0)] }
        }
    }

    private func mergeKeyword(_ field: Field, at ordinal: Int, to file: inout SectionedFileWriter) throws(LedeError) {
        let isID = field.name == Schema.idField
        var column = KeywordColumnWriter()
        defer { column.deallocate() }
        if !isID {
            for (source, list) in zip(sources, numbers) {
                let old = try source.reader.field(field.name)?.keywords
                for (document, number) in list.enumerated() where number != .max {
                    try column.add(document, of: old)
                }
            }
        }
        let withField = isID ? documentCount : column.documentsWithField
        let postings = try FieldPostingsWriter(field: ordinal, norms: nil, isID: isID, to: &file)
        try mergePostings(field, postings, documentsWithField: withField, to: &file)
        if !isID { try file.section(SectionTag("KCOL", field: ordinal), column.encoded) }
    }

    private func mergeNumbers(_ field: Field, at ordinal: Int, to file: inout SectionedFileWriter) throws(LedeError) {
        var values: [Int64?] = []
        for (source, list) in zip(sources, numbers) {
            let column = try source.reader.field(field.name)?.numbers
            for (document, number) in list.enumerated() where number != .max { values.append(column?[document]) }
        }
        try file.section(SectionTag("NCOL", field: ordinal), NumericColumn.encode(values))
    }

    /// Walks the terms of all sources side by side and joins the postings of equal ones.
    private func mergePostings(
        _ field: Field, _ postings: FieldPostingsWriter, documentsWithField: Int, to file: inout SectionedFileWriter,
        _ forms: FormListsWriter? = nil, _ note: (UnsafeRawBufferPointer, TermEntry) -> Void = { _, _ in }
    ) throws(LedeError) {
        struct Input {
            let source: Int
            let field: FieldReader
            var cursor: TermCursor
        }
        var postings = postings
        var inputs: [Input] = []
        for (index, source) in sources.enumerated() {
            guard let reader = source.reader.field(field.name), reader.field.type == field.type,
                let terms = reader.terms
            else { continue }
            var input = Input(source: index, field: reader, cursor: try TermCursor(terms))
            if try input.cursor.advance() { inputs.append(input) }
        }
        while !inputs.isEmpty {
            var least = inputs[0].cursor.term
            for input in inputs.dropFirst() where input.cursor.term.lexicographicallyPrecedes(least) {
                least = input.cursor.term
            }
            var ended = false
            var merging = FormsMerge(least)
            for index in inputs.indices where inputs[index].cursor.term == least {
                let input = inputs[index]
                if let cursor = try input.field.postings(input.cursor.entry) {
                    try copy(cursor, numbers[input.source], to: postings.encoder)
                    if forms != nil {
                        let known = try input.field.forms?.forms(of: input.cursor.place, least, input.cursor.entry)
                        merging.add(cursor, known, numbers[input.source])
                    }
                }
                if !(try inputs[index].cursor.advance()) { ended = true }
            }
            if ended { inputs.removeAll { $0.cursor.isAtEnd } }
            try least.withBytes { (bytes) throws(LedeError) in
                guard let entry = try postings.finishTerm(bytes, to: &file) else { return }
                note(bytes, entry)
                if let forms { try merging.write(bytes, entry, to: forms) }
            }
        }
        try postings.finish(documentsWithField: documentsWithField, to: &file)
    }

    private func copy(
        _ cursor: PostingsCursor, _ numbers: [UInt32], to encoder: PostingsEncoder
    ) throws(LedeError) {
        let positions = cursor.hasFrequencies ? PositionsReader(cursor) : nil
        for block in 0..<cursor.blockCount {
            try cursor.load(block)
            try cursor.loadFrequencies()
            for index in 0..<cursor.count {
                let number = numbers[Int(cursor.documents[index])]
                if number == .max { continue }
                encoder.add(document: number, frequency: cursor.frequencies[index])
                if let positions {
                    try positions.read(documentAt: index)
                    for place in 0..<positions.count { encoder.add(position: positions.positions[place]) }
                    encoder.endDocument()
                }
            }
        }
    }

    /// Copies blocks that are wholly live and use the same names as they are; stores the documents of others anew.
    private func mergeDocuments(to writer: inout SegmentWriter) throws(LedeError) {
        var store = DocStoreWriter()
        var names = StoredDocument.Names()
        try writer.file.begin(SectionTag("DOCS"))
        for (source, list) in zip(sources, numbers) {
            let documents = source.reader.documents
            let mapping = documents.names.names.map { names.index(of: $0) }
            let keepsNames = mapping == Array(mapping.indices)
            for block in 0..<documents.blockCount {
                let range = try documents.documents(of: block)
                let stored = try documents.compressed(block)
                if keepsNames, stored.rawSize >= DocStoreWriter.blockBytes, !list[range].contains(.max) {
                    store.add(compressed: stored.bytes, rawSize: stored.rawSize, documents: range.count)
                } else {
                    try documents.read(block) { (document, reader) throws(LedeError) in
                        if list[document] != .max {
                            store.add(
                                try StoredDocument.decode(&reader, names: documents.names), names: &names)
                        }
                        return true
                    }
                }
                try store.drain(to: &writer.file)
            }
        }
        try writer.finishDocuments(&store, names: names)
    }
}
