import Testing

@testable import Lede

/// What every scorer promises, whatever it is made of and in whatever order it is asked.
@Suite struct SearchScorerTests {
    struct Kind: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let query: Query
    }

    private static let common = Query.term("the")
    private static let fairlyRare = Query.term("w60")
    private static let low = Query.range(field: "count", lower: .unbounded, upper: .exclusive("30"))
    private static let politics = Query.term("politics", field: "section")

    static let kinds: [Kind] = [
        Kind(testDescription: "a common word in one field", query: .term("the", field: "title")),
        Kind(testDescription: "a rare word in one field", query: .term("w390", field: "body")),
        Kind(testDescription: "a word in one document", query: .term("unique", field: "body")),
        Kind(testDescription: "a word in a part of the index", query: .term("late", field: "body")),
        Kind(testDescription: "a word whose block ends with a window", query: .term("from0", field: "body")),
        Kind(testDescription: "a word whose block begins before a window", query: .term("from1", field: "body")),
        Kind(testDescription: "a word whose block ends before a window", query: .term("from127", field: "body")),
        Kind(testDescription: "a common word in two fields", query: common),
        Kind(testDescription: "a rare word in two fields", query: .term("w200")),
        Kind(testDescription: "a phrase in one field", query: .phrase("the of", field: "body")),
        Kind(testDescription: "a phrase in two fields", query: .phrase("of School")),
        Kind(testDescription: "a phrase of one word twice", query: .phrase("the the")),
        Kind(testDescription: "a rare phrase", query: .phrase("late w12", field: "body")),
        Kind(testDescription: "a prefix in two fields", query: .prefix("w3")),
        Kind(testDescription: "a prefix of few", query: .prefix("uniq", field: "body")),
        Kind(testDescription: "all words", query: .wildcard("*")),
        Kind(testDescription: "similar words", query: .fuzzy("w199", distance: 1)),
        Kind(testDescription: "similar words in one field", query: .fuzzy("latte", field: "body")),
        Kind(testDescription: "a regular expression", query: .regexp("w[0-9]+|late", field: "title")),
        Kind(testDescription: "synonyms", query: .synonyms(["the", "late", "of School", "w60"])),
        Kind(testDescription: "sections", query: .prefix("p", field: "section")),
        Kind(testDescription: "a sloppy phrase", query: .phrase("the of School", slop: 2)),
        Kind(testDescription: "words near each other", query: .near([common, .term("of")], within: 3)),
        Kind(
            testDescription: "a group near a phrase",
            query: .near([any(.term("late"), .term("w12")), .phrase("the of")], within: 5)),
        Kind(
            testDescription: "alternatives in a phrase",
            query: .near([any(.term("w12"), common), .term("of")], within: 0, isOrdered: true)),
        Kind(testDescription: "words in one sentence", query: .sameSentence([common, .term("of")])),
        Kind(testDescription: "a keyword", query: politics),
        Kind(testDescription: "numbers", query: low),
        Kind(
            testDescription: "keywords",
            query: .range(field: "section", lower: .inclusive("politics"), upper: .exclusive("world news"))),
        Kind(testDescription: "present", query: .range(field: "title", lower: .unbounded, upper: .unbounded)),
        Kind(testDescription: "every document", query: .boost(.all, 3)),
        Kind(testDescription: "any word", query: any(common, fairlyRare, .term("late"), .term("unique"))),
        Kind(testDescription: "any of words and values", query: any(low, .term("w15"), politics, .boost(.all, 0.5))),
        Kind(
            testDescription: "patterns of all kinds",
            query: .boolean(
                BooleanQuery(
                    must: [.prefix("t"), .wildcard("*e*", field: "body")], should: [.fuzzy("w12"), .regexp("w2.*")],
                    mustNot: [.prefix("w39")]))),
        Kind(
            testDescription: "all of some words",
            query: .boolean(BooleanQuery(must: [common, .term("of"), .term("w14")]))),
        Kind(testDescription: "a rare word of one field", query: .term("w12", field: "body")),
        Kind(
            testDescription: "all of some words of one field",
            query: .boolean(
                BooleanQuery(
                    must: [.term("late", field: "body"), .term("of", field: "body")],
                    mustNot: [.term("w14", field: "body")]))),
        Kind(
            testDescription: "a rare word with a common one, of one field",
            query: .boolean(BooleanQuery(must: [.term("w60", field: "body"), .term("the", field: "body")]))),
        Kind(testDescription: "a phrase of a rare word in one field", query: .phrase("late w12", field: "body")),
        Kind(testDescription: "words and a value", query: .boolean(BooleanQuery(must: [common, low]))),
        Kind(testDescription: "values that filter", query: .boolean(BooleanQuery(filter: [low, politics]))),
        Kind(
            testDescription: "required, optional, filter and excluded",
            query: .boolean(
                BooleanQuery(
                    must: [.term("of")], should: [fairlyRare, .phrase("the of")], mustNot: [.term("late"), politics],
                    filter: [low]))),
        Kind(
            testDescription: "optional and excluded",
            query: .boolean(BooleanQuery(should: [.term("w11"), fairlyRare], mustNot: [.term("School")]))),
        Kind(testDescription: "all but some", query: .boolean(BooleanQuery(mustNot: [common, low]))),
        Kind(
            testDescription: "at least two of five",
            query: .boolean(
                BooleanQuery(
                    should: [common, fairlyRare, .term("late"), .phrase("the of"), .term("w14")],
                    minimumShouldMatch: 2))),
        Kind(
            testDescription: "a required word and at least two of three",
            query: .boolean(
                BooleanQuery(must: [.term("of")], should: [common, low, fairlyRare], minimumShouldMatch: 2))),
        Kind(testDescription: "a word of constant score", query: .constant(fairlyRare, 2.5)),
        Kind(
            testDescription: "any of words of constant score and a phrase",
            query: any(.constant(any(common, .term("late")), 0.5), .constant(.phrase("the of"), 0), .term("w20"))),
        Kind(
            testDescription: "a word in fields of other weights",
            query: .fields([WeightedField("body", weight: 3), WeightedField("title")], any(common, fairlyRare))),
        Kind(
            testDescription: "nested",
            query: any(
                .boolean(BooleanQuery(must: [.phrase("the of"), any(low, fairlyRare)])),
                .boolean(
                    BooleanQuery(must: [any(.term("w20"), .term("late"))], mustNot: [any(politics, .term("w13"))])),
                .boost(.term("w12", field: "title"), 4))),
    ]

    private static func any(_ queries: Query...) -> Query { .boolean(BooleanQuery(should: queries)) }

    /// One segment of three windows, the last one short. One word is only in the last, one in a single document; and
    /// some are in all documents from a certain one on, so that blocks of 128 end at and around the end of a window.
    private static let fixture = Result {
        var articles = RandomArticles(seed: 5, wordCount: 400)
        let schema = try Schema(fields: [
            Field("title", .text, analyzer: "plain", weight: 2.5, isDefault: true),
            Field("body", .text, analyzer: "plain", isDefault: true),
            Field("section", .keyword), Field("count", .integer),
        ])
        let documents = (0..<9000).map { number in
            var document = articles.shortArticle("d\(number)")
            if number >= 8200, number % 4 == 0 { document.add("body", .string("late w12 late")) }
            let dense = [0, 1, 127].filter { number >= $0 }.map { "from\($0)" }
            document.add("body", .string(dense.joined(separator: " ")))
            if number == 4095 { document.add("body", .string("unique")) }
            return document
        }
        return try SearchFixture(schema, [documents])
    }

    @Test(arguments: kinds)
    func `A scorer keeps its promises in any order of windows and calls`(kind: Kind) throws {
        let fixture = try Self.fixture.get()
        let bound = try fixture.bind(kind.query)
        let reader = try #require(fixture.segments.first?.reader)
        func scorer() throws -> Scorer {
            let factory = ScorerFactory(reader, index: 0, norms: LengthNormsCache())
            return try #require(try factory.scorer(bound))
        }
        var trial = ScorerTrial(try scorer(), documentCount: 9000, seed: 3)
        try trial.learn()
        let truth = fixture.oracle.search(kind.query)
        #expect(trial.scores.reduce(0) { $0 + $1.count } == truth.count)
        for hit in truth {
            let document = try #require(UInt32(hit.id.dropFirst()))
            let score = trial.scores[Window.index(of: document)][document] ?? -1
            #expect(hit.score.isClose(to: Float(score)), "\(hit.id)")
        }
        #expect(trial.faultsOfBounds() == [])

        try trial.exercise(rounds: 40)
        #expect(trial.faults == [])
        var other = ScorerTrial(try scorer(), documentCount: 9000, seed: 4, scores: trial.scores)
        try other.exercise(rounds: 40)
        #expect(other.faults == [], "a scorer that was never asked in order")
    }

    @Test(arguments: 41...44 as ClosedRange<UInt64>)
    func `Scorers of random queries keep their promises in small segments`(seed: UInt64) throws {
        var articles = RandomArticles(seed: seed)
        let schema = try RandomArticles.schema(title: 0.3, body: 2.5)
        let fixture = try SearchFixture(schema, [articles.articles(1), articles.articles(40, from: 1)])
        for _ in 0..<40 {
            let query = articles.query(depth: articles.number(0...3))
            let bound = try fixture.bind(query, BM25(k1: Double(articles.number(0...3)), b: 0.5))
            for (index, segment) in fixture.segments.enumerated() {
                let factory = ScorerFactory(segment.reader, index: index, norms: LengthNormsCache())
                guard let scorer = try factory.scorer(bound) else { continue }
                var trial = ScorerTrial(scorer, documentCount: segment.reader.documentCount, seed: seed)
                try trial.learn()
                try trial.exercise(rounds: 25)
                #expect(trial.faults + trial.faultsOfBounds() == [], "seed \(seed), query \(query), segment \(index)")
            }
        }
    }

    @Test func `A phrase in two fields may score what both fields can give`() throws {
        let documents = ["a", "b"].map { Document(id: $0, ["title": "oil price", "body": "oil price"]) }
        let fixture = try SearchFixture(.articles, [documents])
        let factory = ScorerFactory(fixture.segments[0].reader, index: 0, norms: LengthNormsCache())
        let scorer = try #require(try factory.scorer(try fixture.bind(.phrase("oil price"))))
        var trial = ScorerTrial(scorer, documentCount: 2, seed: 1)
        try trial.learn()
        #expect(trial.scores[0].count == 2)
        #expect(trial.faultsOfBounds() == [])
    }
}
