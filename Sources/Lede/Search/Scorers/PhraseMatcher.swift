/// Where words stand side by side in one field of a segment.
///
/// The list of the rarest word leads, a block at a time. The others go through its documents, and only where all meet
/// are positions read. A word that occurs twice in the phrase is read once.
final class PhraseMatcher {
    /// A word of the phrase and where in it the word stands.
    private final class Word {
        let cursor: PostingsCursor
        let positions: PositionsReader
        var places: [UInt32]

        init(_ cursor: PostingsCursor, place: UInt32) {
            self.cursor = cursor
            positions = PositionsReader(cursor)
            places = [place]
        }

        /// Keeps those of the first `count` documents that have the word, with the least frequency so far.
        func meet(_ documents: FixedBuffer<UInt32>, _ least: FixedBuffer<UInt32>, count: Int) throws(LedeError) -> Int {
            let cursor = cursor
            var kept = 0
            for index in 0..<count {
                let document = documents[index]
                let found = try cursor.seek(document)
                if found == .max { break }
                if found != document { continue }
                try cursor.loadFrequencies()
                documents[kept] = document
                least[kept] = min(least[index], cursor.frequencies[cursor.index])
                kept &+= 1
            }
            return kept
        }

        /// Reads the positions in a document that has the word.
        func read(_ document: UInt32) throws(LedeError) {
            _ = try cursor.seek(document)
            try cursor.loadFrequencies()
            try positions.read(documentAt: cursor.index)
        }
    }

    /// The index of the field in ``LengthNorms``.
    let field: Int
    /// The words, the rarest first.
    private let words: [Word]
    /// The documents of a part of a block of the leading list that have all words so far.
    private let documents = FixedBuffer<UInt32>.block()
    /// For each of them the least frequency of a word.
    private let least = FixedBuffer<UInt32>.block()
    /// Where the phrase can start, as far as the words looked at allow.
    private var starts = FixedBuffer<UInt32>.block()

    /// - Parameters:
    ///   - cursors: one for each distinct word.
    ///   - places: for each word of the phrase, in order, which of the cursors is its.
    init(field: Int, cursors: [PostingsCursor], places: [Int]) {
        self.field = field
        var words: [Word?] = Array(repeating: nil, count: cursors.count)
        for (place, index) in places.enumerated() {
            if let word = words[index] {
                word.places.append(UInt32(place))
            } else {
                words[index] = Word(cursors[index], place: UInt32(place))
            }
        }
        self.words = words.compactMap(\.self).sorted {
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
                let frequency = try occurrences(documents[index])
                if frequency > 0 { body(documents[index], frequency) }
            }
        }
    }

    /// How often the phrase occurs in a document.
    func frequency(_ document: UInt32) throws(LedeError) -> UInt32 {
        for word in words where try word.cursor.seek(document) != document { return 0 }
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
