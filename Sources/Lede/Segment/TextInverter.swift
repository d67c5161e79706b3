/// The postings of one text field of the documents that are being buffered.
///
/// What is kept of a text is the log of its words (``WordLog``), as numbers that the ``Vocabulary`` gives them; it is brought into
/// the order of the terms when the segment is written.
package struct TextInverter {
    /// Between two values of a field, so that no phrase reaches across.
    static let positionGap: UInt32 = 100

    /// The places of the terms that are sorted at once take up to so many times the memory of the log.
    static let sortingShare = 1

    /// Behind this position there are no gaps, so that a document has places for all of its words.
    private static let lastGap: UInt32 = 1 << 30

    private var analyzer: Analyzer
    /// Whether punctuation may stand at the end of a token, and not only between tokens.
    private var hasPunctuation: Bool
    /// Where words may be left out or added, the position of an end is not known.
    private let notesEnds: Bool
    var vocabulary: Vocabulary
    private(set) var log = WordLog()
    /// The place in the log where each document begins; its positions count from there.
    private(set) var starts: [UInt32] = []
    private(set) var ends = GatheredEnds()
    private(set) var norms: [UInt8] = []
    private var tokens: [TokenRange] = []
    /// How many there were at most.
    private var mostTokens = 0
    private var batch = WordBatch()
    /// Words behind which something may end.
    private let stops = FixedBuffer<UInt32>.uninitialized(64)
    /// Of the lengths as the norms have them, which is all that a merge knows: both choose the same impacts.
    private(set) var totalLength = 0
    private(set) var documentsWithField = 0

    package init(_ analyzer: Analyzer) {
        self.analyzer = analyzer
        vocabulary = Vocabulary(analyzer)
        hasPunctuation = analyzer.leavesPunctuation
        notesEnds = analyzer.keepsEveryWord
    }

    package func deallocate() {
        vocabulary.deallocate()
        log.deallocate()
        ends.deallocate()
        batch.deallocate()
        stops.deallocate()
    }

    /// What writing needs beside the log and its sorting, for each string, where it has forms and where not, and for each document.
    private static let (plainBytes, formBytes, documentBytes) = (24, 24 + GatheredForms.bytesPerString, 16)

    /// The memory held, in bytes, with what sorting the log takes. Mutating, so that the inverter is not copied for each document.
    package mutating func countBytes() -> Int {
        let strings = vocabulary.strings.count
        let sorting =
            Self.sortingShare * log.byteCount + strings * (vocabulary.hasForms ? Self.formBytes : Self.plainBytes)
            + starts.count * Self.documentBytes
        return vocabulary.countBytes() + batch.byteCount + log.byteCount + sorting + ends.byteCount
            + starts.grownBytes + norms.grownBytes + mostTokens.nextPowerOf2 * MemoryLayout<TokenRange>.stride
    }

    /// Whether addresses are about to run out, whatever the memory budget.
    package var isFull: Bool { log.isFull || ends.isFull || vocabulary.isFull }

    /// Takes the next document for one in another language. Only for a field without forms, all of whose analyzers keep
    /// every word.
    mutating func read(_ next: Analyzer) {
        if next.name == analyzer.name { return }
        batch.forget()
        vocabulary.read(next, after: analyzer)
        analyzer = next
        hasPunctuation = next.leavesPunctuation
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
            batch.ordinals[0] = vocabulary.insert(term: Array(token.term.utf8))
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
            batch.begin(ranges, of: bytes, in: vocabulary.table, needsHashes: signature != nil)
            vocabulary.look(up: &batch, of: bytes)
            batch.finish(bytes)
            if let signature { signature.add(batch.hashes, count: past - first) }
            let found = vocabulary.dropsWords ? vocabulary.keepTerms(of: batch, ranges, bytes) : past - first
            log.append(batch.ordinals, count: found)
            logged += found
        }
        return logged
    }
}
