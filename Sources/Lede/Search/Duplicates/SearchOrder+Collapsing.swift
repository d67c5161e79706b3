extension SearchOrder {
    /// A piece of the hits in order, where of near-duplicates only the first is a hit.
    struct CollapsedPage {
        var page: Page
        /// For each hit how many of its near-duplicates match too.
        var duplicates: [Int]
        /// How many matching documents are not hits, as one before them is like them.
        var hidden: Int
    }

    /// The page where of each group of near-duplicates only the first that matches is shown.
    ///
    /// Whether a hit is the first of its group is asked of the index: a search among the members of the groups alone
    /// gives their order. So a page needs nothing of the pages before it.
    func collapsedPage(
        of query: BoundQuery, _ options: SearchOptions, _ groups: DuplicateGroups, _ clock: inout SearchClock
    ) throws(LedeError) -> CollapsedPage {
        var (total, hidden) = try count(query, groups, &clock)
        guard options.limit > 0 else {
            return CollapsedPage(page: Page(hits: [], total: total, hasMore: nil), duplicates: [], hidden: hidden)
        }
        // One more tells whether hits follow.
        let end = options.offset + options.limit
        let wanted = end == .max ? end : end + 1
        var asked = wanted
        while true {
            let found = try hits(of: query, limit: asked, isCounting: false, after: after, &clock).hits
            let firsts = try firsts(of: found, query, groups)
            var kept: [SortedHit] = []
            var duplicates: [Int] = []
            for hit in found {
                let document = position(of: hit)
                guard let leader = groups.leader(of: document) else {
                    kept.append(hit)
                    duplicates.append(0)
                    continue
                }
                guard let first = firsts[leader], first.document == document else { continue }
                kept.append(hit)
                duplicates.append(first.others)
            }
            if kept.count < wanted, found.count == asked, !clock.isOver {
                asked = asked > .max / 2 ? .max : 2 * asked
                continue
            }
            let hasMore = kept.count >= wanted
            let range = min(options.offset, kept.count)..<min(end, kept.count)
            // Where the time was up, what was shown was found.
            total = max(total, kept.count)
            return CollapsedPage(
                page: Page(hits: Array(kept[range]), total: total, hasMore: hasMore),
                duplicates: Array(duplicates[range]), hidden: hidden)
        }
    }

    /// The number of a document, all segments one behind the other.
    private func position(of hit: SortedHit) -> Int { searcher.firstPosition(of: hit.segment) + Int(hit.document) }

    /// For each group that hits belong to, by its leader: the member that comes first in the order, and how many others
    /// match.
    private func firsts(
        of hits: [SortedHit], _ query: BoundQuery, _ groups: DuplicateGroups
    ) throws(LedeError) -> [UInt32: (document: Int, others: Int)] {
        var marks: [BitSet?] = searcher.segments.map { BitSet(count: $0.reader.documentCount) }
        var leaders: Set<UInt32> = []
        var memberCount = 0
        for hit in hits {
            guard let leader = groups.leader(of: position(of: hit)), leaders.insert(leader).inserted else { continue }
            for member in groups.members(of: leader) {
                let place = searcher.place(at: Int(member))
                marks[place.segment]?[place.document] = true
                memberCount += 1
            }
        }
        if leaders.isEmpty { return [:] }
        let among = BoundQuery.boolean(
            must: [query], should: [], mustNot: [], filter: [.marked(marks, description: "near-duplicates of hits")])
        var clock = SearchClock()
        var firsts: [UInt32: (document: Int, others: Int)] = [:]
        for hit in try self.hits(of: among, limit: memberCount, isCounting: false, after: nil, &clock).hits {
            let document = position(of: hit)
            guard let leader = groups.leader(of: document) else { continue }
            if let first = firsts[leader] {
                firsts[leader] = (first.document, first.others + 1)
            } else {
                firsts[leader] = (document, 0)
            }
        }
        return firsts
    }

    /// How many documents match, and how many of them are not the first of their group.
    private func count(
        _ query: BoundQuery, _ groups: DuplicateGroups, _ clock: inout SearchClock
    ) throws(LedeError) -> (total: Int, hidden: Int) {
        var (total, hidden) = (0, 0)
        var seen: Set<UInt32> = []
        try searcher.forEachMatch(of: query, &clock) { document in
            total += 1
            if let leader = groups.leader(of: document), !seen.insert(leader).inserted { hidden += 1 }
        }
        return (total, hidden)
    }
}

extension Searcher {
    /// Calls `body` with the number of each document that matches, all segments one behind the other.
    func forEachMatch(
        of query: BoundQuery, _ clock: inout SearchClock, _ body: (Int) -> Void
    ) throws(LedeError) {
        var collector = MatchCollector(clock: clock)
        defer { clock = collector.clock }
        try forEachScorer(of: query, isScoring: false) { (scorer, index, segment) throws(LedeError) in
            let first = firstPosition(of: index)
            try collector.forEach(scorer, live: segment.live) { body(first + Int($0)) }
        }
    }

    /// The place of a document by its number, all segments one behind the other.
    func place(at position: Int) -> (segment: Int, document: Int) {
        var rest = position
        for (index, segment) in segments.enumerated() {
            if rest < segment.reader.documentCount { return (index, rest) }
            rest -= segment.reader.documentCount
        }
        return (segments.count, 0)
    }
}
