/// The forms of the terms of a field, while its segment is written. A form belongs to one term, as the term is made of it.
///
/// Words, forms and terms are numbered as strings of one table: most words are their own form, and many their own term.
struct GatheredForms {
    private let strings: ByteTable
    /// For each word its form.
    private let wordForms: [UInt32]
    /// For each form its number among those of its term, the form of the term before it, plus 1, and how often it occurs.
    private var numbers: [UInt32]
    private var previous: [UInt32]
    private var counts: [UInt32]
    /// For each term the last of its forms, plus 1.
    private var last: [UInt32]
    /// For each term whether it has a form that is not the term. Small enough for the caches, as most have none.
    private var haveForms: [Bool]
    /// The greatest of the numbers.
    private(set) var greatestNumber: UInt32 = 0

    /// How much memory it takes for each string, in bytes.
    static let bytesPerString = 17

    /// - Parameters:
    ///   - wordForms: of each word its form.
    ///   - wordTerms: of each word its term, plus 1.
    ///   - wordCounts: how often each word occurs.
    init(strings: ByteTable, wordForms: [UInt32], wordTerms: [UInt32], wordCounts: FixedBuffer<UInt32>) {
        self.strings = strings
        self.wordForms = wordForms
        numbers = [UInt32](repeating: 0, count: wordForms.count)
        previous = numbers
        counts = numbers
        last = numbers
        haveForms = [Bool](repeating: false, count: wordForms.count)
        for word in wordForms.indices where wordCounts[word] > 0 {
            let form = Int(wordForms[word])
            if counts[form] == 0 {
                let term = Int(wordTerms[word]) - 1
                numbers[form] = last[term] == 0 ? 0 : numbers[Int(last[term]) - 1] + 1
                previous[form] = last[term]
                last[term] = UInt32(form) + 1
                if form != term { haveForms[term] = true }
                greatestNumber = max(greatestNumber, numbers[form])
            }
            counts[form] += wordCounts[word]
        }
    }

    /// The number of the form of a word among those of its term.
    @inline(__always)
    func number(ofWord word: Int) -> UInt32 { numbers[Int(wordForms[word])] }

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
            found.append((Array(strings.bytes(of: form)), Int(counts[form])))
            next = previous[form]
        }
        found.reverse()
        try writer.add(strings.bytes(of: term), entry, forms: found, occurrences: occurrences)
    }
}
