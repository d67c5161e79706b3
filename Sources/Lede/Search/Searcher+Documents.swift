extension Searcher {
    /// Reads every document that matches a query, however many there are.
    ///
    /// Nothing is ranked or kept: one block of stored documents is in memory at a time, and with `sort` the places of
    /// 100,000 documents.
    ///
    /// ```swift
    /// try searcher.forEachDocument(matching: .term("harbor")) { print($0.id) }
    /// ```
    ///
    /// - Parameters:
    ///   - query: which documents to read.
    ///   - sort: in which order; empty for the order in which they were indexed.
    ///   - body: what to do with each. An error that it throws ends the reading.
    /// - Throws: what `body` throws; ``LedeError`` as ``search(_:_:)-(Query,_)``.
    /// - Complexity: in the order of the index, every block that holds a match is decompressed once. In another order
    ///   each document costs a block, and each 100,000 documents a search.
    public func forEachDocument(
        matching query: Query = .all, sort: [SortKey] = [], _ body: (Document) throws -> Void
    ) throws {
        try forEachFound(matching: query, sort: sort) { document, _, _ in try body(document) }
    }

    /// What is done with a document that is read: with its segment and its number there.
    typealias DocumentReader = (_ document: Document, _ segment: Int, _ number: UInt32) throws -> Void

    /// The same with the places of the documents.
    func forEachFound(matching query: Query, sort: [SortKey], _ body: DocumentReader) throws {
        if sort.isEmpty {
            try forEachInIndexOrder(query, body)
        } else {
            try forEachSorted(query, sort, body)
        }
    }

    private func forEachInIndexOrder(_ query: Query, _ body: DocumentReader) throws {
        var failure: (any Error)?
        var collector = MatchCollector()
        try forEachScorer(of: try bindMatching(query), isScoring: false) { (scorer, index, segment) throws(LedeError) in
            try collector.forEachWindow(scorer, live: segment.live) { (window, bits) throws(LedeError) in
                if failure != nil { return }
                var documents: [UInt32] = []
                bits.forEach(from: Window.start(window)) { documents.append($0) }
                var next = 0
                try segment.reader.documents.forEach(documents) { (document) throws(LedeError) in
                    do { try body(document, index, documents[next]) } catch { failure = error }
                    next += 1
                    return failure == nil
                }
            }
        }
        if let failure { throw failure }
    }

    /// - Parameter pageSize: of how many documents the places are in memory.
    func forEachSorted(
        _ query: Query, _ sort: [SortKey], pageSize: Int = 100_000, _ body: DocumentReader
    ) throws {
        let bound = try bind(query, BM25())
        var options = SearchOptions(limit: pageSize, snippetCharacters: 0, sort: sort)
        let total = try count(query)
        while true {
            let order = try SearchOrder(options, of: query, in: self)
            var clock = SearchClock()
            let page = try order.page(of: bound, options, isCounting: false, &clock)
            var id: String?
            for found in page.hits {
                let document = try segments[found.segment].reader.documents.document(Int(found.document))
                try body(document, found.segment, found.document)
                id = document.id
            }
            guard let cursor = order.cursor(after: page, options, id: id, total: total) else { return }
            options.after = cursor
        }
    }

    /// Finds the first documents of an order, without reading them, and counts all that match.
    package func countSorted(_ query: Query, by sort: [SortKey], limit: Int) throws(LedeError) -> Int? {
        let options = SearchOptions(limit: limit, sort: sort)
        var clock = SearchClock()
        let order = try SearchOrder(options, of: query, in: self)
        return try order.page(of: try bind(query, BM25()), options, isCounting: true, &clock).total
    }

    /// How many documents of some segments match, and the first of them.
    ///
    /// - Parameter isWanted: says it of a segment by its place.
    func matches(
        of query: Query, limit: Int, inSegments isWanted: (Int) -> Bool
    ) throws(LedeError) -> (total: Int, documents: [Document]) {
        let bound = try bindMatching(query)
        var collector = MatchCollector()
        var total = 0
        var documents: [Document] = []
        for (index, segment) in segments.enumerated() where isWanted(index) {
            let factory = ScorerFactory(segment.reader, index: index, norms: norms)
            guard let scorer = try factory.scorer(bound, isScoring: false) else { continue }
            var first: [UInt32] = []
            let room = limit - documents.count
            try collector.forEach(scorer, live: segment.live) { document in
                total += 1
                if first.count < room { first.append(document) }
            }
            try segment.reader.documents.forEach(first) { (document) throws(LedeError) in
                documents.append(document)
                return true
            }
        }
        return (total, documents)
    }
}
