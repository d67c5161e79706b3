import Testing

@testable import Lede

/// An index of some segments in memory, and the oracle that knows the same documents.
struct SearchFixture {
    private let directory = MemoryDirectory()
    private let schema: Schema
    private let pairs: PairOptions
    private(set) var segments: [SegmentSnapshot] = []
    private(set) var oracle: Oracle

    /// - Parameters:
    ///   - parts: the documents of each segment.
    ///   - older: the schema that the first segment is written with, if it is another.
    init(
        _ schema: Schema, _ parts: [[Document]], older: Schema? = nil, pairs: PairOptions = PairOptions()
    ) throws {
        self.schema = schema
        self.pairs = pairs
        oracle = Oracle(schema: schema)
        for (index, documents) in parts.enumerated() {
            let schema = index == 0 ? older ?? schema : schema
            let buffer = SegmentBuffer(schema: schema, pairs: pairs)
            for document in documents {
                buffer.add(try SegmentBuffer.prepare(document, schema: schema))
                oracle.add(document, schema: schema)
            }
            let name = try buffer.write(to: directory, temporaryName: "new")
            segments.append(SegmentSnapshot(reader: try SegmentReader(name, in: directory), live: nil))
        }
    }

    var searcher: Searcher { Searcher(segments: segments, schema: schema, commit: 7) }

    /// Deletes the documents that `isDeleted` says, given their place in the index.
    mutating func delete(where isDeleted: (Int) -> Bool) {
        var first = 0
        for (index, segment) in segments.enumerated() {
            var live = segment.live ?? LiveDocuments(all: segment.reader.documentCount)
            for document in 0..<segment.reader.documentCount where isDeleted(first + document) {
                live.delete(document)
                oracle.documents[first + document].isDeleted = true
            }
            if live.count < segment.reader.documentCount {
                segments[index] = SegmentSnapshot(reader: segment.reader, live: live)
            }
            first += segment.reader.documentCount
        }
    }

    /// Merges neighbouring segments.
    mutating func merge(_ range: Range<Int>) throws {
        let sources = segments[range].map { SegmentMerger.Source(reader: $0.reader, live: $0.live) }
        let first = segments[..<range.lowerBound].reduce(0) { $0 + $1.reader.documentCount }
        let past = segments[range].reduce(first) { $0 + $1.reader.documentCount }
        let kept = oracle.documents[first..<past].filter { !$0.isDeleted }
        oracle.documents.replaceSubrange(first..<past, with: kept)
        var merged: [SegmentSnapshot] = []
        if !kept.isEmpty {
            let merger = SegmentMerger(sources, schema: schema, pairs: pairs)
            let name = try merger.write(to: directory, temporaryName: "merged")
            merged = [SegmentSnapshot(reader: try SegmentReader(name, in: directory), live: nil)]
        }
        segments.replaceSubrange(range, with: merged)
    }

    /// The query bound to the index, as scorers are made of it.
    func bind(_ query: Query, _ similarity: BM25 = BM25()) throws -> BoundQuery {
        try searcher.bind(query, similarity)
    }
}

/// Whether two scores agree to the fifth digit.
func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-5 * max(abs(a), abs(b)) }

extension SearchFixture {
    /// Expects of the engine what the oracle gives: the same documents, scores and order, whatever the limit.
    /// - Returns: how many documents match.
    @discardableResult
    func expectAgreement(_ query: Query, _ similarity: BM25 = BM25(), _ comment: Comment) throws -> Int {
        let comment: Comment = "\(comment), query \(query)"
        let searcher = searcher
        let truth = oracle.search(query, similarity)
        let places = Dictionary(
            uniqueKeysWithValues: oracle.documents.enumerated().filter { !$1.isDeleted }.map { ($1.id, $0) })
        let inOrder = truth.map { places[$0.id] ?? -1 }.sorted().map { oracle.documents[$0].id }
        #expect(try searcher.ids(matching: query) == inOrder, comment)
        #expect(try searcher.count(query) == truth.count, comment)

        let hits = try searcher.top(query, limit: truth.count + 1, similarity: similarity)
        #expect(hits.count == truth.count, comment)
        let scores = Dictionary(uniqueKeysWithValues: truth.map { ($0.id, $0.score) })
        #expect(Set(hits.map(\.id)).count == hits.count, comment)
        let strangers = zip(hits, truth).filter { hit, other in
            guard let score = scores[hit.id] else { return true }
            return !score.isClose(to: hit.score) || !other.score.isClose(to: hit.score)
        }
        #expect(strangers.isEmpty, comment)
        let misplaced = zip(hits, hits.dropFirst()).filter { hit, next in
            if hit.score != next.score { return hit.score < next.score }
            return places[hit.id, default: -1] > places[next.id, default: -1]
        }
        #expect(misplaced.isEmpty, comment)

        for limit in [1, 2, 10, 100] {
            let best = try searcher.top(query, limit: limit, similarity: similarity)
            let isSame = best.elementsEqual(hits.prefix(limit)) { $0.id == $1.id && $0.score == $1.score }
            #expect(isSame, "\(comment), limit \(limit)")
            let counted = try searcher.best(query, limit: limit, isCounting: true, similarity)
            #expect(counted.total == truth.count, "\(comment), limit \(limit), counted")
            let areSame = try counted.hits.elementsEqual(best) {
                try searcher.id(of: $0) == $1.id && $0.score == $1.score
            }
            #expect(areSame, "\(comment), limit \(limit), counted")
        }
        return truth.count
    }
}

extension Searcher {
    /// The ids and scores of the best documents.
    func top(_ query: Query, limit: Int, similarity: any Similarity) throws(LedeError) -> [(id: String, score: Float)] {
        var hits: [(id: String, score: Float)] = []
        for found in try best(query, limit: limit, isCounting: false, similarity).hits {
            hits.append((try id(of: found), found.score))
        }
        return hits
    }
}
