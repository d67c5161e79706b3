/// Where words stand side by side in one field of a segment.
///
/// Some hundred documents of the shortest list at a time are looked up in the other lists. For those that are in all of them, and
/// are wanted, positions are read, of one word after the other. A word that most documents have is looked for where the others
/// stand as they should. ``PhrasePlan`` says which lists these are: what is called a word here may be a pair of two.
final class PhraseMatcher {
    /// The index of the field in ``LengthNorms``.
    let field: Int
    /// The words, the rarest first.
    private let words: [PhraseWord]
    private let lead: PhraseWord
    /// How many of them documents have to have before positions are read.
    private let narrowing: Int
    /// Whether the frequencies of the one list are those of the phrase.
    private let isOneList: Bool
    /// Whether positions say where the phrase is.
    private var readsPositions: Bool { !isOneList && !isOneWord }
    /// Whether it is one word of which forms count.
    private let isOneWord: Bool
    /// What tells occurrences of the very words from others, which do not match; nil where all match.
    private let forms: FormsMatcher?
    /// What this and the words work in; that of more words than usual is no other's.
    private let memory: FixedBuffer<UInt32>
    private var progress: PhraseProgress
    private static let usualWords = 4
    private static let pool = BufferPool<UInt32>(count: memoryCount(words: usualWords), zero: nil, kept: 16)

    private static func memoryCount(words: Int) -> Int { PhraseProgress.memoryCount + words * PhraseWord.memoryCount }

    convenience init(field: Int, _ plan: PhrasePlan, forms: FormsMatcher? = nil) {
        let lists = plan.lists
        let memory: FixedBuffer<UInt32> =
            lists.count <= Self.usualWords ? Self.pool.take() : .uninitialized(Self.memoryCount(words: lists.count))
        var words: [PhraseWord] = []
        words.reserveCapacity(lists.count)
        for (index, list) in lists.enumerated() {
            let start = MemoryLayout<UInt32>.stride * Self.memoryCount(words: index)
            words.append(PhraseWord(list, memory: memory.part(at: start, count: PhraseWord.memoryCount)))
        }
        if words.count > 1 {
            words.sort { $0.cursor.entry.documentFrequency < $1.cursor.entry.documentFrequency }
        }
        self.init(field: field, words, isOneList: plan.isOneList && forms == nil, forms: forms, memory: memory)
    }

    private init(
        field: Int, _ words: [PhraseWord], isOneList: Bool, forms: FormsMatcher?, memory: FixedBuffer<UInt32>
    ) {
        self.field = field
        self.words = words
        self.isOneList = isOneList
        self.forms = forms
        isOneWord = forms?.isOfOneWord ?? false
        self.memory = memory
        progress = PhraseProgress(memory.part(at: 0, count: PhraseProgress.memoryCount))
        lead = words[0]
        narrowing = max(min(2, words.count), words.prefix { !$0.cursor.isInMostDocuments }.count)
    }

    deinit {
        progress.deallocate()
        if words.count <= Self.usualWords { Self.pool.give(memory) } else { memory.deallocate() }
    }

    /// No more documents than this match.
    var cost: Int { lead.cursor.entry.documentFrequency }

    /// How many documents the second rarest word has; 0 for one word.
    var secondCost: Int { words.count > 1 ? words[1].cursor.entry.documentFrequency : 0 }

    /// Calls `body` with the lists whose frequencies bound those of the phrase: all, but the rarest alone where that has few
    /// documents, as most windows are looked at then, whatever the others say.
    func forEachBounding(_ body: (PostingsCursor) throws(LedeError) -> Void) throws(LedeError) {
        for word in cost > Window.size ? words[...] : words[..<1] { try body(word.cursor) }
    }

    /// Calls `body` with each document of some windows that has the phrase, ascending, and how often.
    ///
    /// - Parameter isWanted: asked before positions are read; takes the document and a number that the frequency of the
    ///   phrase does not exceed.
    /// - Complexity: linear in the documents of the lists there, and in the positions of blocks with documents that are wanted.
    @inline(__always)
    func forEachMatch(
        in windows: Range<Int>, where isWanted: (UInt32, UInt32) -> Bool, _ body: (UInt32, UInt32) -> Void
    ) throws(LedeError) {
        let (start, end) = (Window.start(windows.lowerBound), Window.last(windows.upperBound &- 1))
        var progress = progress
        defer { self.progress = progress }
        var next = lead.cursor.firstBlock(near: start)
        var count = 0
        repeat {
            count = 0
            while count <= PhraseProgress.capacity - blockSize, lead.cursor.mayReach(next, end) {
                count = try lead.append(lead.cursor.load(next, from: start, to: end), at: count, progress)
                next &+= 1
            }
            try match(count, &progress, readsPositions, where: isWanted)
            for index in 0..<progress.count { body(progress.documents[index], progress.counts[index]) }
        } while count > 0
    }

    /// Calls `body` with each of ascending documents that has the phrase, by its place among them.
    /// - Complexity: as ``forEachMatch(in:where:_:)``.
    func forEachMatch(of sought: FixedBuffer<UInt32>, count: Int, _ body: (Int) -> Void) throws(LedeError) {
        if !readsPositions {
            for index in 0..<count where try frequency(sought[index]) > 0 { body(index) }
            return
        }
        var progress = progress
        defer { self.progress = progress }
        var first = 0
        while first < count {
            let past = min(count, first + PhraseProgress.capacity)
            progress.documents.update(at: 0, from: sought, first..<past)
            let left = try lead.meet(progress, count: past - first)
            try match(left, &progress, readsPositions) { _, _ in true }
            for index in 0..<progress.count {
                while sought[first] < progress.documents[index] { first += 1 }
                body(first)
            }
            first = past
        }
    }

    /// How often the phrase occurs in a document.
    func frequency(_ document: UInt32) throws(LedeError) -> UInt32 {
        guard let index = try lead.cursor.find(document) else { return 0 }
        if isOneList { return try lead.cursor.frequency(at: index) }
        if isOneWord, let forms { return try forms.frequency(of: document) }
        return try locate(document, at: index) ? progress.counts[0] : 0
    }

    private func locate(_ document: UInt32, at index: Int) throws(LedeError) -> Bool {
        progress.documents[0] = document
        lead.append(index, at: 0)
        var progress = progress
        defer { self.progress = progress }
        try match(1, &progress, true) { _, _ in true }
        return progress.count > 0
    }

    /// Moves those of the first `count` documents, which the rarest word has, that have the phrase to the front, with how often in
    /// the counts.
    ///
    /// - Parameter readsPositions: whether to find out where it starts, too.
    @inline(__always)
    private func match(
        _ count: Int, _ progress: inout PhraseProgress, _ readsPositions: Bool, where isWanted: (UInt32, UInt32) -> Bool
    ) throws(LedeError) {
        var left = count
        for index in 1..<max(1, narrowing) where left > 0 {
            left = try words.borrow(index) { (word) throws(LedeError) in try word.meet(progress, count: left) }
            for earlier in 0..<index { words.borrow(earlier) { $0.keep(progress.scratch, count: left) } }
        }
        progress.begin(left)
        if left == 0 { return }
        for index in 0..<narrowing {
            try words.borrow(index) { (word) throws(LedeError) in try word.locate(progress) }
        }
        progress.keep(where: isWanted)
        if readsPositions {
            try lead.start(&progress)
            for index in 1..<max(1, words.count) where progress.count > 0 {
                try words.borrow(index) { (word) throws(LedeError) in
                    if index >= narrowing { try word.find(&progress) }
                    try word.goOn(&progress)
                }
            }
        } else {
            progress.countLeast()
        }
        progress.gather()
        guard let forms else { return }
        progress.count =
            readsPositions
            ? try forms.count(progress.documents, progress.counts, count: progress.count, progress.starts)
            : try countForms(progress, forms)
    }

    /// Keeps the documents in which one word has the form that counts; its positions do not matter.
    private func countForms(_ progress: PhraseProgress, _ forms: FormsMatcher) throws(LedeError) -> Int {
        var left = 0
        for index in 0..<progress.count {
            let document = progress.documents[index]
            let frequency = try forms.frequency(of: document)
            progress.documents[left] = document
            progress.counts[left] = frequency
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
        for index in 0..<Int(progress.counts[0]) { body(progress.starts[index]) }
    }
}
