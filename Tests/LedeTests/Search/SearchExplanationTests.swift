import Foundation
import Testing

@testable import Lede

/// Explanations add up, part by part, to the scores of the hits.
@Suite struct SearchExplanationTests {
    /// What a part must be by its description and its details; nil where the description promises nothing.
    private func value(of part: Explanation) -> Double? {
        let values = part.details.map(\.value)
        switch part.description {
        case let text where text.hasSuffix("sum of"): return values.reduce(0, +)
        case let text where text.hasSuffix("product of"): return values.reduce(1, *)
        case "frequency": return values.reduce(0, +)
        case "frequency ÷ (frequency + norm)": return values[0] / (values[0] + values[1])
        case let text where text.hasPrefix("idf of"): return log(1 + (values[1] - values[0] + 0.5) / (values[0] + 0.5))
        case "weight":
            let boosts = part.details.filter { $0.description == "boost" }.map(\.value)
            return boosts.reduce(1, *) * (values.reduce(0, +) - boosts.reduce(0, +))
        default: return nil
        }
    }

    /// The parts whose value is not what they say they are made of.
    private func faults(_ explanation: Explanation) -> [String] {
        let inside = explanation.details.flatMap(faults)
        guard let wanted = value(of: explanation), !isClose(wanted, explanation.value) else { return inside }
        return inside + ["\(explanation.description): \(explanation.value), not \(wanted)"]
    }

    @Test(arguments: 21...24 as ClosedRange<UInt64>)
    func `An explanation has the value of the hit's score, and its parts make it`(seed: UInt64) throws {
        var articles = RandomArticles(seed: seed)
        let schema = try RandomArticles.schema(title: seed % 2 == 0 ? 1 : 2.5, body: 1)
        var fixture = try SearchFixture(schema, [articles.articles(30), articles.articles(30, from: 30)])
        fixture.delete { $0 % 7 == 3 }
        let searcher = fixture.searcher
        for _ in 0..<40 {
            let query = articles.query(depth: articles.number(0...3))
            let similarity = BM25(k1: Double(articles.number(0...3)), b: Double(articles.number(0...4)) / 4)
            let hits = try searcher.top(query, limit: 100, similarity: similarity)
            let scores = Dictionary(uniqueKeysWithValues: hits.map { ($0.id, Double($0.score)) })
            for _ in 0..<6 {
                let place = articles.number(0...59)
                let explanation = try searcher.explain(query, id: "d\(place)", similarity: similarity)
                let comment: Comment = "seed \(seed), query \(query), document d\(place), \(similarity)"
                guard place % 7 != 3 else {
                    #expect(explanation == nil, comment)
                    continue
                }
                let found = try #require(explanation, comment)
                #expect(found.isMatch == (scores["d\(place)"] != nil), comment)
                #expect(isClose(found.value, scores["d\(place)"] ?? 0), "\(comment)\n\(found.text)")
                #expect(faults(found) == [], "\(comment)\n\(found.text)")
            }
        }
    }

    @Test func `A document that does not match, and one that is not there`() throws {
        let fixture = try SearchFixture(.articles, [[Document(id: "a", ["title": "oil"])]])
        let searcher = fixture.searcher
        let other = try #require(try searcher.explain(.term("gas"), id: "a"))
        #expect(!other.isMatch)
        #expect(other.value == 0)
        #expect(try searcher.explain(.term("oil"), id: "b") == nil)
        #expect(throws: LedeError.self) { try searcher.explain(.term("oil", field: "colour"), id: "a") }
    }

    @Test func `An explanation says in words how the score comes about`() throws {
        let documents = [
            Document(id: "a", ["title": "Oil", "body": "Oil and gas and oil"]), Document(id: "b", ["body": "Gas"]),
        ]
        let searcher = try SearchFixture(.articles, [documents]).searcher
        let filter = Query.range(field: "title", lower: .unbounded, upper: .unbounded)
        let query = Query.boolean(BooleanQuery(must: [.boost(.term("oil"), 2)], filter: [filter]))
        let text = try #require(try searcher.explain(query, id: "a")).text
        for part in [
            "'oil' in title, body, product of", "boost", "occurrences in body", "filter, without", "title has a value",
        ] {
            #expect(text.contains(part), "\(text)")
        }
    }
}
