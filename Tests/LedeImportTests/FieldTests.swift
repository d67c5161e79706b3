import Lede
import Testing

@testable import LedeImport

@Suite struct FieldTests {
    @Test func `Other names fill a field that is absent, the preferred one first`() throws {
        let result = try Imported(
            "a.jsonl",
            """
            {"headline":"H","text":"T","content":"C","publishedAt":"2017-02-13","authors":["A","B"],"link":"u"}
            {"title":"T","headline":"H","Body":"B","body":"","text":"x"}
            """)
        let first = result.documents[0]
        #expect(first["title"] == "H")
        #expect(first["body"] == "T")
        #expect(first["content"] == "C")
        #expect(first["date"] == "2017-02-13")
        #expect(first.values(of: "author") == ["A", "B"])
        #expect(first["url"] == "u")
        let second = result.documents[1]
        #expect(second["title"] == "T")
        #expect(second["headline"] == "H")
        #expect(second["body"] == "B")
        #expect(second["text"] == "x")
    }

    @Test func `The user's map comes before all names, and moves what it names`() throws {
        let options = ImportOptions(
            fieldMap: try ImportOptions.parseFieldMap("title=headline, body=data.text,id=source"))
        let result = try Imported(
            "a.jsonl", #"{"title":"no","headline":"yes","data":{"text":"words"},"text":"left","source":"s1"}"#, options)
        let document = try #require(result.documents.first)
        #expect(document.id == "s1")
        #expect(document.values(of: "title") == ["yes"])
        #expect(document["body"] == "words")
        #expect(document["text"] == "left")
        #expect(document["source"] == nil)
    }

    @Test(arguments: ["", "title", "title=", "=x", "a=b,,c=d", "a=b,a=c"])
    func `A map with a fault is refused`(text: String) {
        #expect(throws: ImportProblem.self) { try ImportOptions.parseFieldMap(text) }
    }

    @Test func `Values take the type of their field`() throws {
        let schema = try Schema(fields: [
            Field("body", .text), Field("count", .integer), Field("score", .double), Field("day", .date),
            Field("code", .keyword),
        ])
        let result = try Imported(
            "a.jsonl",
            """
            {"body":"x","count":"12","score":"1.5","day":20170213,"code":7}
            {"body":"x","count":3.0,"score":2,"day":1486980005,"code":true}
            {"body":"x","count":"many"}
            {"body":"x","count":1.5}
            {"body":"x","count":12345678901234567890}
            {"body":"x","score":"inf"}
            {"body":"x","day":"02/03/2017"}
            {"body":7}
            """, ImportOptions(schema: schema))
        #expect(
            result.documents.map(\.entries) == [
                [
                    .init("body", .string("x")), .init("count", .integer(12)), .init("score", .double(1.5)),
                    .init("day", .string("2017-02-13")), .init("code", .string("7")),
                ],
                [
                    .init("body", .string("x")), .init("count", .integer(3)), .init("score", .double(2)),
                    .init("day", .string("2017-02-13T10:00:05Z")), .init("code", .string("true")),
                ],
                [.init("body", .string("7"))],
            ])
        #expect(
            result.complaints == [
                "3 field 'count': 'many' is no whole number of 64 bits",
                "4 field 'count': '1.5' is no whole number of 64 bits",
                "5 field 'count': '12345678901234567890' is no whole number of 64 bits",
                "6 field 'score': 'inf' is no number", "7 field 'day': '02/03/2017' is no date",
            ])
    }
}
