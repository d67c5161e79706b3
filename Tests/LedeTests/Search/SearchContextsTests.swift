import Testing

@testable import Lede

/// Keywords in context.
@Suite struct SearchContextsTests {
    private func searcher() throws -> Searcher {
        try SearchFixture(
            .articles,
            [
                [
                    Document(
                        id: "a",
                        [
                            "date": "2017-03-01", "title": "Safe zones",
                            "body": "The school is\n\n a safe  zone. Unsafe is no zone; safe zones for schools.",
                        ]),
                    Document(id: "b", ["date": "2016-01-01", "body": "Every school has a bus."]),
                ],
                [Document(id: "c", ["date": "2015", "body": "Zones. School buses run, and schools stay open."])],
            ]
        ).searcher
    }

    private func lines(_ query: String, _ options: ContextOptions = ContextOptions()) throws -> [String] {
        let searcher = try searcher()
        return try searcher.contexts(of: try QueryParser(schema: .articles).parse(query), options).contexts.map {
            "\($0.id) \($0.field): \($0.before)[\($0.match)]\($0.after)"
        }
    }

    @Test(arguments: [
        ("safe NEAR/3 school", ["a body: [school is a safe] zone.", "a body: no zone; [safe zones for schools]."]),
        ("safe NEAR/1 school", []), ("title:(safe ONEAR/0 zones)", ["a title: [Safe zones]"]),
        (
            "school SENTENCE bus*",
            ["b body: Every [school has a bus].", "c body: Zones. [School buses run, and schools] stay"]
        ),
        (
            #""safe zon*""#,
            ["a title: [Safe zones]", "a body: is a [safe zone]. Unsafe", "a body: zone; [safe zones] for"]
        ),
        ("run OR (no NEAR/0 zone)", ["a body: Unsafe is [no zone]; safe", "c body: buses [run], and"]),
    ])
    func `Of words near each other only the passages where they meet are places`(query: String, places: [String]) throws
    {
        // Compared by the words around, not by the characters.
        let found = try lines(query)
        #expect(found.count == places.count, "\(found)")
        for (line, place) in zip(found, places) {
            let parts = place.split(separator: ": ", maxSplits: 1)
            #expect(line.hasPrefix(parts[0] + ":") && line.contains(parts[1]), "\(line)")
        }
    }

    @Test func `A word is found in all its forms, with the text around it on one line`() throws {
        #expect(
            try lines("school", ContextOptions(characters: 12)) == [
                "a body: The [school] is a safe z", "a body: e zones for [schools].",
                "b body: Every [school] has a bus.",
                "c body: Zones. [School] buses run, ", "c body: es run, and [schools] stay open.",
            ])
    }

    @Test func `A phrase is one place, and words inside of it are not shown again`() throws {
        #expect(
            try lines(#""safe zone""#, ContextOptions(characters: 6)) == [
                "a title: [Safe zones]", "a body:  is a [safe zone]. Unsa",
                "a body: zone; [safe zones] for s",
            ])
        #expect(try lines(#""safe zone" OR safe"#).count == 3)
        #expect(try lines("bus -open").map { $0.prefix(1) } == ["b"])
        #expect(try lines("date:2017").isEmpty)
    }

    @Test func `Places are ordered by date, or by the words on either side`() throws {
        func order(_ order: ContextOptions.Order) throws -> [String] {
            try lines("school", ContextOptions(order: order, characters: 30)).map {
                String($0.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }) + String($0.prefix(1))
            }
        }
        #expect(try order(.date) == ["Schoolc", "schoolsc", "schoolb", "schoola", "schoolsa"])
        // school buses, school has, school is, schools, schools stay
        #expect(try order(.right) == ["Schoolc", "schoolb", "schoola", "schoolsa", "schoolsc"])
        // and, every, for, the, zones
        #expect(try order(.left) == ["schoolsc", "schoolb", "schoolsa", "schoola", "Schoolc"])
    }

    @Test(arguments: ContextOptions.Order.allCases)
    func `A limit gives the first places and says that there are more`(order: ContextOptions.Order) throws {
        let searcher = try searcher()
        let query = Query.term("school")
        let all = try searcher.contexts(of: query, ContextOptions(order: order))
        #expect(all.contexts.count == 5)
        #expect(!all.hasMore)
        for limit in 1...5 {
            let some = try searcher.contexts(of: query, ContextOptions(limit: limit, order: order))
            #expect(some.contexts == Array(all.contexts.prefix(limit)))
            #expect(some.hasMore == (limit < 5))
        }
        #expect(throws: LedeError.self) { try searcher.contexts(of: query, ContextOptions(limit: 0)) }
    }

    @Test func `Places at the edges, in other scripts and among many spaces are cut out rightly`() throws {
        let body = "学校 は 開いている。 naïve café" + String(repeating: " ", count: 5_000) + "café\u{301} end"
        let searcher = try SearchFixture(.articles, [[Document(id: "x", ["body": body])]]).searcher
        let found = try searcher.contexts(of: .term("café"), ContextOptions(characters: 10)).contexts
        #expect(found.map(\.match).first == "café")
        #expect(found.first?.before == "いる。 naïve ")
        #expect(found.allSatisfy { $0.before.count <= 10 && $0.after.count <= 10 })
    }
}
