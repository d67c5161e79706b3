/// Where words stand side by side in one field of a segment.
///
/// The shortest list leads, a block at a time. The others go through its documents, and only where all meet are
/// positions read. ``PhrasePlan`` says which lists these are: what is called a word here may be a pair of two.
final class PhraseMatcher {
    /// A word of the phrase and where in it the word stands.
    private final class Word {
        let cursor: PostingsCursor
        let positions: PositionsReader
        let places: [UInt32]

        init(_ list: PhrasePlan.List) {
            cursor = list.cursor
            positions = PositionsReader(cursor)
            places = list.places
        }

        /// Keeps those of the first `count` documents that have the word, with the least frequency so far.
        func meet(_ documents: FixedBuffer<UInt32>, _ least: FixedBuffer<UInt32>, count: Int) throws(LedeError) -> Int {
            let cursor = cursor
            var kept = 0
            for index in 0..<count {
                let document = documents[index]
                guard let found = try cursor.find(document) else { continue }
                documents[kept] = document
                least[kept] = min(least[index], try cursor.frequency(at: found))
                kept &+= 1
            }
            return kept
        }

        /// Reads the positions in a document that has the word.
        func read(_ document: UInt32) throws(LedeError) {
            guard let index = try cursor.find(document) else { return }
            try cursor.loadFrequencies()
            try positions.read(documentAt: index)
        }
    }

    /// The index of the field in ``LengthNorms``.
    let field: Int
    /// The words, the rarest first.
    private let words: [Word]
    /// Whether the frequencies of the one list are those of the phrase.
    private let isOneList: Bool
    /// The documents of a part of a block of the leading list that have all words so far.
    private let documents = FixedBuffer<UInt32>.block()
    /// For each of them the least frequency of a word.
    private let least = FixedBuffer<UInt32>.block()
    /// Where the phrase can start, as far as the words looked at allow.
    private var starts = FixedBuffer<UInt32>.block()

    init(field: Int, _ plan: PhrasePlan) {
        self.field = field
        isOneList = plan.isOneList
        words = plan.lists.map(Word.init).sorted {
            $0.cursor.entry.documentFrequency < $1.cursor.entry.documentFrequency
        }
    }

    deinit {
        documents.deallocate()
        least.deallocate()
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
        let (documents, least) = (documents, least)
        try lead.forEachBlock(in: window) { (first, past) throws(LedeError) in
            try lead.loadFrequencies()
            var count = past - first
            for index in 0..<count {
                documents[index] = lead.documents[first &+ index]
                least[index] = lead.frequencies[first &+ index]
            }
            for word in words.dropFirst() where count > 0 {
                count = try word.meet(documents, least, count: count)
            }
            for index in 0..<count where isWanted(documents[index], least[index]) {
                let frequency = isOneList ? least[index] : try occurrences(documents[index])
                if frequency > 0 { body(documents[index], frequency) }
            }
        }
    }

    /// How often the phrase occurs in a document.
    func frequency(_ document: UInt32) throws(LedeError) -> UInt32 {
        if isOneList {
            guard let index = try words[0].cursor.find(document) else { return 0 }
            return try words[0].cursor.frequency(at: index)
        }
        for word in words where try word.cursor.find(document) == nil { return 0 }
        return try occurrences(document)
    }

    /// How often the phrase occurs in a document that has all words.
    /// - Complexity: linear in the positions of the words in the document.
    private func occurrences(_ document: UInt32) throws(LedeError) -> UInt32 {
        var count = -1
        for word in words {
            try word.read(document)
            for place in word.places {
                count = count < 0 ? start(with: word.positions, at: place) : intersect(word.positions, count, at: place)
                if count == 0 { return 0 }
            }
        }
        return UInt32(truncatingIfNeeded: count)
    }

    /// Takes the starts at which the first word looked at stands at `place`.
    private func start(with word: PositionsReader, at place: UInt32) -> Int {
        if word.count > starts.count { starts = starts.grown(to: 2 * word.count, repeating: 0) }
        let (positions, starts) = (word.positions, starts)
        var count = 0
        for index in 0..<word.count {
            starts[count] = positions[index] &- place
            count &+= positions[index] >= place ? 1 : 0
        }
        return count
    }

    /// Keeps the starts after which a word stands at `place`.
    private func intersect(_ word: PositionsReader, _ count: Int, at place: UInt32) -> Int {
        let (positions, starts, past) = (word.positions, starts, word.count)
        var kept = 0
        var next = 0
        for index in 0..<count {
            let wanted = starts[index] &+ place
            while next < past, positions[next] < wanted { next &+= 1 }
            if next == past { break }
            starts[kept] = starts[index]
            kept &+= positions[next] == wanted ? 1 : 0
        }
        return kept
    }
}
