/// The forms of the terms of a field, while its segment is written. A form belongs to one term, as the term is made of it.
///
/// Words, forms and terms are numbered as strings of one table: most words are their own form, and many their own term.
///
/// It is a view, like ``FixedBuffer``: whoever makes it deallocates it.
struct GatheredForms {
    private let strings: ByteTable
    /// For each word its form.
    private let wordForms: [UInt32]
    private struct Form: BitwiseCopyable {
        /// Its number among those of its term.
        var number: UInt32 = 0
        /// The form of the term before it, plus 1.
        var previous: UInt32 = 0
        /// How often it occurs.
        var count: UInt32 = 0
    }

    private let forms: FixedBuffer<Form>
    /// For each term the last of its forms, plus 1.
    private let last: FixedBuffer<UInt32>
    /// For each term whether it has a form that is not the term. Small enough for the caches, as most have none.
    private let haveForms: FixedBuffer<Bool>
    /// The greatest of the numbers.
    private(set) var greatestNumber: UInt32 = 0

    /// How much memory it takes for each string, in bytes.
    static let bytesPerString = 17

    /// - Parameters:
    ///   - vocabulary: one that has forms.
    ///   - wordCounts: how often each of its strings occurs as a word.
    init(_ vocabulary: Vocabulary, wordCounts: FixedBuffer<UInt32>) {
        strings = vocabulary.strings
        wordForms = vocabulary.wordForms
        let wordTerms = vocabulary.wordTerms
        forms = .allocate(wordForms.count, repeating: Form())
        last = .allocate(wordForms.count, repeating: 0)
        haveForms = .allocate(wordForms.count, repeating: false)
        for word in wordForms.indices where wordCounts[word] > 0 {
            let form = Int(wordForms[word])
            if forms[form].count == 0 {
                let term = Int(wordTerms[word]) - 1
                let previous = last[term]
                let number = previous == 0 ? 0 : forms[Int(previous) - 1].number + 1
                forms[form].number = number
                forms[form].previous = previous
                last[term] = UInt32(form) + 1
                if form != term { haveForms[term] = true }
                greatestNumber = max(greatestNumber, number)
            }
            forms[form].count += wordCounts[word]
        }
    }

    func deallocate() {
        forms.deallocate()
        last.deallocate()
        haveForms.deallocate()
    }

    /// The number of the form of a word among those of its term.
    @inline(__always)
    func number(ofWord word: Int) -> UInt32 { forms[Int(wordForms[word])].number }

    /// Asks for what ``prefetchForms(of:)`` reads.
    @inline(__always)
    func prefetch(term: Int) { last.prefetch(term) }

    /// Asks for what writing a term reads first.
    @inline(__always)
    func prefetchForms(of term: Int) {
        guard haveForms[term], last[term] > 0 else { return }
        let form = Int(last[term]) - 1
        forms.prefetch(form)
        strings.prefetch(ordinal: form)
    }

    /// Writes the forms of a term that was written.
    /// - Parameter occurrences: tells the writer the form of each occurrence, where there are several.
    func write(
        _ term: Int, _ entry: TermEntry, to writer: FormListsWriter, occurrences: () -> Void
    ) throws(LedeError) {
        if !haveForms[term] { return writer.addPlain() }
        var found: [(form: [UInt8], count: Int)] = []
        var next = last[term]
        while next != 0 {
            let form = Int(next) - 1
            found.append((Array(strings.bytes(of: form)), Int(forms[form].count)))
            next = forms[form].previous
        }
        found.reverse()
        try writer.add(strings.bytes(of: term), entry, forms: found, occurrences: occurrences)
    }
}
