import Foundation
import Testing

@testable import Lede

/// In how many documents a word is, where several fields are one to the ranking.
@Suite struct FieldUnionTests {
    private static func schema(_ weight: Double = 1) throws -> Schema {
        try Schema(fields: [
            Field("title", .text, analyzer: "plain", weight: weight, isDefault: true),
            Field("body", .text, analyzer: "plain", isDefault: true),
            Field("note", .text, analyzer: "plain", isDefault: true),
        ])
    }

    /// Articles with the word in the fields that the bits of a number say.
    private static func articles(_ places: [Int]) -> [Document] {
        places.enumerated().map { index, bits in
            Document(
                id: "\(index)",
                [
                    "title": bits & 1 != 0 ? "flood damage" : "damage",
                    "body": bits & 2 != 0 ? "the flood" : "the rain",
                    "note": bits & 4 != 0 ? "flood" : "none",
                ])
        }
    }

    @Test func `A document that has a word in several fields counts once, in however many segments`() throws {
        let all = Self.articles([0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 1, 1, 4, 0])
        let whole = try SearchFixture(try Self.schema(), [all])
        let parts = try SearchFixture(try Self.schema(), [Array(all[..<3]), Array(all[3..<4]), Array(all[4...])])
        let explanation = try #require(try whole.searcher.explain(.term("flood"), id: "7"))
        #expect(explanation.text.contains("10  n, documents with the word"))
        for query in [Query.term("flood"), .phrase("flood damage"), .phrase("the flood"), .prefix("flo")] {
            try whole.expectAgreement(query, BM25(), "one segment")
            try parts.expectAgreement(query, BM25(), "three segments")
            let scores = try [whole, parts].map { try $0.searcher.search(query).hits.map(\.score) }
            #expect(scores[0] == scores[1])
        }
    }

    /// A word in more documents beside those of its first field than are looked at.
    @Test func `Of a word that is frequent in every field the largest number counts`() throws {
        let limit = QueryBinder.unitedDocuments
        let places = (0..<2 * limit + 400).map { $0 < limit + 200 ? 2 : 1 }
        func idf(_ places: [Int]) throws -> Double {
            let fixture = try SearchFixture(try Self.schema(), [Self.articles(places)])
            guard case .words(let words) = try fixture.searcher.bind(.term("flood"), BM25()) else { return 0 }
            return words.weight
        }
        let count = places.count
        #expect(try isClose(idf(places), BM25.idf(documentFrequency: limit + 200, documentCount: count)))
        let fewer = places.enumerated().map { $0 < limit + 200 || $0 >= count - limit ? $1 : 0 }
        #expect(try isClose(idf(fewer), BM25.idf(documentFrequency: 2 * limit + 200, documentCount: count)))
    }
}
