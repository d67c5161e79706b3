/// Tells which occurrences of a phrase in a field of a segment have the very words that were typed.
///
/// Words that have one form only in the segment are compared once; of the others the forms of the occurrences are read.
final class FormsMatcher {
    /// A word of which some occurrences have the form.
    private struct Word {
        let place: UInt32
        let form: UInt32
        let forms: TermForms
        let cursor: PostingsCursor
        let positions: PositionsReader
    }

    private let words: [Word]
    /// Whether other occurrences do not match.
    let isOnly: Bool
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
            found.append(
                Word(
                    place: UInt32(place), form: UInt32(form), forms: forms, cursor: cursor,
                    positions: PositionsReader(cursor)))
        }
        self.init(
            isNone ? [] : found, isOnly: exact.isOnly, isNone: isNone, isOfOneWord: words.terms.count == 1)
    }

    private init(_ words: [Word], isOnly: Bool, isNone: Bool, isOfOneWord: Bool) {
        self.isOfOneWord = isOfOneWord
        self.words = words
        self.isOnly = isOnly
        self.isNone = isNone
    }

    /// A number that the frequency does not exceed where the phrase occurs so often.
    func limit(_ count: UInt32) -> UInt32 { isOnly || isNone ? count : count &* BoundWords.ExactWords.factor }

    /// What the occurrences of the one word in a document amount to.
    /// - Parameter greatest: what ``limit(_:)`` has of them.
    func frequency(of document: UInt32, greatest: UInt32) throws(LedeError) -> UInt32 {
        guard let word = words.first else { return greatest }
        guard let index = try word.cursor.find(document) else { return 0 }
        try word.cursor.loadFrequencies()
        try word.forms.read(word.cursor, documentAt: index)
        let (occurrences, all, form) = (word.forms.occurrences, word.forms.count, word.form)
        var kept = 0
        for place in 0..<all { kept &+= occurrences[place] == form ? 1 : 0 }
        return UInt32(truncatingIfNeeded: isOnly ? kept : all &+ kept &* Int(BoundWords.ExactWords.factor - 1))
    }

    /// Puts what the occurrences of a phrase amount to in place of how many starts each document has, and keeps the
    /// documents that match. The starts, which lie document after document, are no longer all there.
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
            let frequency = isOnly ? kept : all + kept * Int(BoundWords.ExactWords.factor - 1)
            documents[left] = document
            counts[left] = UInt32(truncatingIfNeeded: frequency)
            left &+= frequency > 0 ? 1 : 0
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
