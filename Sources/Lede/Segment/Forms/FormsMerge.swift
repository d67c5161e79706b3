/// The forms of one term in several segments, on their way to a merged one.
struct FormsMerge {
    private struct Source {
        let cursor: PostingsCursor
        /// Nil where the term is its only form.
        let forms: TermForms?
        let numbers: DocumentNumbers
        /// For each of its forms the place among all.
        var places: [Int]
    }

    private let term: [UInt8]
    private var sources: [Source] = []
    private var forms: [(form: [UInt8], count: Int)] = []

    init(_ term: [UInt8]) { self.term = term }

    mutating func add(_ cursor: PostingsCursor, _ known: TermForms?, _ numbers: DocumentNumbers) {
        var places: [Int] = []
        for form in known?.forms ?? [term] {
            if let place = forms.firstIndex(where: { $0.form == form }) {
                places.append(place)
            } else {
                places.append(forms.count)
                forms.append((form, 0))
            }
        }
        sources.append(Source(cursor: cursor, forms: known, numbers: numbers, places: places))
    }

    /// Writes the forms of the live documents.
    mutating func write(
        _ bytes: UnsafeRawBufferPointer, _ entry: TermEntry, to writer: FormListsWriter
    ) throws(LedeError) {
        if sources.allSatisfy({ $0.forms == nil }) { return writer.addPlain() }
        if forms.count == 1 {
            forms[0].count = entry.totalFrequency
        } else {
            var counts = [Int](repeating: 0, count: forms.count)
            try forEachDocument(start: {}, occurrence: { counts[$0] += 1 })
            for place in forms.indices { forms[place].count = counts[place] }
        }
        try writer.add(bytes, entry, forms: forms) { () throws(LedeError) in
            try forEachDocument(start: { writer.startDocument() }, occurrence: { writer.add(form: $0) })
        }
    }

    private func forEachDocument(start: () -> Void, occurrence body: (Int) -> Void) throws(LedeError) {
        for source in sources {
            let cursor = source.cursor
            for block in 0..<cursor.blockCount {
                try cursor.load(block)
                try cursor.loadFrequencies()
                for index in 0..<cursor.count where source.numbers[Int(cursor.documents[index])] != .max {
                    start()
                    if let forms = source.forms {
                        try forms.read(cursor, documentAt: index)
                        for occurrence in 0..<forms.count { body(source.places[Int(forms.occurrences[occurrence])]) }
                    } else {
                        for _ in 0..<cursor.frequencies[index] { body(source.places[0]) }
                    }
                }
            }
        }
    }
}
