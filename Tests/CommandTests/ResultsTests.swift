import Foundation
import Testing

@Suite(.hangGuard) struct ResultsTests {
    private func sandbox() throws -> Sandbox {
        try Sandbox.indexed(
            #"{"id":"a","date":"2017-02-13","title":"Flood, again","body":"The river.","section":"Local"}"#,
            #"{"id":"b","date":"2018-05-01","title":"River \"low\"","body":"A river.","section":"local"}"#,
            #"{"id":"c","date":"2017-02-20","title":"Jazz","body":"By the river.","section":"Culture"}"#,
            #"{"id":"d","title":"Undated","body":"River & <b>sea</b>."}"#)
    }

    private func ids(_ sandbox: Sandbox, _ arguments: String...) throws -> [String] {
        let outcome = try sandbox.run(["search", "river", "--fields", "id"] + arguments)
        #expect(outcome.errors.isEmpty)
        return outcome.outputLines
    }

    @Test func `Hits are sorted by columns, those without a value last`() throws {
        let sandbox = try sandbox()
        #expect(try ids(sandbox, "--newest") == ["b", "c", "a", "d"])
        #expect(try ids(sandbox, "--oldest") == ["a", "c", "b", "d"])
        #expect(try ids(sandbox, "--sort", "date") == ["a", "c", "b", "d"])
        #expect(try ids(sandbox, "--sort", "-date") == ["b", "c", "a", "d"])
        #expect(try ids(sandbox, "--sort=section,-date") == ["c", "b", "a", "d"])
        let refused = try sandbox.lede("search", "river", "--sort", "title")
        #expect(refused.status == 2 && refused.errors.contains("What can: score, id, date, section"))
    }

    @Test func `A cursor leads to the next page, and the last page has none`() throws {
        let sandbox = try sandbox()
        let first = try sandbox.lede("search", "river", "--newest", "-n", "3", "--json").json()
        let cursor = try #require(first["next_cursor"] as? String)
        let next = try sandbox.lede("search", "river", "--newest", "--after", cursor, "--json").json()
        #expect((next["hits"] as? [[String: Any]])?.map { $0["id"] as? String } == ["d"])
        #expect(next["next_cursor"] is NSNull)
        let refused = try sandbox.lede("search", "river", "--after", cursor)
        #expect(refused.status == 2 && refused.errors.contains("another query or order"))
    }

    @Test func `Facets are drawn as bars, and are in the JSON`() throws {
        let sandbox = try sandbox()
        let arguments = ["search", "river", "--facet", "section", "--histogram", "date:month", "--stats-of", "date"]
        let shown = try sandbox.run(arguments + ["-n0"]).output
        #expect(shown.contains("  Local    2  █"))
        #expect(shown.contains("  2017-02  2  █") && shown.contains("  …") && shown.contains("2018-05"))
        #expect(shown.contains("2017-02-13\n"))
        let facets = try #require(try sandbox.run(arguments + ["--json"]).json()["facets"] as? [[String: Any]])
        let values = try #require(facets[0]["values"] as? [[String: Any]])
        #expect(values.map { $0["count"] as? Int } == [2, 1] && facets[0]["missing"] as? Int == 1)
        #expect((facets[1]["periods"] as? [[String: Any]])?.map { $0["label"] as? String } == ["2017-02", "2018-05"])
        #expect(facets[2]["max"] as? String == "2018-05-01")
    }

    @Test func `CSV is quoted where it must be, a run file has six columns`() throws {
        let sandbox = try sandbox()
        let csv = try sandbox.lede(
            "search", "river", "--format", "csv", "--fields", "id,title,score", "--oldest", "--format-version", "1")
        #expect(csv.outputLines[0] == "id,title,score")
        #expect(csv.outputLines[1] == "a,\"Flood, again\",")
        #expect(csv.outputLines[3] == "b,\"River \"\"low\"\"\",")
        let trec = try sandbox.lede("search", "river", "--format", "trec", "--run-id", "mine", "--query-id", "q7")
        let columns = try #require(trec.outputLines.first).split(separator: " ")
        #expect(
            columns.count == 6 && columns[0] == "q7" && columns[1] == "Q0" && columns[3] == "1" && columns[5] == "mine")
        #expect(try sandbox.lede("search", "river", "--format-version", "2").status == 2)
        #expect(try sandbox.lede("search", "river", "--format", "csv", "--json").status == 2)
        #expect(try sandbox.lede("search", "river", "--fields", "titel").errors.contains("did you mean 'title'?"))
    }

    @Test func `Snippets are given as HTML`() throws {
        let hits = try sandbox().lede("search", "sea", "--jsonl").outputLines
        #expect(hits.count == 1 && hits[0].contains(#"&lt;b&gt;<mark>sea</mark>&lt;/b&gt;"#))
    }

    @Test func `Colour obeys the environment`() throws {
        let sandbox = try sandbox()
        func isColoured(_ environment: [String: String], _ arguments: String...) throws -> Bool {
            try sandbox.run(["search", "river"] + arguments, environment: environment).output.contains("\u{1B}[")
        }
        #expect(try !isColoured([:]))
        #expect(try isColoured(["CLICOLOR_FORCE": "1"]))
        #expect(try !isColoured(["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]))
        #expect(try isColoured(["NO_COLOR": "1"], "--color", "always"))
    }

    @Test func `Recent documents are boosted`() throws {
        let sandbox = try sandbox()
        #expect(try sandbox.lede("search", "river", "--recency", "30d").output.contains("2018-05-01  b"))
        #expect(try sandbox.lede("explain", "river", "a", "--recency", "30d").output.contains("half-life of 30 days"))
        #expect(try sandbox.lede("search", "river", "--recency", "soon").status == 2)
    }
}
