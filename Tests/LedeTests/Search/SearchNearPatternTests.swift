import Testing

@testable import Lede

/// Patterns, exact words and synonyms beside other words, held against alternatives that are written out, and by hand.
@Suite struct SearchNearPatternTests {
    private static let words = ["sail", "sails", "sailor", "said", "storm", "stone", "stones", "harbor", "the", "of"]

    private static func fixture(_ random: inout SeededText) throws -> SearchFixture {
        let schema = try Schema(fields: [
            Field("id", .keyword), Field("title", .text, analyzer: "standard", isDefault: true),
            Field("body", .text, analyzer: "standard", isDefault: true),
        ])
        var parts: [[Document]] = [[], []]
        for number in 0..<80 {
            var document = Document(id: "d\(number)")
            document.add("title", .string(random.text(of: words.map { $0 + " " }, count: 3)))
            document.add("body", .string(random.text(of: words.map { $0 + " " } + ["end. Next "], count: 25)))
            parts[number < 50 ? 0 : 1].append(document)
        }
        return try SearchFixture(schema, parts)
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `A pattern beside words is the alternatives that it stands for`(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let fixture = try Self.fixture(&random)
        let parser = QueryParser(schema: fixture.searcher.schema)
        for (pattern, plain) in [
            (#""the sa*""#, #""the (said OR sail OR sailor OR sails)""#),
            (#""sto* of the""#, #""(stone OR stones OR storm) of the""#),
            (#""s*l of""#, #""(sail) of""#), ("sail* NEAR/2 the", "(sail OR sailor OR sails) NEAR/2 the"),
            ("s?il ONEAR/3 harbor", "sail ONEAR/3 harbor"), ("sto*s NEAR/1 of", "stones NEAR/1 of"),
            ("/sto(ne|rm)/ NEAR/4 said", "(stone OR storm) NEAR/4 said"),
            ("stonne~1 NEAR/1 the", "(stone) NEAR/1 the"), ("sa* SENTENCE sto*", nil as String?),
            ("title:sail* NEAR/2 title:the", "title:((sail OR sailor OR sails) NEAR/2 the)"),
            ("=sail NEAR/2 the", "sail NEAR/2 the"),
        ] {
            let query = try parser.parse(pattern)
            #expect(try parser.parse(query.description) == query, "\(pattern) is \(query)")
            let found = try fixture.searcher.top(query, limit: 1000, similarity: BM25())
            #expect(!found.isEmpty, "\(pattern)")
            guard let plain else { continue }
            let truth = try fixture.searcher.top(try parser.parse(plain), limit: 1000, similarity: BM25())
            #expect(Set(found.map(\.id)) == Set(truth.map(\.id)), "seed \(seed), \(pattern)")
            let scores = Dictionary(uniqueKeysWithValues: truth.map { ($0.id, $0.score) })
            #expect(
                found.allSatisfy { isClose(Double($0.score), Double(scores[$0.id] ?? 0)) }, "seed \(seed), \(pattern)")
        }
    }

    /// The frequencies of their last block are one byte, the last of their documents.
    @Test func `Words that fill their blocks, once in each document, are looked up one by one`() throws {
        let schema = try Schema(fields: [
            Field("id", .keyword), Field("body", .text, analyzer: "standard", isDefault: true),
        ])
        let documents = (0..<256).map { Document(id: "d\($0)", ["body": "red house"]) }
        let fixture = try SearchFixture(schema, [documents])
        let parser = QueryParser(schema: schema)
        for text in [#""(red OR blue) house""#, "red NEAR/0 house", #"="red house""#, "red SENTENCE house"] {
            let found = try fixture.searcher.top(try parser.parse(text), limit: 1000, similarity: BM25())
            #expect(found.count == 256, "\(text)")
        }
    }

    private static let texts = [
        "1": "Safe zones for students were drawn.", "2": "Safe zones for studying.",
        "3": "Safe zones for all students.",
        "4": "Immigrants came; immigration grew. Schools helped.", "5": "Immigration helped the schools.",
        "6": "The zone of safety is here*.",
    ]

    @Test(arguments: [
        (#""safe zones for stu*""#, ["1", "2"], "[Safe zones for students] were drawn."),
        (#""zon* for stud*""#, ["1", "2"], "Safe [zones for students] were drawn."),
        (#""safe zones for (students OR study*)""#, ["1", "2"], "[Safe zones for students] were drawn."),
        (#"zon* NEAR/1 students"#, ["1"], "Safe [zones] for [students] were drawn."),
        (#"=immigrants NEAR/3 schools"#, ["4"], "[Immigrants] came; immigration grew. [Schools] helped."),
        (#"immigr* SENTENCE grew"#, ["4"], "[Immigrants] came; [immigration] [grew]. Schools helped."),
        (#""is here*""#, ["6"], "The zone of safety [is here]*."),
        (#""safe zones for stu\*""#, [], ""),
    ]) func `Quotes with patterns find and mark`(text: String, ids: [String], marked: String) throws {
        let documents = Self.texts.sorted { $0.key < $1.key }.map { Document(id: $0.key, ["body": $0.value]) }
        let fixture = try SearchFixture(.articles, [documents])
        let query = try QueryParser(schema: .articles).parse(text)
        #expect(try QueryParser(schema: .articles).parse(query.description) == query)
        let hits = try fixture.searcher.search(query).hits
        #expect(hits.map(\.id).sorted() == ids)
        let first = hits.min { $0.id < $1.id }
        #expect(first?.snippet.highlighted(before: "[", after: "]") ?? "" == marked)
    }

    @Test func `A pattern that stands for too many words beside others says so`() throws {
        let documents = (0..<400).map { Document(id: "\($0)", ["body": "alpha w\($0) omega"]) }
        let fixture = try SearchFixture(.articles, [documents])
        let results = try fixture.searcher.search(#""alpha w* omega""#)
        #expect(results.total == 256)
        #expect(results.notices.count == 1 && results.notices[0].contains("stands for 400 words of body"))
        #expect(try fixture.searcher.search(#""alpha w1* omega""#).total == 111)
    }

    @Test func `A long chain is read in one go`() throws {
        let text = (0..<9_000).map { "w\($0)" }.joined(separator: " NEAR/3 ")
        guard case .near(let parts, 3, false) = try QueryParser(schema: .articles).parse(text) else {
            Issue.record("no chain")
            return
        }
        #expect(parts.count == 9_000)
    }
}
