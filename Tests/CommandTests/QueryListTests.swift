import Foundation
import Testing

@Suite(.hangGuard) struct QueryListTests {
    private let list = "school\nfirst\triver flood\n\r\n  \nMusic\tbands\r\nnobody\n"

    @Test func `A file of queries makes one table`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("names.txt", list)
        let outcome = try sandbox.lede("search", "--queries", "names.txt", "--format", "csv")
        #expect(outcome.status == 0)
        let rows = outcome.outputLines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(rows[0] == ["query", "rank", "id", "score", "date", "title"])
        #expect(
            rows.dropFirst().map { "\($0[0]) \($0[1]) \($0[2])" } == [
                "school 1 a", "school 2 b", "first 1 b", "Music 1 c",
            ]
                || rows.dropFirst().map { "\($0[0]) \($0[1]) \($0[2])" } == [
                    "school 1 b", "school 2 a", "first 1 b", "Music 1 c",
                ])
        #expect(rows[3][5] == "River flood")
        #expect(outcome.errors == "lede: 1 of 4 queries found nothing\n")
    }

    @Test func `Standard input, a limit and the other forms`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        func run(_ arguments: String...) throws -> Sandbox.Outcome {
            try sandbox.run(["search", "--queries", "-", "-n", "1"] + arguments, input: list)
        }
        #expect(try run("--jsonl").outputLines.count == 3)
        #expect(try run("--jsonl").outputLines[2].hasPrefix(#"{"query":"Music","rank":1,"id":"c","score":"#))
        let json = try run("--json").json()["queries"] as? [[String: Any]]
        #expect(json?.map { $0["total"] as? Int } == [2, 1, 1, 0])
        #expect(json?[1]["query"] as? String == "river flood")
        // A query without a name is known by its line.
        let runs = try run("--format", "trec").outputLines.map {
            $0.split(separator: " ").prefix(3).joined(separator: " ")
        }
        #expect(runs.count == 3)
        #expect(runs[1...2] == ["first Q0 b", "Music Q0 c"])
        #expect(runs[0].hasPrefix("1 Q0 "))
        #expect(try run("--fields", "title").outputLines.last == "Music\tJazz weekend")
        #expect(try run().outputLines.last?.hasPrefix("Music\t1\tc\t") == true)
    }

    @Test func `A query that cannot be read is told with its line, and the rest goes on`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("names.txt", "school\nbad\triver AND (\nnofield:x\nbands\n")
        let outcome = try sandbox.lede("search", "--queries", "names.txt", "--jsonl")
        #expect(outcome.status == 2)
        #expect(outcome.outputLines.count == 3)
        #expect(outcome.errors.contains("lede: names.txt:2: the parenthesis is never closed"))
        #expect(outcome.errors.contains("  river AND (\n            ^"))
        #expect(outcome.errors.contains("lede: names.txt:3: "))
    }

    @Test func `What was cut short or left out is said for each query`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("names.txt", "school\nriver\n")
        let outcome = try sandbox.lede("search", "--queries", "names.txt", "--timeout", "0ms", "--format", "csv")
        #expect(outcome.errors.contains("lede: names.txt:1: the time was up"))
        #expect(outcome.errors.contains("lede: names.txt:2: the time was up"))
        let json = try sandbox.lede("search", "--queries", "names.txt", "--timeout", "0ms", "--json")
        #expect((try json.json()["queries"] as? [[String: Any]])?.map { $0["partial"] as? Bool } == [true, true])
        #expect(!json.errors.contains("partial"))
    }

    @Test func `What a list cannot have is refused`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("none.txt", "nowhere\n")
        #expect(try sandbox.lede("search", "--queries", "none.txt").status == 1)
        #expect(try sandbox.lede("search", "--queries", "none.txt", "school").status == 2)
        #expect(try sandbox.lede("search", "--queries", "none.txt", "--facet", "section").status == 2)
        let missing = try sandbox.lede("search", "--queries", "missing.txt")
        #expect(missing.status == 2)
        #expect(missing.errors == "lede: cannot read the queries 'missing.txt': No such file or directory\n")
    }
}
