/// The postings of one text field of the documents that are being buffered.
///
/// Words are looked up by their bytes as they stand in the text; the term that the analyzer makes of a word is
/// remembered, so that filters and stemmer run once for each distinct word.
///
/// Tables, records and streams are far larger than the caches, and a word needs a line of each. So words are taken
/// ``wordsAtOnce`` at a time, one step after the other for all of them, and each step asks for the memory of the next.
package struct TextInverter {
    /// Between two values of a field, so that no phrase reaches across.
    static let positionGap: UInt32 = 100

    private static let wordsAtOnce = 32

    private var analyzer: Analyzer
    private var chain: TokenFilterChain
    private let remembersWords: Bool
    /// Whether punctuation may stand at the end of a token, and not only between tokens.
    private var hasPunctuation: Bool
    /// Where words may be left out or added, the position of an end is not known.
    private let notesEnds: Bool
    private var words = ByteTable()
    private var wordTerms: [UInt32] = []
    /// Of a multilingual field the words of the languages that are not at hand, by the names of their analyzers.
    private var otherWords: [String: (chain: TokenFilterChain, words: ByteTable, terms: [UInt32])] = [:]
    /// The forms of the terms; nil where they are the terms.
    private var forms: GatheredForms?
    private var terms = ByteTable()
    private var postings: GatheredPostings
    private var ends = GatheredEnds()
    private var norms: [UInt8] = []
    private var tokens: [TokenRange] = []
    private var term: [UInt8] = []
    private let hashes = FixedBuffer<UInt64>.allocate(wordsAtOnce, repeating: 0)
    private let heads = FixedBuffer<UInt64>.allocate(wordsAtOnce, repeating: 0)
    private let ordinals = FixedBuffer<UInt32>.allocate(wordsAtOnce, repeating: 0)
    /// For each of ``ordinals`` the number of the word's form among those of the term.
    private let wordForms = FixedBuffer<UInt32>.allocate(wordsAtOnce, repeating: 0)
    /// Of the lengths as the norms have them, which is all that a merge knows: both choose the same impacts.
    private var totalLength = 0
    private var documentsWithField = 0

    package init(_ analyzer: Analyzer) {
        self.analyzer = analyzer
        chain = analyzer.makeTokenFilterChain()
        remembersWords = analyzer.hasTokenFilters
        hasPunctuation = analyzer.leavesPunctuation
        notesEnds = analyzer.keepsEveryWord
        forms = analyzer.changesWords ? GatheredForms(analyzer) : nil
        postings = GatheredPostings(capacity: 1024, hasForms: analyzer.changesWords)
    }

    package func deallocate() {
        words.deallocate()
        for other in otherWords.values { other.words.deallocate() }
        terms.deallocate()
        postings.deallocate()
        ends.deallocate()
        forms?.deallocate()
        hashes.deallocate()
        heads.deallocate()
        ordinals.deallocate()
        wordForms.deallocate()
    }

    /// Frees what is only of use for adding documents.
    mutating func forgetWords() {
        words.deallocate()
        for other in otherWords.values { other.words.deallocate() }
        words = ByteTable()
        otherWords = [:]
        wordTerms = []
    }

    /// The memory held, in bytes.
    package var byteCount: Int {
        otherWords.values.reduce(
            words.byteCount + terms.byteCount + postings.byteCount + ends.byteCount + (forms?.byteCount ?? 0)
                + wordTerms.capacity * 4 + norms.capacity + tokens.capacity * MemoryLayout<TokenRange>.stride
        ) { $0 + $1.words.byteCount + $1.terms.capacity * 4 }
    }

    /// Whether addresses are about to run out, whatever the memory budget.
    package var isFull: Bool { postings.isFull || ends.isFull || words.isFull || terms.isFull }

    /// Takes the next document for one in another language. Only for a field without forms, all of whose analyzers keep
    /// every word.
    mutating func read(_ next: Analyzer) {
        if next.name == analyzer.name { return }
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
        var position: UInt32 = 0
        var length = 0
        var lastPosition: UInt32 = 0
        for value in values {
            if length > 0 { position &+= Self.positionGap }
            signature?.beginValue()
            if analyzer.addsTerms {
                if let signature { addWords(of: value, to: signature) }
                let added = addTerms(of: value, document: document, from: position)
                position &+= UInt32(added.positions)
                length += added.terms
                continue
            }
            value.withBytes { bytes in
                tokens.removeAll(keepingCapacity: true)
                analyzer.tokenize(bytes, into: &tokens)
                if tokens.isEmpty { return }
                // Every word has a term, so that a word's position follows from its place.
                if notesEnds {
                    if length > 0 { ends.add(.paragraph, document: document, position: lastPosition) }
                    addEnds(in: bytes, document: document, from: position)
                }
                lastPosition = position &+ UInt32(truncatingIfNeeded: tokens.count &- 1)
                var first = 0
                while first < tokens.count {
                    let past = min(first + Self.wordsAtOnce, tokens.count)
                    let found = lookUp(first..<past, of: bytes)
                    signature?.add(hashes, count: past - first)
                    for index in 0..<found { postings.prefetchPositions(Int(ordinals[index])) }
                    for index in 0..<found {
                        postings.add(
                            Int(ordinals[index]), document: document, position: position, form: wordForms[index])
                        position &+= 1
                    }
                    length += found
                    first = past
                }
            }
        }
        let norm = SmallFloat.encode(length)
        norms.append(norm)
        totalLength += SmallFloat.decode(norm)
        if length > 0 { documentsWithField += 1 }
    }

    /// Notes the sentences and paragraphs that end within the tokens, of which the first has a position.
    ///
    /// Between most words is one space, which a look at three bytes tells.
    private mutating func addEnds(in bytes: UnsafeRawBufferPointer, document: UInt32, from position: UInt32) {
        for index in 1..<tokens.count {
            let (token, next) = (tokens[index &- 1], tokens[index])
            let end = Int(token.end)
            if next.start &- token.end == 1, bytes[end] == 0x20,
                !hasPunctuation || !TextEnds.isPunctuation(bytes[end &- 1])
            {
                continue
            }
            let found = TextEnds(in: bytes, after: token, before: next)
            if found == .none { continue }
            ends.add(
                found, document: document, position: position &+ UInt32(truncatingIfNeeded: index &- 1))
        }
    }

    /// Adds a value by an analyzer that gives several terms to a position.
    /// - Returns: how many positions it has, and how many terms at them, which is its length.
    private mutating func addTerms(
        of value: String, document: UInt32, from first: UInt32
    ) -> (positions: Int, terms: Int) {
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
            let ordinal = Array(token.term.utf8).withBytes { termOrdinal($0) }
            postings.add(ordinal, document: document, position: first &+ UInt32(token.position), form: 0)
        }
        return (count, terms)
    }

    /// Gives the words of a value to a signature.
    private mutating func addWords(of value: String, to signature: SignatureMaker) {
        value.withBytes { bytes in
            tokens.removeAll(keepingCapacity: true)
            analyzer.tokenize(bytes, into: &tokens)
            for token in tokens {
                hashes[0] = ByteTable.hash(UnsafeRawBufferPointer(rebasing: bytes[Int(token.start)..<Int(token.end)]))
                signature.add(hashes, count: 1)
            }
        }
    }

    /// Puts the terms of some tokens into ``ordinals``, but for those that the analyzer drops.
    /// - Returns: how many there are.
    @inline(__always)
    private mutating func lookUp(_ range: Range<Int>, of bytes: UnsafeRawBufferPointer) -> Int {
        let (hashes, heads, ordinals, wordForms) = (hashes, heads, ordinals, wordForms)
        func word(_ token: TokenRange) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: bytes[Int(token.start)..<Int(token.end)])
        }
        for index in range {
            let (hash, head) = ByteTable.key(of: word(tokens[index]), in: bytes)
            hashes[index &- range.lowerBound] = hash
            heads[index &- range.lowerBound] = head
            if remembersWords { words.prefetchCell(hash) } else { terms.prefetchCell(hash) }
        }
        for index in 0..<range.count {
            if remembersWords { words.prefetchEntry(hashes[index]) } else { terms.prefetchEntry(hashes[index]) }
        }
        var found = 0
        for index in range {
            let (hash, head) = (hashes[index &- range.lowerBound], heads[index &- range.lowerBound])
            let word = word(tokens[index])
            var form: UInt32 = 0
            guard
                let ordinal =
                    remembersWords
                    ? remembered(word, hash: hash, head: head, form: &form)
                    : termOrdinal(word, hash: hash, head: head)
            else { continue }
            wordForms[found] = form
            postings.prefetch(ordinal)
            ordinals[found] = UInt32(truncatingIfNeeded: ordinal)
            found &+= 1
        }
        return found
    }

    /// The ordinal of the term of a word; nil when the analyzer drops it.
    @inline(__always)
    private mutating func remembered(
        _ word: UnsafeRawBufferPointer, hash: UInt64, head: UInt64, form: inout UInt32
    ) -> Int? {
        let (ordinal, isNew) = words.insert(word, hash: hash, head: head)
        if isNew {
            chain.term(for: word, into: &term)
            let found = term.isEmpty ? nil : term.withBytes { termOrdinal($0) }
            wordTerms.append(found.map { UInt32($0) + 1 } ?? 0)
            if let found { forms?.add(word, ofTerm: found) }
        }
        if let forms { form = forms.number(ofWord: ordinal) }
        let known = wordTerms[ordinal]
        return known == 0 ? nil : Int(known) - 1
    }

    @inline(__always)
    private mutating func termOrdinal(_ bytes: UnsafeRawBufferPointer) -> Int {
        let (hash, head) = ByteTable.key(of: bytes, in: bytes)
        return termOrdinal(bytes, hash: hash, head: head)
    }

    @inline(__always)
    private mutating func termOrdinal(_ bytes: UnsafeRawBufferPointer, hash: UInt64, head: UInt64) -> Int {
        let (ordinal, isNew) = terms.insert(bytes, hash: hash, head: head)
        if isNew { postings.reserve(ordinal) }
        return ordinal
    }

    /// Writes norms, postings, terms, pairs and ends.
    package func write(
        field: Int, pairs: PairOptions = PairOptions(), to file: inout SectionedFileWriter
    ) throws(LedeError) {
        let average = documentsWithField > 0 ? Float(totalLength) / Float(documentsWithField) : 1
        var writer = try FieldPostingsWriter(field: field, norms: norms, averageLength: average, to: &file)
        var frequent = FrequentWords(pairs, documentsWithField: documentsWithField)
        let formWriter = forms.map { _ in FormListsWriter(file.scratch) }
        for ordinal in terms.sortedOrdinals() {
            postings.write(Int(ordinal), to: writer.encoder)
            let term = terms.bytes(of: Int(ordinal))
            guard let entry = try writer.finishTerm(term, to: &file) else { continue }
            frequent.note(term, entry)
            if let forms, let formWriter {
                try forms.write(Int(ordinal), term, entry, of: postings, to: formWriter)
            }
        }
        try writer.finish(documentsWithField: documentsWithField, to: &file)
        try formWriter?.finish(field: field, to: &file)
        try PairListsWriter(frequent, pairs)?.write(
            field: field, norms: norms, averageLength: average, documentsWithField: documentsWithField, to: &file
        ) { (words, gatherer) throws(LedeError) in
            var inputs: [PairGatherer.Input<GatheredWordStream>] = []
            for (place, word) in words.enumerated() {
                if let ordinal = word.withBytes({ terms.find($0) }), let reader = postings.reader(of: ordinal) {
                    inputs.append((place, GatheredWordStream(reader)))
                }
            }
            try gatherer.add(inputs) { $0 }
        }
        try ends.write(
            field: field, norms: norms, averageLength: average, documentsWithField: documentsWithField, to: &file)
    }
}
