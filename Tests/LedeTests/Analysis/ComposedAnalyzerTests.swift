import Foundation
import Testing

@testable import Lede

/// The parts that analyzers are put together from.
@Suite struct ComposedAnalyzerTests {
    private func analyzer(_ json: String) throws -> Analyzer {
        try JSONDecoder().decode(AnalyzerDefinition.self, from: Data(json.utf8)).analyzer(named: "mine")
    }

    @Test(
        arguments: [
            ("résumé naïve Ångström Łódź Đà_Nẵng", ["resume", "naive", "angstrom", "lodz", "da_nang"]),
            ("café CAFÉ cafe\u{301} smørrebrød œuvre", ["cafe", "cafe", "cafe", "smorrebrod", "oeuvre"]),
            ("Ελλάδα Ёлка سَلَام שָׁלוֹם", ["ελλαδα", "елка", "سلام", "שלום"]),
            ("한국어 がぎ हिन्दी ไทย", ["한국어", "がぎ", "हिन्दी", "ไทย"]),
        ])
    func `Diacritics are folded, vowels of other scripts stay`(text: String, expected: [String]) throws {
        let folded = try analyzer(#"{"tokenizer": "whitespace", "filters": ["fold"]}"#)
        #expect(folded.terms(text) == expected)
    }

    @Test(
        arguments: [
            ("U.S. and US", ["us", "and", "us"]), ("U.S.A. USA u.s.a", ["usa", "usa", "usa"]),
            ("e.on 3.5 A.D", ["e.on", "3.5", "ad"]), ("1,234,567.5 1234567.5", ["1234567.5", "1234567.5"]),
            ("1,234 12,34 1234,567 3,456.78 1,000", ["1234", "12,34", "1234,567", "3456.78", "1000"]),
            ("don’t donʼt don't", ["don't", "don't", "don't"]), ("résumé resume", ["resum", "resum"]),
            ("https://www.nytimes.com/2017/02", ["https", "www.nytimes.com", "2017", "02"]),
            ("jane.doe@example.org", ["jane.do", "example.org"]),
            ("#BlackLivesMatter @jane_doe", ["blacklivesmatt", "jane_do"]),
            ("e-mail re-elected", ["e", "mail", "re", "elect"]), ("AT&T", ["at", "t"]),
        ])
    func `News are read as people expect`(text: String, expected: [String]) {
        #expect(Analyzer.news.terms(text) == expected)
    }

    @Test func `Words can be left out, kept from stemming, or be too short or long`() throws {
        let text = "The news of running classes and A classy News"
        #expect(
            try analyzer(#"{"filters": ["fold", {"stop": "english"}]}"#).terms(text) == [
                "news", "running", "classes", "classy", "news",
            ])
        #expect(
            try analyzer(#"{"filters": ["fold", {"protect": ["News", "running"]}, {"stem": "english"}]}"#).terms(text)
                == ["the", "news", "of", "running", "class", "and", "a", "classi", "news"])
        #expect(
            try analyzer(#"{"filters": ["fold", {"length": {"min": 3, "max": 6}}]}"#).terms(text)
                == ["the", "news", "and", "classy", "news"])
        #expect(try analyzer(#"{"filters": [{"stop": ["Über"]}]}"#).terms("über Über") == ["Über"])
        #expect(try analyzer(#"{"filters": ["lowercase", {"stop": ["Über"]}]}"#).terms("über Über") == [])
        #expect(
            try analyzer(#"{"filters": ["fold", {"stop": "english"}]}"#).analyze("The news of it").map(\.position) == [
                0
            ])
    }

    @Test func `Terms can be added at the positions of others`() throws {
        let grams = try analyzer(#"{"filters": ["fold", {"edge-ngrams": {"min": 2, "max": 4}}]}"#)
        #expect(grams.analyzeForIndexing("School").map(\.term) == ["sc", "sch", "scho", "school"])
        #expect(grams.analyzeForIndexing("a an").map(\.term) == ["a", "an"])
        #expect(grams.analyze("School").map(\.term) == ["school"])
        let shingles = try analyzer(#"{"filters": ["fold", {"shingles": 3}]}"#)
        #expect(
            shingles.analyzeForIndexing("New York City").map(\.term)
                == ["new", "new york", "new york city", "york", "york city", "city"])
        #expect(shingles.analyzeForIndexing("New York").map(\.position) == [0, 0, 1])
        let synonyms = try analyzer(#"{"filters": ["fold", {"synonyms": ["car, automobile", "Car,motorcar"]}]}"#)
        #expect(synonyms.analyzeForIndexing("A CAR").map(\.term) == ["a", "car", "automobile", "motorcar"])
        #expect(synonyms.analyze("automobile").map(\.term) == ["automobile"])
        let stemmed = try analyzer(
            #"{"filters": ["fold", {"synonyms": ["cars, automobiles", "colours => colors"]}, {"stem": "english"}]}"#)
        #expect(stemmed.analyzeForIndexing("Cars").map(\.term) == ["car", "automobil"])
        #expect(stemmed.analyzeForIndexing("colour color").map(\.term) == ["colour", "color", "color"])
    }

    @Test func `What cannot be made is said`() throws {
        let wrong: [(String, String)] = [
            (#"{"filters": ["flod"]}"#, "there is no filter 'flod'"), (#"{"filters": ["stem"]}"#, "needs a value"),
            (#"{"filters": [{"stem": "klingon"}]}"#, "there is no stemmer 'klingon'"),
            (#"{"filters": [{"stop": "klingon"}]}"#, "there is no list of stop words 'klingon'"),
            (#"{"filters": [{"length": {"min": 5, "max": 2}}]}"#, "not from 5 to 2"),
            (#"{"filters": [{"edge-ngrams": {"max": 500}}]}"#, "not from 1 to 500"),
            (#"{"filters": [{"shingles": 9}]}"#, "not 9"),
            (#"{"filters": [{"flod": 1}]}"#, "there is no filter 'flod'"),
            (#"{"filters": [{"synonyms": ["car"]}]}"#, "line 1"),
            (#"{"filters": [{"synonyms": ["car, motor vehicle"]}]}"#, "'motor vehicle' is not one word here"),
            (#"{"filters": ["synonyms"]}"#, "the synonyms of 'synonyms.txt' are not read"),
            (#"{"tokenizer": "word"}"#, "there is no tokenizer 'word'"), (#"{"filter": []}"#, "'filter'"),
        ]
        for (json, reason) in wrong {
            let error = #expect(throws: LedeError.self, "\(json)") { try analyzer(json) }
            #expect(String(describing: error).contains(reason), "\(json): \(String(describing: error))")
        }
    }

    @Test func `Filters may be spelled with and without hyphens`() throws {
        let spelled = try analyzer(
            #"{"filters": ["lower-case", {"edgeNGrams": {"min": 2, "max": 3}}, {"Stop": ["a"]}, {"edge_ngrams": {}}]}"#)
        #expect(spelled.filters.map(\.name) == ["lowercase", "edge-ngrams (2 to 3)", "stop", "edge-ngrams (1 to 20)"])
    }

    @Test func `A definition is written as it was read`() throws {
        let json = #"""
            {"filters":["fold",{"stop":"english"},{"stop":["x"]},{"stem":"german"},{"protect":["a"]},{"synonyms":["a,b"]},{"length":{"max":9,"min":2}},{"edge-ngrams":{"max":4,"min":1}},{"shingles":2}],"tokenizer":"bigrams"}
            """#
        let definition = try JSONDecoder().decode(AnalyzerDefinition.self, from: Data(json.utf8))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(definition), as: UTF8.self) == json)
    }

    @Test func `Scripts without spaces become pairs of characters`() {
        #expect(Analyzer.cjk.terms("東京都 a学校b 語 2020年") == ["東京", "京都", "a", "学校", "b", "語", "2020", "年"])
        #expect(Analyzer.cjk.terms("カタカナとひらがな") == ["カタ", "タカ", "カナ", "ナと", "とひ", "ひら", "らが", "がな"])
        #expect(Analyzer.cjk.terms("한국어 KBS에서") == ["한국", "국어", "kbs", "에서"])
        #expect(Analyzer.cjk.terms("ภาษาไทย") == ["ภา", "าษ", "ษา", "าไ", "ไท", "ทย"])
        #expect(Analyzer.cjk.terms("ที่นี่") == ["ที่นี่"])
        #expect(Analyzer.cjk.terms("ｶﾞｷﾞ") == ["ガギ"])
        #expect(Analyzer.cjk.terms("École, don’t") == ["école", "don't"])
        #expect(Analyzer.cjk.analyze("東京都").map(\.range) == [0..<6, 3..<9])
    }

    @Test func `Every language has its own rules beside its stemmer`() {
        #expect(Analyzer.named("french")?.terms("L’avion d'été qu'il") == ["avion", "été", "il"])
        #expect(Analyzer.named("turkish")?.terms("IŞIK İzmir’de") == ["ışık", "izmir"])
        #expect(Analyzer.named("romanian")?.terms("abandonați abandonaţi") == ["abandon", "abandon"])
        #expect(Analyzer.named("german")?.terms("Häuser Straßen") == ["haus", "strass"])
        #expect(Analyzer.named("russian")?.terms("книгами") == ["книг"])
    }

    @Test func `A program brings a filter of its own`() throws {
        struct FirstThree: TokenFilter {
            func apply(to term: inout [UInt8]) { term = Array(term.prefix(3)) }
        }
        let own = Analyzer(name: "first-three", filters: .fold + [.custom("three") { FirstThree() }])
        #expect(Analyzer.register(own))
        #expect(!Analyzer.register(Analyzer(name: "english", filters: [])))
        let schema = try Schema(fields: [Field("body", .text, analyzer: "first-three", isDefault: true)])
        let fixture = try SearchFixture(schema, [[Document(id: "1", ["body": "Résumés"])]])
        #expect(try fixture.searcher.count(.term("RESTING")) == 1)
    }

    @Test(arguments: Analyzer.names)
    func `Steps are shown for every analyzer, and the last are the terms`(name: String) throws {
        let analyzer = try #require(Analyzer.named(name))
        let text = "The Résumés of 北京 and ภาษาไทย, don’t 1,234 U.S."
        let steps = analyzer.steps(text)
        #expect(steps.count == analyzer.filters.count + 1)
        #expect(Set(steps.map(\.name)).count == steps.count)
        #expect(steps.last?.tokens == analyzer.analyzeForIndexing(text))
    }

    /// The rows of the table in the documentation.
    @Test func `Words are what the documentation says`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/Lede/Lede.docc/Analysis.md")
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
        let rows = lines.drop { !$0.hasPrefix("| text | terms of `news`") }.dropFirst(2).prefix { $0.hasPrefix("|") }
        #expect(rows.count > 10)
        for row in rows {
            let columns = row.split(separator: "|").map { $0.matches(of: /`([^`]+)`/).map { String($0.output.1) } }
            let expected = columns[0].count > 1 ? columns[1] + columns[1] : columns[1]
            #expect(columns[0].flatMap { Analyzer.news.terms($0) } == expected, "\(row)")
        }
    }

    @Test func `Steps show what each filter makes`() throws {
        let steps = try analyzer(
            #"{"filters": ["lowercase", {"stop": ["the"]}, {"edge-ngrams": {"min": 1, "max": 2}}]}"#
        )
        .steps("The Cat")
        #expect(steps.map(\.name) == ["tokenizer (words)", "lowercase", "stop", "edge-ngrams (1 to 2)"])
        #expect(
            steps.map { $0.tokens.map(\.term) } == [["The", "Cat"], ["the", "cat"], ["cat"], ["c", "ca", "cat"]])
    }

    @Test func `A document is found by what its analyzer adds, before and after a merge`() throws {
        let schema = try Schema(
            fields: [Field("body", .text, analyzer: "mine", isDefault: true)],
            analyzers: [
                "mine": AnalyzerDefinition(filters: [
                    .named("fold"), .stop(["of"]), .synonyms(["car, automobile"]), .shingles(2), .edgeNGrams(2, 3),
                ])
            ])
        var fixture = try SearchFixture(
            schema,
            [
                [Document(id: "1", ["body": "The car of Jane"]), Document(id: "2", ["body": "cars"])],
                [Document(id: "3", ["body": "Automobile car car"])],
            ])
        for _ in 0..<2 {
            let searcher = fixture.searcher
            #expect(try searcher.ids(matching: .term("automobile")) == ["1", "3"])
            #expect(try searcher.ids(matching: .term("ca")) == ["1", "2", "3"])
            #expect(try searcher.ids(matching: .phrase("car of jane")) == ["1"])
            #expect(try searcher.ids(matching: .phrase("automobile jane")) == ["1"])
            #expect(try searcher.ids(matching: .term("of")).isEmpty)
            #expect(try searcher.terms(prefix: "car jane").map(\.term) == ["car jane"])
            try fixture.merge(0..<fixture.segments.count)
        }
        #expect(try fixture.searcher.statistics().fields.first { $0.name == "body" }?.documents == 3)
    }

    @Test func `The schema keeps its analyzers, and refuses others of the same name`() throws {
        let one = try Schema(
            fields: [Field("body", .text, analyzer: "mine")], analyzers: ["mine": AnalyzerDefinition()])
        let two = try Schema(
            fields: [Field("body", .text, analyzer: "mine")],
            analyzers: ["mine": AnalyzerDefinition(filters: [.stem("german")])])
        let copy = try JSONDecoder().decode(Schema.self, from: try JSONEncoder().encode(one))
        #expect(copy == one)
        #expect(copy["body"]?.textAnalyzer?.terms("É") == ["e"])
        #expect(throws: LedeError.self) { try one.validate(successor: two) }
        try one.validate(successor: copy)
        #expect(throws: LedeError.self) {
            try Schema(fields: [], analyzers: ["english": AnalyzerDefinition()])
        }
        let plain = String(decoding: try JSONEncoder().encode(Schema.articles), as: UTF8.self)
        #expect(!plain.contains("analyzers"))
    }
}
