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
        var places: [UInt32]
    }

    private(set) var lists: [List] = []

    /// Whether there is one list, which has the phrase's own documents, frequencies and positions.
    var isOneList: Bool { lists.count == 1 && lists[0].places == [0] }

    /// Nil where the phrase does not occur in the field.
    ///
    /// - Parameter segment: the index of the reader's segment among those that the terms were bound to.
    init?(_ terms: [BoundTerm], in reader: FieldReader, segment: Int) throws(LedeError) {
        if terms.count == 1 {
            guard let entry = terms[0].entries[segment], let cursor = try reader.postings(entry) else { return nil }
            lists = [List(cursor: cursor, places: [0])]
            return
        }
        var entries: [TermEntry] = []
        for term in terms {
            guard let entry = term.entries[segment] else { return nil }
            entries.append(entry)
        }
        let frequent = terms.map { reader.pairs?.place(of: $0.text) }
        /// For each word the pair that it begins, where both words are frequent.
        var pairs: [TermEntry?] = Array(repeating: nil, count: terms.count)
        for place in terms.indices.dropFirst() {
            guard let first = frequent[place - 1], let second = frequent[place] else { continue }
            guard let entry = try reader.pairs?.entry(first, second) else { return nil }
            pairs[place - 1] = entry
        }
        let isTaken = Self.cheapest(pairs.map { $0?.documentFrequency })
        var known: [[[UInt8]]: Int] = [:]
        for place in terms.indices {
            let isCovered = isTaken[place] || (place > 0 && isTaken[place - 1])
            if isCovered, !isTaken[place] { continue }
            let key = isTaken[place] ? [terms[place].text, terms[place + 1].text] : [terms[place].text]
            if let list = known[key] {
                lists[list].places.append(UInt32(place))
                continue
            }
            let cursor =
                if isTaken[place], let entry = pairs[place] {
                    try reader.pairs?.postings(entry)
                } else {
                    try reader.postings(entries[place])
                }
            guard let cursor else { return nil }
            known[key] = lists.count
            lists.append(List(cursor: cursor, places: [UInt32(place)]))
        }
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
