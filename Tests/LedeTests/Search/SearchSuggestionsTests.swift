import Testing

@testable import Lede

/// Completions and corrections from the words of an index.
@Suite struct SearchSuggestionsTests {
    private func searcher(analyzer: String) throws -> Searcher {
        let texts = [
            "New sanctions. The senate", "The sanctions bill", "the sanctions, the vote", "sanctions:trump said",
            "They ended sanctions.The senate left", "trump and the senate", "trump", "sanctuary",
        ]
        let schema = try Schema(fields: [
            Field("id", .keyword), Field("body", .text, analyzer: analyzer, isDefault: true),
        ])
        return try SearchFixture(
            schema, [texts.enumerated().map { Document(id: "\($0.offset)", ["body": $0.element]) }]
        ).searcher
    }

    @Test(arguments: ["standard", "english", "news"])
    func `Two words without a space between them are no completion, unless they are asked for`(analyzer: String) throws
    {
        let searcher = try searcher(analyzer: analyzer)
        #expect(try searcher.suggestions(prefix: "sanct").map(\.text) == ["sanctions", "sanctuary"])
        #expect(try searcher.suggestions(prefix: "sanctions.").map(\.text) == ["sanctions.the"])
    }

    @Test(arguments: ["standard", "news"])
    func `No correction is made of two words without a space between them`(analyzer: String) throws {
        let searcher = try searcher(analyzer: analyzer)
        #expect(try searcher.corrections(for: .term("sanctionsthe")).isEmpty)
        #expect(try searcher.corrections(for: .term("sanctoins")).map(\.replacement) == ["sanctions"])
    }
}
