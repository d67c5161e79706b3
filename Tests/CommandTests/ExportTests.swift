import Foundation
import Testing

@Suite(.hangGuard) struct ExportTests {
    @Test func `Every document is printed whole, and what is printed makes the same index`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.lede("export")
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.outputLines.count == 3)
        #expect(outcome.outputLines[0].hasPrefix(#"{"id":"a","date":"2017-02-13","title":"Sanctuary for students""#))
        #expect(outcome.outputLines[2].contains(#""pages":[3,4]"#))
        try sandbox.write("exported.jsonl", outcome.output)
        #expect(try sandbox.lede("index", "exported.jsonl").errors.contains("0 new, 0 replaced, 3 unchanged"))
        #expect(try sandbox.lede("index", "exported.jsonl", "--index", "copy", "--quiet").status == 0)
        #expect(try sandbox.lede("export", "--index", "copy").output == outcome.output)
    }

    @Test func `A query chooses, a sort orders, and fields are picked`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        #expect(try sandbox.lede("export", "school", "--fields", "id").outputLines == [#"{"id":"a"}"#, #"{"id":"b"}"#])
        #expect(try sandbox.lede("export", "school", "-river", "--fields", "id").outputLines == [#"{"id":"a"}"#])
        #expect(
            try sandbox.lede("export", "--sort", "-date", "--fields", "id,section").outputLines
                == [#"{"id":"b","section":null}"#, #"{"id":"a","section":null}"#, #"{"id":"c","section":"Culture"}"#])
    }

    @Test func `CSV has a header and quotes what needs it`() throws {
        let sandbox = try Sandbox.indexed(
            #"{"id":"q","title":"He said \"no\", twice","body":"Line one\nline two","tags":["x","y"]}"#)
        let outcome = try sandbox.lede("export", "--format", "csv", "--fields", "id,title,body,tags")
        #expect(outcome.output == "id,title,body,tags\nq,\"He said \"\"no\"\", twice\",\"Line one\nline two\",x; y\n")
        let all = try sandbox.lede("export", "--format", "csv").output
        #expect(all.hasPrefix("id,"))
        #expect(all.contains("tags"))
    }

    @Test func `Nothing found, an unknown field and a bad query end as everywhere`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let none = try sandbox.lede("export", "nowhere")
        #expect(none.status == 1)
        #expect(none.errors == "lede: no document matches 'nowhere'\n")
        let field = try sandbox.lede("export", "--fields", "id,titel")
        #expect(field.status == 2)
        #expect(field.errors.contains("there is no field 'titel'; did you mean 'title'?"))
        #expect(try sandbox.lede("export", "school AND (").status == 2)
        #expect(try sandbox.lede("export", "--sort", "nofield").status == 2)
    }
}
