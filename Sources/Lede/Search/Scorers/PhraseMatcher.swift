/// Where words stand side by side in one field of a segment.
///
/// A document at a time: the list of the rarest word leads, the others follow, and only where all meet are positions
/// read. A word that occurs twice in the phrase is read once.
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
    }

    /// The index of the field in ``LengthNorms``.
    let field: Int
    /// The document that all words are in, after ``advance(to:)``; `UInt32.max` past the last.
    private(set) var document: UInt32 = 0
    /// The words, the rarest first.
    private let words: [Word]
    /// Where the phrase can start, as far as the words looked at allow.
    private var starts: [UInt32] = []

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

    /// No more documents than this match.
    var cost: Int { words.first?.cursor.entry.documentFrequency ?? 0 }

    /// Goes to the first document, at least `target`, that all words are in, whether it lies ahead or behind.
    func advance(to target: UInt32) throws(LedeError) {
        var target = target
        let lead = words[0].cursor
        search: while true {
            let candidate = try lead.seek(target)
            if candidate == .max { break }
            for index in 1..<words.count {
                let next = try words[index].cursor.seek(candidate)
                if next == .max { break search }
                if next > candidate {
                    target = next
                    continue search
                }
            }
            document = candidate
            return
        }
        document = .max
    }

    /// The phrase occurs in ``document`` no more often than this: as its least frequent word.
    func greatestFrequency() throws(LedeError) -> UInt32 {
        var least = UInt32.max
        for word in words {
            try word.cursor.loadFrequencies()
            least = min(least, word.cursor.frequencies[word.cursor.index])
        }
        return least
    }

    /// How often the phrase occurs in ``document``. Call ``greatestFrequency()`` first.
    /// - Complexity: linear in the positions of the words in the document.
    func frequency() throws(LedeError) -> UInt32 {
        try startPositions()
        return UInt32(truncatingIfNeeded: starts.count)
    }

    /// Whether the phrase occurs in ``document``.
    func matches() throws(LedeError) -> Bool {
        for word in words { try word.cursor.loadFrequencies() }
        try startPositions()
        return !starts.isEmpty
    }

    private func startPositions() throws(LedeError) {
        starts.removeAll(keepingCapacity: true)
        var isFirst = true
        for word in words {
            try word.positions.read(documentAt: word.cursor.index)
            for place in word.places {
                if isFirst {
                    for position in word.positions.positions where position >= place { starts.append(position - place) }
                    isFirst = false
                } else {
                    intersect(word.positions.positions, at: place)
                }
            }
            if starts.isEmpty { return }
        }
    }

    /// Keeps the starts after which `positions` has the word at `place`.
    private func intersect(_ positions: [UInt32], at place: UInt32) {
        var kept = 0
        var next = 0
        for index in starts.indices {
            let wanted = starts[index] &+ place
            while next < positions.count, positions[next] < wanted { next += 1 }
            if next == positions.count { break }
            if positions[next] == wanted {
                starts[kept] = starts[index]
                kept += 1
            }
        }
        starts.removeLast(starts.count - kept)
    }
}
