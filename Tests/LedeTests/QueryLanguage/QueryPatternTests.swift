import Testing

@testable import Lede

/// Words with wildcards, regular expressions and similar words as text, read and written.
@Suite struct QueryPatternTests {
    private static let texts: [(String, Query)] = [
        ("immigr*", .prefix("immigr")), ("title:Immigr*", .prefix("Immigr", field: "title")),
        ("s?nct*ry", .wildcard("s?nct*ry")), ("*tion", .wildcard("*tion")), ("te?t", .wildcard("te?t")),
        ("?anctuary", .wildcard("?anctuary")), ("a*b?", .wildcard("a*b?")), ("te?\\t", .wildcard("te?t")),
        ("sanctary~", .fuzzy("sanctary")), ("sanctary~1", .fuzzy("sanctary", distance: 1)),
        ("body:sanctary~2", .fuzzy("sanctary", distance: 2, field: "body")),
        ("sanctary~0^2", .boost(.fuzzy("sanctary", distance: 0), 2)),
        ("/sanctuar(y|ies)/", .regexp("sanctuar(y|ies)")), ("section:/a b/", .regexp("a b", field: "section")),
        ("/a\\/b/", .regexp("a/b")), ("/a\\.b/^2", .boost(.regexp("a\\.b"), 2)),
        ("section:pol*", .prefix("pol", field: "section")),
        // What means only itself.
        ("te\\*t", .term("te*t")), ("te\\?t", .term("te?t")), ("roam\\~", .term("roam~")), ("\\/etc", .term("/etc")),
        ("what?", .term("what?")), ("what?!", .term("what?!")), ("a~b", .term("a~b")), ("~", .term("~")),
        ("and/or", .term("and/or")), ("http://x.org/a?b*~", .term("http://x.org/a?b*~")),
        ("a / b", .boolean(BooleanQuery(should: [.term("a"), .term("/"), .term("b")]))),
        ("*", .all), ("author:*", .range(field: "author", lower: .unbounded, upper: .unbounded)),
        ("a\\*b*", .prefix("a*b")), ("a\\*b*c", .wildcard("a\\*b*c")), ("AND*", .prefix("AND")),
    ]

    @Test func `Each text is read as what it says`() throws {
        for (text, query) in Self.texts { #expect(try QueryParser(schema: .articles).parse(text) == query, "\(text)") }
    }

    @Test func `They stand wherever a word may stand`() throws {
        let query = try QueryParser(schema: .articles).parse("+immigr* -(title:*tion OR /ab?/) NOT w~1 body:(x* y~)")
        guard case .boolean(let parts) = query else { return #expect(Bool(false)) }
        #expect(parts.must == [.prefix("immigr")])
        #expect(
            parts.mustNot == [
                .boolean(BooleanQuery(should: [.wildcard("*tion", field: "title"), .regexp("ab?")])),
                .fuzzy("w", distance: 1),
            ])
        #expect(
            parts.should == [
                .boolean(BooleanQuery(should: [.prefix("x", field: "body"), .fuzzy("y", field: "body")]))
            ])
    }

    @Test func `What is written is read back`() throws {
        let words = [
            "a", "AND", "a b", "*", "?", "~", "a*b?c~d", "\\", "/", "(x)", "\"", "title:x", "-a", "http://x/", "日本",
            "a^2",
        ]
        var queries: [Query] = []
        for word in words {
            for field in [nil, "title", "section"] {
                queries += [
                    .prefix(word, field: field), .fuzzy(word, field: field), .fuzzy(word, distance: 2, field: field),
                    .regexp("a" + word.filter { !"\\*?()^".contains($0) }, field: field),
                ]
            }
        }
        queries += [
            .wildcard("a*b"), .wildcard("*?\\*"), .wildcard("\\?a*b", field: "title"), .regexp("/"),
            .regexp("\"a b\"|c"), .regexp(""), .regexp("", field: "title"),
        ]
        for query in queries {
            #expect(try QueryParser(schema: .articles).parse(query.description) == query, "\(query)")
        }
        for (query, text) in [(Query.wildcard("a?"), "/a./"), (.prefix(""), "/.*/"), (.wildcard("*"), "/.*/")] {
            #expect(query.description == text)
        }
        #expect(Query.synonyms(["car", "motor car"], field: "title").description == #"title:("car" OR "motor car")"#)
    }
}
