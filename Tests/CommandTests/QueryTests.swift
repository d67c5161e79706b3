import Foundation
import Testing

/// Each form of the query language through the command.
@Suite(.hangGuard) struct QueryTests {
    private func sandbox() throws -> Sandbox {
        try Sandbox.indexed(
            #"{"id":"a","date":"2017-02-13","title":"Strike at the port","body":"Dockers walk out.","section":"Local News","author":"Ann Lee"}"#,
            #"{"id":"b","date":"2018-05-01","title":"Oil prices","body":"A strike cut the supply of oil.","section":"Business"}"#,
            #"{"id":"c","date":"2019-11-30","title":"Council votes","body":"Dockers and the port speak on oil and pay.","section":"Politics","author":"Ann Lee"}"#,
            #"{"id":"d","title":"Weather","body":"Sun, then rain."}"#)
    }

    /// The ids that a search finds, sorted; what it says where it fails.
    private func found(_ sandbox: Sandbox, _ arguments: String...) throws -> String {
        let outcome = try sandbox.run(["search", "--jsonl", "-n", "50"] + arguments)
        if outcome.status > 1 { return outcome.errors }
        let ids = try outcome.outputLines.compactMap {
            (try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])?["id"] as? String
        }
        return ids.sorted().joined(separator: " ")
    }

    @Test func `Operators in all their spellings`() throws {
        let sandbox = try sandbox()
        for (query, ids) in [
            ("strike oil", "a b c"), ("strike AND oil", "b"), ("strike && oil", "b"), ("+strike +oil", "b"),
            ("strike || rain", "a b d"), ("strike NOT oil", "a"), ("strike !oil", "a"), ("strike -oil", "a"),
            ("NOT oil", "a d"), ("(strike OR rain) AND NOT oil", "a d"), ("*", "a b c d"), ("* -oil", "a d"),
            ("(strike oil dockers port)~2", "a b c"), ("(strike oil dockers port)~3", "a c"),
            ("title:(strike OR \"oil prices\")", "a b"), ("strike^2 oil", "a b c"), ("strike^=2", "a b"),
            ("title^3,body:strike", "a b"), ("title^2:strike", "a"), ("section:(\"Local News\" Politics)", "a c"),
            ("author:*", "a c"), ("NOT author:*", "b d"), ("date:*", "a b c"), ("author:\"ann lee\"", "a c"),
        ] {
            #expect(try found(sandbox, query) == ids, "\(query)")
        }
    }

    @Test func `Options say how words are joined and where they are looked for`() throws {
        let sandbox = try sandbox()
        #expect(try found(sandbox, "--all", "strike oil") == "b")
        #expect(try found(sandbox, "--all", "section:(\"Local News\" Politics) dockers") == "a c")
        #expect(try found(sandbox, "--in", "title", "strike") == "a")
        #expect(try found(sandbox, "--in", "title^3,author", "lee OR oil") == "a b c")
        #expect(try sandbox.lede("count", "--all", "strike oil").output == "1\n")
        for (list, reason) in [
            ("titel", "did you mean 'title'?"), ("date", "'date' is no text field"), ("title^x", "--in"), ("", "--in"),
        ] {
            let outcome = try sandbox.lede("search", "--in", list, "oil")
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains(reason), "\(outcome.errors)")
        }
    }

    @Test func `The number of clauses that a query may have is a setting`() throws {
        let sandbox = try sandbox()
        let four = "oil strike port rain"
        #expect(try found(sandbox, "--max-clauses", "4", four) == "a b c d")
        let refused = try found(sandbox, "--max-clauses", "3", four)
        #expect(refused.contains("more than 3 clauses"), "\(refused)")
        #expect(refused.contains("--max-clauses"), "\(refused)")
        let many = "oil " + (0..<10_000).map { "w\($0)" }.joined(separator: " ")
        #expect(try found(sandbox, many).contains("more than 10000 clauses"))
        #expect(try found(sandbox, "--max-clauses", "20000", many) == "b c")
        #expect(try sandbox.lede("count", "--max-clauses", "20000", many).output == "2\n")
        #expect(try found(sandbox, "--max-clauses", "0", "oil").contains("must be at least 1"))
    }

    @Test func `A constant score is the score`() throws {
        let sandbox = try sandbox()
        let hits = try sandbox.lede("search", "--json", "strike^=2").json()["hits"] as? [[String: Any]]
        #expect(hits?.compactMap { $0["score"] as? Double } == [2, 2])
        #expect(try sandbox.lede("explain", "(strike oil port)~2", "b").output.contains("at least 2 of 3 match"))
        #expect(try sandbox.lede("explain", "strike^=2", "b").output.hasPrefix("2  constant score"))
    }

    @Test func `Dates may be words, seen from a day`() throws {
        let sandbox = try sandbox()
        for (query, ids) in [
            ("date:today", "a"), ("date:last-7-days", "a"), ("date:yesterday", ""), ("date:>today", "b c"),
            ("date:[last-year TO this-year]", "a"), ("date:<=today", "a"), ("date:[2017 TO *]", "a b c"),
            ("date:{2017 TO 2019-11-30}", "b"), ("date:>2017", "b c"), ("date:2018-05", "b"),
        ] {
            #expect(try found(sandbox, "--today", "2017-02-13", query) == ids, "\(query)")
        }
        #expect(try sandbox.lede("count", "--today", "2017-02-14", "date:yesterday").output == "1\n")
        #expect(try sandbox.lede("count", "--today", "soon", "date:yesterday").status == 2)
    }

    @Test func `A lenient search refuses nothing`() throws {
        let sandbox = try sandbox()
        for query in ["strike \"at the", "strike AND", "(strike", "foo:strike", "strike)"] {
            #expect(try sandbox.lede("search", query).status == 2)
            #expect(try sandbox.lede("search", "--lenient", query).status < 2, "\(query)")
        }
        #expect(try found(sandbox, "--lenient", "foo:strike rain") == "a b d")
    }

    @Test func `A search within no time is partial and says so`() throws {
        let sandbox = try sandbox()
        let json = try sandbox.lede("search", "strike oil", "--timeout", "0ms", "--json").json()
        #expect(json["partial"] as? Bool == true)
        #expect(try sandbox.lede("search", "strike oil", "--timeout", "0ms").errors.contains("partial"))
        let whole = try sandbox.lede("search", "strike oil", "--timeout", "100s", "--json").json()
        #expect(whole["partial"] == nil && whole["total"] as? Int == 3)
        #expect(try sandbox.lede("search", "strike", "--timeout", "soon").status == 2)
    }

    @Test func `Documents like one, or like a text, are found without it`() throws {
        let sandbox = try sandbox()
        #expect(try found(sandbox, "--like", "a") == "b c")
        #expect(try found(sandbox, "--like", "a", "section:Business") == "b")
        #expect(try found(sandbox, "--like-text", "Dockers walk") == "a c")
        #expect(try sandbox.lede("search", "--like", "nobody").status == 1)
        #expect(try sandbox.lede("search").status == 2)
    }

    @Test func `A query is explained as a tree and as JSON`() throws {
        let sandbox = try sandbox()
        let text = try sandbox.lede("search", "--explain-query", "strikes AND date:2017").output
        for part in ["query: strikes AND date:2017", "understood as", "term 'strike'", "segment 1 of 1", "lead"] {
            #expect(text.contains(part), "\(text)")
        }
        let json = try sandbox.lede("search", "--explain-query", "--json", "strike").json()
        #expect((json["segments"] as? [Any])?.count == 1)
        #expect((json["understood"] as? [String: Any])?["description"] != nil)
    }

    @Test func `Sentences, paragraphs, distances and patterns beside words`() throws {
        let sandbox = try Sandbox.indexed(
            #"{"id":"a","title":"One","body":"The school closed. Students went home.\n\nThe zones were safe."}"#,
            #"{"id":"b","title":"Two","body":"Students of the school went home safe."}"#,
            #"{"id":"c","title":"Three","body":"Safe zones for studying. A school."}"#)
        for (query, ids) in [
            ("school SENTENCE students", "b"), ("school PARAGRAPH students", "a b"),
            ("students PARAGRAPH zones", ""), ("school NEAR/2 students", "a b"), ("school ONEAR/2 students", "a"),
            ("\"safe zones for stu*\"", "c"), ("stu* NEAR/3 home", "a"), ("stu* NEAR/4 home", "a b"),
            ("=zones SENTENCE safe", "a c"),
            ("(closed OR home) SENTENCE student*", "a b"), ("stodents~1 SENTENCE home", "a b"),
        ] {
            #expect(try found(sandbox, query) == ids, "\(query)")
        }
        let wrong = try sandbox.lede("search", "school SENTENCE")
        #expect(wrong.status == 2 && wrong.errors.contains("nothing follows SENTENCE"))
        #expect(try sandbox.lede("search", "school SENTENCE date:2017").status == 2)
    }

    @Test func `Exact words match as they are typed, and quotes rank the very words first`() throws {
        let sandbox = try Sandbox.indexed(
            #"{"id":"stems","title":"Zone","body":"The safe zone. A safe zone, safe zone, and safe zone again."}"#,
            #"{"id":"words","title":"Plan","body":"The board spoke of many things, and of safe zones, and then of the weather."}"#,
            #"{"id":"other","title":"Safety","body":"Zones that are safe."}"#)
        for (query, ids) in [
            ("=\"safe zones\"", "words"), ("=zones", "other words"), ("=zone", "stems"), ("=\"Safe ZONES\"", "words"),
            ("=“safe zones”", "words"), ("title:=zone", "stems"), ("=\"zones safe\"", ""), ("=safety", "other"),
        ] {
            #expect(try found(sandbox, query) == ids, "\(query)")
        }
        let quoted = try sandbox.lede("search", "\"safe zones\"", "--format", "csv", "--fields", "id,snippet_html")
        #expect(quoted.outputLines.count == 3)
        #expect(quoted.outputLines[1].hasPrefix("words,") && quoted.outputLines[1].contains("<mark>safe zones</mark>"))
        let stems = try sandbox.lede("search", "\"safe zone\"", "--format", "csv", "--fields", "id")
        #expect(stems.output == "id\nstems\nwords\n")
    }

    @Test func `Several passages of a document are shown, each on a line, and in JSON`() throws {
        let filler = String(repeating: "Nothing else was said that day. ", count: 30)
        let sandbox = try Sandbox.indexed(
            #"{"id":"a","title":"Port","body":"The strike began. \#(filler)The oil ran out. \#(filler)"}"#)
        let outcome = try sandbox.lede("search", "strike oil", "--fragments", "3")
        #expect(outcome.output.contains("  The strike began.") && outcome.output.contains("The oil ran out."))
        let json = try sandbox.lede("search", "strike oil", "--fragments", "3", "--json").json()
        let hit = try #require((json["hits"] as? [[String: Any]])?.first)
        let fragments = try #require(hit["fragments"] as? [[String: Any]])
        #expect(fragments.count == 2)
        #expect((fragments[0]["snippet_html"] as? String)?.contains("<mark>strike</mark>") ?? false)
        #expect(try sandbox.lede("search", "strike", "--fragments", "0").status == 2)
    }
}
