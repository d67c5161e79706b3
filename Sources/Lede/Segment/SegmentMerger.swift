import Synchronization

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
    /// For each source, the new numbers of its documents.
    private let numbers: [DocumentNumbers]
    private let documentCount: Int
    private let memoryBytes: Int
    private let threads: Int
    /// The files of the sources, for the thread that merges, and for another one beside it.
    private let files: FileReleases
    private let otherFiles: FileReleases

    /// - Parameters:
    ///   - memoryBytes: how much memory the merge may take, about; beside it, a byte for each document of the new segment.
    ///   - processBytes: how much the process may come to take, with the pages of files that it has mapped.
    ///   - threads: how many threads may work side by side; more than two are not used.
    package init(
        _ sources: [Source], schema: Schema, pairs: PairOptions? = nil,
        memoryBytes: Int = ScratchSpace.defaultMemoryBytes, processBytes: Int = .max,
        threads: Int = 1
    ) {
        self.sources = sources
        self.schema = schema
        self.memoryBytes = memoryBytes
        var mapped: [MappedFile] = []
        for source in sources { mapped.append(source.reader.file.file) }
        self.threads = threads
        let everyBytes = max(1 << 20, memoryBytes / 16 / min(2, threads))
        files = FileReleases(of: mapped, everyBytes: everyBytes, processBytes: processBytes)
        otherFiles = FileReleases(of: mapped, everyBytes: everyBytes, processBytes: processBytes)
        self.pairs = pairs ?? PairOptions(limit: schema.frequentWords, memoryBytes: memoryBytes)
        var next = 0
        var numbers: [DocumentNumbers] = []
        for source in sources {
            numbers.append(
                DocumentNumbers(
                    documentCount: source.reader.documentCount, live: source.live, first: UInt32(next)))
            next += numbers[numbers.count - 1].liveCount
        }
        self.numbers = numbers
        documentCount = next
    }

    /// Writes the merged segment. There is at least one live document.
    /// - Returns: its name.
    package func write(
        to directory: any Directory, temporaryName: String, isCancelled: () -> Bool = { false }
    ) throws(LedeError) -> String {
        try verify()
        return try SegmentWriter.write(in: directory, temporaryName: temporaryName, memoryBytes: memoryBytes) {
            (writer) throws(LedeError) in try write(to: &writer, isCancelled)
        }
    }

    /// Compares the checksums of the sources.
    private func verify() throws(LedeError) {
        let problem = Mutex<LedeError?>(nil)
        let sources = sources
        forEachConcurrently(sources.count, threads: threads) { index in
            if problem.withLock({ $0 != nil }) { return }
            let file = sources[index].reader.file
            if let found = file.problems().first { problem.withLock { $0 = $0 ?? found } }
            file.file.release()
        }
        if let problem = problem.withLock({ $0 }) { throw problem }
    }

    private func write(to writer: inout SegmentWriter, _ isCancelled: () -> Bool) throws(LedeError) -> String {
        for (index, field) in schema.fields.enumerated() {
            switch field.type {
            case .text: try mergeText(field, at: index, to: &writer.file)
            case .keyword: try mergeKeyword(field, at: index, to: &writer.file)
            case .date, .integer, .double: try mergeNumbers(field, at: index, to: &writer.file)
            }
            if isCancelled() { throw .writerClosed("the merge was cancelled") }
            files.release()
        }
        try mergeDocuments(to: &writer)
        try mergeHashes(to: &writer)
        try mergeSignatures(to: &writer.file)
        files.release()
        return try writer.finish(
            fields: schema.fields, storage: schema.fields.map(storage), documentCount: documentCount)
    }

    private func mergeHashes(to writer: inout SegmentWriter) throws(LedeError) {
        try writer.file.begin(SectionTag("HASH"))
        var hashes: [UInt64] = []
        for (source, list) in zip(sources, numbers) {
            for document in 0..<list.count where list[document] != .max {
                hashes.append(try source.reader.contentHash(of: document))
                if hashes.count == 8192 {
                    try writer.appendHashes(hashes)
                    files.note(8 * hashes.count)
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
            var bytes = ByteWriter()
            for document in 0..<list.count where list[document] != .max {
                bytes.append(signatures[document])
                if bytes.count >= 64 << 10 {
                    try file.write(bytes.bytes)
                    files.note(bytes.count)
                    bytes.removeAll()
                }
            }
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
            for document in 0..<list.count where list[document] != .max {
                norms[Int(list[document])] = old[document]
            }
            files.note(list.count)
        }
        var length = 0
        var withField = 0
        for norm in norms where norm > 0 {
            length += SmallFloat.decode(norm)
            withField += 1
        }
        let average = withField > 0 ? Float(length) / Float(withField) : 1
        let postings = try FieldPostingsWriter(
            field: ordinal, documentCount: documentCount, norms: norms, averageLength: average, to: &file)
        var frequent = FrequentWords(pairs, documentsWithField: withField)
        let forms = try mergePostingsAndForms(field, postings, documentsWithField: withField, to: &file) {
            (term, entry) in frequent.note(term, entry)
        }
        try forms?.finish(field: ordinal, to: &file)
        try PairListsWriter(frequent, pairs)?.write(
            field: ordinal, norms: norms, averageLength: average, documentsWithField: withField, to: &file
        ) { pairs(of: $0, field) }
        try mergeEnds(
            field, at: ordinal, norms: norms, averageLength: average, documentsWithField: withField, to: &file)
    }

    /// Joins the postings of a text field, and its forms, if it has any; by two threads where there are two.
    /// - Returns: what has the forms.
    private func mergePostingsAndForms(
        _ field: Field, _ postings: FieldPostingsWriter, documentsWithField: Int, to file: inout SectionedFileWriter,
        _ note: (UnsafeRawBufferPointer, TermEntry) -> Void
    ) throws(LedeError) -> FormListsWriter? {
        let readers = fields(field)
        guard mergesForms(of: field) else {
            try mergePostings(readers, postings, documentsWithField: documentsWithField, to: &file) {
                (terms, bytes, entry) throws(LedeError) in if let entry { note(bytes, entry) }
            }
            return nil
        }
        let isAlone = threads == 1
        let forms = FormListsMerge(readers, numbers, isAlone ? files : otherFiles, file.scratch)
        let other = isAlone ? nil : ConcurrentFormListsMerge(forms, of: readers)
        do throws(LedeError) {
            try mergePostings(readers, postings, documentsWithField: documentsWithField, to: &file) {
                (terms, bytes, entry) throws(LedeError) in
                if let entry { note(bytes, entry) }
                if let other {
                    other.add(entry)
                } else if let entry {
                    try forms.add(terms, entry)
                }
            }
        } catch {
            _ = try? other?.finish()
            throw error
        }
        return try other?.finish() ?? forms.writer
    }

    /// A field in each of the sources; nil where one has none, or another of that name.
    private func fields(_ field: Field) -> [FieldReader?] {
        sources.map { source in
            source.reader.field(field.name).flatMap { $0.field.type == field.type ? $0 : nil }
        }
    }

    /// Whether the field has forms, and those of all documents are known.
    private func mergesForms(of field: Field) -> Bool {
        guard field.textAnalyzer?.changesWords ?? false else { return false }
        return fields(field).allSatisfy { $0 == nil || $0?.forms != nil }
    }

    /// Joins the ends of sentences and paragraphs, unless those of some documents are not known.
    private func mergeEnds(
        _ field: Field, at ordinal: Int, norms: [UInt8], averageLength: Float, documentsWithField: Int,
        to file: inout SectionedFileWriter
    ) throws(LedeError) {
        let readers = fields(field)
        guard readers.allSatisfy({ $0 == nil || $0?.ends != nil }) else { return }
        var writer = try FieldPostingsWriter(
            .ends, of: ordinal, norms: norms, averageLength: averageLength, to: &file)
        for isParagraph in [true, false] {
            for (reader, list) in zip(readers, numbers) {
                guard let ends = reader?.ends, let entry = try ends.entry(ofParagraphs: isParagraph) else { continue }
                try ends.scan(list).forEachPart(of: entry) { (part) throws(LedeError) in
                    try writer.encoder.add(part)
                }
                files.note(2 * entry.totalFrequency)
            }
            try EndLists.term(ofParagraphs: isParagraph).withBytes { (bytes) throws(LedeError) in
                _ = try writer.finishTerm(bytes, to: &file)
            }
        }
        try writer.finish(documentsWithField: documentsWithField, to: &file)
    }

    private func pairs(of words: [FrequentWords.Word], _ field: Field) -> PairsMerge {
        let pairs = PairsMerge(words, files)
        for (reader, list) in zip(fields(field), numbers) {
            if let reader { pairs.add(reader, list) }
        }
        return pairs
    }

    private func mergeKeyword(_ field: Field, at ordinal: Int, to file: inout SectionedFileWriter) throws(LedeError) {
        if field.name == Schema.idField { return try mergeIDs(field, at: ordinal, to: &file) }
        var columns: [(KeywordColumn?, DocumentNumbers)] = []
        for (source, list) in zip(sources, numbers) {
            columns.append((try source.reader.field(field.name)?.keywords, list))
            // The checksums were looked at.
            files.note(columns.last?.0?.region.count ?? 0)
        }
        let column = try KeywordColumnMerge(columns, files, file.scratch)
        let postings = try FieldPostingsWriter(
            field: ordinal, documentCount: documentCount, norms: nil, to: &file)
        try mergePostings(fields(field), postings, documentsWithField: column.documentsWithField, to: &file)
        try column.write(SectionTag("KCOL", field: ordinal), to: &file)
    }

    private func mergeIDs(_ field: Field, at ordinal: Int, to file: inout SectionedFileWriter) throws(LedeError) {
        // For each id of each source its place among the new ones, or of those that are gone, none.
        let places = sources.indices.map { SpilledBytes(file.scratch, .ids, $0, of: sources.count) }
        var idCount: UInt32 = 0
        let postings = try FieldPostingsWriter(
            field: ordinal, documentCount: documentCount, norms: nil, isUnique: true, to: &file)
        try mergePostings(fields(field), postings, documentsWithField: nil, to: &file) {
            (terms, _, entry) throws(LedeError) in
            for holder in terms.holders { try places[holder].append(little: entry == nil ? UInt32.max : idCount) }
            if entry != nil { idCount += 1 }
        }
        try withRegions(of: places[...]) { (regions) throws(LedeError) in
            try IDColumn.write(documentCount: documentCount, to: &file) { (body) throws(LedeError) in
                for (index, (source, list)) in zip(sources, numbers).enumerated() {
                    try source.reader.ids.verify()
                    for document in 0..<list.count where list[document] != .max {
                        let old = Int(clamping: source.reader.ids.place(of: document))
                        try body(min(idCount, try regions[index].load(UInt32.self, at: 4 * old)))
                        files.note(FileReleases.randomReadBytes, regions[index].file)
                    }
                }
            }
        }
    }

    /// Takes all of some bytes that were put aside.
    private func withRegions(
        of spilled: ArraySlice<SpilledBytes>, _ regions: [ByteRegion] = [],
        _ body: ([ByteRegion]) throws(LedeError) -> Void
    ) throws(LedeError) {
        guard let first = spilled.first else { return try body(regions) }
        try first.take { (region) throws(LedeError) in
            try withRegions(of: spilled.dropFirst(), regions + [region], body)
        }
    }

    private func mergeNumbers(_ field: Field, at ordinal: Int, to file: inout SectionedFileWriter) throws(LedeError) {
        var columns: [NumericColumn?] = []
        for source in sources {
            columns.append(try source.reader.field(field.name)?.numbers)
            files.note(8 * source.reader.documentCount)
        }
        try NumericColumn.write(SectionTag("NCOL", field: ordinal), count: documentCount, to: &file) {
            (body) throws(LedeError) in
            for (column, list) in zip(columns, numbers) {
                for document in 0..<list.count where list[document] != .max {
                    try body(column?[document])
                    files.note(8)
                }
            }
        }
    }

    /// Joins the postings of the terms of a field.
    ///
    /// - Parameters:
    ///   - documentsWithField: nil for as many as there are terms, each in one document.
    ///   - note: called with each term, its bytes, and what was written of it, if anything.
    private func mergePostings(
        _ fields: [FieldReader?], _ postings: FieldPostingsWriter, documentsWithField: Int?,
        to file: inout SectionedFileWriter,
        _ note: (TermsMerge, UnsafeRawBufferPointer, TermEntry?) throws(LedeError) -> Void = {
            (_, _, _) throws(LedeError) in
        }
    ) throws(LedeError) {
        var postings = postings
        var scans: [PostingsScan?] = []
        for (field, list) in zip(fields, numbers) { scans.append(field?.scan(list)) }
        var terms = try TermsMerge(fields)
        while try terms.advance() {
            for source in terms.holders {
                let entry = terms.entry(of: source)
                files.note(terms.term.count + 2 * entry.totalFrequency)
                try scans[source]?.forEachPart(of: entry) { (part) throws(LedeError) in
                    try postings.encoder.add(part)
                }
            }
            if documentsWithField == nil, postings.encoder.documentCount > 1, let last = terms.holders.last,
                let region = fields[last]?.terms?.region
            {
                throw region.corrupt("an id leads to \(postings.encoder.documentCount) documents that are live")
            }
            try terms.term.withBytes { (bytes) throws(LedeError) in
                let entry = try postings.finishTerm(bytes, to: &file)
                try note(terms, bytes, entry)
            }
        }
        try postings.finish(documentsWithField: documentsWithField ?? postings.termCount, to: &file)
    }

    /// Copies blocks that are wholly live and use the same names as they are; stores the documents of others anew.
    private func mergeDocuments(to writer: inout SegmentWriter) throws(LedeError) {
        var store = DocStoreWriter()
        let names = try NamesMerge(sources.map(\.reader.documents.names), schema, files, writer.file.scratch)
        try writer.file.begin(SectionTag("DOCS"))
        try names.take { (number) throws(LedeError) in
            for (index, (source, list)) in zip(sources, numbers).enumerated() {
                let documents = source.reader.documents
                for block in 0..<documents.blockCount {
                    let range = try documents.documents(of: block)
                    let stored = try documents.compressed(block)
                    if names.keepsNumbers[index], stored.rawSize >= DocStoreWriter.blockBytes, list.areLive(range) {
                        store.add(compressed: stored.bytes, rawSize: stored.rawSize, documents: range.count)
                    } else {
                        try documents.read(block) { (document, reader) throws(LedeError) in
                            guard list[document] != .max else { return true }
                            let region = reader.region
                            try store.add { (output) throws(LedeError) in
                                try StoredDocument.renumber(&reader, to: &output) { (name) throws(LedeError) in
                                    guard name < documents.names.count else {
                                        throw region.corrupt(
                                            "a value has the name \(name) of \(documents.names.count)")
                                    }
                                    return try number(index, name)
                                }
                            }
                            return true
                        }
                    }
                    try store.drain(to: &writer.file)
                    files.note(stored.bytes.count)
                }
            }
        }
        try store.finish(to: &writer.file)
        try names.write(to: &writer.file)
    }
}
