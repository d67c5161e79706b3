import Foundation
import Testing

@Suite(.hangGuard) struct BadInputTests {
    private static let good = #"{"id":"good","title":"Fine","body":"All is well."}"#

    @Test(arguments: [
        ("{\"id\":", "JSON"), (#"{"id":"x","title":"No text","date":"soon"}"#, "'soon' is no date"),
        (#"{"id":"x"}"#, "no text"), ("\u{1}", "JSON"),
    ])
    func `A bad record is reported by file and line, and the rest goes on`(line: String, reason: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write("a.jsonl", "\(Self.good)\n\(line)\n\(Self.good.replacing("good", with: "other"))\n")
        let outcome = try sandbox.lede("index", "a.jsonl")
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("a.jsonl:2: "))
        #expect(outcome.errors.contains(reason))
        #expect(outcome.errors.contains("indexed 2 documents (2 new, 0 replaced, 0 unchanged), 1 skipped"))
        #expect(try sandbox.lede("count", "well").output == "2\n")
    }

    @Test func `Invalid UTF-8 is reported`() throws {
        let sandbox = try Sandbox()
        try sandbox.write("a.jsonl", Data(#"{"id":"x","body":"caf"#.utf8) + [0xE9] + Data("\"}\n\(Self.good)\n".utf8))
        let outcome = try sandbox.lede("index", "a.jsonl")
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("a.jsonl:1: "))
        #expect(outcome.errors.contains("UTF-8"))
    }

    @Test func `With --strict the first bad record leaves the index as it was`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let before = sandbox.names(in: "index")
        try sandbox.write("bad.jsonl", "\(Self.good)\n{\n\(Self.good)\n")
        let outcome = try sandbox.lede("index", "bad.jsonl", "--strict")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("bad.jsonl:2: "))
        #expect(sandbox.names(in: "index") == before)
        #expect(try sandbox.lede("count", "well").output == "0\n")
        #expect(try sandbox.lede("check").status == 0)
    }

    @Test func `With --strict a failed run leaves no new index behind`() throws {
        let sandbox = try Sandbox()
        try sandbox.write("bad.jsonl", "\(Self.good)\n{\n")
        #expect(try sandbox.lede("index", "bad.jsonl", "--strict").status == 2)
        #expect(!FileManager.default.fileExists(atPath: sandbox.file("index")))
        #expect(try sandbox.lede("index", "bad.jsonl", "--strict", "--index", "deep/er/index").status == 2)
        #expect(!FileManager.default.fileExists(atPath: sandbox.file("deep")))
        try sandbox.write("index/README", "Mine.")
        #expect(try sandbox.lede("index", "bad.jsonl", "--strict").status == 2)
        #expect(sandbox.names(in: "index") == ["README"])
    }

    @Test func `A file that does not exist is bad input, and nothing is made`() throws {
        let sandbox = try Sandbox()
        let outcome = try sandbox.lede("index", "nowhere.txt")
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("lede: nowhere.txt: "))
        #expect(!FileManager.default.fileExists(atPath: sandbox.file("index")))
    }

    @Test func `A command that does not exist is answered with the one that was meant`() throws {
        let typo = try Sandbox().lede("serach", "school")
        #expect(typo.status == 2)
        #expect(typo.errorLines.first == "lede: there is no command 'serach'; did you mean 'search'?")
        #expect(try Sandbox().lede("banana").errorLines.first == "lede: there is no command 'banana'")
        #expect(try Sandbox().lede("help", "search").status == 0)
    }

    @Test func `A schema file that is not there is named with the reason`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.lede("index", "articles.jsonl", "--schema", "nowhere.json")
        #expect(outcome.status == 2)
        #expect(outcome.errors == "lede: cannot read the schema 'nowhere.json': No such file or directory\n")
    }

    @Test(arguments: [
        ["index"], ["search"], ["count"], ["show"], ["explain", "a"], ["delete"], ["nonsense"],
        ["search", "a", "--nix"],
        ["search", "a", "-n", "-1"], ["search", "a", "-n", "x"], ["search", "a", "--json", "--jsonl"],
        ["search", "a", "--k1", "-1"], ["search", "a", "--b", "2"], ["search", "a", "--color", "red"],
        ["index", "articles.jsonl", "--threads", "0"], ["index", "articles.jsonl", "--memory", "much"],
        ["index", "articles.jsonl", "--memory", "1KB"], ["index", "articles.jsonl", "--format", "pdf"],
        ["delete", "a", "--query", "a"], ["terms", "--field", "nix"], ["terms", "--field", "date"], ["stats", "extra"],
        ["search", "a", "--index", ""], ["search", "a", "--offset", "9223372036854775807"],
    ])
    func `Bad usage is status 2, with a message`(arguments: [String]) throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("lede: "))
        #expect(outcome.output.isEmpty)
    }
}
