/// The forms of the terms of documents that are being buffered. A form belongs to one term, as the term is made of it.
struct GatheredForms {
    private let chain: TokenFilterChain
    private var forms = ByteTable()
    /// For each form its number among those of its term, and the form of the term before it, plus 1.
    private var numbers: [UInt32] = []
    private var previous: [UInt32] = []
    /// For each term the last of its forms, plus 1.
    private var last: [UInt32] = []
    /// For each word, in the order in which they were met, the number of its form.
    private var wordNumbers: [UInt32] = []
    private var form: [UInt8] = []

    init(_ analyzer: Analyzer) { chain = analyzer.makeFormChain() }

    func deallocate() { forms.deallocate() }

    var byteCount: Int { forms.byteCount + 8 * numbers.capacity + 4 * last.capacity + 4 * wordNumbers.capacity }

    /// Adds a word that was not met before.
    mutating func add(_ word: UnsafeRawBufferPointer, ofTerm term: Int) {
        chain.term(for: word, into: &form)
        let (ordinal, isNew) = form.withBytes { forms.insert($0) }
        if isNew {
            while last.count <= term { last.append(0) }
            numbers.append(last[term] == 0 ? 0 : numbers[Int(last[term]) - 1] + 1)
            previous.append(last[term])
            last[term] = UInt32(ordinal) + 1
        }
        wordNumbers.append(numbers[ordinal])
    }

    /// The number of the form of a word among those of its term.
    @inline(__always)
    func number(ofWord ordinal: Int) -> UInt32 { wordNumbers[ordinal] }

    /// Writes the forms of a term that was written.
    func write(
        _ term: Int, _ bytes: UnsafeRawBufferPointer, _ entry: TermEntry, of postings: GatheredPostings,
        to writer: FormListsWriter
    ) throws(LedeError) {
        var found: [(form: [UInt8], count: Int)] = []
        var next = term < last.count ? last[term] : 0
        while next != 0 {
            found.append((Array(forms.bytes(of: Int(next) - 1)), 0))
            next = previous[Int(next) - 1]
        }
        found.reverse()
        if found.count == 1 {
            found[0].count = entry.totalFrequency
        } else if var reader = postings.reader(of: term) {
            while reader.advance() {
                for _ in 0..<reader.frequency {
                    _ = reader.position()
                    found[Int(reader.form)].count += 1
                }
            }
        }
        try writer.add(bytes, entry, forms: found) {
            guard var reader = postings.reader(of: term) else { return }
            while reader.advance() {
                writer.startDocument()
                for _ in 0..<reader.frequency {
                    _ = reader.position()
                    writer.add(form: Int(reader.form))
                }
            }
        }
    }
}
