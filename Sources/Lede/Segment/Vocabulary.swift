/// The words of a text field of the documents that are being buffered, and the term and the form of each.
///
/// Words are looked up by their bytes as they stand in the text; the term that the analyzer makes of a word is
/// remembered, so that filters and stemmer run once for each distinct word.
///
/// Words, their forms and their terms are strings of one table, as most words are their own form and many their own term. A
/// string that was met only as the form or term of a word has no term of its own until it is met as a word, which may be seen
/// only when the segment is written.
///
/// The table is far larger than the caches. So words are looked up many at a time (``WordBatch``), and of those that are new
/// the terms and forms of some are made first, and then added (``NewWords``).
struct Vocabulary {
    private var chain: TokenFilterChain
    private let remembersWords: Bool
    /// Whether every word has a term.
    private let keepsEveryWord: Bool
    /// Whether the log has the terms, and not the words that terms are made of.
    let logsTerms: Bool
    /// Of a multilingual field the words of the language at hand, whose terms are in ``strings``.
    private var words = ByteTable()
    /// Of each word its term + 1, 0 when the analyzer drops it, or ``unknown``.
    private(set) var wordTerms: [UInt32] = []
    /// Of a multilingual field the words of the languages that are not at hand, by the names of their analyzers.
    private var otherWords: [String: (chain: TokenFilterChain, words: ByteTable, terms: [UInt32])] = [:]
    /// Whether words have forms beside their terms.
    let hasForms: Bool
    /// Of each word its form.
    private(set) var wordForms: [UInt32] = []
    /// The terms, and but for multilingual fields the words and forms.
    private(set) var strings = ByteTable()
    /// How many strings have no term as yet.
    private var unknownCount = 0
    private static let unknown = UInt32.max
    private var new = NewWords()

    init(_ analyzer: Analyzer) {
        chain = analyzer.makeTokenFilterChain()
        remembersWords = analyzer.hasTokenFilters
        keepsEveryWord = analyzer.keepsEveryWord
        logsTerms = !analyzer.hasTokenFilters || analyzer.isMultilingual || analyzer.addsTerms
        hasForms = analyzer.changesWords
    }

    func deallocate() {
        words.deallocate()
        for other in otherWords.values { other.words.deallocate() }
        strings.deallocate()
        new.deallocate()
    }

    /// Frees what is only of use for adding documents.
    mutating func forgetWords() {
        words.deallocate()
        for other in otherWords.values { other.words.deallocate() }
        words = ByteTable()
        otherWords = [:]
    }

    /// Frees what strings are found by: none is added any more.
    mutating func forgetSlots() { strings.forgetSlots() }

    /// The memory held, in bytes. Mutating, so that nothing is copied.
    mutating func countBytes() -> Int {
        otherWords.values.reduce(
            words.byteCount + strings.byteCount(expecting: 2 * unknownCount) + wordForms.grownBytes
                + wordTerms.grownBytes
        ) { $0 + $1.words.byteCount + $1.terms.grownBytes }
    }

    /// Whether addresses are about to run out.
    var isFull: Bool { words.isFull || strings.isFull }

    /// Takes the next document for one in another language. Only for a field without forms, all of whose analyzers keep
    /// every word.
    mutating func read(_ next: Analyzer, after last: Analyzer) {
        otherWords[last.name] = (chain, words, wordTerms)
        if let known = otherWords.removeValue(forKey: next.name) {
            (chain, words, wordTerms) = known
        } else {
            (chain, words, wordTerms) = (next.makeTokenFilterChain(), ByteTable(), [])
        }
    }

    /// Where words are looked up.
    var table: ByteTable {
        @inline(__always) get { remembersWords && logsTerms ? words : strings }
    }

    /// The ordinal of a term.
    mutating func insert(term: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: term.withBytes { strings.insert($0).ordinal })
    }

    /// Looks the words of a batch up, and adds those that are new.
    mutating func look(up batch: inout WordBatch, of text: UnsafeRawBufferPointer) {
        let count = batch.find(in: table)
        if remembersWords, !logsTerms { return addNew(count, of: &batch, text) }
        for index in 0..<count {
            let (range, key) = batch.missingWord(index)
            batch.note(insert(UnsafeRawBufferPointer(rebasing: text[range]), key), ofMissing: index)
        }
    }

    /// The ordinal of a word in its table.
    private mutating func insert(_ word: UnsafeRawBufferPointer, _ key: ByteTable.Key) -> Int {
        if !remembersWords { return strings.insert(word, key: key).ordinal }
        let (ordinal, isNew) = words.insert(word, key: key)
        if isNew {
            chain.term(for: word, into: &new.term)
            wordTerms.append(new.term.isEmpty ? 0 : insert(term: new.term) + 1)
        }
        return ordinal
    }

    /// Adds the words of a batch that were not found, some at a time.
    private mutating func addNew(_ count: Int, of batch: inout WordBatch, _ text: UnsafeRawBufferPointer) {
        var first = 0
        while first < count {
            let past = min(first + NewWords.capacity, count)
            new.removeAll()
            for index in first..<past {
                let (range, key) = batch.missingWord(index)
                let word = UnsafeRawBufferPointer(rebasing: text[range])
                if strings.find(word, key: key) == nil {
                    new.append(word, key, chain, hasForm: hasForms, in: strings)
                } else {
                    new.appendNothing()
                }
            }
            new.prefetchEntries(in: strings)
            for index in first..<past {
                let (range, key) = batch.missingWord(index)
                let word = UnsafeRawBufferPointer(rebasing: text[range])
                let (ordinal, isNew) = strings.insert(word, key: key)
                if isNew {
                    noteStrings()
                    remember(ordinal, word, index - first)
                }
                batch.note(ordinal, ofMissing: index)
            }
            first = past
        }
    }

    /// Whether words have to be given to ``keepTerms(of:_:_:)``: where every word has a term, it may as well become known later.
    var dropsWords: Bool { remembersWords && (logsTerms || !keepsEveryWord) }

    /// Drops those of the ordinals of a batch that have no term, and replaces them by their terms where those are logged.
    mutating func keepTerms(
        of batch: WordBatch, _ ranges: UnsafeBufferPointer<UInt32>, _ text: UnsafeRawBufferPointer
    ) -> Int {
        let ordinals = batch.ordinals
        var kept = 0
        for index in 0..<ranges.count / 2 {
            let ordinal = Int(ordinals[index])
            if wordTerms[ordinal] == Self.unknown {
                let range = Int(ranges[2 * index])..<Int(ranges[2 * index + 1])
                remember(ordinal, UnsafeRawBufferPointer(rebasing: text[range]))
            }
            if wordTerms[ordinal] == 0 { continue }
            ordinals[kept] = logsTerms ? wordTerms[ordinal] - 1 : UInt32(ordinal)
            kept += 1
        }
        return kept
    }

    /// Makes the term of a word that has none as yet, and its form.
    /// - Parameter word: the bytes of the string, not as the table has them, as they move when it grows.
    private mutating func remember(_ ordinal: Int, _ word: UnsafeRawBufferPointer) {
        new.removeAll()
        new.append(word, ByteTable.key(of: word), chain, hasForm: hasForms, in: strings)
        remember(ordinal, word, 0)
    }

    /// Adds the term of a word that has none as yet, and its form.
    /// - Parameter index: which of the new words it is.
    @inline(never)
    private mutating func remember(_ ordinal: Int, _ word: UnsafeRawBufferPointer, _ index: Int) {
        unknownCount -= 1
        guard let term = new.insertTerm(ofWord: index, word, ordinal, into: &strings) else {
            wordTerms[ordinal] = 0
            return
        }
        noteStrings()
        wordTerms[ordinal] = UInt32(truncatingIfNeeded: term) + 1
        if !hasForms { return }
        let form = new.insertForm(ofWord: index, word, ordinal, into: &strings)
        noteStrings()
        wordForms[ordinal] = UInt32(truncatingIfNeeded: form)
    }

    /// Makes room for what becomes known of strings that were added.
    private mutating func noteStrings() {
        while wordTerms.count < strings.count {
            wordTerms.append(Self.unknown)
            if hasForms { wordForms.append(0) }
            unknownCount += 1
        }
    }

    /// Makes the terms of words of the log that were strings before they were words.
    /// - Parameter counts: how often each word is in the log.
    mutating func rememberAll(_ counts: FixedBuffer<UInt32>) {
        for ordinal in 0..<counts.count where counts[ordinal] > 0 && wordTerms[ordinal] == Self.unknown {
            Array(strings.bytes(of: ordinal)).withBytes { remember(ordinal, $0) }
        }
    }
}

/// Some words that are not in a table yet, with the terms and forms that the analyzer makes of them.
///
/// What is looked up of them afterwards is asked for as soon as its key is known: making the term of the next word takes as long
/// as memory needs to answer.
///
/// It is a view, like ``FixedBuffer``: whoever makes it deallocates it.
private struct NewWords {
    /// How many words there are at most.
    static let capacity = 8

    /// What was made of the word at hand.
    var term: [UInt8] = []
    private var form: [UInt8] = []
    /// How many words there are, and of how many of them something was made.
    private var (count, made) = (0, 0)
    /// Of each word its key, its length, and its place among those of which something was made.
    private let words = FixedBuffer<ByteTable.Key>.uninitialized(capacity)
    private let lengths = FixedBuffer<Int>.uninitialized(capacity)
    private let places = FixedBuffer<Int>.uninitialized(capacity)
    /// The keys of what was made, term and form in turn, and where each ends in ``bytes``.
    private let keys = FixedBuffer<ByteTable.Key>.uninitialized(2 * capacity)
    private let ends = FixedBuffer<Int>.uninitialized(2 * capacity)
    private var bytes: [UInt8] = []

    func deallocate() {
        words.deallocate()
        lengths.deallocate()
        places.deallocate()
        keys.deallocate()
        ends.deallocate()
    }

    mutating func removeAll() {
        (count, made) = (0, 0)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Appends a word that needs no term.
    mutating func appendNothing() {
        lengths[count] = 0
        places[count] = 0
        count += 1
    }

    /// Appends a word, and makes its term and its form, unless it is there already.
    mutating func append(
        _ word: UnsafeRawBufferPointer, _ key: ByteTable.Key, _ chain: TokenFilterChain, hasForm: Bool,
        in table: ByteTable
    ) {
        let earlier = place(of: key, length: word.count)
        words[count] = key
        lengths[count] = word.count
        places[count] = earlier ?? made
        count += 1
        if earlier != nil { return }
        if hasForm { chain.term(for: word, into: &term, form: &form) } else { chain.term(for: word, into: &term) }
        append(term, at: 2 * made, in: table)
        append(form, at: 2 * made + 1, in: table)
        made += 1
    }

    /// The place of the same word before it. Key and length tell words of up to 16 bytes apart.
    private func place(of key: ByteTable.Key, length: Int) -> Int? {
        if length > 16 { return nil }
        for index in 0..<count
        where lengths[index] == length && words[index].head == key.head && words[index].tail == key.tail {
            return places[index]
        }
        return nil
    }

    private mutating func append(_ string: [UInt8], at place: Int, in table: ByteTable) {
        let key = string.withBytes { ByteTable.key(of: $0) }
        table.prefetchSlot(key)
        keys[place] = key
        bytes.append(contentsOf: string)
        ends[place] = bytes.count
    }

    func prefetchEntries(in table: ByteTable) { table.prefetchEntries(keys, 0..<2 * made) }

    /// The ordinal of the term of a word, which is added if it was not there; nil where the word has none.
    func insertTerm(
        ofWord index: Int, _ word: UnsafeRawBufferPointer, _ ordinal: Int, into table: inout ByteTable
    ) -> Int? { insert(2 * places[index], word, ordinal, into: &table) }

    /// The ordinal of the form of a word, which is added if it was not there.
    func insertForm(
        ofWord index: Int, _ word: UnsafeRawBufferPointer, _ ordinal: Int, into table: inout ByteTable
    ) -> Int { insert(2 * places[index] + 1, word, ordinal, into: &table) ?? ordinal }

    private func insert(
        _ place: Int, _ word: UnsafeRawBufferPointer, _ ordinal: Int, into table: inout ByteTable
    ) -> Int? {
        bytes.withBytes { bytes in
            let string = UnsafeRawBufferPointer(rebasing: bytes[(place == 0 ? 0 : ends[place - 1])..<ends[place]])
            if string.isEmpty { return nil }
            // Most are the word itself.
            if string.count == word.count, compareBytes(string, word) == 0 { return ordinal }
            return table.insert(string, key: keys[place]).ordinal
        }
    }
}
