import Foundation
import Testing

@testable import Lede

/// The similarities beside BM25, held against their formulas and against plain scoring of every document.
@Suite struct SimilarityTests {
    private static let term = TermWeighting(
        documentCount: 1000, documentFrequency: 40, totalFrequency: 90, averageLength: 250)

    @Test func `Each has the value of its formula`() {
        let (tf, length) = (3.0, 200.0)
        let plus = log(1001.0 / 40) * (2.2 * tf / (1.2 * (0.25 + 0.75 * 0.8) + tf) + 1)
        #expect(isClose(BM25Plus().score(frequency: tf, length: length, of: Self.term), plus))
        let c = tf / (0.25 + 0.75 * 0.8) + 0.5
        let shifted = log(1001 / 40.5) * 2.2 * c / (1.2 + c)
        #expect(isClose(BM25L().score(frequency: tf, length: length, of: Self.term), shifted))
        let p = 91.0 / 250_001
        let model = log((tf + 2000 * p) / (length + 2000)) - log(2000 * p / 2000)
        #expect(isClose(DirichletLanguageModel().score(frequency: tf, length: length, of: Self.term), model))
        let f = 0.015
        let dph =
            (1 - f) * (1 - f) / 4
            * (3 * log2(3 * (250.0 / 200) * (1000.0 / 90)) + 0.5 * log2(2 * .pi * 3 * (1 - f)))
        #expect(isClose(DPH().score(frequency: tf, length: length, of: Self.term), dph))
        let classic = 3.0.squareRoot() * (log(1001.0 / 41) + 1) / 200.0.squareRoot()
        #expect(isClose(TFIDF().score(frequency: tf, length: length, of: Self.term), classic))
        let okapi = log(1 + 960.5 / 40.5) * tf / (tf + 1.2 * (0.25 + 0.75 * 0.8))
        #expect(isClose(BM25().score(frequency: tf, length: length, of: Self.term), okapi))
    }

    private static let all: [any Similarity] = [
        BM25Plus(), BM25Plus(k1: 0, b: 1, delta: 0), BM25L(), BM25L(k1: 2, b: 1, delta: 0), DirichletLanguageModel(),
        DirichletLanguageModel(mu: 30), DPH(), TFIDF(), BM25Twin(), Unbounded(),
    ]

    @Test func `No score exceeds the ceiling, and what is said to be monotone is`() {
        for similarity in Self.all {
            for (n, total) in [(1.0, 1.0), (5, 900), (40, 90), (1000, 5000)] {
                let term = TermWeighting(
                    documentCount: 1000, documentFrequency: n, totalFrequency: total, averageLength: 250)
                let lengths = [1.0, 2, 7, 24, 250, 4000, 1e6]
                for frequency in [0.3, 1, 2, 5, 40, 900] where frequency <= total {
                    let scores = lengths.map { similarity.score(frequency: frequency, length: $0, of: term) }
                    #expect(scores.allSatisfy { $0 <= similarity.ceiling(of: term) * (1 + 1e-12) }, "\(similarity)")
                    guard similarity.isMonotone else { continue }
                    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 }, "\(similarity)")
                    let more = lengths.map { similarity.score(frequency: frequency * 2, length: $0, of: term) }
                    #expect(zip(scores, more).allSatisfy { $0 <= $1 }, "\(similarity)")
                }
            }
        }
    }

    @Test func `Parameters out of range are refused`() throws {
        let searcher = try SearchFixture(try RandomArticles.schema(), []).searcher
        let wrong: [any Similarity] = [
            BM25Plus(k1: -1), BM25Plus(delta: -1), BM25L(b: 2), BM25L(delta: .nan), DirichletLanguageModel(mu: 0),
            DirichletLanguageModel(mu: .infinity),
        ]
        for similarity in wrong {
            #expect(throws: LedeError.self, "\(similarity)") {
                try searcher.search(.all, SearchOptions(similarity: similarity))
            }
        }
    }

    @Test func `Options with the same similarity are equal`() {
        #expect(SearchOptions(similarity: DPH()) == SearchOptions(similarity: DPH()))
        #expect(SearchOptions(similarity: BM25Plus()) != SearchOptions(similarity: BM25Plus(delta: 2)))
        #expect(SearchOptions(similarity: BM25Plus()) != SearchOptions())
        var options = SearchOptions()
        options.similarity = TFIDF()
        #expect(options == SearchOptions(similarity: TFIDF()))
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `BM25 by the way of the others is BM25`(seed: UInt64) throws {
        var articles = RandomArticles(seed: seed)
        let schema = try RandomArticles.schema(title: seed % 2 == 0 ? 2.5 : 1, body: 1)
        var fixture = try SearchFixture(schema, [articles.articles(30), articles.articles(40, from: 30)])
        fixture.delete { _ in articles.isLucky(oneIn: 5) }
        for _ in 0..<40 {
            let query = articles.query(depth: articles.number(0...3))
            // Only BM25 ranks phrases as they were typed above others.
            var hasPhrase = false
            _ = query.mappingWords { word in
                if case .phrase = word { hasPhrase = true }
                return word
            }
            if hasPhrase { continue }
            let plain = fixture.oracle.search(query, BM25())
            let scores = Dictionary(uniqueKeysWithValues: plain.map { ($0.id, $0.score) })
            let hits = try fixture.searcher.top(query, limit: plain.count + 1, similarity: BM25Twin())
            #expect(hits.count == plain.count, "\(query)")
            #expect(hits.allSatisfy { scores[$0.id]?.isClose(to: $0.score) ?? false }, "\(query)")
        }
    }

    /// Words and phrases over one field and two, several windows, with deletes: the best are those of scoring everything.
    @Test func `What is passed over is not among the best`() throws {
        var articles = RandomArticles(seed: 5, wordCount: 300)
        let schema = try Schema(fields: [
            Field("title", .text, analyzer: "plain", weight: 2.5, isDefault: true),
            Field("body", .text, analyzer: "plain", isDefault: true),
        ])
        let documents = (0..<6000).map { articles.shortArticle("d\($0)") }
        var fixture = try SearchFixture(schema, [Array(documents[..<700]), Array(documents[700...])])
        fixture.delete { _ in articles.isLucky(oneIn: 7) }
        for round in 0..<20 {
            var query = Query.boolean(BooleanQuery(should: (0..<3).map { _ in .term(articles.word()) }))
            if round % 5 == 3 { query = .fields([WeightedField("body")], query) }
            if round % 5 == 4 { query = .phrase(articles.word() + " " + articles.word()) }
            if round % 5 == 2 { query = .boolean(BooleanQuery(must: [.term(articles.word())], should: [query])) }
            for place in 0..<3 {
                let similarity = Self.all[(3 * round + place) % Self.all.count]
                let every = try fixture.searcher.top(query, limit: 6000, similarity: similarity)
                let truth = fixture.plainScores(query, similarity)
                #expect(every.count == truth.count, "\(query)")
                #expect(
                    every.allSatisfy { isClose(Double($0.score), truth[$0.id] ?? .nan) || $0.score == 0 },
                    "\(query) \(similarity)")
                for limit in [1, 10, 100] {
                    let best = try fixture.searcher.top(query, limit: limit, similarity: similarity)
                    #expect(
                        best.elementsEqual(every.prefix(limit)) { $0.id == $1.id && $0.score == $1.score },
                        "\(query) \(similarity)")
                }
            }
        }
    }

    @Test func `The explanation has the score and what it is made of`() throws {
        let schema = try Schema(fields: [Field("body", .text, analyzer: "plain", isDefault: true)])
        let documents = [Document(id: "1", ["body": "a b c"]), Document(id: "2", ["body": "b"])]
        let searcher = try SearchFixture(schema, [documents]).searcher
        let model = DirichletLanguageModel(mu: 5)
        let query = Query.boost(.phrase("a b"), 2)
        let found = try #require(try searcher.explain(query, id: "1", similarity: model))
        let hit = try #require(try searcher.top(query, limit: 1, similarity: model).first)
        #expect(isClose(found.value, Double(hit.score)))
        #expect(found.text.contains("DirichletLanguageModel(mu: 5.0)"))
        #expect(found.text.contains("2  boost"))
    }
}

/// BM25 that the engine does not know for it.
private struct BM25Twin: Similarity {
    func score(frequency: Double, length: Double, of term: TermWeighting) -> Double {
        BM25().score(frequency: frequency, length: length, of: term)
    }
    var isMonotone: Bool { true }
    func ceiling(of term: TermWeighting) -> Double { BM25().ceiling(of: term) }
}

/// The least that a similarity has to say.
private struct Unbounded: Similarity {
    func score(frequency: Double, length: Double, of term: TermWeighting) -> Double { frequency - length / 100 }
}

extension SearchFixture {
    /// The scores of all documents that match, by plain counting: words, phrases and disjunctions of them.
    fileprivate func plainScores(_ query: Query, _ similarity: any Similarity) -> [String: Double] {
        var scores: [String: Double] = [:]
        for hit in oracle.search(query) { scores[hit.id] = 0 }
        for (document, score) in oracle.similarityScores(query, similarity) where scores[document] != nil {
            scores[document] = score
        }
        return scores
    }
}
