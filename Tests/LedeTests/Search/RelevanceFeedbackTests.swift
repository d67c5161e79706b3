import Foundation
import Testing

@testable import Lede

/// Queries expanded by the documents that they find first.
@Suite struct RelevanceFeedbackTests {
    private static let documents = [
        ("1", "oil oil refinery pipeline"), ("2", "oil refinery tanker tanker tanker"), ("3", "refinery fire"),
        ("4", "pipeline leak leak"), ("5", "school bus"),
    ].map { Document(id: $0, ["body": $1]) }

    /// The documents among others, so that no word is in more than a tenth of all.
    private func fixture(_ fields: [Field]? = nil) throws -> SearchFixture {
        let fields = fields ?? [Field("body", .text, analyzer: "plain", isDefault: true)]
        let others = (0..<45).map { Document(id: "other\($0)", ["body": "nothing of it"]) }
        return try SearchFixture(try Schema(fields: fields), [Self.documents, others])
    }

    /// The words that were added, with their weights.
    private func added(_ query: Query) -> [String: Double] {
        guard case .boolean(let parts) = query else { return [:] }
        var weights: [String: Double] = [:]
        for part in parts.should {
            if case .boost(.term(let word, nil), let weight) = part { weights[word] = weight }
        }
        return weights
    }

    @Test(arguments: [BM25(), DirichletLanguageModel(mu: 10), DPH()] as [any Similarity])
    func `Words have the weight of the formula`(similarity: any Similarity) throws {
        let searcher = try fixture().searcher
        let query = Query.boolean(BooleanQuery(should: [.term("oil"), .term("refinery")]))
        let found = try searcher.top(query, limit: 2, similarity: similarity)
        let averageLength = Double(4 + 5 + 2 + 3 + 2 + 45 * 3) / 50
        var weights: [String: Double] = [:]
        for hit in found {
            let words = try #require(Self.documents.first { $0.id == hit.id }?["body"]).split(separator: " ")
            let likelihood = exp(Double(hit.score) - Double(found[0].score))
            for word in words {
                weights[String(word), default: 0] += likelihood / (Double(words.count) + averageLength)
            }
        }
        let sum = weights.values.reduce(0, +)
        let feedback = RelevanceFeedback(documents: 2, words: 10, originalShare: 0.6)
        let expanded = try searcher.expanded(query, by: feedback, similarity: similarity)
        let added = added(expanded)
        #expect(Set(added.keys) == Set(weights.keys))
        for (word, weight) in weights { #expect(isClose(added[word] ?? 0, 0.4 * 2 * weight / sum), "\(word)") }
        guard case .boolean(let parts) = expanded else { return }
        #expect(parts.should.contains(.boost(query, 0.6)))
    }

    @Test func `Documents are found that have none of the words asked for`() throws {
        let searcher = try fixture().searcher
        let query = Query.term("oil")
        #expect(try searcher.ids(matching: query) == ["1", "2"])
        #expect(try Set(searcher.search(searcher.expanded(query)).hits.map(\.id)) == ["1", "2", "3", "4"])
        let few = RelevanceFeedback(documents: 1, words: 1)
        #expect(try added(searcher.expanded(query, by: few)).count == 1)
        #expect(try searcher.expanded(.term("unknown")) == .term("unknown"))
    }

    @Test func `What is required stays required`() throws {
        let searcher = try fixture().searcher
        let query = Query.boolean(BooleanQuery(must: [.term("refinery")], mustNot: [.term("fire")]))
        let expanded = try searcher.expanded(query)
        #expect(try searcher.ids(matching: expanded) == ["1", "2"])
        #expect(expanded != query)
    }

    @Test func `Words are taken from the fields that the query looks in, and looked for there`() throws {
        let fields = [
            Field("title", .text, analyzer: "plain", weight: 2, isDefault: true),
            Field("body", .text, analyzer: "plain", isDefault: true),
        ]
        let documents = [
            Document(id: "1", ["title": "oil spill", "body": "coast"]),
            Document(id: "2", ["title": "spill", "body": "milk"]), Document(id: "3", ["title": "coast"]),
            Document(id: "4", ["body": "spill"]),
        ]
        let others = (0..<40).map { Document(id: "other\($0)", ["title": "nothing", "body": "of it"]) }
        let searcher = try SearchFixture(try Schema(fields: fields), [documents + others]).searcher
        let everywhere = try searcher.expanded(.term("oil"))
        #expect(try Set(searcher.ids(matching: everywhere)) == ["1", "2", "3", "4"])
        let titles = try searcher.expanded(.fields([WeightedField("title")], .term("oil")))
        #expect(try Set(searcher.ids(matching: titles)) == ["1", "2"])
    }

    @Test func `A word that a tenth of the documents have is not added`() throws {
        let documents = (0..<20).map { Document(id: "\($0)", ["body": $0 < 3 ? "rare common" : "common other\($0)"]) }
        let schema = try Schema(fields: [Field("body", .text, analyzer: "plain", isDefault: true)])
        let searcher = try SearchFixture(schema, [documents]).searcher
        #expect(try searcher.expanded(.term("rare")) == .term("rare"))
        #expect(try added(searcher.expanded(.term("other5"))).keys.sorted() == ["other5"])
    }

    @Test func `Settings out of range are refused, and fields that are not stored`() throws {
        let searcher = try fixture().searcher
        for wrong in [
            RelevanceFeedback(documents: 0), RelevanceFeedback(words: 0), RelevanceFeedback(originalShare: 0),
            RelevanceFeedback(originalShare: 1.5), RelevanceFeedback(originalShare: .nan),
        ] {
            #expect(throws: LedeError.self, "\(wrong)") { try searcher.expanded(.term("oil"), by: wrong) }
        }
        let hidden = try fixture([Field("body", .text, analyzer: "plain", isStored: false, isDefault: true)])
        #expect(throws: LedeError.self) { try hidden.searcher.expanded(.term("oil")) }
        #expect(throws: LedeError.self) { try searcher.expanded(.fields([WeightedField("none")], .term("oil"))) }
    }

    @Test(arguments: ["bm25", "bm25+", "bm25l", "lm", "dph", "tfidf"])
    func `Every similarity ranks an expanded query, the documents asked for first`(name: String) throws {
        let similarities: [String: any Similarity] = [
            "bm25": BM25(), "bm25+": BM25Plus(), "bm25l": BM25L(), "lm": DirichletLanguageModel(), "dph": DPH(),
            "tfidf": TFIDF(),
        ]
        let similarity = try #require(similarities[name])
        let searcher = try fixture().searcher
        let expanded = try searcher.expanded(.term("oil"), similarity: similarity)
        let hits = try searcher.top(expanded, limit: 10, similarity: similarity)
        #expect(Set(hits.prefix(2).map(\.id)) == ["1", "2"])
        #expect(hits.count > 2)
    }
}
