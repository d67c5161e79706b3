import Lede
import Testing

/// Text and the query it means.
private struct Reading: CustomTestStringConvertible {
    let text: String
    let query: Query

    init(_ text: String, _ query: Query) {
        self.text = text
        self.query = query
    }

    var testDescription: String { text }
}

private func word(_ text: String, _ field: String? = nil) -> Query { .term(text, field: field) }
private func phrase(_ text: String, _ field: String? = nil) -> Query { .phrase(text, field: field) }
private func all(_ queries: Query..., without: [Query] = []) -> Query {
    .boolean(BooleanQuery(must: queries, mustNot: without))
}
private func any(_ queries: Query..., without: [Query] = []) -> Query {
    .boolean(BooleanQuery(should: queries, mustNot: without))
}
private func not(_ queries: Query...) -> Query { .boolean(BooleanQuery(mustNot: queries)) }

private let (a, b, c, d) = (word("a"), word("b"), word("c"), word("d"))

@Suite struct QueryParserTests {
    private static let numbers: Schema? = try? Schema(fields: [
        Field("title", .text, isDefault: true), Field("count", .integer), Field("price", .double),
        Field("2017", .keyword), Field("-x", .keyword),
    ])

    private static let operators: [Reading] = [
        Reading("a", a),
        Reading("a b", any(a, b)),
        Reading("a OR b OR c", any(a, b, c)),
        Reading("a || b", any(a, b)),
        Reading("a||b", any(a, b)),
        Reading("a AND b AND c", all(a, b, c)),
        Reading("a && b", all(a, b)),
        Reading("a&&b", all(a, b)),
        Reading("a b AND c", any(a, all(b, c))),
        Reading("a AND b OR c AND d", any(all(a, b), all(c, d))),
        Reading("a OR b AND c OR d", any(a, all(b, c), d)),
        Reading("NOT a AND b", all(b, without: [a])),
        Reading("a AND NOT b", all(a, without: [b])),
        Reading("a AND !b", all(a, without: [b])),
        Reading("a AND -b", all(a, without: [b])),
        Reading("a NOT b", any(a, without: [b])),
        Reading("a !b", any(a, without: [b])),
        Reading("NOT a b", any(b, without: [a])),
        Reading("a b NOT c d", any(a, b, d, without: [c])),
        Reading("a OR NOT b", any(a, not(b))),
        Reading("NOT a OR b", any(not(a), b)),
        Reading("NOT a", not(a)),
        Reading("-a", not(a)),
        Reading("!a", not(a)),
        Reading("-a -b", not(a, b)),
        Reading("NOT a AND NOT b", not(a, b)),
        Reading("NOT NOT a", not(not(a))),
        Reading("-NOT a", not(not(a))),
        Reading("+NOT a b", .boolean(BooleanQuery(must: [not(a)], should: [b]))),
        Reading("NOT +a", not(a)),
        Reading("+a", a),
        Reading("+a b -c", .boolean(BooleanQuery(must: [a], should: [b], mustNot: [c]))),
        Reading("+a OR b", .boolean(BooleanQuery(must: [a], should: [b]))),
        Reading("+a +b", all(a, b)),
        Reading("+a AND b c", any(all(a, b), c)),
        Reading("and or not And", any(word("and"), word("or"), word("not"), word("And"))),
        Reading("\\AND \\OR", any(word("AND"), word("OR"))),
        Reading("ANDROID NOTE", any(word("ANDROID"), word("NOTE"))),
        Reading("TO be", any(word("TO"), word("be"))),
    ]

    private static let groups: [Reading] = [
        Reading("(a)", a),
        Reading("(((a)))", a),
        Reading("(a b) AND c", all(any(a, b), c)),
        Reading("a AND(b OR c)", all(a, any(b, c))),
        Reading("(a AND b) AND c", all(all(a, b), c)),
        Reading("(a OR b) c", any(any(a, b), c)),
        Reading("a (NOT b)", any(a, not(b))),
        Reading("NOT (a OR b)", not(any(a, b))),
        Reading("-(a b) c", any(c, without: [any(a, b)])),
        Reading("+(a b) -(c AND d)", all(any(a, b), without: [all(c, d)])),
        Reading("a\n\tb\u{2003}c\r\nd", any(a, b, c, d)),
        Reading("a(b)c", any(a, b, c)),
    ]

    private static let words: [Reading] = [
        Reading("e-mail", word("e-mail")),
        Reading("3.5", word("3.5")),
        Reading("don't", word("don't")),
        Reading("don’t", word("don’t")),
        Reading("U.S.", word("U.S.")),
        Reading("AT&T", word("AT&T")),
        Reading("C++", word("C++")),
        Reading("and/or", word("and/or")),
        Reading("school,", word("school,")),
        Reading("what?", word("what?")),
        Reading("what?!", word("what?!")),
        Reading("wow!", word("wow!")),
        Reading("12:30", word("12:30")),
        Reading("std::vector", word("std::vector")),
        Reading("http://x.y/z?a=b", word("http://x.y/z?a=b")),
        Reading("http://x.y/~me/*?a=b&&c", word("http://x.y/~me/*?a=b&&c")),
        Reading("Breaking: oil", any(word("Breaking:"), word("oil"))),
        Reading("oil - gas", any(word("oil"), word("-"), word("gas"))),
        Reading("oil -- gas", any(word("oil"), word("--"), word("gas"))),
        Reading("a -> b", any(a, word("->"), b)),
        Reading("a > b", any(a, word(">"), b)),
        Reading("a ! b", any(a, word("!"), b)),
        Reading("~5", word("~5")),
        Reading("a / b", any(a, word("/"), b)),
        Reading("a[1]", word("a[1]")),
        Reading("#oil @who $5", any(word("#oil"), word("@who"), word("$5"))),
        Reading("-$5", not(word("$5"))),
        Reading("\\-5 \\+5", any(word("-5"), word("+5"))),
        Reading(#"a\ b"#, word("a b")),
        Reading(#"te\*t te\?t a\~1 \/x\/"#, any(word("te*t"), word("te?t"), word("a~1"), word("/x/"))),
        Reading(#"tag\:x"#, word("tag:x")),
        Reading(#"\(a\) \"b\" \\"#, any(word("(a)"), word("\"b\""), word("\\"))),
        Reading("straße 東京 naïve", any(word("straße"), word("東京"), word("naïve"))),
        Reading("*", .all),
        Reading("*:*", .all),
        Reading("* -a", any(.all, without: [a])),
        Reading("\\*", word("*")),
    ]

    private static let phrases: [Reading] = [
        Reading("\"a b\"", phrase("a b")),
        Reading("“a b”", phrase("a b")),
        Reading("„a b“", phrase("a b")),
        Reading("”a b”", phrase("a b")),
        Reading("«a b»", phrase("a b")),
        Reading("»a b«", phrase("a b")),
        Reading("\"a AND (b\"", phrase("a AND (b")),
        Reading(#""say \"no\" \\ now""#, phrase(#"say "no" \ now"#)),
        Reading("\"he said “no”\"", phrase("he said “no”")),
        Reading("\"a\"b", any(phrase("a"), b)),
        Reading("+\"a b\" -\"c\"", all(phrase("a b"), without: [phrase("c")])),
        Reading(
            "\"te*t ~2 /x/\"",
            .near([.wildcard("te*t"), .phrase("~2 /x/")], within: 0, isOrdered: true)),
        Reading("\"a stu*\"", .near([word("a"), .prefix("stu")], within: 0, isOrdered: true)),
        Reading(
            "\"pre-war* days\"", .near([word("pre-"), .prefix("war"), word("days")], within: 0, isOrdered: true)),
        Reading(#""f**k *now what?" "te\*t a*""#, any(phrase("f**k *now what?"), phrase("te*t a*"))),
    ]

    private static let fields: [Reading] = [
        Reading("title:a", word("a", "title")),
        Reading("title: a", word("a", "title")),
        Reading("title:a b", any(word("a", "title"), b)),
        Reading("title:\"a b\"", phrase("a b", "title")),
        Reading("title:(a b)", any(word("a", "title"), word("b", "title"))),
        Reading("title:(a body:b \"c\")", any(word("a", "title"), word("b", "body"), phrase("c", "title"))),
        Reading("title:((a b) AND c)", all(any(word("a", "title"), word("b", "title")), word("c", "title"))),
        Reading("-title:a", not(word("a", "title"))),
        Reading("title:12:30", word("12:30", "title")),
        Reading("url:http://x.y/?q=*", word("http://x.y/?q=*", "url")),
        Reading("section:\"World Politics\"", word("World Politics", "section")),
        Reading(#"section:World\ Politics"#, word("World Politics", "section")),
        Reading("section:\\-x", word("-x", "section")),
        Reading("id:7", word("7", "id")),
        Reading("date:2017-02", word("2017-02", "date")),
        Reading("date:\"2017-02-13 10:00\"", word("2017-02-13 10:00", "date")),
        Reading("date:(2016 OR 2018)", any(word("2016", "date"), word("2018", "date"))),
    ]

    private static func dates(_ lower: Query.RangeBound, _ upper: Query.RangeBound) -> Query {
        .range(field: "date", lower: lower, upper: upper)
    }

    private static let ranges: [Reading] = [
        Reading("date:[2017-01-01 TO 2017-12-31]", dates(.inclusive("2017-01-01"), .inclusive("2017-12-31"))),
        Reading("date:{2016 TO 2017}", dates(.exclusive("2016"), .exclusive("2017"))),
        Reading("date:[2016 TO 2017}", dates(.inclusive("2016"), .exclusive("2017"))),
        Reading("date:{2016 TO 2017]", dates(.exclusive("2016"), .inclusive("2017"))),
        Reading("date:[2017 TO *]", dates(.inclusive("2017"), .unbounded)),
        Reading("date:{* TO 2017}", dates(.unbounded, .exclusive("2017"))),
        Reading("date:[* TO *]", dates(.unbounded, .unbounded)),
        Reading("date:*", dates(.unbounded, .unbounded)),
        Reading("date: [ 2016\nTO 2017 ]", dates(.inclusive("2016"), .inclusive("2017"))),
        Reading(
            "date:[2017-02-13T10:00 TO \"2017-02-13 11:00\"]",
            dates(.inclusive("2017-02-13T10:00"), .inclusive("2017-02-13 11:00"))),
        Reading("date:>2017", dates(.exclusive("2017"), .unbounded)),
        Reading("date:>=2017-01-01", dates(.inclusive("2017-01-01"), .unbounded)),
        Reading("date:<2017", dates(.unbounded, .exclusive("2017"))),
        Reading("date:<= 2017", dates(.unbounded, .inclusive("2017"))),
        Reading(
            "date:(>=2016 AND <2017)", all(dates(.inclusive("2016"), .unbounded), dates(.unbounded, .exclusive("2017")))
        ),
        Reading("date:([2015 TO 2016] 2018)", any(dates(.inclusive("2015"), .inclusive("2016")), word("2018", "date"))),
        Reading("section:[a TO \"TO\"]", .range(field: "section", lower: .inclusive("a"), upper: .inclusive("TO"))),
        Reading("section:[\\* TO \\]]", .range(field: "section", lower: .inclusive("*"), upper: .inclusive("]"))),
        Reading("a AND date:[2017 TO *]", all(a, dates(.inclusive("2017"), .unbounded))),
    ]

    private static let boosts: [Reading] = [
        Reading("a^2.5", .boost(a, 2.5)),
        Reading("a^.5 b^2e1", any(.boost(a, 0.5), .boost(b, 20))),
        Reading("\"a b\"^2", .boost(phrase("a b"), 2)),
        Reading("(a b)^2 c", any(.boost(any(a, b), 2), c)),
        Reading("title:a^3", .boost(word("a", "title"), 3)),
        Reading("title:(a b)^3", .boost(any(word("a", "title"), word("b", "title")), 3)),
        Reading("date:2017^2", .boost(word("2017", "date"), 2)),
        Reading("(a^2)^3", .boost(.boost(a, 2), 3)),
        Reading("+a^2 -b", all(.boost(a, 2), without: [b])),
        Reading("NOT a^2", not(.boost(a, 2))),
        Reading("(NOT a)^2", .boost(not(a), 2)),
        Reading("*^2", .boost(.all, 2)),
        Reading("a^1", .boost(a, 1)),
        Reading("a^=2", .constant(a, 2)),
        Reading("(a b)^=0", .constant(any(a, b), 0)),
        Reading("\"a b\"^=.5 c", any(.constant(phrase("a b"), 0.5), c)),
        Reading("(a^=2)^3", .boost(.constant(a, 2), 3)),
        Reading("(a^2)^=3", .constant(.boost(a, 2), 3)),
    ]

    private static func atLeast(_ minimum: Int, _ queries: Query..., must: [Query] = [], without: [Query] = []) -> Query
    {
        .boolean(BooleanQuery(must: must, should: queries, mustNot: without, minimumShouldMatch: minimum))
    }

    private static let minimums: [Reading] = [
        Reading("(a b c d)~2", atLeast(2, a, b, c, d)),
        Reading("(a OR b OR c)~2 d", any(atLeast(2, a, b, c), d)),
        Reading("(a b)~2^3", .boost(atLeast(2, a, b), 3)),
        Reading("title:(a b \"c d\")~2", atLeast(2, word("a", "title"), word("b", "title"), phrase("c d", "title"))),
        Reading("(+a b c -d)~1", atLeast(1, b, c, must: [a], without: [d])),
        Reading("((a AND b) c d)~2", atLeast(2, all(a, b), c, d)),
        Reading("+(a b c)~2 d", .boolean(BooleanQuery(must: [atLeast(2, a, b, c)], should: [d]))),
        Reading("(a)~1", a),
    ]

    private static let lists: [Reading] = [
        Reading("title^3,body:a", .fields([WeightedField("title", weight: 3), WeightedField("body")], a)),
        Reading("title,body:\"a b\"", .fields([WeightedField("title"), WeightedField("body")], phrase("a b"))),
        Reading("title^.5:a b", any(.fields([WeightedField("title", weight: 0.5)], a), b)),
        Reading(
            "title^2,author:(a AND date:2017)^3",
            .boost(
                .fields([WeightedField("title", weight: 2), WeightedField("author")], all(a, word("2017", "date"))), 3)
        ),
        Reading(
            "title:(a title,body:b)",
            any(word("a", "title"), .fields([WeightedField("title"), WeightedField("body")], b))),
        Reading("-title,body:a", not(.fields([WeightedField("title"), WeightedField("body")], a))),
        Reading("title^0.000001,body:a", .fields([WeightedField("title", weight: 1e-6), WeightedField("body")], a)),
        Reading("title,body", word("title,body")),
        Reading("foo,bar:a", word("foo,bar:a")),
        Reading("title^2 a", any(.boost(word("title"), 2), a)),
        Reading("author:*", .range(field: "author", lower: .unbounded, upper: .unbounded)),
        Reading("NOT author:*", not(.range(field: "author", lower: .unbounded, upper: .unbounded))),
        Reading("title:[* TO *]", .range(field: "title", lower: .unbounded, upper: .unbounded)),
        Reading("section:(\"Local News\" Politics)", any(word("Local News", "section"), word("Politics", "section"))),
    ]

    @Test(arguments: operators + groups + words) private func `Words, operators and groups are read`(
        _ reading: Reading
    ) throws {
        #expect(try QueryParser(schema: .articles).parse(reading.text) == reading.query)
    }

    @Test(arguments: phrases + fields + ranges + boosts + minimums + lists)
    private func `Phrases, fields, ranges and what stands behind clauses are read`(
        _ reading: Reading
    ) throws {
        #expect(try QueryParser(schema: .articles).parse(reading.text) == reading.query)
    }

    @Test(arguments: operators + groups + words + phrases + fields + ranges + boosts + minimums + lists)
    private func `What was read is written so that it reads the same`(_ reading: Reading) throws {
        let text = try QueryParser(schema: .articles).parse(reading.text).description
        #expect(try QueryParser(schema: .articles).parse(text) == reading.query, "\(text)")
    }

    private static let withAnd: [Reading] = [
        Reading("a b", all(a, b)),
        Reading("a b OR c", any(all(a, b), c)),
        Reading("a OR b c", any(a, all(b, c))),
        Reading("a -b", all(a, without: [b])),
        Reading("a NOT b c", all(a, c, without: [b])),
        Reading("+a b", all(a, b)),
        Reading("-a", not(a)),
        Reading("(a OR b) c", all(any(a, b), c)),
        Reading("title:(a b)", all(word("a", "title"), word("b", "title"))),
        Reading("(a b c)~2 d", all(atLeast(2, a, b, c), d)),
        Reading("(+a b -c)~1", atLeast(1, b, must: [a], without: [c])),
        Reading("section:(a b) c", all(any(word("a", "section"), word("b", "section")), c)),
    ]

    @Test func `Fields to look in may be an option`() throws {
        let list = [WeightedField("title", weight: 3), WeightedField("body")]
        let query = try QueryParser(schema: .articles, fields: list).parse("a OR author:b")
        #expect(query == .fields(list, any(a, word("b", "author"))))
        #expect(query.description == "title^3,body:(a OR author:b)")
        #expect(try QueryParser(schema: .articles).parse(query.description) == query)
    }

    @Test(arguments: withAnd) private func `A space can mean AND`(_ reading: Reading) throws {
        let parser = QueryParser(schema: .articles, defaultOperator: .and)
        #expect(try parser.parse(reading.text) == reading.query)
    }

    private static let numeric: [Reading] = [
        Reading("count:-5", word("-5", "count")),
        Reading("count:(5 OR \\-5)", any(word("5", "count"), word("-5", "count"))),
        Reading("price:2.5e3", word("2.5e3", "price")),
        Reading("price:>-1.5", .range(field: "price", lower: .exclusive("-1.5"), upper: .unbounded)),
        Reading("count:[-5 TO 5]", .range(field: "count", lower: .inclusive("-5"), upper: .inclusive("5"))),
        Reading("count:\"5\"", word("5", "count")),
        Reading("count:*", .range(field: "count", lower: .unbounded, upper: .unbounded)),
        Reading("2017:a", word("a", "2017")),
        Reading("\\-x:a", word("a", "-x")),
    ]

    @Test(arguments: numeric) private func `Numbers may have a sign, and any valid field can be named`(
        _ reading: Reading
    ) throws {
        let parser = QueryParser(schema: try #require(Self.numbers))
        let query = try parser.parse(reading.text)
        #expect(query == reading.query)
        #expect(try parser.parse(query.description) == reading.query)
    }

    @Test func `The example of the documentation is read`() throws {
        let parser = QueryParser(schema: .articles)
        let query = try parser.parse(#"title:budget +"school meals" -opinion date:[2016 TO 2017-06]"#)
        let dates = Self.dates(.inclusive("2016"), .inclusive("2017-06"))
        let should = [word("budget", "title"), dates]
        #expect(
            query
                == .boolean(
                    BooleanQuery(must: [phrase("school meals")], should: should, mustNot: [word("opinion")])))
        #expect(query.description == #"+"school meals" title:budget date:[2016 TO 2017-06] -opinion"#)
    }

    private static let written: [(query: Query, text: String)] = [
        (any(a, b), "a OR b"),
        (all(a, b, without: [c]), "a AND b AND NOT c"),
        (any(a, without: [b]), "a -b"),
        (.boolean(BooleanQuery(must: [a], should: [b, c], mustNot: [d])), "+a b c -d"),
        (not(a), "NOT a"),
        (.boost(any(a, b), 2), "(a OR b)^2"),
        (.boolean(BooleanQuery(must: [a], filter: [b])), "a AND b"),
        (.boolean(BooleanQuery(should: [a])), "a"),
        (.boolean(BooleanQuery()), "NOT *"),
        (phrase("a \"b\"", "title"), #"title:"a \"b\"""#),
        (
            .range(field: "date", lower: .unbounded, upper: .exclusive("2017-01-01 10:00")),
            "date:[* TO \"2017-01-01 10:00\"}"
        ),
        (word("http://x/?q"), #"http\://x/\?q"#),
        (word("http://x/", "url"), "url:http://x/"),
        (word("e-mail"), "e-mail"),
    ]

    @Test(arguments: written) private func `Queries are written as a person would`(_ query: Query, _ text: String) {
        #expect(query.description == text)
    }
}
