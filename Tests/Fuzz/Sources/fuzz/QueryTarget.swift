@testable import Lede

/// Query text: read strictly and leniently, written and read again, and answered on a small index.
///
/// The first byte says how to read and how to answer.
struct QueryTarget: FuzzTarget {
    private let searcher: Searcher

    init() {
        do {
            var random = SeededText(seed: 7)
            let documents = (0..<60).map { Document.random(id: "\($0)", &random) }
            let directory = MemoryDirectory()
            let segment = try directory.segment(of: documents, schema: .everyKind(), pairs: .forced())
            searcher = Searcher(
                segments: [SegmentSnapshot(reader: segment, live: nil)], schema: try .everyKind(), commit: 1)
        } catch {
            fatalError("\(error)")
        }
    }

    func seeds() throws -> [[UInt8]] {
        let texts = [
            "river rising", "+river -vote", "title:river^3 AND (rising OR NOT city)", "\"the river\"~3", "=\"Rivers\"",
            "date:[2017-02 TO 2017-02-20}", "date:>=last-7-days author:* rating:<=2.5", "section:(\"News\" Arts)",
            "ri* *er r?v[er /ri(v|s)er+/ rivr~2", "a NEAR/5 b ONEAR/2 \"c d\" SENTENCE e PARAGRAPH f",
            "(river rising vote)~2^=3", "title^3,body:river", "“river” && city || !vote", "*", "\\* \"a \\\" b\"",
            "Été 2017 x -(a (b (c)))",
        ]
        return texts.enumerated().map { [UInt8(truncatingIfNeeded: 17 * $0)] + Array($1.utf8) }
    }

    func run(_ bytes: [UInt8]) {
        let mode = bytes.first ?? 0
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        let parser = QueryParser(schema: searcher.schema, defaultOperator: mode & 1 == 0 ? .or : .and)
        let lenient = parser.parseLeniently(text)
        if let query = try? parser.parse(text) {
            require(query == lenient.query && lenient.problems.isEmpty, "read otherwise where lenient: \(text)")
            if mode & 1 == 0 {
                let written = query.description
                require((try? parser.parse(written)) == query, "'\(text)' was written as '\(written)'")
            }
        }
        answer(lenient.query, mode)
    }

    private func answer(_ query: Query, _ mode: UInt8) {
        var options = SearchOptions(limit: Int(mode >> 1 & 3) * 3)
        options.timeout = .seconds(2)
        if mode & 8 != 0 {
            options.sort = [
                SortKey(.field("date"), isDescending: true), SortKey(.field("section"), isDescending: false),
            ]
        }
        if mode & 16 != 0 { options.facets = [.values(field: "tag"), .histogram(field: "date", by: .month)] }
        do {
            let results = try searcher.search(query, options)
            require(results.hits.count <= options.limit, "\(results.hits.count) hits: \(query)")
            if results.isPartial { return }
            let count = try searcher.count(query)
            require(count == results.total, "\(results.total) found, \(count) counted: \(query)")
            if mode & 32 != 0, let hit = results.hits.first { _ = try searcher.explain(query, id: hit.id) }
        } catch {
            if case .invalidQuery = error { return }
            fatalError("\(query): \(error)")
        }
    }
}
