/// The forms of one term in several segments, on their way to a merged one.
struct FormsMerge {
    private struct Source {
        let scan: PostingsScan
        let entry: TermEntry
        /// Nil where the term is its only form.
        let forms: TermForms?
        /// For each of its forms the place among all.
        let places: [UInt32]
    }

    private let term: [UInt8]
    private var sources: [Source] = []
    private var forms: [(form: [UInt8], count: Int)] = []

    init(_ term: [UInt8]) { self.term = term }

    /// Adds the forms that a segment has.
    /// - Parameter known: nil where the term is its only form there.
    mutating func add(_ scan: PostingsScan, _ entry: TermEntry, _ known: TermForms?) {
        var places: [UInt32] = []
        for form in known?.forms ?? [term] {
            if let place = forms.firstIndex(where: { $0.form == form }) {
                places.append(UInt32(place))
            } else {
                places.append(UInt32(forms.count))
                forms.append((form, 0))
            }
        }
        sources.append(Source(scan: scan, entry: entry, forms: known, places: places))
    }

    /// Writes the forms of the live documents.
    /// - Parameter occurrences: memory for those of a term that has not very many, so that they are read only once.
    mutating func write(
        _ bytes: UnsafeRawBufferPointer, _ entry: TermEntry, _ occurrences: FormOccurrences, to writer: FormListsWriter
    ) throws(LedeError) {
        occurrences.removeAll(forms: forms.count, expecting: entry.totalFrequency)
        if forms.count == 1 {
            forms[0].count = entry.totalFrequency
        } else {
            try forEachPart { (part) in occurrences.append(part) }
            for place in forms.indices { forms[place].count = occurrences.count(ofForm: place) }
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
            guard var stream = source.forms?.stream, source.places.count > 1 else {
                try source.scan.forEachPart(of: source.entry, .same(source.places[0])) {
                    (part) throws(LedeError) in body(part)
                }
                continue
            }
            stream.restart()
            let places = source.places
            // As in the first segment that has the term.
            let areSame = places.indices.allSatisfy { places[$0] == $0 }
            try source.scan.forEachPart(of: source.entry, .stream(stream)) {
                (part) throws(LedeError) in
                var greatest: UInt32 = 0
                for index in 0..<part.valueCount { greatest = max(greatest, part.values[index]) }
                guard greatest < places.count else { throw stream.malformed() }
                if !areSame {
                    for index in 0..<part.valueCount { part.values[index] = places[Int(part.values[index])] }
                }
                body(part)
            }
        }
    }
}

/// The occurrences of a term in the documents that have it, each with the place of its form: how many of each form there are,
/// and all of them, as far as there is room.
final class FormOccurrences {
    private static let capacity = 1 << 15

    private let frequencies = FixedBuffer<UInt32>.uninitialized(capacity)
    private let forms = FixedBuffer<UInt32>.uninitialized(capacity)
    private var documents = 0
    private var count = 0
    /// Whether all of them are there.
    private var areComplete = false
    /// Four for each form, in turn: most are the first form, and its counter would have to be written before it is read again.
    private var counters = FixedBuffer<Int>.uninitialized(64)

    deinit {
        frequencies.deallocate()
        forms.deallocate()
        counters.deallocate()
    }

    /// Begins a term.
    func removeAll(forms: Int, expecting count: Int) {
        (documents, self.count) = (0, 0)
        areComplete = count <= Self.capacity
        if 4 * forms > counters.count { counters = counters.grown(to: 8 * forms) }
        counters.fill(0..<4 * forms, with: 0)
    }

    func append(_ part: PostingsScan.Part) {
        let (counters, values) = (counters, part.values)
        for index in 0..<part.valueCount { counters[4 &* Int(values[index]) &+ (index & 3)] &+= 1 }
        areComplete =
            areComplete && part.isWhole && documents + part.count <= Self.capacity
            && count + part.valueCount <= Self.capacity
        if !areComplete { return }
        frequencies.update(at: documents, from: part.frequencies, 0..<part.count)
        forms.update(at: count, from: values, 0..<part.valueCount)
        documents += part.count
        count += part.valueCount
    }

    func count(ofForm place: Int) -> Int { (4 * place..<4 * place + 4).reduce(0) { $0 + counters[$1] } }

    /// Gives them to a writer.
    /// - Returns: false, and does nothing, where some are missing.
    func write(to writer: FormListsWriter) -> Bool {
        if areComplete { writer.add(frequencies: frequencies, count: documents, forms: forms, from: 0) }
        return areComplete
    }
}
