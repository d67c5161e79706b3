extension QueryBinder {
    /// The words that the weight of a query part is made of.
    ///
    /// Fields whose analyzers find the same number of words are taken together, word by word; of several such groups that
    /// which weighs least counts, and only one of which some field may match.
    func weighed(
        _ parts: [BoundWords.InField], possible: [BoundWords.InField], documentCount: Int
    ) throws(LedeError) -> [BoundWords.WeighedWord] {
        var least: (words: [BoundWords.WeighedWord], weight: Double)?
        var counts: [Int] = []
        for part in possible where !counts.contains(part.terms.count) {
            counts.append(part.terms.count)
            let group = parts.filter { $0.terms.count == part.terms.count }
            var words: [BoundWords.WeighedWord] = []
            for place in part.terms.indices {
                try checkClock(place)
                let frequency = try documentFrequency(of: group.map { ($0.field, $0.terms[place]) })
                words.append(BoundWords.WeighedWord(text: part.terms[place].text, documentFrequency: frequency))
            }
            let weight = BoundWords.weight(words.lazy.map(\.documentFrequency), documentCount)
            if weight < least?.weight ?? .infinity { least = (words, weight) }
        }
        return least?.words ?? []
    }

    /// How many documents beside those of the field that has a word most are looked at to count those that have it in
    /// any field. A word that is in more of them is frequent, and its weight hardly depends on them.
    static let unitedDocuments = 1000

    /// In how many documents a word occurs in any of some fields, deleted documents included.
    ///
    /// Where it is in more than ``unitedDocuments`` documents beside the field that has it most, it is the number of that
    /// field. Both follow from the whole index, however it is cut into segments.
    /// - Complexity: a look-up for each document of the rarer fields.
    func documentFrequency(of terms: [(field: Field, term: BoundTerm)]) throws(LedeError) -> Int {
        var most = 0
        var sum = 0
        for (index, part) in terms.enumerated() {
            let frequency = part.term.documentFrequency
            sum += frequency
            if frequency > terms[most].term.documentFrequency { most = index }
        }
        let greatest = terms[most].term.documentFrequency
        guard isScoring, sum > greatest, sum - greatest <= Self.unitedDocuments else { return greatest }
        var united = greatest
        let others = FixedBuffer<UInt32>.uninitialized(Self.unitedDocuments)
        defer { others.deallocate() }
        for index in segments.indices {
            var count = 0
            for (place, part) in terms.enumerated() where place != most {
                guard let cursor = try cursor(of: part.term, in: part.field, segment: index) else { continue }
                for block in 0..<cursor.blockCount {
                    try cursor.load(block)
                    for index in 0..<cursor.count { others[count + index] = cursor.documents[index] }
                    count += cursor.count
                }
            }
            if terms.count > 2 { count = others.sortUnique(first: count) }
            united += count
            if count == 0 { continue }
            let list = try cursor(of: terms[most].term, in: terms[most].field, segment: index)
            try list?.meet(others, count: count) { _, found in united -= found }
        }
        return united
    }

    private func cursor(of term: BoundTerm, in field: Field, segment: Int) throws(LedeError) -> PostingsCursor? {
        guard let entry = term.entries[segment] else { return nil }
        return try segments[segment].field(field.name)?.postings(entry)
    }
}
