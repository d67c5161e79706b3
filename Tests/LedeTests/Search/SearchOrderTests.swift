import Foundation
import Testing

@testable import Lede

/// Orders, pages, boosts and facets of random searches held against plain code.
@Suite struct SearchOrderTests {
    private static let fields = ["id", "section", "date", "count", "price"]

    private func randomKeys(_ articles: inout RandomArticles) -> [SortKey] {
        (0..<articles.number(1...3)).map { _ in
            let isDescending = articles.isLucky(oneIn: 2)
            let field = Self.fields[articles.number(0...Self.fields.count - 1)]
            return articles.isLucky(oneIn: 4)
                ? SortKey(.score, isDescending: isDescending) : .field(field, isDescending: isDescending)
        }
    }

    /// Runs a check on an index as it was indexed, with deletes, and merged.
    private func forEachState(
        seed: UInt64, _ check: (SearchFixture, inout RandomArticles, Comment) throws -> Void
    ) throws {
        var articles = RandomArticles(seed: seed)
        let counts = [[60], [25, 40], [20, 1, 30, 7, 25]][Int(seed % 3)]
        var parts: [[Document]] = []
        for count in counts { parts.append(articles.articles(count, from: parts.reduce(0) { $0 + $1.count })) }
        var fixture = try SearchFixture(
            try RandomArticles.schema(), parts, older: seed % 2 == 0 ? try RandomArticles.olderSchema() : nil)
        try check(fixture, &articles, "seed \(seed), as indexed")
        fixture.delete { _ in articles.isLucky(oneIn: 4) }
        try check(fixture, &articles, "seed \(seed), with deletes")
        try fixture.merge(0..<fixture.segments.count)
        try check(fixture, &articles, "seed \(seed), merged")
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `Hits are in the order of a plain sort, and pages joined by cursors are the whole list`(seed: UInt64) throws {
        try forEachState(seed: seed) { fixture, articles, comment in
            for _ in 0..<15 {
                let searcher = fixture.searcher
                let query = articles.isLucky(oneIn: 3) ? .all : articles.query(depth: 2)
                let keys = articles.isLucky(oneIn: 4) ? [] : randomKeys(&articles)
                let comment: Comment = "\(comment), \(query), by \(keys)"
                let scores = Dictionary(
                    uniqueKeysWithValues: try searcher.top(query, limit: 1000, similarity: BM25()).map {
                        ($0.id, $0.score)
                    })
                let truth = fixture.oracle.sorted(
                    Array(scores.keys), by: keys.isEmpty ? [.score] : keys, scores: scores)

                for limit in [1, 4, 1000] {
                    let results = try searcher.search(query, SearchOptions(limit: limit, sort: keys))
                    #expect(results.hits.map(\.id) == Array(truth.prefix(limit)), comment)
                    #expect(results.total == truth.count, comment)
                    #expect((results.nextCursor == nil) == (truth.count <= limit), comment)
                    if keys.contains(where: { $0.source == .score }) {
                        #expect(results.hits.allSatisfy { Float($0.score) == scores[$0.id] }, comment)
                    }
                }
                var paged: [String] = []
                var options = SearchOptions(limit: articles.number(1...7), sort: keys)
                repeat {
                    let page = try searcher.search(query, options)
                    #expect(page.total == truth.count, comment)
                    paged += page.hits.map(\.id)
                    options.after = page.nextCursor
                } while options.after != nil && paged.count <= truth.count
                #expect(paged == truth, comment)
            }
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `A boost of recent documents multiplies scores by the documented factor`(seed: UInt64) throws {
        try forEachState(seed: seed) { fixture, articles, comment in
            let dates = fixture.oracle.documents.compactMap { $0.dates["date"] }
            let newest = try #require(dates.max().flatMap { DateValue.seconds($0)?.lowerBound })
            for _ in 0..<10 {
                let query = articles.query(depth: 2)
                let recency = Recency.days(Double(articles.number(1...400)))
                let expected = try fixture.searcher.top(query, limit: 1000, similarity: BM25()).map { hit in
                    let document = fixture.oracle.documents.first { $0.id == hit.id && !$0.isDeleted }
                    let date = document?.dates["date"].flatMap { DateValue.seconds($0)?.lowerBound }
                    let age = date.map { Double(newest - $0) / 86_400 } ?? .infinity
                    return (hit.id, Double(hit.score) * (0.5 + 0.5 * pow(2, -age / (recency.halfLife / 86_400))))
                }
                let truth = Dictionary(uniqueKeysWithValues: expected)
                let all = try fixture.searcher.search(query, SearchOptions(limit: 1000, recency: recency)).hits
                #expect(all.count == truth.count, comment)
                #expect(all.allSatisfy { isClose($0.score, truth[$0.id] ?? -1) }, "\(comment), \(query)")
                #expect(zip(all, all.dropFirst()).allSatisfy { $0.score >= $1.score }, comment)
                for limit in [1, 5] {
                    let best = try fixture.searcher.search(query, SearchOptions(limit: limit, recency: recency)).hits
                    #expect(best.map(\.id) == all.prefix(limit).map(\.id), comment)
                }
                if let hit = all.first {
                    let found = try fixture.searcher.explain(query, id: hit.id, recency: recency)
                    #expect(isClose(found?.value ?? -1, hit.score), comment)
                }
            }
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `Facets are what counting in dictionaries gives`(seed: UInt64) throws {
        try forEachState(seed: seed) { fixture, articles, comment in
            for _ in 0..<12 {
                let query = articles.isLucky(oneIn: 3) ? .all : articles.query(depth: 2)
                let ids = try fixture.searcher.ids(matching: query)
                let oracle = fixture.oracle
                let unit = CalendarUnit.allCases[articles.number(0...CalendarUnit.allCases.count - 1)]
                let options = SearchOptions(
                    limit: 0,
                    facets: [
                        .values(field: "section", limit: 4), .histogram(field: "date", by: unit),
                        .summary(field: "count"), .summary(field: "price"), .summary(field: "date"),
                    ])
                let results = try fixture.searcher.search(query, options)
                #expect(results.total == ids.count, comment)
                guard results.facets.count == 5, case .values(let sections) = results.facets[0],
                    case .histogram(let histogram) = results.facets[1], case .summary(let counts) = results.facets[2],
                    case .summary(let prices) = results.facets[3], case .summary(let dates) = results.facets[4]
                else {
                    Issue.record("\(comment): \(results.facets)")
                    continue
                }
                let truth = oracle.counts(of: "section", among: ids).sorted {
                    ($1.value, Array($0.key.utf8)) < ($0.value, Array($1.key.utf8))
                }
                #expect(sections.values.map(\.count) == truth.prefix(4).map(\.value), comment)
                let folded = sections.values.map { Analyzer.keyword.analyze($0.value).first?.term ?? "" }
                #expect(folded == truth.prefix(4).map(\.key), comment)
                #expect(sections.distinct == truth.count, comment)

                let known = oracle.dates(of: "date", among: ids)
                #expect(histogram.missing == ids.count - known.count, comment)
                #expect(histogram.periods.reduce(0) { $0 + $1.count } == known.count, comment)
                for period in histogram.periods {
                    let inside = known.count { $0.prefix(10) >= period.first && $0.prefix(10) <= period.last }
                    #expect(inside == period.count, comment)
                }
                #expect(dates.count == known.count, comment)
                let least = known.min().map { String($0.hasSuffix("T00:00:00") ? $0.prefix(10) : $0 + "Z") }
                #expect(dates.least?.text == least, comment)

                for (summary, name) in [(counts, "count"), (prices, "price")] {
                    let numbers = oracle.numbers(of: name, among: ids)
                    #expect(summary.count == numbers.count && summary.missing == ids.count - numbers.count, comment)
                    #expect(summary.least.flatMap { Double($0.text) } == numbers.min(), comment)
                    #expect(summary.greatest.flatMap { Double($0.text) } == numbers.max(), comment)
                    if numbers.isEmpty { continue }
                    let sum = numbers.reduce(0, +)
                    #expect(abs((summary.sum ?? .nan) - sum) < 1e-9, comment)
                    #expect(
                        abs((summary.mean.flatMap { Double($0.text) } ?? .nan) - sum / Double(numbers.count)) < 1e-9)
                }
            }
        }
    }

    /// Enough documents for several windows, in the order of their dates and not.
    @Test(arguments: [false, true])
    func `Windows that cannot hold a hit are passed over without loss`(isChronological: Bool) throws {
        var random = SeededText(seed: 5)
        let schema = try Schema(fields: [Field("n", .integer), Field("t", .text, analyzer: "plain", isDefault: true)])
        let numbers = (0..<9500).map { isChronological ? $0 / 3 : Int.random(in: 0..<2000, using: &random) }
        let documents = numbers.enumerated().map { index, number in
            var document = Document(id: "\(index)", ["t": index % 3 == 0 ? "a" : "b"])
            if number % 7 != 0 { document.add("n", .integer(Int64(number))) }
            return document
        }
        let fixture = try SearchFixture(schema, [Array(documents[..<1000]), Array(documents[1000...])])
        for query in [Query.all, .term("a")] {
            let ids = try fixture.searcher.ids(matching: query)
            for keys in [[SortKey.field("n")], [.field("n", isDescending: true)], [.field("n"), .score]] {
                let scores = Dictionary(
                    uniqueKeysWithValues: try fixture.searcher.top(query, limit: 10_000, similarity: BM25())
                        .map { ($0.id, $0.score) })
                let truth = fixture.oracle.sorted(ids, by: keys, scores: scores)
                let hits = try fixture.searcher.search(query, SearchOptions(limit: 300, sort: keys))
                #expect(hits.hits.map(\.id) == Array(truth.prefix(300)))
                let next = SearchOptions(limit: 300, sort: keys, after: hits.nextCursor)
                #expect(try fixture.searcher.search(query, next).hits.map(\.id) == Array(truth[300..<600]))
            }
        }
    }

    @Test func `A cursor of another search, cut or made up, is refused`() throws {
        var articles = RandomArticles(seed: 3)
        let searcher = try SearchFixture(try RandomArticles.schema(), [articles.articles(30)]).searcher
        let cursor = try #require(try searcher.search(.all, SearchOptions(limit: 3)).nextCursor)
        #expect(cursor.utf8.count < 60)
        func reason(_ cursor: String, _ sort: [SortKey] = []) -> String? {
            do {
                _ = try searcher.search(.all, SearchOptions(sort: sort, after: cursor))
                return nil
            } catch { return error.description }
        }
        #expect(reason(cursor) == nil)
        #expect(reason(cursor, [.field("date")])?.contains("another query or order") == true)
        for text in ["", "x", String(cursor.dropLast()), "B" + cursor.dropFirst(), cursor + "AAAA", "🎈"] {
            #expect(reason(text)?.contains("not a cursor") == true)
        }
    }

    @Test func `A cursor goes on in a later commit behind the values it has`() throws {
        let schema = try Schema(fields: [Field("n", .integer)])
        func document(_ id: String, _ number: Int64) -> Document {
            Document(id: id, entries: [Document.Entry("n", .integer(number))])
        }
        let index = try Index.create(in: MemoryDirectory(), schema: schema)
        let writer = try index.writer()
        for (id, number) in [("a", 1), ("b", 2), ("c", 2), ("d", 3)] as [(String, Int64)] {
            try writer.add(document(id, number))
        }
        try writer.commit()
        var options = SearchOptions(limit: 2, sort: [.field("n")])
        let first = try index.searcher().search(.all, options)
        #expect(first.hits.map(\.id) == ["a", "b"])
        options.after = first.nextCursor
        try writer.add(document("new", 0))
        try writer.add(document("later", 3))
        _ = try writer.delete(id: "a")
        try writer.commit()
        #expect(try index.searcher().search(.all, options).hits.map(\.id) == ["c", "d"])
        _ = try writer.delete(id: "b")
        try writer.commit()
        #expect(try index.searcher().search(.all, options).hits.map(\.id) == ["c", "d"])
    }

    @Test func `What cannot be sorted by or counted is refused with what can`() throws {
        let searcher = try SearchFixture(Schema.articles, []).searcher
        func reason(_ options: SearchOptions) -> String {
            do {
                _ = try searcher.search(.all, options)
                return ""
            } catch { return error.description }
        }
        #expect(reason(SearchOptions(sort: [.field("title")])).contains("score, id, date, section, source, url"))
        #expect(reason(SearchOptions(sort: [.field("titel")])).contains("no field 'titel'"))
        #expect(reason(SearchOptions(facets: [.values(field: "author")])).contains("section, source, url"))
        #expect(reason(SearchOptions(facets: [.values(field: "id")])).contains("the id"))
        #expect(reason(SearchOptions(facets: [.histogram(field: "section", by: .day)])).contains("are dates: date"))
        #expect(reason(SearchOptions(facets: [.summary(field: "nowhere")])).contains("no field 'nowhere'"))
        #expect(reason(SearchOptions(recency: Recency(halfLife: 1, field: "title"))).contains("date field 'title'"))
    }

    @Test func `Orders, half-lives and facets are read from text`() throws {
        #expect(
            try SortKey.parse("-date, section:desc,+n,score,score:asc") == [
                .field("date", isDescending: true), .field("section", isDescending: true), .field("n"), .score,
                SortKey(.score, isDescending: false),
            ])
        #expect(throws: LedeError.self) { try SortKey.parse("date,,n") }
        #expect(try Recency.parse("30d") == .days(30))
        #expect(try Recency.parse("2w") == .days(14))
        #expect(try Recency.parse("12h") == .days(0.5))
        for text in ["", "d", "-3d", "0d", "3x", "nan", "1e999y"] {
            #expect(throws: LedeError.self) { try Recency.parse(text) }
        }
        #expect(try Facet.parseValues("section:20") == .values(field: "section", limit: 20))
        #expect(try Facet.parseHistogram("date") == .histogram(field: "date", by: .month))
        #expect(throws: LedeError.self) { try Facet.parseHistogram("date:decade") }
        #expect(throws: LedeError.self) { try Facet.parseValues("section:none") }
    }

    @Test func `Periods begin and end where the calendar says`() {
        func period(_ unit: CalendarUnit, _ date: String) -> [String] {
            let day = CalendarUnit.day(of: DateValue.seconds(date)?.lowerBound ?? 0)
            let days = unit.period(containing: day)
            return [unit.label(firstDay: days.lowerBound)]
                + [days.lowerBound, days.upperBound].map { DateValue.text($0 * 86_400) }
        }
        #expect(period(.month, "2016-02-29") == ["2016-02", "2016-02-01", "2016-02-29"])
        #expect(period(.year, "1968-05-01") == ["1968", "1968-01-01", "1968-12-31"])
        #expect(period(.quarter, "2017-12-31") == ["2017-Q4", "2017-10-01", "2017-12-31"])
        #expect(period(.week, "2017-01-01") == ["2016-12-26", "2016-12-26", "2017-01-01"])
        #expect(period(.week, "1969-12-31T23:59:59") == ["1969-12-29", "1969-12-29", "1970-01-04"])
        #expect(period(.day, "1969-12-31T12:00") == ["1969-12-31", "1969-12-31", "1969-12-31"])
    }
}

/// By count, then by bytes.
private func < (a: (Int, [UInt8]), b: (Int, [UInt8])) -> Bool {
    a.0 == b.0 ? a.1.lexicographicallyPrecedes(b.1) : a.0 < b.0
}
