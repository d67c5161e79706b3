/// The order of one search, the place from which it goes on, and the page that these make.
struct SearchOrder {
    let searcher: Searcher
    private let sort: BoundSort
    private let recency: BoundRecency?
    /// Behind which place the hits are; nil for the first page.
    let after: SortPlace?
    private let fingerprint: UInt32

    /// A piece of the hits in order.
    struct Page {
        var hits: [SortedHit]
        /// How many documents match in all, where that was asked for.
        var total: Int?
        /// Whether hits follow, where that is known.
        var hasMore: Bool?
    }

    /// - Throws: ``LedeError/invalidQuery(_:)`` when the options do not fit the schema, or the cursor not the search.
    init(_ options: SearchOptions, of query: Query, in searcher: Searcher) throws(LedeError) {
        self.searcher = searcher
        sort = try BoundSort(options.sort, schema: searcher.schema)
        recency = try searcher.bind(options.recency)
        fingerprint = SearchCursor.fingerprint(query, options)
        guard let text = options.after else {
            after = nil
            return
        }
        let cursor = try SearchCursor(text)
        guard cursor.fingerprint == fingerprint, cursor.values.count == sort.count else {
            throw .invalidQuery(
                "the cursor is of another query or order: it goes on with the very query, order and ranking it came from"
            )
        }
        let place = try searcher.place(of: cursor)
        after = SortPlace(values: cursor.values, segment: place.segment, document: place.document)
    }

    func page(
        of query: BoundQuery, _ options: SearchOptions, isCounting: Bool, _ clock: inout SearchClock
    ) throws(LedeError) -> Page {
        guard options.limit > 0 else {
            return Page(hits: [], total: isCounting ? try searcher.count(query, &clock) : nil, hasMore: nil)
        }
        // Behind a cursor it is not known how many hits are left, so one more is looked for.
        let end = options.offset + options.limit
        let wanted = after == nil || end == .max ? end : end + 1
        var (hits, total) = try hits(of: query, limit: wanted, isCounting: isCounting, after: after, &clock)
        let hasMore = after == nil ? nil : hits.count == wanted
        if hasMore == true { hits.removeLast() }
        return Page(hits: Array(hits.dropFirst(options.offset)), total: total, hasMore: hasMore)
    }

    /// The first hits in the order behind a place.
    func hits(
        of query: BoundQuery, limit: Int, isCounting: Bool, after: SortPlace?, _ clock: inout SearchClock
    ) throws(LedeError) -> (hits: [SortedHit], total: Int?) {
        if sort.isByScoreAlone {
            let found = try searcher.best(
                query, limit: limit, isCounting: isCounting, recency: recency, after: after?.entry, &clock)
            let hits = found.hits.map { entry in
                SortedHit(
                    segment: Int(entry.segment), document: entry.document,
                    values: [.number(SortableDouble.encode(Double(entry.score)))])
            }
            return (hits, found.total)
        }
        var collector = SortCollector(sort, limit: limit, after: after, clock: clock)
        defer { clock = collector.clock }
        try searcher.forEachScorer(of: query, recency, isScoring: sort.needsScores) {
            (scorer, index, segment) throws(LedeError) in
            try collector.collect(scorer, segment: index, segment.reader, live: segment.live)
        }
        return (try collector.hits(), collector.total)
    }

    /// The score of a hit; not a number where the score is no key of the order.
    func score(of hit: SortedHit) -> Double {
        guard let key = sort.scoreKey, case .number(let score) = hit.values[key] else { return .nan }
        return SortableDouble.decode(score)
    }

    /// The cursor behind a page; nil where no hits follow.
    func cursor(after page: Page, _ options: SearchOptions, id: String?, total: Int) -> String? {
        guard let id, let last = page.hits.last, page.hasMore ?? (options.offset + page.hits.count < total) else {
            return nil
        }
        let position = searcher.firstPosition(of: last.segment) + Int(last.document)
        return SearchCursor(
            fingerprint: fingerprint, commit: searcher.commit, position: position, values: last.values, id: id
        ).text
    }
}

extension SortPlace {
    /// The place in the order of the ranking.
    fileprivate var entry: Searcher.Found {
        var score = Double.infinity
        if case .number(let number) = values[0] { score = SortableDouble.decode(number) }
        // Ties are taken from the first document on where the place is before it.
        if document < 0 { score = Double(Float(score).nextUp) }
        return Searcher.Found(
            score: Float(score), segment: UInt32(segment), document: UInt32(max(0, document)))
    }
}

extension Searcher {
    func bind(_ recency: Recency?) throws(LedeError) -> BoundRecency? {
        guard let recency else { return nil }
        return try BoundRecency(recency, schema: schema, segments: readers)
    }

    /// How many documents lie in the segments before one, deleted ones included.
    func firstPosition(of segment: Int) -> Int { segments[..<segment].reduce(0) { $0 + $1.reader.documentCount } }

    /// The place behind which documents that equal the last hit of a cursor follow.
    fileprivate func place(of cursor: SearchCursor) throws(LedeError) -> (segment: Int, document: Int) {
        var position = cursor.position
        if cursor.commit != commit {
            guard let now = try place(of: cursor.id) else { return (0, -1) }
            // An updated document is the last of the index now; those that followed it are where they were or earlier.
            position = min(position, firstPosition(of: now.segment) + now.document)
        }
        return place(at: position)
    }
}
