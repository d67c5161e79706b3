/// The forms of one term in several segments, on their way to a merged one.
struct FormsMerge {
    private struct Source {
        let scan: PostingsScan
        let entry: TermEntry
        /// Nil where the term is its only form.
        let forms: TermForms?
        let numbers: DocumentNumbers
        /// For each of its forms the place among all.
        let places: [UInt32]
    }

    private let term: [UInt8]
    private var sources: [Source] = []
    private var forms: [(form: [UInt8], count: Int)] = []

    init(_ term: [UInt8]) { self.term = term }

    /// Adds the forms that a segment has.
    /// - Parameter known: nil where the term is its only form there.
    mutating func add(_ scan: PostingsScan, _ entry: TermEntry, _ known: TermForms?, _ numbers: DocumentNumbers) {
        var places: [UInt32] = []
        for form in known?.forms ?? [term] {
            if let place = forms.firstIndex(where: { $0.form == form }) {
                places.append(UInt32(place))
            } else {
                places.append(UInt32(forms.count))
                forms.append((form, 0))
            }
        }
        sources.append(Source(scan: scan, entry: entry, forms: known, numbers: numbers, places: places))
    }

    /// Writes the forms of the live documents.
    /// - Parameter occurrences: memory for those of a term that has not very many, so that they are read only once.
    mutating func write(
        _ bytes: UnsafeRawBufferPointer, _ entry: TermEntry, _ occurrences: FormOccurrences, to writer: FormListsWriter
    ) throws(LedeError) {
        var occurrences = occurrences
        occurrences.removeAll(expecting: entry.totalFrequency)
        if forms.count == 1 {
            forms[0].count = entry.totalFrequency
        } else {
            var counts = [Int](repeating: 0, count: forms.count)
            try forEachPart { (part) in
                for index in 0..<part.valueCount { counts[Int(part.values[index])] += 1 }
                occurrences.append(part)
            }
            for place in forms.indices { forms[place].count = counts[place] }
        }
        try writer.add(bytes, entry, forms: forms) { () throws(LedeError) in
            if occurrences.write(to: writer) { return }
            try forEachPart { (part) in
                if part.isWhole {
                    writer.add(frequencies: part.frequencies, count: part.count, forms: part.values, from: 0)
                } else {
                    if part.beginsDocument { writer.startDocument() }
                    writer.add(part.values, 0..<part.valueCount)
                }
            }
        }
    }

    /// Goes through the documents of all segments with the place of the form of each occurrence.
    private func forEachPart(_ body: (PostingsScan.Part) -> Void) throws(LedeError) {
        for source in sources {
            guard let stream = source.forms?.stream, source.places.count > 1 else {
                try source.scan.forEachPart(of: source.entry, source.numbers, .same(source.places[0])) {
                    (part) throws(LedeError) in body(part)
                }
                continue
            }
            stream.restart()
            let places = source.places
            try source.scan.forEachPart(of: source.entry, source.numbers, .stream(stream)) {
                (part) throws(LedeError) in
                for index in 0..<part.valueCount {
                    let form = Int(part.values[index])
                    guard form < places.count else { throw stream.malformed() }
                    part.values[index] = places[form]
                }
                body(part)
            }
        }
    }
}

/// The occurrences of a term in the documents that have it, each with the place of its form, as far as there is room.
///
/// It is a view, like ``FixedBuffer``: whoever makes it deallocates it.
struct FormOccurrences {
    private static let capacity = 1 << 15

    private let frequencies = FixedBuffer<UInt32>.uninitialized(capacity)
    private let forms = FixedBuffer<UInt32>.uninitialized(capacity)
    private var documents = 0
    private var count = 0
    /// Whether all of them are there.
    private var areComplete = false

    func deallocate() {
        frequencies.deallocate()
        forms.deallocate()
    }

    /// Begins a term.
    mutating func removeAll(expecting count: Int) {
        (documents, self.count) = (0, 0)
        areComplete = count <= Self.capacity
    }

    mutating func append(_ part: PostingsScan.Part) {
        areComplete =
            areComplete && part.isWhole && documents + part.count <= Self.capacity
            && count + part.valueCount <= Self.capacity
        if !areComplete { return }
        frequencies.update(at: documents, from: part.frequencies, 0..<part.count)
        forms.update(at: count, from: part.values, 0..<part.valueCount)
        documents += part.count
        count += part.valueCount
    }

    /// Gives them to a writer.
    /// - Returns: false, and does nothing, where some are missing.
    func write(to writer: FormListsWriter) -> Bool {
        if areComplete { writer.add(frequencies: frequencies, count: documents, forms: forms, from: 0) }
        return areComplete
    }
}
