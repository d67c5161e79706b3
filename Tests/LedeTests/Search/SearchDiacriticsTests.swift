import Testing

@testable import Lede

/// Words with diacritics and without.
@Suite struct SearchDiacriticsTests {
    private static let documents = [
        ("plain", "The resume of the teacher was short"), ("marked", "The résumé of the teacher was short"),
        ("plural", "The résumés of the teacher were short"), ("verb", "They resume the talks"),
        ("other", "The teacher"),
    ].map { Document(id: $0, ["body": $1]) }

    private func searcher(_ parts: [[Document]], _ analyzer: String = "news") throws -> SearchFixture {
        try SearchFixture(try Schema(fields: [Field("body", .text, analyzer: analyzer, isDefault: true)]), parts)
    }

    @Test func `A word is found with diacritics and without, and first as it is typed`() throws {
        for parts in [[Self.documents], [Array(Self.documents[..<2]), Array(Self.documents[2...])]] {
            let fixture = try searcher(parts)
            let marked = try fixture.searcher.search("résumé")
            #expect(marked.hits.first?.id == "marked")
            #expect(Set(marked.hits.map(\.id)) == ["plain", "marked", "plural", "verb"])
            #expect(try fixture.searcher.search("RÉSUMÉ teacher").hits.first?.id == "marked")
            #expect(try fixture.searcher.search("résumés").hits.first?.id == "plural")
            // The decomposed form is the same word.
            #expect(try fixture.searcher.search("re\u{301}sume\u{301}").hits.first?.id == "marked")
            let plain = try fixture.searcher.search("resume").hits
            #expect(Set(plain.map(\.id)) == ["plain", "marked", "plural", "verb"])
            for query in ["résumé", "résumé teacher", "+résumé -talks", "\"résumé of the teacher\"", "resume"] {
                try fixture.expectAgreement(
                    try QueryParser(schema: fixture.searcher.schema).parse(query), BM25(), "\(query)")
            }
        }
    }

    @Test func `The scores say why`() throws {
        let fixture = try searcher([Self.documents])
        let scores = try fixture.searcher.search("résumé").hits
        let marked = try #require(scores.first { $0.id == "marked" }).score
        let plain = try #require(scores.first { $0.id == "plain" }).score
        #expect(marked > plain)
        let explanation = try #require(try fixture.searcher.explain(.term("résumé"), id: "marked"))
        #expect(abs(explanation.value - marked) < 1e-5)
    }

    @Test func `Where diacritics stay, they are letters`() throws {
        let fixture = try searcher([Self.documents], "english")
        #expect(try fixture.searcher.search("résumé").hits.map(\.id) == ["marked", "plural"])
    }
}
