/// Where words stand side by side in one field of a segment.
///
/// The shortest list leads, a block at a time. The others go through its documents, and only where they meet are
/// positions read: those of the two rarest at once, then of one word after the other. A word that most documents have is looked
/// for where the others stand as they should. ``PhrasePlan`` says which lists these are: what is called a word here may be a pair
/// of two.
final class PhraseMatcher {
    /// The index of the field in ``LengthNorms``.
    let field: Int
    /// The words, the rarest first.
    private let words: [PhraseWord]
    private let lead: PhraseWord
    /// Those that documents have to have before positions are read.
    private let narrowing: ArraySlice<PhraseWord>
    /// The word whose positions are compared with those of the first; nil for one word. It need not narrow before, where it is
    /// the only one that could.
    private let second: PhraseWord?
    private let others: ArraySlice<PhraseWord>
    /// Whether the frequencies of the one list are those of the phrase.
    private let isOneList: Bool
    /// Whether it is one word of which forms count.
    private let isOneWord: Bool
    /// What tells occurrences of the very words from others, which do not match; nil where all match.
    private let forms: FormsMatcher?
    /// The documents of a part of a block of the leading list that have the words so far.
    private let documents: FixedBuffer<UInt32>
    /// For each of them the least frequency of a word; then how many starts it has.
    private let counts: FixedBuffer<UInt32>
    /// Where each stands in the block.
    private let indexes: FixedBuffer<UInt8>
    private let memory = PhraseMatcher.pool.take()
    private static let pool = BufferPool<UInt8>(count: 9 * blockSize, zero: nil, kept: 64)
    /// Where the phrase can start, document after document, as far as the words looked at allow.
    private var starts = FixedBuffer<UInt32>.uninitialized(blockSize)
    /// 0, 1, … 127.
    private static let ascending = {
        let all = FixedBuffer<UInt8>.uninitialized(blockSize)
        for index in 0..<blockSize { all[index] = UInt8(index) }
        return all
    }()

    convenience init(field: Int, _ plan: PhrasePlan, forms: FormsMatcher? = nil) {
        let words = plan.lists.map(PhraseWord.init).sorted {
            $0.cursor.entry.documentFrequency < $1.cursor.entry.documentFrequency
        }
        self.init(field: field, words, isOneList: plan.isOneList && forms == nil, forms: forms)
    }

    private init(field: Int, _ words: [PhraseWord], isOneList: Bool, forms: FormsMatcher?) {
        self.field = field
        self.words = words
        self.isOneList = isOneList
        self.forms = forms
        isOneWord = forms?.isOfOneWord ?? false
        documents = memory.part(at: 0, count: blockSize)
        counts = memory.part(at: 4 * blockSize, count: blockSize)
        indexes = memory.part(at: 8 * blockSize, count: blockSize)
        lead = words[0]
        let met = max(min(2, words.count), words.prefix { !$0.cursor.isInMostDocuments }.count)
        narrowing = met > 2 ? words[1..<met] : []
        second = words.count > 1 ? words[1] : nil
        others = words.dropFirst(2)
    }

    deinit {
        starts.deallocate()
        Self.pool.give(memory)
    }

    /// No more documents than this match.
    var cost: Int { lead.cursor.entry.documentFrequency }

    /// How many documents the second rarest word has; 0 for one word.
    var secondCost: Int { second?.cursor.entry.documentFrequency ?? 0 }

    /// Calls `body` with each document of some windows that has the phrase, ascending, and how often.
    ///
    /// - Parameter isWanted: asked before positions are read; takes the document and a number that the frequency of the
    ///   phrase does not exceed.
    @inline(__always)
    func forEachMatch(
        in windows: Range<Int>, where isWanted: (UInt32, UInt32) -> Bool, _ body: (UInt32, UInt32) -> Void
    ) throws(LedeError) {
        let cursor = lead.cursor
        let (documents, counts, indexes) = (documents, counts, indexes)
        try cursor.forEachBlock(in: windows) { (first, past) throws(LedeError) in
            if second != nil { cursor.prefetchPositions(of: cursor.block) }
            try cursor.loadFrequencies()
            var count = past - first
            documents.update(at: 0, from: cursor.documents, first..<past)
            counts.update(at: 0, from: cursor.frequencies, first..<past)
            indexes.update(at: 0, from: Self.ascending, first..<past)
            for word in narrowing where count > 0 { count = try word.meet(documents, counts, indexes, count: count) }
            let found = try match(count, where: isWanted)
            for index in 0..<found { body(documents[index], counts[index]) }
        }
    }

    /// How often the phrase occurs in a document.
    func frequency(_ document: UInt32) throws(LedeError) -> UInt32 {
        guard let index = try lead.cursor.find(document) else { return 0 }
        if isOneList { return try lead.cursor.frequency(at: index) }
        if isOneWord, let forms { return try forms.frequency(of: document) }
        return try locate(document, at: index) ? counts[0] : 0
    }

    private func locate(_ document: UInt32, at index: Int) throws(LedeError) -> Bool {
        documents[0] = document
        counts[0] = .max
        indexes[0] = UInt8(truncatingIfNeeded: index)
        return try locate(1) { _, _ in true } > 0
    }

    /// Keeps those of the first documents, which have the words that narrow, that have the phrase, with how often in ``counts``.
    @inline(__always)
    private func match(_ count: Int, where isWanted: (UInt32, UInt32) -> Bool) throws(LedeError) -> Int {
        guard isOneList || isOneWord else { return try locate(count, where: isWanted) }
        let wanted = keepWanted(count, where: isWanted)
        return isOneList ? wanted : try countForms(wanted)
    }

    /// The same, with where the phrase starts in ``starts``.
    /// - Complexity: linear in the positions of the words in the documents.
    @inline(__always)
    private func locate(_ count: Int, where isWanted: (UInt32, UInt32) -> Bool) throws(LedeError) -> Int {
        guard let second else {
            let wanted = keepWanted(count, where: isWanted)
            return try checkForms(try lead.start(documents, counts, indexes, count: wanted, &starts))
        }
        var left = try lead.start(
            documents, counts, indexes, count: count, before: second, &starts, where: isWanted)
        for word in others where left > 0 { left = try word.intersect(documents, counts, count: left, starts) }
        return try checkForms(left)
    }

    @inline(__always)
    private func keepWanted(_ count: Int, where isWanted: (UInt32, UInt32) -> Bool) -> Int {
        var wanted = 0
        for index in 0..<count {
            documents[wanted] = documents[index]
            counts[wanted] = counts[index]
            indexes[wanted] = indexes[index]
            wanted &+= isWanted(documents[index], counts[index]) ? 1 : 0
        }
        return wanted
    }

    /// Keeps the documents in which the phrase has the forms that count.
    private func checkForms(_ count: Int) throws(LedeError) -> Int {
        try forms?.count(documents, counts, count: count, starts) ?? count
    }

    /// The same for one word whose forms count; its positions do not matter.
    private func countForms(_ count: Int) throws(LedeError) -> Int {
        guard let forms else { return count }
        var left = 0
        for index in 0..<count {
            let document = documents[index]
            let frequency = try forms.frequency(of: document)
            documents[left] = document
            counts[left] = frequency
            left &+= frequency > 0 ? 1 : 0
        }
        return left
    }

    /// Marks the documents of a window that have the rarest word.
    func mark(_ window: Int, into bits: WindowBits) throws(LedeError) {
        try lead.cursor.mark(window..<(window + 1), into: bits)
    }

    /// A number that the frequency of the phrase in a document does not exceed; 0 where a word is missing.
    func limit(_ document: UInt32) throws(LedeError) -> UInt32 {
        var least = UInt32.max
        for word in words {
            guard let index = try word.cursor.find(document) else { return 0 }
            least = min(least, try word.cursor.frequency(at: index))
        }
        return least
    }

    /// Calls `body` with each position at which the phrase starts in a document that has all words, ascending.
    func forEachStart(_ document: UInt32, _ body: (UInt32) -> Void) throws(LedeError) {
        guard let index = try lead.cursor.find(document), try locate(document, at: index) else { return }
        for index in 0..<Int(counts[0]) { body(starts[index]) }
    }
}
