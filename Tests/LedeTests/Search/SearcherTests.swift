import Testing

@testable import Lede

/// What a searcher gives beside the ranking.
@Suite struct SearcherTests {
    private func fixture() throws -> (fixture: SearchFixture, documents: [Document]) {
        var articles = RandomArticles(seed: 31)
        let documents = articles.articles(50)
        let parts = [Array(documents[..<20]), Array(documents[20..<27]), Array(documents[27...])]
        return (try SearchFixture(try RandomArticles.schema(), parts), documents)
    }

    // MARK: Limits

    @Test func `Limit and offset cut the same list`() throws {
        let searcher = try fixture().fixture.searcher
        let query = Query.term("the")
        let all = try searcher.search(query, SearchOptions(limit: 1000))
        #expect(all.total == all.hits.count)
        #expect(all.total > 10)
        for (limit, offset) in [
            (0, 0), (1, 0), (3, 0), (3, 2), (5, all.total - 2), (5, all.total), (5, 10_000), (0, 3),
        ] {
            let some = try searcher.search(query, SearchOptions(limit: limit, offset: offset))
            #expect(some.total == all.total)
            #expect(some.hits.map(\.id) == all.hits.dropFirst(offset).prefix(limit).map(\.id))
            #expect(some.hits.map(\.score) == all.hits.dropFirst(offset).prefix(limit).map(\.score))
        }
        #expect(try searcher.search(query, SearchOptions(limit: .max)).hits.count == all.total)
        #expect(try searcher.search(query).hits.count == 10)
    }

    @Test func `A page of more memory than it may take is refused, with the ways out`() throws {
        let searcher = try fixture().fixture.searcher
        var options = SearchOptions(limit: 10)
        options.maximumPageBytes = 2000
        let error = #expect(throws: LedeError.self) { _ = try searcher.search(.term("the"), options) }
        for part in ["2000 bytes", "--max-page-bytes", "--after", "lede export"] {
            #expect(error?.description.contains(part) == true)
        }
        options.limit = 1
        #expect(try searcher.search(.term("the"), options).hits.count == 1)
        options.limit = 10
        options.maximumPageBytes = 1 << 20
        let page = try searcher.search(.term("the"), options)
        #expect(page.hits.allSatisfy { $0.id == $0.document.id })
        #expect(try page.hits.map(\.document) == page.hits.map { try #require(try searcher.document(id: $0.id)) })
    }

    @Test(arguments: ["plain", "english", "standard", "cjk", "multilingual"])
    func `Counts of one word in one field are those of the documents found`(analyzer: String) throws {
        let schema = try Schema(fields: [Field("text", .text, analyzer: analyzer, isDefault: true)], signatures: false)
        let texts = [
            "oil and gas", "The oils of Rome", "an e-mail: RÉSUMÉ, 漢字", "the the THE", "résumé resume", "gas",
            "3.5 a-b", "oil e mail",
            String(repeating: "x", count: 300),
        ]
        let parts = [texts[..<3], texts[3..<3], texts[3...]].map { part in
            part.enumerated().map { Document(id: "\(part.startIndex + $0.offset)", ["text": $0.element]) }
        }
        var fixture = try SearchFixture(schema, parts)
        let words = [
            "oil", "Oil", "oils", "OIL", "the", "e-mail", "e mail", "résumé", "resume", "漢字", "漢", "!!!", "", " ",
            "absent", "3.5", "ab",
            String(repeating: "x", count: 300), String(repeating: "x", count: 255),
        ]
        var isWhole = true
        repeat {
            let searcher = fixture.searcher
            for word in words {
                let count = try searcher.count(.term(word))
                #expect(try count == searcher.ids(matching: .term(word)).count, "\(word)")
                #expect(try count == searcher.count(.constant(.term(word), 1)), "\(word)")
            }
            isWhole.toggle()
            fixture.delete { $0 % 3 == 0 }
        } while !isWhole
    }

    @Test(arguments: ["plain", "english", "news", "standard", "multilingual"], [1, 2])
    func `Words that are looked up together score as each by itself`(analyzer: String, fields: Int) throws {
        let names = ["body", "title"].prefix(fields)
        let schema = try Schema(
            fields: names.map { Field($0, .text, analyzer: analyzer, weight: $0 == "title" ? 2 : 1, isDefault: true) },
            signatures: false)
        let words = [
            "oil", "Oil", "gas", "the", "résumé", "resume", "e-mail", "absent", "漢字", "!!!", "rome", "of", "a",
        ]
        var random = SeededText(seed: 5)
        func document(_ id: Int) -> Document {
            func text(_ count: Int) -> String { (0..<count).map { _ in random.pick(words) }.joined(separator: " ") }
            return Document(id: "\(id)", fields == 1 ? ["body": text(12)] : ["body": text(12), "title": text(2)])
        }
        let parts = [(0..<30).map(document), (30..<31).map(document), (31..<80).map(document)]
        let searcher = try SearchFixture(schema, parts).searcher
        for _ in 0..<60 {
            func some(_ most: Int) -> [Query] {
                (0..<Int(random.integer(bits: 8)) % most).map { _ in .term(random.pick(words)) }
            }
            let together = BooleanQuery(must: some(4), should: some(20), mustNot: some(3), filter: some(3))
            var alone = together
            alone.must = together.must.map { .boost($0, 1) }
            alone.should = together.should.map { .boost($0, 1) }
            alone.mustNot = together.mustNot.map { .boost($0, 1) }
            alone.filter = together.filter.map { .boost($0, 1) }
            let (one, other) = (Query.boolean(together), Query.boolean(alone))
            let (hits, others) = try (searcher.search(one).hits, searcher.search(other).hits)
            #expect(hits.map(\.id) == others.map(\.id) && hits.map(\.score) == others.map(\.score), "\(one)")
            #expect(try searcher.count(one) == searcher.count(other), "\(one)")
        }
    }

    @Test(arguments: [
        SearchOptions(limit: -1), SearchOptions(offset: -1), SearchOptions(limit: .max, offset: 1),
        SearchOptions(similarity: BM25(k1: -1)), SearchOptions(similarity: BM25(k1: .infinity)),
        SearchOptions(similarity: BM25(b: 1.5)), SearchOptions(similarity: BM25(b: .nan)),
    ])
    func `Options out of range are refused`(options: SearchOptions) throws {
        let searcher = try fixture().fixture.searcher
        #expect(throws: LedeError.self) { try searcher.search(.all, options) }
    }

    @Test func `Many threads may use one searcher at the same time`() async throws {
        let searcher = try fixture().fixture.searcher
        var articles = RandomArticles(seed: 8)
        let queries = (0..<30).map { _ in articles.query(depth: 2) }
        func answers() throws -> [[String]] {
            try queries.map { try searcher.search($0, SearchOptions(limit: 5)).hits.map { "\($0.id) \($0.score)" } }
        }
        let wanted = try answers()
        try await withThrowingTaskGroup(of: [[String]].self) { group in
            for _ in 0..<4 { group.addTask { try answers() } }
            for try await found in group { #expect(found == wanted) }
        }
    }

    // MARK: Queries that do not fit

    @Test(
        arguments: [
            .term("oil", field: "colour"), .phrase("oil gas", field: "colour"),
            .range(field: "colour", lower: .unbounded, upper: .unbounded),
            .range(field: "title", lower: .inclusive("a"), upper: .unbounded),
            .range(field: "date", lower: .inclusive("soon"), upper: .unbounded),
            .range(field: "count", lower: .unbounded, upper: .exclusive("2.5")),
            .range(field: "price", lower: .unbounded, upper: .exclusive("nan")),
            .phrase("2017", field: "date"), .term("2017-13", field: "date"), .term("many", field: "count"),
            .boost(.all, 0), .boost(.all, -1), .boost(.all, .infinity), .boost(.all, .nan),
            .boolean(BooleanQuery(mustNot: [.term("oil", field: "colour")])),
        ] as [Query])
    func `A query that does not fit the schema is refused, not answered`(query: Query) throws {
        let searcher = try fixture().fixture.searcher
        #expect(throws: LedeError.self) { try searcher.search(query) }
        #expect(throws: LedeError.self) { try searcher.count(query) }
        #expect(throws: LedeError.self) { try searcher.ids(matching: query) }
        #expect(throws: LedeError.self) { try searcher.explain(query, id: "d1") }
    }

    @Test func `The error for an unknown field names the fields there are`() throws {
        let searcher = try fixture().fixture.searcher
        let error = #expect(throws: LedeError.self) { try searcher.search(.term("oil", field: "colour")) }
        #expect(error?.description.contains("'colour'") == true)
        #expect(error?.description.contains("title, body") == true)
    }

    @Test func `A boost so large or small that scores would no longer differ is refused`() throws {
        let searcher = try fixture().fixture.searcher
        let plain = try searcher.search(.term("the")).hits
        for boost in [1e-30, 1e-9, 1e9, 1e30] {
            let hits = try searcher.search(.boost(.term("the"), boost)).hits
            #expect(hits.map(\.id) == plain.map(\.id), "boost \(boost)")
            #expect(zip(hits, plain).allSatisfy { isClose($0.score, $1.score * boost) }, "boost \(boost)")
        }
        for boost in [1e-31, 1e31, 1e300, 1e-300] {
            #expect(throws: LedeError.self, "boost \(boost)") { try searcher.search(.boost(.term("the"), boost)) }
        }
        #expect(throws: LedeError.self) { try searcher.search(.boost(.boost(.term("the"), 1e20), 1e20)) }
        #expect(throws: LedeError.self) { try searcher.search("(the^1e20)^1e20") }
        #expect(try searcher.search(.boost(.boost(.term("the"), 1e20), 1e-20)).hits.map(\.id) == plain.map(\.id))
    }

    // MARK: Documents

    @Test func `A document is given whole by its id, and not when it is deleted`() throws {
        var (fixture, documents) = try fixture()
        for document in documents { #expect(try fixture.searcher.document(id: document.id) == document) }
        #expect(try fixture.searcher.document(id: "") == nil)
        #expect(try fixture.searcher.document(id: "d50") == nil)
        fixture.delete { $0 == 22 }
        #expect(try fixture.searcher.document(id: "d22") == nil)
        #expect(try fixture.searcher.document(id: "d23") == documents[23])
        #expect(fixture.searcher.documentCount == 49)
    }

    @Test func `Of two documents with one id the live one is given`() throws {
        let old = Document(id: "a", ["title": "old"])
        let new = Document(id: "a", ["title": "new"])
        var fixture = try SearchFixture(.articles, [[old], [new]])
        fixture.delete { $0 == 0 }
        #expect(try fixture.searcher.document(id: "a") == new)
        #expect(try fixture.searcher.ids(matching: .term("a", field: "id")) == ["a"])
        #expect(try fixture.searcher.explain(.term("new"), id: "a")?.isMatch == true)
    }

    // MARK: Terms and numbers

    /// The terms of some text fields, each with the documents and occurrences of each field.
    private func terms(_ documents: [Document], _ fields: [Field]) -> [String: [(documents: Int, total: Int)]] {
        var terms: [String: [(documents: Int, total: Int)]] = [:]
        for (index, field) in fields.enumerated() {
            for document in documents {
                var counts: [String: Int] = [:]
                for value in document.values(of: field.name) {
                    for token in field.textAnalyzer?.analyze(value) ?? [] {
                        counts[token.term, default: 0] += 1
                    }
                }
                for (term, count) in counts {
                    var known = terms[term] ?? Array(repeating: (0, 0), count: fields.count)
                    known[index] = (known[index].documents + 1, known[index].total + count)
                    terms[term] = known
                }
            }
        }
        return terms
    }

    @Test(arguments: ["", "s", "scho", "w1", "the", "x", "é"], [nil, "title", "body", "note"])
    func `Terms are listed in order with what the documents have of them`(prefix: String, field: String?) throws {
        let (fixture, documents) = try fixture()
        let schema = fixture.searcher.schema
        let fields = schema.fields.filter { field == nil ? $0.isDefault : $0.name == field }
        let known = terms(documents, fields).filter { $0.key.utf8.starts(with: prefix.utf8) }
        let wanted = known.map { term, counts in
            TermStatistics(
                term: term, documentFrequency: counts.map(\.documents).max() ?? 0,
                totalFrequency: counts.reduce(0) { $0 + $1.total })
        }.sorted { $0.term.utf8.lexicographicallyPrecedes($1.term.utf8) }
        #expect(try fixture.searcher.terms(prefix: prefix, field: field) == wanted)
        #expect(try fixture.searcher.terms(prefix: prefix, field: field, limit: 3) == Array(wanted.prefix(3)))
        #expect(try fixture.searcher.terms(prefix: prefix, field: field, limit: 0) == [])
    }

    @Test func `Keywords are listed folded, and fields without terms are refused`() throws {
        let searcher = try fixture().fixture.searcher
        let sections = try searcher.terms(prefix: "", field: "section")
        #expect(sections.map(\.term) == ["politics", "sports", "world news", "z", "ärzte"])
        for section in sections {
            #expect(section.documentFrequency == section.totalFrequency)
            #expect(try searcher.count(.term(section.term, field: "section")) == section.documentFrequency)
        }
        #expect(try searcher.terms(prefix: "d", field: "id").count == 50)
        #expect(throws: LedeError.self) { try searcher.terms(prefix: "", field: "date") }
        #expect(throws: LedeError.self) { try searcher.terms(prefix: "", field: "colour") }
    }

    @Test func `Statistics say what a count over the documents says`() throws {
        var (fixture, documents) = try fixture()
        fixture.delete { $0 % 5 == 1 }
        func check(_ documents: [Document], deleted: Int, segments: Int) throws {
            let statistics = try fixture.searcher.statistics()
            #expect(statistics.documents == 40)
            #expect(statistics.deleted == deleted)
            #expect(statistics.segments == segments)
            #expect(statistics.commit == 7)
            #expect(statistics.terms == statistics.fields.reduce(0) { $0 + ($1.terms ?? 0) })
            #expect(statistics.bytes > statistics.sections.values.reduce(0, +))
            #expect(statistics.fields.map(\.name) == fixture.searcher.schema.fields.map(\.name))
            for field in statistics.fields {
                let comment: Comment = "\(field.name)"
                let schemaField = try #require(fixture.searcher.schema[field.name])
                #expect(field.type == schemaField.type, comment)
                if field.type == .text {
                    let known = terms(documents, [schemaField])
                    #expect(field.terms == known.count, comment)
                    #expect(field.tokens == known.values.reduce(0) { $0 + $1[0].total }, comment)
                    let analyzer = schemaField.textAnalyzer
                    let withField = documents.count { document in
                        document.values(of: field.name).contains { analyzer?.analyze($0).isEmpty == false }
                    }
                    #expect(field.documents == withField, comment)
                } else {
                    #expect(field.tokens == nil, comment)
                    let withField = documents.count { $0[field.name]?.isEmpty == false }
                    #expect(field.documents == withField, comment)
                    #expect((field.terms == nil) == (field.type != .keyword), comment)
                }
            }
        }
        try check(documents, deleted: 10, segments: 3)
        try fixture.merge(0..<3)
        try check(documents.enumerated().filter { $0.offset % 5 != 1 }.map(\.element), deleted: 0, segments: 1)
    }

    // MARK: Hits

    @Test func `A hit has its stored document and a snippet with what was looked for marked`() throws {
        let document = Document(
            id: "a",
            [
                "title": "Schools and their meals", "date": "2017-02-13",
                "body": "The board met. School meals cost more, the board said. Meals at school are free.",
            ])
        let searcher = try SearchFixture(.articles, [[document]]).searcher
        func marked(_ query: Query, _ characters: Int = 220) throws -> String? {
            let hit = try searcher.search(query, SearchOptions(snippetCharacters: characters)).hits.first
            return hit?.snippet.highlighted(before: "[", after: "]")
        }
        let hit = try #require(try searcher.search(.term("meal")).hits.first)
        #expect(hit.document == document)
        #expect(hit.title == "Schools and their meals")
        #expect(hit.date == "2017-02-13")
        #expect(
            try marked(.term("meal"))
                == "The board met. School [meals] cost more, the board said. [Meals] at school are free.")
        #expect(
            try marked(.phrase("school meals"))
                == "The board met. [School meals] cost more, the board said. Meals at school are free.")
        let query = Query.boolean(
            BooleanQuery(must: [.phrase("the board")], should: [.term("free")], mustNot: [.term("oil")]))
        #expect(
            try marked(query)
                == "[The board] met. School meals cost more, [the board] said. Meals at school are [free].")
        #expect(try marked(.term("2017", field: "date"))?.hasPrefix("The board met.") == true)
        #expect(try marked(.term("meal"), 0) == "")
    }

    @Test func `Where no body is, the snippet shows the title`() throws {
        let searcher = try SearchFixture(.articles, [[Document(id: "a", ["title": "Oil and gas"])]]).searcher
        let hit = try #require(try searcher.search(.term("gas")).hits.first)
        #expect(hit.snippet.highlighted(before: "[", after: "]") == "Oil and [gas]")
    }

    @Test func `Equal scores stand in the order in which the documents were indexed`() throws {
        let same = (0..<30).map { Document(id: "d\($0)", ["title": "oil"]) }
        let searcher = try SearchFixture(.articles, [Array(same[..<13]), Array(same[13...])]).searcher
        let ids = same.map(\.id)
        #expect(try searcher.search(.term("oil"), SearchOptions(limit: 20)).hits.map(\.id) == Array(ids[..<20]))
        #expect(try searcher.search(.all, SearchOptions(limit: 5)).hits.map(\.id) == Array(ids[..<5]))
        #expect(try searcher.search(.all, SearchOptions(limit: 5)).hits.map(\.score) == [1, 1, 1, 1, 1])
    }
}
