/// Tells which occurrences of a phrase in a field of a segment have the very words that were typed.
///
/// Words that have one form only in the segment are compared once; of the others the forms of the occurrences are read.
final class FormsMatcher {
    /// A word of which some occurrences have the form.
    private final class Word {
        let place: UInt32
        let form: UInt32
        let forms: TermForms
        let cursor: PostingsCursor
        /// Where it stands; asked for in phrases only.
        lazy var positions = PositionsReader(cursor)

        init(place: Int, form: Int, _ forms: TermForms, _ cursor: PostingsCursor) {
            self.place = UInt32(place)
            self.form = UInt32(form)
            self.forms = forms
            self.cursor = cursor
        }
    }

    private let words: [Word]
    /// Whether no occurrence has the words.
    let isNone: Bool
    /// Whether there is one word only, whose occurrences need not be compared by their positions.
    let isOfOneWord: Bool
    /// Whether every occurrence has them.
    var isAll: Bool { words.isEmpty && !isNone }

    convenience init(
        _ words: BoundWords.InField, _ exact: BoundWords.ExactWords, in reader: FieldReader, segment: Int
    ) throws(LedeError) {
        var found: [Word] = []
        var isNone = exact.forms.count != words.terms.count
        for (place, term) in words.terms.enumerated() where !isNone {
            guard let entry = term.entries[segment], let position = try reader.terms?.place(of: term.text),
                let forms = try reader.forms?.forms(of: position, term.text, entry)
            else {
                isNone = term.text != exact.forms[place]
                continue
            }
            guard let form = forms.forms.firstIndex(of: exact.forms[place]) else {
                isNone = true
                continue
            }
            guard forms.forms.count > 1, let cursor = try reader.postings(entry) else { continue }
            found.append(Word(place: place, form: form, forms, cursor))
        }
        self.init(isNone ? [] : found, isNone: isNone, isOfOneWord: words.terms.count == 1)
    }

    private init(_ words: [Word], isNone: Bool, isOfOneWord: Bool) {
        self.isOfOneWord = isOfOneWord
        self.words = words
        self.isNone = isNone
    }

    /// How often a document has the one word in its form; only where occurrences are to be told apart.
    func frequency(of document: UInt32) throws(LedeError) -> UInt32 {
        guard let word = words.first, let index = try word.cursor.find(document) else { return 0 }
        try word.cursor.loadFrequencies()
        try word.forms.read(word.cursor, documentAt: index)
        let (occurrences, all, form) = (word.forms.occurrences, word.forms.count, word.form)
        var kept = 0
        for place in 0..<all { kept &+= occurrences[place] == form ? 1 : 0 }
        return UInt32(truncatingIfNeeded: kept)
    }

    /// Keeps the starts of a phrase that have the words, and the documents that have any left. The starts lie document
    /// after document, and do so no longer.
    func count(
        _ documents: FixedBuffer<UInt32>, _ counts: FixedBuffer<UInt32>, count: Int, _ starts: FixedBuffer<UInt32>
    ) throws(LedeError) -> Int {
        var (left, first) = (0, 0)
        for index in 0..<count {
            let document = documents[index]
            let all = Int(counts[index])
            var kept = isNone ? 0 : all
            for word in words where kept > 0 { kept = try keep(kept, from: first, starts, word, document) }
            first &+= all
            documents[left] = document
            counts[left] = UInt32(truncatingIfNeeded: kept)
            left &+= kept > 0 ? 1 : 0
        }
        return left
    }

    /// Keeps the starts after which a word has its form.
    private func keep(
        _ count: Int, from first: Int, _ starts: FixedBuffer<UInt32>, _ word: Word, _ document: UInt32
    ) throws(LedeError) -> Int {
        guard let index = try word.cursor.find(document) else { return 0 }
        try word.cursor.loadFrequencies()
        try word.positions.read(documentAt: index)
        try word.forms.read(word.cursor, documentAt: index)
        let (positions, past) = (word.positions.positions, word.positions.count)
        let occurrences = word.forms.occurrences
        var kept = first
        var next = 0
        for place in first..<first + count {
            let wanted = starts[place] &+ word.place
            while next < past, positions[next] < wanted { next &+= 1 }
            if next == past { break }
            starts[kept] = starts[place]
            kept &+= positions[next] == wanted && occurrences[next] == word.form ? 1 : 0
        }
        return kept - first
    }
}
