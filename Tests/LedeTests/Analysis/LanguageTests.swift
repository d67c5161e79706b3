import Testing

@testable import Lede

/// Languages of documents and queries, and fields in several.
@Suite struct LanguageTests {
    @Test(arguments: [
        ("de", "Die Schulen der Stadt bleiben am Montag geschlossen, weil die Busse nicht fahren."),
        ("en", "The schools of the city stay closed on Monday because the buses do not run."),
        ("fr", "Les écoles de la ville restent fermées lundi parce que les bus ne circulent pas."),
        ("es", "Las escuelas de la ciudad permanecen cerradas el lunes porque los autobuses no circulan."),
        ("it", "Le scuole della città restano chiuse lunedì perché gli autobus non circolano."),
        ("nl", "De scholen van de stad blijven maandag dicht omdat de bussen niet rijden."),
        ("ro", "Școlile din oraș rămân închise luni pentru că autobuzele nu circulă, a spus primarul."),
        ("tr", "Otobüsler çalışmadığı için şehrin okulları pazartesi günü kapalı kalacak, dedi vali ve ağabeyi."),
        ("vi", "Các trường học trong thành phố đóng cửa vào thứ Hai vì xe buýt không chạy."),
        ("ru", "Школы города в понедельник будут закрыты, потому что автобусы не ходят."),
        ("uk", "Школи міста в понеділок будуть зачинені, бо автобуси не їздять."),
        ("el", "Τα σχολεία της πόλης μένουν κλειστά τη Δευτέρα."), ("ar", "تبقى مدارس المدينة مغلقة يوم الاثنين"),
        ("hi", "शहर के स्कूल सोमवार को बंद रहेंगे क्योंकि बसें नहीं चल रही हैं।"), ("th", "โรงเรียนในเมืองปิดในวันจันทร์"),
        ("ja", "市内の学校は月曜日に休校となる。"), ("zh", "全市学校星期一停课。"), ("ko", "시내 학교는 월요일에 문을 닫는다."),
    ]) func `The language of a text is told by its script and its frequent words`(code: String, text: String) {
        #expect(Language.detected(in: text)?.code == code)
    }

    @Test(arguments: ["", "?", "2017", "Harlan Falls", "Xyzzy plugh frotz gnusto rezrov blorb nitfol"])
    func `Of too little, and of what is no known language, none is given`(text: String) {
        #expect(Language.detected(in: text) == nil)
    }

    @Test func `A language has codes and names`() {
        for name in ["de", "DE-at", "de_CH", "German"] { #expect(Language(name)?.code == "de") }
        #expect(Language("nb")?.name == "norwegian")
        #expect(Language("xx") == nil)
        #expect(Language("english")?.analyzer.name == "news")
        #expect(Language("ja")?.analyzer.name == "japanese")
        #expect(Language("vi")?.analyzer.name == "standard")
        #expect(Set(Language.all.map(\.code)).count == Language.all.count)
        for language in Language.all { #expect(language.analyzer.keepsEveryWord, "\(language.name)") }
    }

    private static func schema() throws -> Schema {
        try Schema(fields: [
            Field("title", .text, analyzer: "multilingual", isDefault: true),
            Field("body", .text, analyzer: "multilingual", isDefault: true),
        ])
    }

    private static let documents = [
        Document(id: "de", ["language": "de", "title": "Schulen", "body": "Die Kinder gehen wieder in die Schule."]),
        Document(id: "en", ["body": "The children of the town will die of boredom when the schools are closed."]),
        Document(id: "ru", ["body": "Школы города в понедельник будут закрыты, потому что автобусы не ходят."]),
        Document(id: "ja", ["body": "市内の学校は月曜日に休校となる。"]),
        Document(id: "other", ["language": "klingon", "body": "Schools"]),
    ]

    @Test func `Each document is analysed by its language, said or detected`() throws {
        let searcher = try SearchFixture(try Self.schema(), [Array(Self.documents[..<3]), Array(Self.documents[3...])])
            .searcher
        func ids(_ text: String, _ language: String? = nil) throws -> [String] {
            let searcher = language.flatMap { Language($0) }.map { searcher.reading($0) } ?? searcher
            return try searcher.ids(matching: QueryParser(schema: searcher.schema).parse(text))
        }
        #expect(try ids("Schule") == ["de"])
        #expect(try ids("children") == ["en"])
        #expect(try ids("child", "en") == [])
        #expect(try ids("school") == ["en"])
        #expect(try ids("schools") == ["en", "other"])
        #expect(try ids("schools", "en") == ["en"])
        #expect(try ids("школа") == ["ru"])
        #expect(try ids("学校") == ["ja"])
        #expect(try ids("\"will die\"") == ["en"])
        #expect(try ids("gehen NEAR/2 Schulen") == [])
        #expect(try ids("gehen NEAR/3 Schulen") == ["de"])
        #expect(try ids("gehen NEAR/3 Schulen", "de") == ["de"])
        #expect(try ids("language:en") == ["en"])
        #expect(try ids("language:ru OR language:ja") == ["ru", "ja"])
        #expect(throws: LedeError.self) { try ids("=Schule") }
    }

    @Test func `Snippets mark the words by the language of the document, and merging keeps all as it is`() throws {
        var fixture = try SearchFixture(try Self.schema(), [Array(Self.documents[..<3]), Array(Self.documents[3...])])
        for _ in 0..<2 {
            let hit = try #require(try fixture.searcher.search("school").hits.first)
            #expect(hit.snippet.highlighted(before: "[", after: "]").contains("[schools] are closed"))
            let german = try #require(try fixture.searcher.search("Schulen Kind").hits.first)
            #expect(
                german.snippet.highlighted(before: "[", after: "]").contains("[Kinder] gehen wieder in die [Schule]"))
            if fixture.segments.count > 1 { try fixture.merge(0..<2) }
        }
        #expect(try fixture.searcher.document(id: "en")?["language"] == "en")
    }

    @Test func `A word of several languages counts as one`() throws {
        let fixture = try SearchFixture(try Self.schema(), [Self.documents])
        let query = Query.term("schools")
        let explanation = try #require(try fixture.searcher.explain(query, id: "en"))
        #expect(explanation.text.contains("'schools' in any language"))
        #expect(explanation.text.contains("2  n, documents with one of the terms"))
    }

    @Test func `Plain words are read in the language that they seem to be in`() throws {
        let schema = try Self.schema()
        guard case .boolean(let parts) = Query.anyWord(of: "Was kostet die Schule in der Stadt?", in: schema) else {
            return
        }
        #expect(parts.should.contains(.boost(.term("die"), Query.stopWordWeight)))
        #expect(parts.should.contains(.term("Schule")))
    }

    @Test func `A multilingual schema has a keyword for the language`() throws {
        let schema = try Self.schema()
        #expect(schema["language"]?.type == .keyword)
        #expect(throws: LedeError.self) {
            try Schema(fields: [Field("body", .text, analyzer: "multilingual"), Field("language", .text)])
        }
    }
}
