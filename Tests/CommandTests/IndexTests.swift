import Foundation
import Testing

@Suite(.hangGuard) struct IndexTests {
    @Test func `Files, folders and standard input are indexed`() throws {
        let sandbox = try Sandbox()
        try sandbox.write("news/one.txt", "A headline\n\nThe harbour was closed on Monday.")
        try sandbox.write("news/deep/two.md", "# Another headline\n\nThe harbour is open again.")
        try sandbox.write("table.csv", "id,title,body\n7,Ships,The harbour has two ships.\n")
        let line = #"{"id":"s","title":"Piped","body":"A harbour in a pipe."}"#
        let outcome = try sandbox.lede("index", "news", "table.csv", "-", input: line)
        #expect(outcome.status == 0)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("indexed 4 documents (4 new, 0 replaced, 0 unchanged), 0 skipped, in "))
        #expect(outcome.errors.hasSuffix("; the index has 4\n"))
        #expect(try sandbox.lede("count", "harbour").output == "4\n")
    }

    @Test func `Indexing twice changes nothing`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let before = sandbox.names(in: "index")
        let outcome = try sandbox.lede("index", "articles.jsonl")
        #expect(outcome.errors.hasPrefix("indexed 3 documents (0 new, 0 replaced, 3 unchanged), 0 skipped"))
        #expect(sandbox.names(in: "index") == before)
    }

    @Test func `The index itself is not taken for articles`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("index/README.md", "A remark on the index.")
        let outcome = try sandbox.lede("index", ".")
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.contains("(0 new, 0 replaced, 3 unchanged)"))
    }

    @Test func `A folder without articles is said to be one`() throws {
        let sandbox = try Sandbox()
        try sandbox.write("pictures/a.png", "No text.")
        let pictures = try sandbox.lede("index", "pictures")
        #expect(pictures.status == 0)
        #expect(pictures.errorLines.last == "1 file left out, as the names tell no format")
        let empty = try sandbox.lede("index", "index")
        #expect(empty.errorLines.last == "there were no files to read")
    }

    @Test func `The same id replaces`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("more.jsonl", #"{"id":"b","title":"Drought","body":"No water at all."}"#)
        let outcome = try sandbox.lede("index", "more.jsonl")
        #expect(outcome.errors.contains("(0 new, 1 replaced, 0 unchanged)"))
        #expect(try sandbox.lede("count", "river").output == "0\n")
        #expect(try sandbox.lede("count", "water").output == "1\n")
        #expect(try sandbox.lede("stats", "--json").json()["documents"] as? Int == 3)
    }

    @Test func `A later record with the same id wins`() throws {
        let sandbox = try Sandbox()
        try sandbox.write("a.jsonl", #"{"id":"x","body":"First."}"# + "\n" + #"{"id":"x","body":"Second."}"#)
        let outcome = try sandbox.lede("index", "a.jsonl")
        #expect(outcome.errors.contains("1 with an id that came again"))
        #expect(try sandbox.lede("count", "second").output == "1\n")
        #expect(try sandbox.lede("count", "first").output == "0\n")
    }

    @Test func `Keys are mapped to fields`() throws {
        let sandbox = try Sandbox()
        try sandbox.write("a.jsonl", #"{"id":"x","kop":"The headline","tekst":"The text."}"#)
        #expect(try sandbox.lede("index", "a.jsonl", "--map", "title=kop,body=tekst", "-q").status == 2)
        #expect(try sandbox.lede("index", "a.jsonl", "--map", "title=kop,body=tekst", "--quiet").status == 0)
        #expect(try sandbox.lede("count", "title:headline").output == "1\n")
        let broken = try sandbox.lede("index", "a.jsonl", "--map", "title")
        #expect(broken.status == 2)
        #expect(broken.errors.contains("--map"))
    }

    @Test func `A schema file adds fields and changes weights`() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "schema.json", #"{"fields":[{"name":"page","type":"integer"},{"name":"title","weight":3}]}"#)
        try sandbox.write("a.jsonl", #"{"id":"x","title":"Headline","body":"Text.","page":12}"#)
        #expect(try sandbox.lede("index", "a.jsonl", "--schema", "schema.json").status == 0)
        #expect(try sandbox.lede("count", "page:[10 TO 20]").output == "1\n")
        #expect(try sandbox.lede("count", "headline").output == "1\n")
        #expect(try sandbox.lede("explain", "headline", "x").output.contains("3"))
    }

    @Test(arguments: [
        (#"{"fields":[{"name":"page"}]}"#, "the field 'page' is new and needs a type"),
        (#"{"fields":[{"name":"page","type":"number"}]}"#, "the type of 'page' is not one of text, keyword"),
        (#"{"fields":[{"name":"page","type":"text","analyser":"x"}]}"#, "has no key 'analyser'"),
        (#"{"fields":[{"name":"page","type":"text","analyzer":"klingon"}]}"#, "'klingon'"),
        (#"{"fields":[{"type":"text"}]}"#, "'name' is missing"),
        (#"{"fields":[{"name":"a b","type":"text"}]}"#, "'a b' is no field name"),
        ("{", "it is not JSON"),
        (#"{"frequentWords":300}"#, "'frequentWords' must be 0 to 250"),
    ])
    func `A schema that cannot be used is refused before anything is made`(text: String, reason: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write("schema.json", text)
        try sandbox.write("a.txt", "Text.")
        let outcome = try sandbox.lede("index", "a.txt", "--schema", "schema.json")
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("lede: schema.json: "))
        #expect(outcome.errors.contains(reason))
        #expect(!FileManager.default.fileExists(atPath: sandbox.file("index")))
    }

    @Test func `A field cannot change its type`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("schema.json", #"{"fields":[{"name":"section","type":"text"}]}"#)
        let outcome = try sandbox.lede("index", "articles.jsonl", "--schema", "schema.json")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("'section' is keyword in the index"))
    }

    @Test func `Nothing is said with --quiet but what is wrong`() throws {
        let sandbox = try Sandbox()
        try sandbox.write("a.jsonl", #"{"id":"x","body":"First."}"# + "\n{\n")
        let outcome = try sandbox.lede("index", "a.jsonl", "--quiet")
        #expect(outcome.status == 2)
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errors.hasPrefix("a.jsonl:2: "))
    }
}
