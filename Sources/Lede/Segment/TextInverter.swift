/// The postings of one text field of the documents that are being buffered.
///
/// Words are looked up by their bytes as they stand in the text; the term that the analyzer makes of a word is
/// remembered, so that filters and stemmer run once for each distinct word. Postings grow as varints in a
/// ``SlicePool``: for each term a stream of documents (gap shifted by one bit that says whether the frequency is 1,
/// else the frequency follows) and one of position gaps.
///
/// Tables, records and streams are far larger than the caches, and a word needs a line of each. So words are taken
/// ``wordsAtOnce`` at a time, one step after the other for all of them, and each step asks for the memory of the next.
package struct TextInverter {
    private struct Term: BitwiseCopyable {
        var documents = SlicePool.Stream()
        var positions = SlicePool.Stream()
        var lastDocument: UInt32 = 0
        /// The gap that led to `lastDocument`; written with its frequency when the next document comes.
        var pendingGap: UInt32 = 0
        var frequency: UInt32 = 0
        var lastPosition: UInt32 = 0
        var documentFrequency: UInt32 = 0
        /// Makes 64 bytes of it, one line of the cache.
        private var padding: (UInt32, UInt32, UInt32) = (0, 0, 0)
    }

    /// Between two values of a field, so that no phrase reaches across.
    private static let positionGap: UInt32 = 100

    private static let wordsAtOnce = 32

    private let analyzer: Analyzer
    private let chain: TokenFilterChain
    private let remembersWords: Bool
    private var words = ByteTable()
    private var wordTerms: [UInt32] = []
    private var terms = ByteTable()
    private var records = FixedBuffer<Term>.allocate(1024, repeating: Term())
    private var pool = SlicePool()
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
        records.deallocate()
        hashes.deallocate()
        ordinals.deallocate()
        var pool = pool
        pool.deallocate()
    }

    /// The memory held, in bytes.
    package var byteCount: Int {
        words.byteCount + terms.byteCount + pool.byteCount + wordTerms.count * 4 + norms.count
            + records.count * MemoryLayout<Term>.stride
    }

    /// Whether addresses are about to run out, whatever the memory budget.
    package var isFull: Bool { pool.isFull || words.isFull || terms.isFull }

    /// Adds the values of the field of one document; documents come in order, each once.
    package mutating func add(_ values: some Sequence<String>, document: UInt32) {
        var position: UInt32 = 0
        var length = 0
        for value in values {
            if length > 0 { position &+= Self.positionGap }
            value.withBytes { bytes in
                tokens.removeAll(keepingCapacity: true)
                analyzer.tokenize(bytes, into: &tokens)
                var first = 0
                while first < tokens.count {
                    let past = min(first + Self.wordsAtOnce, tokens.count)
                    let found = lookUp(first..<past, of: bytes)
                    for index in 0..<found { pool.prefetch(records[Int(ordinals[index])].positions) }
                    for index in 0..<found {
                        add(Int(ordinals[index]), document: document, position: position)
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
            records.prefetch(ordinal)
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
        if isNew, ordinal == records.count { records = records.grown(to: 2 * ordinal, repeating: Term()) }
        return ordinal
    }

    @inline(__always)
    private mutating func add(_ ordinal: Int, document: UInt32, position: UInt32) {
        if records[ordinal].documentFrequency == 0 || records[ordinal].lastDocument != document {
            startDocument(ordinal, document)
        } else {
            records[ordinal].frequency &+= 1
        }
        pool.append(varint: position &- records[ordinal].lastPosition, to: &records[ordinal].positions)
        records[ordinal].lastPosition = position
    }

    @inline(__always)
    private mutating func startDocument(_ ordinal: Int, _ document: UInt32) {
        let isFirst = records[ordinal].documentFrequency == 0
        if !isFirst {
            let frequency = records[ordinal].frequency
            let code = records[ordinal].pendingGap << 1 | (frequency == 1 ? 1 : 0)
            pool.append(varint: code, to: &records[ordinal].documents)
            if frequency != 1 { pool.append(varint: frequency, to: &records[ordinal].documents) }
        }
        records[ordinal].pendingGap = isFirst ? document : document &- records[ordinal].lastDocument
        records[ordinal].lastDocument = document
        records[ordinal].frequency = 1
        records[ordinal].lastPosition = 0
        records[ordinal].documentFrequency &+= 1
    }

    /// Writes norms, postings and terms.
    package func write(field: Int, to file: inout SectionedFileWriter) throws(LedeError) {
        let average = documentsWithField > 0 ? Float(totalLength) / Float(documentsWithField) : 1
        var writer = try FieldPostingsWriter(field: field, norms: norms, averageLength: average, to: &file)
        for ordinal in terms.sortedOrdinals() {
            let record = records[Int(ordinal)]
            let encoder = writer.encoder
            var documents = record.documents.isEmpty ? nil : SlicePool.Reader(record.documents, of: pool)
            var positions = SlicePool.Reader(record.positions, of: pool)
            var document: UInt32 = 0
            for index in 0..<record.documentFrequency {
                var gap = record.pendingGap
                var frequency = record.frequency
                if index + 1 < record.documentFrequency, let code = documents?.varint() {
                    gap = code >> 1
                    frequency = code & 1 != 0 ? 1 : documents?.varint() ?? 1
                }
                document &+= gap
                encoder.add(document: document, frequency: frequency)
                var position: UInt32 = 0
                for _ in 0..<frequency {
                    position &+= positions.varint()
                    encoder.add(position: position)
                }
                encoder.endDocument()
            }
            try writer.finishTerm(terms.bytes(of: Int(ordinal)), to: &file)
        }
        try writer.finish(documentsWithField: documentsWithField, to: &file)
    }
}
