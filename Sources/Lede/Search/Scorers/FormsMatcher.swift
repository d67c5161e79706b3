/// Tells which occurrences of a phrase in a field of a segment have the very words that were typed.
///
/// Words that have one form only in the segment are compared once; of the others the forms of the occurrences are read.
final class FormsMatcher {
    /// A term of which some occurrences have the form that was typed.
    private final class Word {
        /// Where in the phrase it stands, and the number of the form that was typed there.
        var places: [(place: UInt32, form: UInt32)] = []
        let forms: TermForms
        let cursor: PostingsCursor
        /// Where it stands in documents; asked for in phrases only.
        lazy var positions = PositionsReader(cursor)

        init(_ forms: TermForms, _ cursor: PostingsCursor) {
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
        var known: [[UInt8]: Word] = [:]
        var isNone = exact.forms.count != words.terms.count
        for (place, term) in words.terms.enumerated() where !isNone {
            let typed = exact.forms[place]
            if let word = known[term.text] {
                if let form = word.forms.forms.firstIndex(of: typed) {
                    word.places.append((UInt32(place), UInt32(form)))
                } else {
                    isNone = true
                }
                continue
            }
            guard let entry = term.entries[segment], let position = try reader.terms?.place(of: term.text),
                let forms = try reader.forms?.forms(of: position, term.text, entry)
            else {
                isNone = term.text != typed
                continue
            }
            guard let form = forms.forms.firstIndex(of: typed) else {
                isNone = true
                continue
            }
            guard forms.forms.count > 1, let cursor = try reader.postings(entry) else { continue }
            let word = Word(forms, cursor)
            word.places.append((UInt32(place), UInt32(form)))
            found.append(word)
            if words.terms.count > 1 { known[term.text] = word }
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
        guard let word = words.first, let form = word.places.first?.form,
            let index = try word.cursor.find(document)
        else { return 0 }
        try word.cursor.loadFrequencies()
        try word.forms.read(word.cursor, documentAt: index)
        let (occurrences, all) = (word.forms.occurrences, word.forms.count)
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

    /// Keeps the starts after which a word has its forms.
    private func keep(
        _ count: Int, from first: Int, _ starts: FixedBuffer<UInt32>, _ word: Word, _ document: UInt32
    ) throws(LedeError) -> Int {
        guard let index = try word.cursor.find(document) else { return 0 }
        try word.cursor.loadFrequencies()
        try word.positions.read(documentAt: index)
        try word.forms.read(word.cursor, documentAt: index)
        let (positions, past) = (word.positions.positions, word.positions.count)
        let occurrences = word.forms.occurrences
        var left = count
        for (place, form) in word.places where left > 0 {
            var kept = first
            var next = 0
            for start in first..<first + left {
                let wanted = starts[start] &+ place
                while next < past, positions[next] < wanted { next &+= 1 }
                if next == past { break }
                starts[kept] = starts[start]
                kept &+= positions[next] == wanted && occurrences[next] == form ? 1 : 0
            }
            left = kept - first
        }
        return left
    }
}
