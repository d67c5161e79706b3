/// Where words stand side by side in one field of a segment.
///
/// The shortest list leads, a block at a time. The others go through its documents, and only where they meet are
/// positions read, of one word after the other for all documents of the block. A word that most documents have is looked
/// for last, where the others stand as they should. ``PhrasePlan`` says which lists these are: what is called a word here
/// may be a pair of two.
final class PhraseMatcher {
    /// The index of the field in ``LengthNorms``.
    let field: Int
    /// The words, the rarest first.
    private let words: [PhraseWord]
    /// How many of them are to meet before positions are read; the others are in most documents.
    private let metCount: Int
    /// Whether the frequencies of the one list are those of the phrase.
    private let isOneList: Bool
    /// Whether it is one word of which forms count.
    private let isOneWord: Bool
    /// What tells occurrences of the very words from others, which do not match; nil where all match.
    private let forms: FormsMatcher?
    /// The documents of a part of a block of the leading list that have the words so far.
    private let documents = FixedBuffer<UInt32>.block()
    /// For each of them the least frequency of a word; then how many starts it has.
    private let counts = FixedBuffer<UInt32>.block()
    /// Where the phrase can start, document after document, as far as the words looked at allow.
    private var starts = FixedBuffer<UInt32>.block()

    init(field: Int, _ plan: PhrasePlan, forms: FormsMatcher? = nil) {
        self.field = field
        self.forms = forms
        isOneList = plan.isOneList && forms == nil
        isOneWord = forms?.isOfOneWord ?? false
        words = plan.lists.map(PhraseWord.init).sorted {
            $0.cursor.entry.documentFrequency < $1.cursor.entry.documentFrequency
        }
        metCount = max(min(2, words.count), words.prefix { !$0.cursor.isInMostDocuments }.count)
    }

    deinit {
        documents.deallocate()
        counts.deallocate()
        starts.deallocate()
    }

    /// No more documents than this match.
    var cost: Int { words.first?.cursor.entry.documentFrequency ?? 0 }

    /// Calls `body` with each document of a window that has the phrase, ascending, and how often.
    ///
    /// - Parameter isWanted: asked before positions are read; takes the document and a number that the frequency of the
    ///   phrase does not exceed.
    @inline(__always)
    func forEachMatch(
        in window: Int, where isWanted: (UInt32, UInt32) -> Bool, _ body: (UInt32, UInt32) -> Void
    ) throws(LedeError) {
        let lead = words[0].cursor
        let (documents, counts) = (documents, counts)
        try lead.forEachBlock(in: window) { (first, past) throws(LedeError) in
            try lead.loadFrequencies()
            var count = past - first
            let (leadDocuments, leadFrequencies) = (lead.documents, lead.frequencies)
            for index in 0..<count {
                documents[index] = leadDocuments[first &+ index]
                counts[index] = leadFrequencies[first &+ index]
            }
            for word in words[1..<metCount] where count > 0 {
                count = try word.meet(documents, counts, count: count)
            }
            var wanted = 0
            for index in 0..<count {
                documents[wanted] = documents[index]
                counts[wanted] = counts[index]
                wanted &+= isWanted(documents[index], counts[index]) ? 1 : 0
            }
            let found = isOneList ? wanted : isOneWord ? try countForms(wanted) : try locate(wanted)
            for index in 0..<found { body(documents[index], counts[index]) }
        }
    }

    /// How often the phrase occurs in a document.
    func frequency(_ document: UInt32) throws(LedeError) -> UInt32 {
        if isOneList {
            guard let index = try words[0].cursor.find(document) else { return 0 }
            return try words[0].cursor.frequency(at: index)
        }
        if isOneWord, let forms { return try forms.frequency(of: document) }
        documents[0] = document
        for word in words where try word.cursor.find(document) == nil { return 0 }
        return try locate(1) > 0 ? counts[0] : 0
    }

    /// Keeps those of the first documents, which have the words that meet first, that have the phrase, with how often in
    /// ``counts``.
    /// - Complexity: linear in the positions of the words in the documents.
    private func locate(_ count: Int) throws(LedeError) -> Int {
        var left = count
        for (index, word) in words.enumerated() where left > 0 {
            left =
                index == 0
                ? try word.start(documents, counts, count: left, &starts)
                : try word.intersect(documents, counts, count: left, starts)
        }
        return try forms?.count(documents, counts, count: left, starts) ?? left
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
        try words[0].cursor.mark(window..<(window + 1), into: bits)
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
        documents[0] = document
        guard try locate(1) > 0 else { return }
        for index in 0..<Int(counts[0]) { body(starts[index]) }
    }
}
