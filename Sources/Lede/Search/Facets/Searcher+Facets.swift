extension Searcher {
    /// Counts facets over all documents that match a query.
    ///
    /// - Throws: ``LedeError/invalidQuery(_:)`` when a field does not fit its facet or the query not the schema,
    ///   ``LedeError/corrupt(path:section:offset:reason:)`` when the index is damaged.
    /// - Complexity: linear in the matching documents and the facets; values once in the distinct values.
    public func facets(_ facets: [Facet], of query: Query) throws(LedeError) -> [FacetResult] {
        var clock = SearchClock()
        return try count(facets, of: try bindMatching(query), &clock).results
    }

    /// The same for a bound query, and how many documents match.
    func count(
        _ facets: [Facet], of query: BoundQuery, _ clock: inout SearchClock
    ) throws(LedeError) -> (results: [FacetResult], total: Int) {
        var bound: [BoundFacet] = []
        for facet in facets { bound.append(try BoundFacet(facet, schema: schema)) }
        /// For each facet the counters of the segments so far.
        var counters = [[FacetCounter]](repeating: [], count: bound.count)
        var total = 0
        var collector = MatchCollector(clock: clock)
        defer { clock = collector.clock }
        try forEachScorer(of: query, isScoring: false) { (scorer, _, segment) throws(LedeError) in
            for (index, facet) in bound.enumerated() {
                counters[index].append(try facet.counter(in: segment.reader, after: counters[index]))
            }
            let current = counters.compactMap(\.last)
            try collector.forEachWindow(scorer, live: segment.live) { (window, bits) throws(LedeError) in
                total += bits.count
                for counter in current { try counter.count(bits, window) }
            }
        }
        var results: [FacetResult] = []
        for (facet, counters) in zip(bound, counters) { results.append(try facet.result(counters)) }
        return (results, total)
    }
}
