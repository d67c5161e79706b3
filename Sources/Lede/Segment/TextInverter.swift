/// The postings of one text field of the documents that are being buffered.
///
/// Words are looked up by their bytes as they stand in the text; the term that the analyzer makes of a word is
/// remembered, so that filters and stemmer run once for each distinct word.
///
/// Tables, records and streams are far larger than the caches, and a word needs a line of each. So words are taken
/// ``wordsAtOnce`` at a time, one step after the other for all of them, and each step asks for the memory of the next.
package struct TextInverter {
    /// Between two values of a field, so that no phrase reaches across.
    private static let positionGap: UInt32 = 100

    private static let wordsAtOnce = 32

    private let analyzer: Analyzer
    private let chain: TokenFilterChain
    private let remembersWords: Bool
    private var words = ByteTable()
    private var wordTerms: [UInt32] = []
    private var terms = ByteTable()
    private var postings = GatheredPostings(capacity: 1024)
    private var norms: [UInt8] = []
    private var tokens: [TokenRange] = []
    private var term: [UInt8] = []
    private let hashes = FixedBuffer<UInt64>.allocate(wordsAtOnce, repeating: 0)
    private let ordinals = FixedBuffer<UInt32>.allocate(wordsAtOnce, repeating: 0)
    /// Of the lengths as the norms have them, which is all that a merge knows: both choose the same impacts.
    private var totalLength = 0
    private var documentsWithField = 0

    package init(_ analyzer: Analyzer) {
        self.analyzer = analyzer
        chain = analyzer.makeTokenFilterChain()
        remembersWords = analyzer.hasTokenFilters
    }

    package func deallocate() {
        words.deallocate()
        terms.deallocate()
        postings.deallocate()
        hashes.deallocate()
        ordinals.deallocate()
    }

    /// The memory held, in bytes.
    package var byteCount: Int {
        words.byteCount + terms.byteCount + postings.byteCount + wordTerms.count * 4 + norms.count
    }

    /// Whether addresses are about to run out, whatever the memory budget.
    package var isFull: Bool { postings.isFull || words.isFull || terms.isFull }

    /// Adds the values of the field of one document; documents come in order, each once.
    package mutating func add(_ values: some Sequence<String>, document: UInt32) {
        var position: UInt32 = 0
        var length = 0
        for value in values {
            if length > 0 { position &+= Self.positionGap }
            if analyzer.addsTerms {
                let added = addTerms(of: value, document: document, from: position)
                position &+= UInt32(added.positions)
                length += added.terms
                continue
            }
            value.withBytes { bytes in
                tokens.removeAll(keepingCapacity: true)
                analyzer.tokenize(bytes, into: &tokens)
                var first = 0
                while first < tokens.count {
                    let past = min(first + Self.wordsAtOnce, tokens.count)
                    let found = lookUp(first..<past, of: bytes)
                    for index in 0..<found { postings.prefetchPositions(Int(ordinals[index])) }
                    for index in 0..<found {
                        postings.add(Int(ordinals[index]), document: document, position: position)
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
            let ordinal = Array(token.term.utf8).withBytes { termOrdinal($0, hash: ByteTable.hash($0)) }
            postings.add(ordinal, document: document, position: first &+ UInt32(token.position))
        }
        return (count, terms)
    }

    /// Puts the terms of some tokens into ``ordinals``, but for those that the analyzer drops.
    /// - Returns: how many there are.
    @inline(__always)
    private mutating func lookUp(_ range: Range<Int>, of bytes: UnsafeRawBufferPointer) -> Int {
        let (hashes, ordinals) = (hashes, ordinals)
        func word(_ token: TokenRange) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: bytes[Int(token.start)..<Int(token.end)])
        }
        for index in range {
            let hash = ByteTable.hash(word(tokens[index]))
            hashes[index &- range.lowerBound] = hash
            if remembersWords { words.prefetchCell(hash) } else { terms.prefetchCell(hash) }
        }
        for index in 0..<range.count {
            if remembersWords { words.prefetchEntry(hashes[index]) } else { terms.prefetchEntry(hashes[index]) }
        }
        var found = 0
        for index in range {
            let hash = hashes[index &- range.lowerBound]
            let word = word(tokens[index])
            guard let ordinal = remembersWords ? remembered(word, hash: hash) : termOrdinal(word, hash: hash) else {
                continue
            }
            postings.prefetch(ordinal)
            ordinals[found] = UInt32(truncatingIfNeeded: ordinal)
            found &+= 1
        }
        return found
    }

    /// The ordinal of the term of a word; nil when the analyzer drops it.
    @inline(__always)
    private mutating func remembered(_ word: UnsafeRawBufferPointer, hash: UInt64) -> Int? {
        let (ordinal, isNew) = words.insert(word, hash: hash)
        if isNew {
            chain.term(for: word, into: &term)
            let found = term.isEmpty ? nil : term.withBytes { termOrdinal($0, hash: ByteTable.hash($0)) }
            wordTerms.append(found.map { UInt32($0) + 1 } ?? 0)
        }
        let known = wordTerms[ordinal]
        return known == 0 ? nil : Int(known) - 1
    }

    @inline(__always)
    private mutating func termOrdinal(_ bytes: UnsafeRawBufferPointer, hash: UInt64) -> Int {
        let (ordinal, isNew) = terms.insert(bytes, hash: hash)
        if isNew { postings.reserve(ordinal) }
        return ordinal
    }

    /// Writes norms, postings, terms and pairs.
    package func write(
        field: Int, pairs: PairOptions = PairOptions(), to file: inout SectionedFileWriter
    ) throws(LedeError) {
        let average = documentsWithField > 0 ? Float(totalLength) / Float(documentsWithField) : 1
        var writer = try FieldPostingsWriter(field: field, norms: norms, averageLength: average, to: &file)
        var frequent = FrequentWords(pairs, documentsWithField: documentsWithField)
        for ordinal in terms.sortedOrdinals() {
            postings.write(Int(ordinal), to: writer.encoder)
            let term = terms.bytes(of: Int(ordinal))
            if let entry = try writer.finishTerm(term, to: &file) { frequent.note(term, entry) }
        }
        try writer.finish(documentsWithField: documentsWithField, to: &file)
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
    }
}
