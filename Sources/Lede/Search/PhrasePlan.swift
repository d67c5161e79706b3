/// By which postings lists a phrase is found in one field of a segment.
///
/// Two neighbours that are both frequent words of the field (``PairLists``) need the list of their pair only. Where
/// several frequent words follow each other, those pairs are taken that are in the fewest documents together and hold
/// each of the words; pairs may overlap. All other words are looked for in their own lists. A word or pair that occurs
/// twice in the phrase is read once.
struct PhrasePlan {
    /// A list and where in the phrase its word, or the first word of its pair, stands.
    struct List {
        let cursor: PostingsCursor
        let place: UInt32
        /// Where else in the phrase it stands, ascending.
        fileprivate(set) var otherPlaces: [UInt32] = []
        let isPair: Bool

        /// Whether it is the list of the word at a place, or of the pair that begins there.
        @inline(__always)
        fileprivate func isSame(_ entry: TermEntry, isPair: Bool, _ terms: [BoundTerm], at place: Int) -> Bool {
            // Lists of different words begin at different places, but for those of a single occurrence, which have none.
            let (own, first) = (cursor.entry, Int(self.place))
            return own.offset == entry.offset && self.isPair == isPair && terms[first].text == terms[place].text
                && (!isPair || terms[first + 1].text == terms[place + 1].text)
        }
    }

    private(set) var lists: [List] = []

    /// Whether there is one list, which has the phrase's own documents, frequencies and positions.
    var isOneList: Bool { lists.count == 1 && lists[0].place == 0 && lists[0].otherPlaces.isEmpty }

    /// Nil where the phrase does not occur in the field.
    ///
    /// - Parameter segment: the index of the reader's segment among those that the terms were bound to.
    init?(_ terms: [BoundTerm], in reader: FieldReader, segment: Int) throws(LedeError) {
        if terms.count == 1 {
            guard let entry = terms[0].entries[segment], let cursor = try reader.postings(entry) else { return nil }
            lists = [List(cursor: cursor, place: 0, isPair: false)]
            return
        }
        for place in terms.indices where terms[place].entries[segment] == nil { return nil }
        guard let pairs = try Self.pairs(of: terms, in: reader) else { return nil }
        let isTaken = pairs.isEmpty ? [] : Self.cheapest(pairs.map { $0?.documentFrequency })
        lists.reserveCapacity(terms.count)
        for place in terms.indices {
            let isPair = !pairs.isEmpty && isTaken[place]
            // Both words of a pair are in its list.
            if !pairs.isEmpty, !isPair, place > 0, isTaken[place - 1] { continue }
            let entry = isPair ? pairs[place] : terms[place].entries[segment]
            guard let entry else { return nil }
            if let list = lists.firstIndex(where: { $0.isSame(entry, isPair: isPair, terms, at: place) }) {
                lists[list].otherPlaces.append(UInt32(place))
                continue
            }
            let cursor = isPair ? try reader.pairs?.postings(entry) : try reader.postings(entry)
            guard let cursor else { return nil }
            lists.append(List(cursor: cursor, place: UInt32(place), isPair: isPair))
        }
    }

    /// For each word the pair that it begins, where both words are frequent; none where no pair is there; nil where a pair of frequent
    /// words does not occur.
    private static func pairs(of terms: [BoundTerm], in reader: FieldReader) throws(LedeError) -> [TermEntry?]? {
        guard let known = reader.pairs else { return [] }
        var pairs: [TermEntry?] = []
        var before: Int?
        for place in terms.indices {
            let frequent = known.place(of: terms[place].text)
            if let first = before, let second = frequent {
                guard let entry = try known.entry(first, second) else { return nil }
                if pairs.isEmpty { pairs = Array(repeating: nil, count: terms.count) }
                pairs[place - 1] = entry
            }
            before = frequent
        }
        return pairs
    }

    /// Chooses among the edges of a path so that every vertex that has an edge is on a chosen one, at the least cost.
    ///
    /// - Parameter costs: for each vertex that of the edge to the next, or nil where there is none.
    /// - Returns: for each vertex whether the edge to the next is chosen.
    static func cheapest(_ costs: [Int?]) -> [Bool] {
        var isTaken = [Bool](repeating: false, count: costs.count)
        /// For each edge the least cost of holding its run up to its second vertex when it is taken.
        var sums: [Int?] = []
        // The first vertex of an edge is held by the edge before, or by this one when the one before that was taken.
        func near(_ edge: Int) -> Int? { edge > 0 ? sums[edge - 1] : nil }
        func far(_ edge: Int) -> Int? { near(edge) != nil && edge > 1 ? sums[edge - 2] : nil }
        for (edge, cost) in costs.enumerated() {
            let before = min(near(edge) ?? 0, far(edge) ?? .max)
            sums.append(cost.map { $0 + before })
        }
        var edge = costs.count - 1
        while edge >= 0 {
            // The last edge of a run holds its last vertex.
            if costs[edge] != nil {
                isTaken[edge] = true
                if let far = far(edge), let near = near(edge), far < near { edge -= 1 }
            }
            edge -= 1
        }
        return isTaken
    }
}
