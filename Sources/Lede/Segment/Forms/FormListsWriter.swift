/// Writes the forms of the terms of a field, a term at a time in their order; ``FormLists`` describes the bytes.
final class FormListsWriter {
    private let output: SpilledBytes
    private let scratch: ScratchSpace?
    private var index = ByteWriter()
    private var place = 0
    private var bits: UInt32 = 0
    private var blockStart = 0

    /// The rank of each form by the number that the caller knows it by, while a term is being written.
    private var ranks = FixedBuffer<UInt32>.uninitialized(16)
    private let block = FixedBuffer<UInt32>.block()
    private var inBlock = 0
    private var data = ByteWriter()
    private var starts = ByteWriter()
    private var documents = 0
    private let places: SortedTexts

    /// - Parameter scratch: where what does not fit into some megabytes of memory is put until the end.
    init(_ scratch: ScratchSpace?) {
        self.scratch = scratch
        output = SpilledBytes(scratch, .forms)
        places = SortedTexts(scratch, .formRuns)
    }

    deinit {
        block.deallocate()
        ranks.deallocate()
    }

    /// Adds a term that only has itself as a form.
    func addPlain() { endTerm(hasForms: false) }

    /// Adds a term.
    ///
    /// - Parameters:
    ///   - forms: its forms with the number of their occurrences; those without any are left out.
    ///   - occurrences: adds all documents of the term, and the places of the forms of their occurrences. Called only where
    ///     there are several forms.
    func add(
        _ term: UnsafeRawBufferPointer, _ entry: TermEntry, forms: [(form: [UInt8], count: Int)],
        occurrences: () throws(LedeError) -> Void
    ) throws(LedeError) {
        let order = forms.indices.filter { forms[$0].count > 0 }.sorted {
            if forms[$0].count != forms[$1].count { return forms[$0].count > forms[$1].count }
            return forms[$0].form.lexicographicallyPrecedes(forms[$1].form)
        }
        if order.count == 1, forms[order[0]].form.elementsEqual(term) { return addPlain() }
        var record = ByteWriter()
        record.append(varint: order.count)
        if forms.count > ranks.count { ranks = ranks.grown(to: 2 * forms.count) }
        for (rank, index) in order.enumerated() {
            ranks[index] = UInt32(rank)
            let form = forms[index].form
            try form.withBytes { (bytes) throws(LedeError) in try places.add(bytes, number: UInt32(place)) }
            var shared = 0
            while shared < min(form.count, term.count), form[shared] == term[shared] { shared += 1 }
            record.append(varint: shared)
            record.append(varint: form.count - shared)
            record.append(contentsOf: form[shared...])
        }
        if order.count > 1 {
            (inBlock, documents) = (0, 0)
            data.removeAll()
            starts.removeAll()
            try occurrences()
            if entry.totalFrequency >= blockSize { record.append(varint: data.count) }
            if entry.documentFrequency >= blockSize { record.append(contentsOf: starts.bytes) }
            record.append(contentsOf: data.bytes)
            appendTail(width: PackedIntegers.width(of: UInt64(order.count - 1)), to: &record)
        }
        if bits == 0 { blockStart = output.count }
        var length = ByteWriter()
        length.append(varint: record.count)
        try output.append(length.bytes)
        try output.append(record.bytes)
        endTerm(hasForms: true)
    }

    private func appendTail(width: Int, to record: inout ByteWriter) {
        var bits = BitWriter()
        for place in 0..<inBlock { bits.append(block[place], width: width, to: &record) }
        bits.finish(to: &record)
    }

    /// Begins a document of the term at hand.
    func startDocument() {
        if documents % blockSize == 0 { starts.append(little: UInt32(truncatingIfNeeded: data.count)) }
        documents += 1
    }

    /// Adds occurrences in the document at hand, by the places of their forms.
    @inline(__always)
    func add(_ forms: FixedBuffer<UInt32>, _ range: Range<Int>) {
        let (block, ranks) = (block, ranks)
        var inBlock = inBlock
        for index in range {
            block[inBlock] = ranks[Int(forms[index])]
            inBlock &+= 1
            if inBlock == blockSize {
                PatchedBlock.encode(block, to: &data)
                inBlock = 0
            }
        }
        self.inBlock = inBlock
    }

    /// Adds documents of the term at hand with all their occurrences.
    ///
    /// - Parameters:
    ///   - count: how many documents there are.
    ///   - first: where the places of the forms begin in `forms`, as many as the frequencies add up to.
    func add(
        frequencies: FixedBuffer<UInt32>, count: Int, forms: FixedBuffer<UInt32>, from first: Int
    ) {
        var (done, next) = (0, first)
        while done < count {
            let part = min(blockSize - documents % blockSize, count - done)
            startDocument()
            documents += part - 1
            var past = next
            for document in done..<done + part { past &+= Int(frequencies[document]) }
            add(forms, next..<past)
            (done, next) = (done + part, past)
        }
    }

    private func endTerm(hasForms: Bool) {
        if hasForms { bits |= 1 << UInt32(place % FormLists.termsPerBlock) }
        place += 1
        if place % FormLists.termsPerBlock == 0 { endBlock() }
    }

    private func endBlock() {
        index.append(little: bits)
        index.append(little: UInt64(bits == 0 ? 0 : blockStart))
        bits = 0
    }

    /// Writes the sections.
    func finish(field: Int, to file: inout SectionedFileWriter) throws(LedeError) {
        if place % FormLists.termsPerBlock != 0 { endBlock() }
        try file.begin(SectionTag("FORM", field: field))
        try output.write(to: &file)
        file.end()
        try file.section(SectionTag("FIDX", field: field), index.bytes)
        var dictionary = TermDictionaryWriter(TermLayout(.unique, documentLimit: place), scratch)
        try places.read { (form, place) throws(LedeError) in
            let entry = TermEntry(documentFrequency: 1, totalFrequency: 1, singleDocument: place)
            try form.withBytes { (bytes) throws(LedeError) in try dictionary.add(bytes, entry) }
        }
        try dictionary.write(field: field, tags: ("FTRM", "FTIX"), documentsWithField: 0, to: &file)
    }
}
