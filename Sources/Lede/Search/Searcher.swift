import Foundation

/// Answers queries from one commit of an index.
///
/// A searcher is a snapshot: it sees the documents of its commit, whole, whatever a writer does meanwhile. It is a
/// value that takes no lock; any number of threads may use one at the same time.
///
/// ```swift
/// let results = try index.searcher().search("sanctuary school")
/// for hit in results.hits { print(hit.score, hit.title ?? hit.id) }
/// ```
public struct Searcher: Sendable {
    /// The fields of the index.
    public let schema: Schema
    /// The generation of the commit that is searched.
    public let commit: Int
    let segments: [SegmentSnapshot]
    /// Whether no document was deleted.
    private let isWhole: Bool
    private let source: BindingSource
    let knownDuplicates = ComputedOnce<DuplicateGroups>()
    let norms = LengthNormsCache()

    package init(segments: [SegmentSnapshot], schema: Schema, commit: Int) {
        self.segments = segments
        self.schema = schema
        self.commit = commit
        isWhole = segments.allSatisfy { $0.live == nil }
        source = BindingSource(segments.map(\.reader), schema: schema)
    }

    /// Those of ``segments``.
    var readers: [SegmentReader] { source.segments }
    /// What they have of the fields of the schema together.
    var totals: [FieldTotals] { source.statistics }

    /// A searcher of the same commit that reads the words of queries in one language, where fields are multilingual. Without,
    /// a word stands for what any language of the index makes of it.
    public func reading(_ language: Language) -> Searcher {
        Searcher(segments: segments, schema: schema.reading(language), commit: commit)
    }

    /// How many documents there are, without deleted ones.
    public var documentCount: Int { segments.reduce(0) { $0 + $1.liveCount } }

    // MARK: Searching

    /// Finds the best documents for a query in the query language (<doc:QueryLanguage>).
    ///
    /// - Throws: ``QuerySyntaxError`` when the text cannot be read, ``LedeError`` otherwise.
    public func search(_ text: String, _ options: SearchOptions = SearchOptions()) throws -> SearchResults {
        var results = try search(try QueryParser(schema: schema).parse(text), options)
        if results.suggestion != nil { results.suggestion = results.corrections.applied(to: text) }
        return results
    }

    /// Finds the best documents for a query, and counts all that match.
    ///
    /// In a task that is cancelled the search ends between two windows of documents. After ``SearchOptions/timeout`` it
    /// gives what it has found by then, and says so (``SearchResults/isPartial``).
    ///
    /// - Throws: ``LedeError/invalidQuery(_:)`` when the query does not fit the schema or the options are out of range,
    ///   ``LedeError/corrupt(path:section:offset:reason:)`` when the index is damaged, ``LedeError/cancelled``.
    /// - Complexity: depends on how common the words are; windows of documents that cannot hold a hit are passed over.
    public func search(
        _ query: Query, _ options: SearchOptions = SearchOptions()
    ) throws(LedeError) -> SearchResults {
        let start = DispatchTime.now().uptimeNanoseconds
        guard options.limit >= 0, options.offset >= 0, options.limit <= Int.max - options.offset else {
            throw .invalidQuery(
                "limit and offset must not be negative nor add up to more than \(Int.max), and are \(options.limit) and \(options.offset)"
            )
        }
        let binding = BindingClock(SearchClock(timeout: options.timeout))
        var binder = try binder(options.similarity, expansionLimit: options.expansionLimit)
        binder.clock = binding
        let order = try SearchOrder(options, of: query, in: self)
        let bound: BoundQuery
        var groups: DuplicateGroups?
        do throws(LedeError) {
            bound = try binder.bind(query)
            if options.collapsesDuplicates { groups = try duplicateGroups(binding) }
        } catch LedeError.cancelled where binding.isOver {
            let elapsed = DispatchTime.now().uptimeNanoseconds - start
            return SearchResults(
                total: 0, hits: [], microseconds: Int(elapsed / 1000), isPartial: true, notices: binder.record.notices)
        } catch {
            throw error
        }
        var clock = binding.clock
        let counted = options.facets.isEmpty ? nil : try count(options.facets, of: bound, &clock)
        let page: SearchOrder.Page
        var collapsed: SearchOrder.CollapsedPage?
        if let groups {
            let found = try order.collapsedPage(of: bound, options, groups, &clock)
            (page, collapsed) = (found.page, found)
        } else {
            page = try order.page(of: bound, options, isCounting: counted == nil, &clock)
        }
        let snippets = SnippetSource(
            bound, schema: schema, maximumCharacters: options.snippetCharacters,
            fragmentCount: options.fragmentCount)
        var hits: [Hit] = []
        var rest = options.maximumPageBytes
        let documents = try documents(at: page.hits.map { ($0.segment, $0.document) }, rest: &rest) { read in
            "the first \(read) of \(page.hits.count) hits take more than \(options.maximumPageBytes) bytes of memory, the limit "
                + "of a page (maximumPageBytes, --max-page-bytes). Ask for fewer (limit, -n) and go on behind them "
                + "(after, --after), or read documents one at a time (forEachDocument, 'lede export')"
        }
        for (index, (found, document)) in zip(page.hits, documents).enumerated() {
            let passages = snippets.fragments(of: document)
            hits.append(
                Hit(
                    id: document.id, score: order.score(of: found), document: document, snippet: passages.best,
                    fragments: passages.all, duplicates: collapsed?.duplicates[index]))
        }
        let total = counted?.total ?? page.total ?? hits.count
        var results = SearchResults(
            total: total, hits: hits, nextCursor: order.cursor(after: page, options, id: hits.last?.id, total: total),
            facets: counted?.results ?? [], microseconds: 0, isPartial: clock.isOver, notices: binder.record.notices)
        results.duplicates = collapsed?.hidden ?? 0
        if options.isCorrecting, !clock.isOver, results.total <= Self.littleFound { try correct(&results, of: query) }
        let elapsed = DispatchTime.now().uptimeNanoseconds - start
        results.microseconds = Int(elapsed / 1000)
        return results
    }

    /// Reads documents, each block of the stored documents once.
    ///
    /// - Parameters:
    ///   - rest: how many bytes of memory they may take, of which theirs are taken away. One document is always read.
    ///   - tooLarge: what to say where they take more, after so many of them.
    /// - Throws: ``LedeError/invalidQuery(_:)`` where they take more memory than they may.
    func documents(
        at places: [(segment: Int, document: UInt32)], rest: inout Int, tooLarge: (_ read: Int) -> String
    ) throws(LedeError) -> [Document] {
        let order = places.indices.sorted { places[$0] < places[$1] }
        var documents = [Document](repeating: Document(id: ""), count: places.count)
        var next = 0
        var left = rest
        while next < order.count {
            let segment = places[order[next]].segment
            let numbers = order[next...].prefix { places[$0].segment == segment }.map { places[$0].document }
            try segments[segment].reader.documents.forEach(numbers) { (document) throws(LedeError) in
                left -= document.byteCount + Self.bytesPerHit
                if left < 0, places.count > 1 { throw .invalidQuery(tooLarge(next + 1)) }
                documents[order[next]] = document
                next += 1
                return true
            }
        }
        rest = left
        return documents
    }

    /// What a hit takes beside the text of its document, about: its snippet, the names of its values.
    private static let bytesPerHit = 768

    /// With so few documents found a query may have been meant otherwise.
    private static let littleFound = 2

    private func correct(_ results: inout SearchResults, of query: Query) throws(LedeError) {
        let corrections = try corrections(for: query)
        if corrections.isEmpty { return }
        let corrected = query.corrected(by: corrections)
        guard try count(corrected) > results.total else { return }
        results.corrections = corrections
        results.suggestion = corrected.description
    }

    /// How many documents match a query.
    /// - Throws: as ``search(_:_:)-(Query,_)``.
    public func count(_ query: Query) throws(LedeError) -> Int {
        if isWhole, case .term(let text, nil) = query, let known = try source.documentFrequency(ofWord: text) {
            return known
        }
        var clock = SearchClock()
        return try count(try bindMatching(query), &clock)
    }

    /// A document found, before it is read.
    package typealias Found = TopScores.Entry

    /// The best documents, and how many match in all where that is asked for.
    package func best(
        _ query: Query, limit: Int, isCounting: Bool, _ similarity: any Similarity, _ recency: Recency? = nil
    ) throws(LedeError) -> (hits: [Found], total: Int?) {
        guard limit > 0 else { return ([], isCounting ? try count(query) : nil) }
        var clock = SearchClock()
        return try best(
            try bind(query, similarity), limit: limit, isCounting: isCounting, recency: try bind(recency), &clock)
    }

    /// The id of a document found.
    package func id(of found: Found) throws(LedeError) -> String {
        try segments[Int(found.segment)].reader.ids.text(of: Int(found.document))
    }

    /// The ids of all documents that match a query, in the order in which they were indexed.
    /// - Throws: as ``search(_:_:)-(Query,_)``.
    public func ids(matching query: Query) throws(LedeError) -> [String] {
        let bound = try bindMatching(query)
        var ids: [String] = []
        var collector = MatchCollector()
        try forEachScorer(of: bound, isScoring: false) { (scorer, _, segment) throws(LedeError) in
            var documents: [UInt32] = []
            try collector.forEach(scorer, live: segment.live) { documents.append($0) }
            for document in documents { ids.append(try segment.reader.ids.text(of: Int(document))) }
        }
        return ids
    }

    /// The documents of each segment that match a query, a bit for each.
    func documents(matching query: Query) throws(LedeError) -> [BitSet] {
        var found = segments.map { BitSet(count: $0.reader.documentCount) }
        var collector = MatchCollector()
        try forEachScorer(of: try bindMatching(query), isScoring: false) { (scorer, index, segment) throws(LedeError) in
            try collector.forEach(scorer, live: segment.live) { found[index][Int($0)] = true }
        }
        return found
    }

    func bind(_ query: Query, _ similarity: any Similarity) throws(LedeError) -> BoundQuery {
        try binder(similarity).bind(query)
    }

    /// Binds a query of which only what matches is asked for.
    func bindMatching(_ query: Query) throws(LedeError) -> BoundQuery {
        var binder = QueryBinder(source, similarity: BM25())
        binder.isScoring = false
        return try binder.bind(query)
    }

    /// What binds one query.
    func binder(
        _ similarity: any Similarity, expansionLimit: Int = SearchOptions.defaultExpansionLimit
    ) throws(LedeError) -> QueryBinder {
        try similarity.validate()
        guard expansionLimit > 0 else {
            throw .invalidQuery("expansionLimit must be at least 1, not \(expansionLimit)")
        }
        let bm25 = similarity.bm25
        var binder = QueryBinder(
            source, similarity: bm25 ?? .identity, otherSimilarity: bm25 == nil ? similarity : nil)
        binder.expansionLimit = expansionLimit
        return binder
    }

    /// The best documents, with a boost of recent ones and from a place on, where these are given.
    func best(
        _ query: BoundQuery, limit: Int, isCounting: Bool, recency: BoundRecency? = nil, after: Found? = nil,
        _ clock: inout SearchClock
    ) throws(LedeError) -> (hits: [Found], total: Int?) {
        guard limit > 0 else { return ([], isCounting ? try count(query, &clock) : nil) }
        let known = isCounting ? try knownCount(query) : nil
        let scratch = ScorerScratch.take()
        var collector = TopCollector(
            limit: limit, isCounting: isCounting && known == nil, after: after, clock: clock,
            candidates: scratch.collected)
        try forEachScorer(of: query, recency, scratch: scratch) { (scorer, index, segment) throws(LedeError) in
            if try clock.checkIsOver() { return }
            try collector.collect(scorer, segment: index, live: segment.live)
            clock = collector.clock
        }
        scratch.giveBack()
        return (collector.found, isCounting ? known ?? collector.total : nil)
    }

    /// Calls `body` with a scorer for each segment in which something may match.
    func forEachScorer(
        of query: BoundQuery, _ recency: BoundRecency? = nil, isScoring: Bool = true,
        scratch: ScorerScratch = ScorerScratch(), _ body: (Scorer, Int, SegmentSnapshot) throws(LedeError) -> Void
    ) throws(LedeError) {
        for (index, segment) in segments.enumerated() {
            let factory = ScorerFactory(segment.reader, index: index, norms: norms, scratch: scratch)
            guard let scorer = try factory.scorer(query, isScoring: isScoring) else { continue }
            try body(try recency?.scorer(scorer, in: segment.reader) ?? scorer, index, segment)
        }
    }

    /// How many documents match, where that is known without looking at them.
    private func knownCount(_ query: BoundQuery) throws(LedeError) -> Int? {
        var count = 0
        for (index, segment) in segments.enumerated() {
            guard segment.live == nil, let known = try query.exactCount(in: segment.reader, index) else { return nil }
            count += known
        }
        return count
    }

    func count(_ query: BoundQuery, _ clock: inout SearchClock) throws(LedeError) -> Int {
        if let known = try knownCount(query) { return known }
        var count = 0
        var collector = MatchCollector(clock: clock)
        defer { clock = collector.clock }
        for (index, segment) in segments.enumerated() where !collector.clock.isOver {
            var (query, known) = (query, 0)
            if segment.live == nil { (query, known) = try query.splitKnown(in: segment.reader, index) }
            count += known
            let factory = ScorerFactory(segment.reader, index: index, norms: norms)
            guard let scorer = try factory.scorer(query, isScoring: false) else { continue }
            count += try collector.count(scorer, live: segment.live)
        }
        return count
    }

    // MARK: Documents

    /// Where a document is; nil when no live document has the id.
    func place(of id: String) throws(LedeError) -> (segment: Int, document: Int)? {
        for (index, segment) in segments.enumerated() {
            if let document = try segment.reader.document(withID: id), segment.live?.contains(document) ?? true {
                return (index, document)
            }
        }
        return nil
    }

    /// The stored document with an id, or nil.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)`` when the index is damaged.
    public func document(id: String) throws(LedeError) -> Document? {
        guard let place = try place(of: id) else { return nil }
        return try segments[place.segment].reader.documents.document(place.document)
    }

    /// How the score of a document comes about; nil when there is no document with the id.
    ///
    /// For a document that does not match, ``Explanation/isMatch`` is false.
    /// - Throws: as ``search(_:_:)-(Query,_)``.
    public func explain(
        _ query: Query, id: String, similarity: any Similarity = BM25(), recency: Recency? = nil
    ) throws(LedeError) -> Explanation? {
        let bound = try bind(query, similarity)
        let recency = try bind(recency)
        guard let place = try place(of: id) else { return nil }
        let reader = segments[place.segment].reader
        let factory = ScorerFactory(reader, index: place.segment, norms: norms, isExplaining: true)
        if let plain = try factory.scorer(bound) {
            let scorer = try recency?.scorer(plain, in: reader) ?? plain
            if let found = try scorer.explain(UInt32(place.document)) { return found }
        }
        return Explanation(0, "the document does not match the query", isMatch: false)
    }
}

extension BoundQuery {
    /// Splits what matches in a segment without deleted documents into a number that is known beforehand and a query
    /// for the rest: of a disjunction the most frequent part is known, and only what the others have beside it is looked
    /// for.
    fileprivate func splitKnown(in reader: SegmentReader, _ segment: Int) throws(LedeError) -> (BoundQuery, Int) {
        if let known = try exactCount(in: reader, segment) { return (.nothing, known) }
        guard case .boolean(let must, let should, let mustNot, let filter) = self, must.isEmpty, filter.isEmpty,
            mustNot.isEmpty
        else { return (self, 0) }
        var most = 0
        var known = 0
        for (index, part) in should.enumerated() {
            if let count = try part.exactCount(in: reader, segment), count > known { (most, known) = (index, count) }
        }
        if known == 0 { return (self, 0) }
        var others = should
        let largest = others.remove(at: most)
        return (.boolean(must: [], should: others, mustNot: [largest], filter: []), known)
    }

    /// The number of matching documents of a segment without deleted ones, where it is known beforehand.
    fileprivate func exactCount(in reader: SegmentReader, _ segment: Int) throws(LedeError) -> Int? {
        switch self {
        case .nothing: return 0
        case .keyword(_, let term): return term.entries[segment]?.documentFrequency ?? 0
        case .expanded(let expansion) where expansion.fields.count == 1:
            return expansion.fields[0].lists[segment]?.count ?? 0
        case .words(let words) where words.fields.count == 1:
            return try words.fields[0].exactCount(in: reader, segment)
        case .boolean(let must, _, let mustNot, let filter) where must.count + filter.count == 1 && mustNot.isEmpty:
            return try (must + filter)[0].exactCount(in: reader, segment)
        case .constant(let inner, _): return try inner.exactCount(in: reader, segment)
        default: return nil
        }
    }
}

extension BoundWords.InField {
    /// In how many documents a word or a pair of frequent words occurs; nil for other phrases.
    fileprivate func exactCount(in reader: SegmentReader, _ segment: Int) throws(LedeError) -> Int? {
        guard terms.allSatisfy({ $0.entries[segment] != nil }) else { return 0 }
        if exact?.isOnly ?? false { return nil }
        if terms.count == 1 { return terms[0].entries[segment]?.documentFrequency }
        guard terms.count == 2, let pairs = reader.field(field.name)?.pairs,
            let first = pairs.place(of: terms[0].text), let second = pairs.place(of: terms[1].text)
        else { return nil }
        return try pairs.entry(first, second)?.documentFrequency ?? 0
    }
}
