import Foundation
import Testing

@Suite(.hangGuard) struct LookInsideTests {
    @Test func `A document is shown whole`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let plain = try sandbox.lede("show", "c")
        #expect(plain.status == 0)
        for text in ["Jazz weekend", "Culture", "Three bands play.", "pages"] { #expect(plain.output.contains(text)) }
        let json = try sandbox.lede("show", "c", "--json").json()
        #expect(json["id"] as? String == "c")
        #expect(json["body"] as? String == "Three bands play.")
        #expect(json["pages"] as? [Int] == [3, 4])
        let unknown = try sandbox.lede("show", "nope", "a", "--json")
        #expect(unknown.status == 1)
        #expect(unknown.outputLines.count == 1)
        #expect(unknown.errors == "lede: there is no document 'nope'\n")
    }

    @Test func `An explanation adds up to the score of the search`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let hits = try sandbox.lede("search", "river school", "--json").json()["hits"] as? [[String: Any]]
        let hit = try #require(hits?.first)
        let explained = try sandbox.lede("explain", "river school", try #require(hit["id"] as? String))
        #expect(explained.status == 0)
        let parts = try explained.outputLines.map { line in
            let indent = line.prefix { $0 == " " }.count
            return (indent, try #require(Double(line.dropFirst(indent).prefix { $0 != " " })))
        }
        let score = try #require(hit["score"] as? Double)
        #expect(abs(parts[0].1 - score) < 1e-5)
        #expect(abs(parts.filter { $0.0 == 2 }.reduce(0) { $0 + $1.1 } - score) < 1e-5)
        #expect(try sandbox.lede("explain", "jazz", "a").status == 1)
        #expect(try sandbox.lede("explain", "jazz", "nope").status == 1)
    }

    @Test func `Deleted documents are gone`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.lede("delete", "a", "nope")
        #expect(outcome.status == 1)
        #expect(outcome.output == "deleted 1 document; the index has 2\n")
        #expect(outcome.errors == "lede: there is no document 'nope'\n")
        #expect(try sandbox.lede("show", "a").status == 1)
        #expect(try sandbox.lede("delete", "--query", "river OR zone").output.hasPrefix("deleted 1 document;"))
        #expect(try sandbox.lede("delete", "--query", "river").status == 1)
        #expect(try sandbox.lede("stats", "--json").json()["documents"] as? Int == 1)
        #expect(try sandbox.lede("check").status == 0)
    }

    @Test func `Statistics count documents, terms and bytes`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let json = try sandbox.lede("stats", "--json").json()
        #expect(json["documents"] as? Int == 3)
        #expect(json["deleted"] as? Int == 0)
        #expect(json["segments"] as? Int == 1)
        #expect(try #require(json["terms"] as? Int) > 10)
        let sections = try #require(json["sections"] as? [String: Int])
        #expect(sections.values.reduce(0, +) <= (try #require(json["bytes"] as? Int)))
        let fields = try #require(json["fields"] as? [[String: Any]])
        #expect(fields.compactMap { $0["name"] as? String }.prefix(4) == ["id", "date", "title", "body"])
        let plain = try sandbox.lede("stats")
        #expect(plain.outputLines[0].hasPrefix("documents"))
        #expect(plain.outputLines[0].hasSuffix(" 3"))
    }

    @Test func `Terms are listed by prefix`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.lede("terms", "s", "--json")
        let terms = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]]
        let names = terms?.compactMap { $0["term"] as? String } ?? []
        #expect(names == names.sorted())
        #expect(names.contains("school"))
        #expect(names.allSatisfy { $0.hasPrefix("s") })
        let school = terms?.first { $0["term"] as? String == "school" }
        #expect(school?["documents"] as? Int == 2)
        let cut = try sandbox.lede("terms", "S", "-n", "1")
        #expect(cut.outputLines.count == 2)
        #expect(cut.errors.contains("there are more"))
        #expect(try sandbox.lede("terms", "--field", "section").output.contains("culture"))
        #expect(try sandbox.lede("terms", "zzz").status == 1)
    }

    @Test func `Optimizing leaves one segment that answers as before`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("more.jsonl", #"{"id":"d","title":"New","body":"The school again."}"#)
        #expect(try sandbox.lede("index", "more.jsonl", "--quiet").status == 0)
        #expect(try sandbox.lede("delete", "b").status == 0)
        #expect(try sandbox.lede("optimize").status == 0)
        let json = try sandbox.lede("stats", "--json").json()
        #expect(json["segments"] as? Int == 1)
        #expect(json["deleted"] as? Int == 0)
        #expect(try sandbox.lede("count", "school").output == "2\n")
    }

    @Test func `The check says what it verified`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.lede("check")
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("sound: 3 documents in 1 segment, "))
    }

    @Test func `The check finds a damaged byte, and what needs it is refused`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let name = try #require(sandbox.names(in: "index").first { $0.hasSuffix(".seg") })
        var bytes = try Data(contentsOf: URL(fileURLWithPath: sandbox.file("index/" + name)))
        bytes[bytes.count / 2] ^= 0x40
        try sandbox.write("index/" + name, bytes)
        let outcome = try sandbox.lede("check")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains(name))
        try sandbox.write("index/" + name, bytes.prefix(bytes.count - 3))
        #expect(try sandbox.lede("check").status == 1)
        let search = try sandbox.lede("search", "school")
        #expect(search.status == 3)
        #expect(search.errors.hasPrefix("lede: "))
        #expect(try sandbox.lede("index", "articles.jsonl").status == 3)
    }
}
