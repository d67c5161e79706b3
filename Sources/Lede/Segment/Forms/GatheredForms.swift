/// The forms of the terms of documents that are being buffered. A form belongs to one term, as the term is made of it.
struct GatheredForms {
    private let chain: TokenFilterChain
    private var forms = ByteTable()
    /// For each form its number among those of its term, and the form of the term before it, plus 1.
    private var numbers: [UInt32] = []
    private var previous: [UInt32] = []
    /// For each term the last of its forms, plus 1.
    private var last: [UInt32] = []
    /// For each word, in the order in which they were met, its form.
    private var wordForms: [UInt32] = []
    private var form: [UInt8] = []

    init(_ analyzer: Analyzer) { chain = analyzer.makeFormChain() }

    func deallocate() { forms.deallocate() }

    var byteCount: Int { forms.byteCount + 2 * numbers.grownBytes + last.grownBytes + wordForms.grownBytes }

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
        wordForms.append(UInt32(ordinal))
    }

    /// The number of the form of a word among those of its term.
    @inline(__always)
    func number(ofWord word: Int) -> UInt32 { numbers[Int(wordForms[word])] }

    /// How often each form occurs.
    /// - Parameter words: how often each word does.
    func counts(words: FixedBuffer<UInt32>) -> [Int] {
        var counts = [Int](repeating: 0, count: forms.count)
        for (word, form) in wordForms.enumerated() { counts[Int(form)] += Int(words[word]) }
        return counts
    }

    /// Writes the forms of a term that was written.
    ///
    /// - Parameters:
    ///   - counts: how often each form occurs.
    ///   - occurrences: tells the writer the form of each occurrence, where there are several.
    func write(
        _ term: Int, _ bytes: UnsafeRawBufferPointer, _ entry: TermEntry, counts: [Int], to writer: FormListsWriter,
        occurrences: () -> Void
    ) throws(LedeError) {
        var found: [(form: [UInt8], count: Int)] = []
        var next = term < last.count ? last[term] : 0
        while next != 0 {
            let form = Int(next) - 1
            found.append((Array(forms.bytes(of: form)), counts[form]))
            next = previous[form]
        }
        found.reverse()
        try writer.add(bytes, entry, forms: found, occurrences: occurrences)
    }
}
