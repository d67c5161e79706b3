/// The postings of one text field of the documents that are being buffered.
///
/// Words are looked up by their bytes as they stand in the text; the term that the analyzer makes of a word is
/// remembered, so that filters and stemmer run once for each distinct word. What is kept of a text is the log of its
/// words (``WordLog``); it is brought into the order of the terms when the segment is written.
///
/// Words, their forms and their terms are strings of one table, as most words are their own form and many their own term. A
/// string that was met only as the form or term of a word has no term of its own until it is met as a word, which may be seen
/// only when the segment is written.
///
/// The table of words is far larger than the caches. So words are looked up many at a time (``WordBatch``).
package struct TextInverter {
    /// Between two values of a field, so that no phrase reaches across.
    static let positionGap: UInt32 = 100

    /// The places of the terms that are sorted at once take up to so many times the memory of the log.
    private static let sortingShare = 1

    /// Behind this position there are no gaps, so that a document has places for all of its words.
    private static let lastGap: UInt32 = 1 << 30

    private var analyzer: Analyzer
    private var chain: TokenFilterChain
    private let remembersWords: Bool
    /// Whether punctuation may stand at the end of a token, and not only between tokens.
    private var hasPunctuation: Bool
    /// Where words may be left out or added, the position of an end is not known.
    private let notesEnds: Bool
    /// Whether the log has the terms, and not the words that terms are made of.
    private let logsTerms: Bool
    /// Of a multilingual field the words of the language at hand, whose terms are in ``strings``.
    private var words = ByteTable()
    /// Of each word its term + 1, 0 when the analyzer drops it, or ``unknown``.
    private var wordTerms: [UInt32] = []
    /// Of a multilingual field the words of the languages that are not at hand, by the names of their analyzers.
    private var otherWords: [String: (chain: TokenFilterChain, words: ByteTable, terms: [UInt32])] = [:]
    /// Makes the form of a word; nil where forms are the terms.
    private let formChain: TokenFilterChain?
    /// Of each word its form.
    private var wordForms: [UInt32] = []
    /// The terms, and but for multilingual fields the words and forms.
    private var strings = ByteTable()
    /// How many strings have no term as yet.
    private var unknownCount = 0
    private static let unknown = UInt32.max
    private var log = WordLog()
    /// The place in the log where each document begins; its positions count from there.
    private var starts: [UInt32] = []
    private var ends = GatheredEnds()
    private var norms: [UInt8] = []
    private var tokens: [TokenRange] = []
    /// How many there were at most.
    private var mostTokens = 0
    private var term: [UInt8] = []
    private var batch = WordBatch()
    /// Words behind which something may end.
    private let stops = FixedBuffer<UInt32>.uninitialized(64)
    /// Of the lengths as the norms have them, which is all that a merge knows: both choose the same impacts.
    private var totalLength = 0
    private var documentsWithField = 0

    package init(_ analyzer: Analyzer) {
        self.analyzer = analyzer
        chain = analyzer.makeTokenFilterChain()
        remembersWords = analyzer.hasTokenFilters
        hasPunctuation = analyzer.leavesPunctuation
        notesEnds = analyzer.keepsEveryWord
        logsTerms = !analyzer.hasTokenFilters || analyzer.isMultilingual || analyzer.addsTerms
        formChain = analyzer.changesWords ? analyzer.makeFormChain() : nil
    }

    package func deallocate() {
        words.deallocate()
        for other in otherWords.values { other.words.deallocate() }
        strings.deallocate()
        log.deallocate()
        ends.deallocate()
        batch.deallocate()
        stops.deallocate()
    }

    /// Frees what is only of use for adding documents.
    mutating func forgetWords() {
        words.deallocate()
        for other in otherWords.values { other.words.deallocate() }
        words = ByteTable()
        otherWords = [:]
    }

    /// What writing needs beside the log and its sorting, for each string, where it has forms and where not, and for each document.
    private static let (plainBytes, formBytes, documentBytes) = (24, 24 + GatheredForms.bytesPerString, 16)

    /// The memory held, in bytes, with what sorting the log takes. Mutating, so that the inverter is not copied for each document.
    package mutating func countBytes() -> Int {
        let sorting =
            Self.sortingShare * log.byteCount
            + strings.count * (formChain == nil ? Self.plainBytes : Self.formBytes) + starts.count * Self.documentBytes
        return otherWords.values.reduce(
            words.byteCount + batch.byteCount + strings.byteCount(expecting: 2 * unknownCount) + log.byteCount + sorting
                + ends.byteCount
                + wordForms.grownBytes + wordTerms.grownBytes + starts.grownBytes + norms.grownBytes
                + mostTokens.nextPowerOf2 * MemoryLayout<TokenRange>.stride
        ) { $0 + $1.words.byteCount + $1.terms.grownBytes }
    }

    /// Whether addresses are about to run out, whatever the memory budget.
    package var isFull: Bool { log.isFull || ends.isFull || words.isFull || strings.isFull }

    /// Takes the next document for one in another language. Only for a field without forms, all of whose analyzers keep
    /// every word.
    mutating func read(_ next: Analyzer) {
        if next.name == analyzer.name { return }
        batch.forget()
        otherWords[analyzer.name] = (chain, words, wordTerms)
        analyzer = next
        hasPunctuation = next.leavesPunctuation
        if let known = otherWords.removeValue(forKey: next.name) {
            (chain, words, wordTerms) = known
        } else {
            (chain, words, wordTerms) = (next.makeTokenFilterChain(), ByteTable(), [])
        }
    }

    /// Adds the values of the field of one document; documents come in order, each once.
    /// - Parameter signature: what gets the words too, if anything.
    mutating func add(
        _ values: some Sequence<String>, document: UInt32, into signature: SignatureMaker? = nil
    ) {
        // A place is left out, so that the words of two documents are no neighbours.
        let start = log.next + 1
        starts.append(start)
        var position: UInt32 = 0
        var length = 0
        var lastPosition: UInt32 = 0
        for value in values {
            if length > 0, position < Self.lastGap { position &+= Self.positionGap }
            log.move(to: start &+ position)
            signature?.beginValue()
            if analyzer.addsTerms {
                if let signature { addWords(of: value, to: signature) }
                let added = addTerms(of: value, from: start &+ position)
                position &+= UInt32(added.positions)
                length += added.terms
                continue
            }
            value.withBytes { bytes in
                tokens.removeAll(keepingCapacity: true)
                analyzer.tokenize(bytes, into: &tokens)
                mostTokens = max(mostTokens, tokens.count)
                if tokens.isEmpty { return }
                // Held beside the inverter, which changes while they are read.
                let tokens = tokens
                let logged = tokens.withUnsafeBufferPointer {
                    // A range is two integers.
                    $0.withMemoryRebound(to: UInt32.self) { words in
                        // Every word has a term, so that a word's position follows from its place.
                        if notesEnds {
                            if length > 0 { ends.add(.paragraph, document: document, position: lastPosition) }
                            addEnds(behind: words, of: bytes, document: document, from: position)
                        }
                        return logWords(words, of: bytes, into: signature)
                    }
                }
                lastPosition = position &+ UInt32(truncatingIfNeeded: tokens.count &- 1)
                position &+= UInt32(truncatingIfNeeded: logged)
                length += logged
            }
        }
        let norm = SmallFloat.encode(length)
        norms.append(norm)
        totalLength += SmallFloat.decode(norm)
        if length > 0 { documentsWithField += 1 }
    }

    /// Notes the sentences and paragraphs that end between the words, of which the first has a position.
    private mutating func addEnds(
        behind words: UnsafeBufferPointer<UInt32>, of bytes: UnsafeRawBufferPointer, document: UInt32,
        from position: UInt32
    ) {
        var next = 0
        while true {
            let count = TextEnds.candidates(
                in: bytes, behind: words, from: next, hasPunctuation: hasPunctuation, into: stops)
            for place in 0..<count {
                let index = Int(stops[place])
                let found = TextEnds(in: bytes, after: tokens[index], before: tokens[index &+ 1])
                if found == .none { continue }
                ends.add(found, document: document, position: position &+ UInt32(truncatingIfNeeded: index))
            }
            if count < stops.count { return }
            next = Int(stops[count - 1]) + 1
        }
    }

    /// Adds a value by an analyzer that gives several terms to a position.
    /// - Parameter first: the place of its first position.
    /// - Returns: how many positions it has, and how many terms at them, which is its length.
    private mutating func addTerms(of value: String, from first: UInt32) -> (positions: Int, terms: Int) {
        var count = 0
        var terms = 0
        var seen: Set<String> = []
        for token in analyzer.analyzeForIndexing(value) {
            if token.position >= count {
                count = token.position + 1
                seen.removeAll(keepingCapacity: true)
            }
            if !seen.insert(token.term).inserted { continue }
            terms += 1
            batch.ordinals[0] = UInt32(Array(token.term.utf8).withBytes { strings.insert($0).ordinal })
            log.move(to: first &+ UInt32(token.position))
            log.append(batch.ordinals, count: 1)
        }
        return (count, terms)
    }

    /// Gives the words of a value to a signature.
    private mutating func addWords(of value: String, to signature: SignatureMaker) {
        value.withBytes { bytes in
            tokens.removeAll(keepingCapacity: true)
            analyzer.tokenize(bytes, into: &tokens)
            for token in tokens {
                batch.hashes[0] = ByteTable.hash(
                    UnsafeRawBufferPointer(rebasing: bytes[Int(token.start)..<Int(token.end)]))
                signature.add(batch.hashes, count: 1)
            }
        }
    }

    /// Where words are looked up.
    private var table: ByteTable {
        @inline(__always) get { remembersWords && logsTerms ? words : strings }
    }

    /// Looks words up and logs what they lead to, but for those that the analyzer drops.
    ///
    /// - Parameter ranges: the start and the end of each word.
    /// - Returns: how many were logged.
    private mutating func logWords(
        _ ranges: UnsafeBufferPointer<UInt32>, of bytes: UnsafeRawBufferPointer, into signature: SignatureMaker?
    ) -> Int {
        let count = ranges.count / 2
        var logged = 0
        for first in stride(from: 0, to: count, by: WordBatch.capacity) {
            let past = min(first + WordBatch.capacity, count)
            let ranges = UnsafeBufferPointer(rebasing: ranges[2 * first..<2 * past])
            batch.begin(ranges, of: bytes, in: table, needsHashes: signature != nil)
            while let (word, key) = batch.next(in: table) {
                let ordinal = insert(UnsafeRawBufferPointer(rebasing: bytes[word]), key)
                batch.note(UInt32(truncatingIfNeeded: ordinal))
            }
            batch.finish(bytes)
            if let signature { signature.add(batch.hashes, count: past - first) }
            // Where every word has a term, it may as well become known later.
            let areKept = !remembersWords || !logsTerms && notesEnds
            let found = areKept ? past - first : keepTerms(ranges, of: bytes)
            log.append(batch.ordinals, count: found)
            logged += found
        }
        return logged
    }

    @inline(__always)
    private static func word(
        _ ranges: UnsafeBufferPointer<UInt32>, _ index: Int, of bytes: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[Int(ranges[2 * index])..<Int(ranges[2 * index + 1])])
    }

    /// The ordinal of a word in its table.
    private mutating func insert(_ word: UnsafeRawBufferPointer, _ key: ByteTable.Key) -> Int {
        if !remembersWords { return strings.insert(word, key: key).ordinal }
        if !logsTerms { return string(of: word, key) }
        let (ordinal, isNew) = words.insert(word, key: key)
        if isNew {
            chain.term(for: word, into: &term)
            wordTerms.append(term.isEmpty ? 0 : UInt32(term.withBytes { strings.insert($0).ordinal }) + 1)
        }
        return ordinal
    }

    /// Drops those of ``ordinals`` that have no term, and replaces them by their terms where those are logged.
    private mutating func keepTerms(_ ranges: UnsafeBufferPointer<UInt32>, of bytes: UnsafeRawBufferPointer) -> Int {
        let ordinals = batch.ordinals
        var kept = 0
        for index in 0..<ranges.count / 2 {
            let ordinal = Int(ordinals[index])
            if wordTerms[ordinal] == Self.unknown {
                remember(ordinal, Self.word(ranges, index, of: bytes))
            }
            if wordTerms[ordinal] == 0 { continue }
            ordinals[kept] = logsTerms ? wordTerms[ordinal] - 1 : UInt32(ordinal)
            kept += 1
        }
        return kept
    }

    /// The ordinal of a word among the strings.
    @inline(__always)
    private mutating func string(of word: UnsafeRawBufferPointer, _ key: ByteTable.Key) -> Int {
        let (ordinal, isNew) = strings.insert(word, key: key)
        if isNew {
            noteStrings()
            remember(ordinal, word)
        }
        return ordinal
    }

    /// Makes the term of a word that has none as yet, and its form.
    /// - Parameter word: the bytes of the string, not as the table has them, as they move when it grows.
    @inline(never)
    private mutating func remember(_ ordinal: Int, _ word: UnsafeRawBufferPointer) {
        unknownCount -= 1
        chain.term(for: word, into: &term)
        if term.isEmpty {
            wordTerms[ordinal] = 0
            return
        }
        let found = isTerm(word) ? ordinal : term.withBytes { strings.insert($0).ordinal }
        noteStrings()
        wordTerms[ordinal] = UInt32(found) + 1
        guard let formChain else { return }
        formChain.term(for: word, into: &term)
        let form = isTerm(word) ? ordinal : term.withBytes { strings.insert($0).ordinal }
        noteStrings()
        wordForms[ordinal] = UInt32(form)
    }

    @inline(__always)
    private func isTerm(_ word: UnsafeRawBufferPointer) -> Bool {
        term.count == word.count && term.withBytes { compareBytes($0, word) } == 0
    }

    /// Makes room for what becomes known of strings that were added.
    private mutating func noteStrings() {
        while wordTerms.count < strings.count {
            wordTerms.append(Self.unknown)
            if formChain != nil { wordForms.append(0) }
            unknownCount += 1
        }
    }

    /// Makes the terms of words of the log that were strings before they were words.
    private mutating func rememberAll(_ counts: FixedBuffer<UInt32>) {
        for ordinal in 0..<counts.count where counts[ordinal] > 0 && wordTerms[ordinal] == Self.unknown {
            Array(strings.bytes(of: ordinal)).withBytes { remember(ordinal, $0) }
        }
    }
}

extension TextInverter {
    /// Writes norms, postings, terms, forms, pairs and ends. Nothing is added afterwards.
    /// - Parameter spareBytes: how much memory there is beside what ``byteCount`` says; with more of it the log is gone
    ///   through less often.
    package mutating func write(
        field: Int, pairs: PairOptions = PairOptions(), spareBytes: Int = 0, to file: inout SectionedFileWriter
    ) throws(LedeError) {
        let average = documentsWithField > 0 ? Float(totalLength) / Float(documentsWithField) : 1
        var wordCounts = log.frequencies(words: strings.count)
        if !logsTerms {
            rememberAll(wordCounts)
            wordCounts = wordCounts.grown(to: strings.count, repeating: 0)
        }
        strings.forgetSlots()
        let forms =
            formChain == nil
            ? nil
            : GatheredForms(strings: strings, wordForms: wordForms, wordTerms: wordTerms, wordCounts: wordCounts)
        defer { forms?.deallocate() }
        let logged = LoggedTerms(wordCounts, wordTerms: logsTerms ? nil : wordTerms, forms)
        defer { logged.deallocate() }
        let order = strings.sortedOrdinals { logged.counts[$0] > 0 }
        let documents = DocumentPlaces(starts: starts, end: log.next + 1)
        defer { documents.deallocate() }
        var frequent = FrequentWords(pairs, documentsWithField: documentsWithField)
        let sortingBytes = log.byteCount * Self.sortingShare + spareBytes
        try writeTerms(
            field: field, average, order, logged, forms, documents, &frequent, sortingBytes: sortingBytes, to: &file)
        try PairListsWriter(frequent, pairs)?.write(
            field: field, norms: norms, averageLength: average, documentsWithField: documentsWithField, to: &file
        ) { words in
            let ranks = logged.ranks(words.map { find($0.term, among: order) })
            return LoggedPairs(log, documents, ranks: ranks, wordCount: words.count)
        }
        try ends.write(
            field: field, norms: norms, averageLength: average, documentsWithField: documentsWithField, to: &file)
    }

    /// The ordinal of a term that was written, `order` being their order.
    private func find(_ term: [UInt8], among order: [UInt32]) -> Int? {
        term.withBytes { bytes in
            var (low, high) = (0, order.count)
            while low < high {
                let middle = (low + high) / 2
                let comparison = compareBytes(strings.bytes(of: Int(order[middle])), bytes)
                if comparison == 0 { return Int(order[middle]) }
                if comparison < 0 { low = middle + 1 } else { high = middle }
            }
            return nil
        }
    }

    /// Asks for what is known of terms that will be written soon: in the order of the terms, each lies somewhere else.
    @inline(__always)
    private func prefetch(_ order: [UInt32], behind index: Int, _ logged: LoggedTerms, _ forms: GatheredForms?) {
        let (soon, later) = (index &+ 8, index &+ 16)
        if later >= order.count { return }
        strings.prefetch(ordinal: Int(order[later]))
        logged.counts.prefetch(Int(order[later]))
        strings.prefetchBytes(of: Int(order[soon]))
        if let forms {
            forms.prefetch(term: Int(order[later]))
            forms.prefetchForms(of: Int(order[soon]))
        }
    }

    private func writeTerms(
        field: Int, _ average: Float, _ order: [UInt32], _ logged: LoggedTerms, _ forms: GatheredForms?,
        _ documents: DocumentPlaces, _ frequent: inout FrequentWords, sortingBytes: Int,
        to file: inout SectionedFileWriter
    ) throws(LedeError) {
        var writer = try FieldPostingsWriter(field: field, norms: norms, averageLength: average, to: &file)
        let formWriter = forms.map { _ in FormListsWriter(file.scratch) }
        // The labels of one list lie aside.
        let longest = logged.longest
        let labels = log.labelLayout(most: forms?.greatestNumber)
        let placesAtOnce = (sortingBytes - (forms == nil ? 0 : 4 * longest)) / (4 * labels.width)
        let groups = logged.groups(order, placesAtOnce: max(1 << 16, placesAtOnce))
        let sorted = SortedPlaces(
            log, targets: logged.targets, labels, counts: logged.counts,
            capacity: (groups.map(\.places).max() ?? 0, longest))
        defer { sorted.deallocate() }
        for group in groups {
            sorted.gather(order[group.range])
            var start = 0
            for index in group.range {
                prefetch(order, behind: index, logged, forms)
                let ordinal = Int(order[index])
                let past = start + Int(logged.counts[ordinal])
                let list = sorted.split(start..<past, by: documents)
                writer.encoder.add(
                    documents.documents, documents.frequencies, count: list.count, gaps: list.gaps, from: list.start)
                let term = strings.bytes(of: ordinal)
                if let entry = try writer.finishTerm(term, to: &file) {
                    frequent.note(term, entry)
                    if let forms, let formWriter {
                        try forms.write(ordinal, entry, to: formWriter) {
                            formWriter.add(
                                frequencies: documents.frequencies, count: list.count, forms: list.labels, from: 0)
                        }
                    }
                }
                start = past
            }
        }
        try writer.finish(documentsWithField: documentsWithField, to: &file)
        try formWriter?.finish(field: field, to: &file)
    }
}

/// Which term each word of a log stands for, and how often it does.
private struct LoggedTerms {
    /// Of each word of the log its term as the list, and the number of its form as the label; nil where it is the term.
    let targets: FixedBuffer<WordLog.Target>?
    /// How often each word is logged, and each term.
    let wordCounts: FixedBuffer<UInt32>
    let counts: FixedBuffer<UInt32>

    /// - Parameters:
    ///   - wordCounts: how often each word of the log is there, or each term where terms are logged. It is deallocated with the
    ///     rest.
    ///   - known: of each word its term + 1, or another number when it is never logged; nil when terms are logged.
    init(_ wordCounts: FixedBuffer<UInt32>, wordTerms known: [UInt32]?, _ forms: GatheredForms?) {
        self.wordCounts = wordCounts
        guard let known else {
            targets = nil
            counts = wordCounts
            return
        }
        let targets = FixedBuffer<WordLog.Target>.allocate(known.count, repeating: 0)
        counts = .allocate(known.count, repeating: 0)
        for (word, term) in known.enumerated() where wordCounts[word] > 0 {
            let term = Int(term) - 1
            targets[word] = WordLog.target(list: term, label: forms?.number(ofWord: word) ?? 0)
            counts[term] += wordCounts[word]
        }
        self.targets = targets
    }

    func deallocate() {
        counts.deallocate()
        if let targets {
            targets.deallocate()
            wordCounts.deallocate()
        }
    }

    /// How many places the term has that has most.
    var longest: Int {
        var most: UInt32 = 0
        for term in 0..<counts.count { most = max(most, counts[term]) }
        return Int(most)
    }

    /// Cuts the terms into ranges of about equally many places, that many at most but for the last term of each.
    func groups(_ order: [UInt32], placesAtOnce: Int) -> [(range: Range<Int>, places: Int)] {
        var total = 0
        for term in 0..<counts.count { total += Int(counts[term]) }
        let groupCount = (total + placesAtOnce - 1) / placesAtOnce
        let share = groupCount > 0 ? (total + groupCount - 1) / groupCount : 0
        var groups: [(range: Range<Int>, places: Int)] = []
        var (start, sum) = (0, 0)
        for (index, ordinal) in order.enumerated() {
            sum += Int(counts[Int(ordinal)])
            if sum < share, index + 1 < order.count { continue }
            groups.append((start..<index + 1, sum))
            (start, sum) = (index + 1, 0)
        }
        return groups
    }

    /// The place of each word of the log among some chosen terms.
    func ranks(_ chosen: [Int?]) -> FixedBuffer<UInt8> {
        let ranks = FixedBuffer<UInt8>.allocate(counts.count, repeating: WordLog.notChosen)
        for (rank, term) in chosen.enumerated() { if let term { ranks[term] = UInt8(rank) } }
        guard let targets else { return ranks }
        defer { ranks.deallocate() }
        let ofWords = FixedBuffer<UInt8>.uninitialized(targets.count)
        for word in 0..<targets.count { ofWords[word] = ranks[WordLog.list(of: targets[word])] }
        return ofWords
    }
}
