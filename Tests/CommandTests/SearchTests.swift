import Foundation
import Testing

@Suite(.hangGuard) struct SearchTests {
    @Test func `Words may be one argument or several`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let one = try sandbox.lede("search", "river school", "--json").json()
        let two = try sandbox.lede("search", "river", "school", "--json").json()
        #expect(one["total"] as? Int == 2)
        #expect(one["query"] as? String == "river school")
        #expect(one["query"] as? String == two["query"] as? String)
        #expect(try sandbox.lede("count", "school", "-river").output == "1\n")
        #expect(try sandbox.lede("count", "-river", "school").output == "1\n")
        #expect(try sandbox.lede("search", "school", "-river", "--json").json()["query"] as? String == "school -river")
    }

    @Test func `A question is read as plain words, and words near each other count more`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let plain = try sandbox.lede("search", "What (is) the: river near?", "--plain", "--json").json()
        #expect((plain["hits"] as? [[String: Any]])?.first?["id"] as? String == "b")
        #expect(plain["total"] as? Int == 2)
        let plan = try sandbox.lede("search", "safe zone", "--proximity", "--explain-query")
        #expect(plan.output.contains("safe NEAR/6 zone"))
        #expect(try sandbox.lede("count", "safe zone", "--proximity").output == "1\n")
        let refused = try sandbox.lede("search", "river", "--plain", "--all")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("--plain"))
    }

    @Test func `Articles in several languages are read in theirs, and queries in the one that is asked for`() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "schema.json",
            #"{"fields": [{"name": "title", "analyzer": "multilingual"}, {"name": "body", "analyzer": "multilingual"}]}"#
        )
        let articles = [
            #"{"id":"de","language":"de","title":"Schulen","body":"Die Kinder gehen in die Schule."}"#,
            #"{"id":"en","body":"The children of the town will die of boredom when the schools are closed."}"#,
        ]
        try sandbox.write("a.jsonl", articles.joined(separator: "\n"))
        #expect(try sandbox.lede("index", "a.jsonl", "--schema", "schema.json", "--quiet").status == 0)
        #expect(try sandbox.lede("count", "school").output == "1\n")
        #expect(try sandbox.lede("count", "die").output == "2\n")
        #expect(try sandbox.lede("count", "Kinderlein OR kind", "--language", "german").output == "1\n")
        #expect(try sandbox.lede("count", "language:en", "--language", "en").output == "1\n")
        let single = try Sandbox.withThreeArticles().lede("count", "school", "--language", "de")
        #expect(single.status == 2)
        #expect(single.errors.contains("multilingual"))
        let unknown = try sandbox.lede("count", "die", "--language", "klingon")
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("german"))
        let steps = try sandbox.lede("analyze", "Schulen", "--language", "de", "--json").json()
        #expect(steps["terms"] as? [String] == ["schul"])
    }

    @Test func `A hit has title, date, id, score and a snippet`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.lede("search", "zone")
        #expect(outcome.status == 0)
        #expect(outcome.outputLines.count == 4)
        #expect(outcome.outputLines[0] == "Sanctuary for students")
        #expect(outcome.outputLines[1].hasPrefix("2017-02-13  a  0."))
        #expect(outcome.outputLines[2] == "  The school is a safe zone.")
        #expect(outcome.outputLines[3].hasPrefix("1 of 1 document, "))
        #expect(outcome.errors.isEmpty)
    }

    @Test func `The JSON of a search is one object with keys in a fixed order`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.lede("search", "bands", "--json")
        let object = try outcome.json()
        #expect(Set(object.keys) == ["query", "total", "took_us", "hits", "next_cursor"])
        let hit = try #require((object["hits"] as? [[String: Any]])?.first)
        #expect(hit["id"] as? String == "c")
        #expect(hit["title"] as? String == "Jazz weekend")
        #expect(hit["date"] is NSNull)
        #expect(hit["snippet"] as? String == "Three bands play.")
        #expect(hit["section"] as? String == "Culture")
        #expect(hit["body"] == nil)
        #expect(try #require(hit["score"] as? Double) > 0)
        let start = #"{"query":"bands","total":1,"took_us":"#
        #expect(outcome.output.hasPrefix(start))
        #expect(outcome.output.contains(#""hits":[{"id":"c","score":"#))
        #expect(outcome.outputLines.count == 1)
    }

    @Test func `JSON lines have a hit each`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.lede("search", "school", "--jsonl")
        let ids = try outcome.outputLines.map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }.map { $0?["id"] as? String }
        #expect(Set(ids) == ["a", "b"])
    }

    @Test func `Limit and offset cut out a piece of the result`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        func ids(_ arguments: String...) throws -> [String] {
            let hits = try sandbox.run(["search", "school OR bands", "--json"] + arguments).json()["hits"]
            return (hits as? [[String: Any]])?.compactMap { $0["id"] as? String } ?? []
        }
        let all = try ids()
        #expect(all.count == 3)
        #expect(try ids("-n", "1") == [all[0]])
        #expect(try ids("-n2") == Array(all[..<2]))
        #expect(try ids("--limit", "1", "--offset", "1") == [all[1]])
        #expect(try ids("--offset", "3").isEmpty)
        let shown = try sandbox.lede("search", "school OR bands", "-n", "2", "--offset", "1").output
        #expect(shown.contains("2 to 3 of 3 documents"))
    }

    @Test func `No hit is status 1, and is said`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.lede("search", "nowhere")
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors == "lede: no document matches 'nowhere'\n")
        let json = try sandbox.lede("search", "nowhere", "--json")
        #expect(json.status == 1)
        #expect(try json.json()["total"] as? Int == 0)
        #expect((try json.json()["hits"] as? [Any])?.isEmpty == true)
    }

    @Test func `A count is one integer`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let found = try sandbox.lede("count", "school")
        #expect(found.output == "2\n")
        #expect(found.status == 0)
        let none = try sandbox.lede("count", "nowhere")
        #expect(none.output == "0\n")
        #expect(none.errors.isEmpty)
        #expect(none.status == 1)
    }

    @Test func `A query that cannot be read has a caret under the place`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        for command in ["search", "count"] {
            let outcome = try sandbox.lede(command, "school AND")
            #expect(outcome.status == 2)
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.hasPrefix("lede: "))
            #expect(outcome.errorLines.suffix(2) == ["  school AND", "         ^^^"])
        }
        let wide = try sandbox.lede("search", "学校 (")
        #expect(wide.errorLines.suffix(2) == ["  学校 (", "       ^"])
        let field = try sandbox.lede("explain", "a foo:bar", "a")
        #expect(field.status == 2)
        #expect(field.errorLines.suffix(2) == ["  a foo:bar", "    ^^^"])
        #expect(try sandbox.lede("delete", "--query", "(").status == 2)
        #expect(try sandbox.lede("search", "").status == 2)
    }

    @Test func `k1 and b change the scores`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        func score(_ arguments: String...) throws -> Double? {
            let hits = try sandbox.run(["search", "school", "--json"] + arguments).json()["hits"]
            return (hits as? [[String: Any]])?.first?["score"] as? Double
        }
        #expect(try score() == score("--k1", "1.2", "--b", "0.75"))
        #expect(try score() != score("--k1", "0.4"))
    }

    @Test func `Words near each other are found and marked, and a distance that is none is shown`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        #expect(try sandbox.lede("count", "school NEAR/3 zone").output == "1\n")
        #expect(try sandbox.lede("count", "zone ONEAR/3 school").output == "0\n")
        #expect(try sandbox.lede("count", #""school zone"~3"#).output == "1\n")
        #expect(try sandbox.lede("explain", "school NEAR/3 zone", "a").output.contains("NEAR/3"))
        let outcome = try sandbox.lede("search", "school NEAR/x zone")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("the distance of NEAR must be a whole number"))
    }
}
