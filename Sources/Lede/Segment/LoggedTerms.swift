/// Which term each word of a log stands for, and how often it does.
struct LoggedTerms {
    /// Of each word of the log its term as the list, and the number of its form as the label; nil where it is the term.
    let targets: FixedBuffer<WordLog.Target>?
    /// How often each word is logged, and each term.
    let wordCounts: FixedBuffer<UInt32>
    let counts: FixedBuffer<UInt32>

    /// - Parameters:
    ///   - wordCounts: how often each word of the log is there, or each term where terms are logged. It is deallocated with the
    ///     rest.
    ///   - known: of each word its term + 1, or another number when it is never logged; nil when terms are logged.
    init(_ wordCounts: FixedBuffer<UInt32>, wordTerms known: [UInt32]?, _ forms: GatheredForms?) {
        self.wordCounts = wordCounts
        guard let known else {
            targets = nil
            counts = wordCounts
            return
        }
        let targets = FixedBuffer<WordLog.Target>.allocate(known.count, repeating: 0)
        counts = .allocate(known.count, repeating: 0)
        for (word, term) in known.enumerated() where wordCounts[word] > 0 {
            let term = Int(term) - 1
            targets[word] = WordLog.target(list: term, label: forms?.number(ofWord: word) ?? 0)
            counts[term] += wordCounts[word]
        }
        self.targets = targets
    }

    func deallocate() {
        counts.deallocate()
        if let targets {
            targets.deallocate()
            wordCounts.deallocate()
        }
    }

    /// How many places the term has that has most.
    var longest: Int {
        var most: UInt32 = 0
        for term in 0..<counts.count { most = max(most, counts[term]) }
        return Int(most)
    }

    /// Cuts the terms into ranges of about equally many places, that many at most but for the last term of each.
    func groups(_ order: [UInt32], placesAtOnce: Int) -> [(range: Range<Int>, places: Int)] {
        var total = 0
        for term in 0..<counts.count { total += Int(counts[term]) }
        let groupCount = (total + placesAtOnce - 1) / placesAtOnce
        let share = groupCount > 0 ? (total + groupCount - 1) / groupCount : 0
        var groups: [(range: Range<Int>, places: Int)] = []
        var (start, sum) = (0, 0)
        for (index, ordinal) in order.enumerated() {
            sum += Int(counts[Int(ordinal)])
            if sum < share, index + 1 < order.count { continue }
            groups.append((start..<index + 1, sum))
            (start, sum) = (index + 1, 0)
        }
        return groups
    }

    /// The place of each word of the log among some chosen terms.
    func ranks(_ chosen: [Int?]) -> FixedBuffer<UInt8> {
        let ranks = FixedBuffer<UInt8>.allocate(counts.count, repeating: WordLog.notChosen)
        for (rank, term) in chosen.enumerated() { if let term { ranks[term] = UInt8(rank) } }
        guard let targets else { return ranks }
        defer { ranks.deallocate() }
        let ofWords = FixedBuffer<UInt8>.uninitialized(targets.count)
        for word in 0..<targets.count { ofWords[word] = ranks[WordLog.list(of: targets[word])] }
        return ofWords
    }
}
