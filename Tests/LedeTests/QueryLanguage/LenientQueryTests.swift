import Lede
import Testing

@Suite struct LenientQueryTests {
    private let parser = QueryParser(schema: .articles, isLenient: true)

    private static let readings: [(text: String, same: String)] = [
        ("school \"safe zones", "school safe zones"),
        ("“school meals", "school meals"),
        ("school AND", "school AND \\AND"),
        ("AND school", "\\AND school"),
        ("school &&", "school"),
        ("(school meals", "(school meals)"),
        ("school) meals", "school meals"),
        ("() school ( )", "school"),
        ("foo:bar oil", "foo bar oil"),
        ("-foo:bar oil", "oil -foo -bar"),
        ("oil (foo:bar) gas", "oil (foo bar) gas"),
        ("date:soon oil", "date soon oil"),
        ("title:", "title"),
        ("date:[2016 TO", "date 2016 TO"),
        ("oil^x gas", "oil x gas"),
        ("(oil gas)^x", "(oil gas) x"),
        ("(oil gas)~9", "(oil gas) \\~9"),
        ("oil] gas", "oil] gas"),
        ("] oil", "oil"),
        ("oil\\", "oil"),
        ("oil NOT", "oil \\NOT"),
        ("title:(oil AND) gas", "title:(oil AND \\AND) gas"),
        // What is right stays what it is.
        ("+oil -gas title:\"a b\"^2", "+oil -gas title:\"a b\"^2"),
        ("date:[2016 TO 2017] (a b c)~2", "date:[2016 TO 2017] (a b c)~2"),
    ]

    @Test(arguments: readings) func `What cannot be read is read as words`(_ text: String, _ same: String) throws {
        var wanted = try QueryParser(schema: .articles).parse(same)
        if text.contains("title:(oil AND)") {
            // The word behind AND belongs to no field.
            wanted = .boolean(
                BooleanQuery(should: [
                    .boolean(BooleanQuery(must: [.term("oil", field: "title"), .term("AND")])), .term("gas"),
                ]))
        }
        let query = try parser.parse(text)
        #expect(query == wanted, "\(query)")
        let isRight = (try? QueryParser(schema: .articles).parse(text)) != nil
        #expect(parser.parseLeniently(text).problems.isEmpty == isRight)
    }

    @Test(arguments: ["", "  ", "()", "\"", "&&", ")", "\"\""])
    func `A text without words finds nothing`(_ text: String) throws {
        #expect(try parser.parse(text) == .boolean(BooleanQuery(mustNot: [.all])))
    }

    @Test func `Problems say where they are`() {
        let problems = parser.parseLeniently("oil foo:bar \"gas").problems
        #expect(problems.map(\.message) == ["there is no field 'foo'", "the quotation mark is never closed"])
        #expect(problems.map(\.offset) == [4, 12])
    }

    @Test func `Of a text beyond the limits the beginning is read`() throws {
        let many = parser.parseLeniently(String(repeating: "oil ", count: 12_000))
        guard case .boolean(let boolean) = many.query else {
            Issue.record("no boolean query")
            return
        }
        #expect(boolean.should.count == 10_000)
        #expect(many.problems.map(\.message) == ["the query has more than 10000 clauses"])
        let long = parser.parseLeniently(String(repeating: "x", count: 1_000_001))
        #expect(long.query == .term(String(repeating: "x", count: 1_000_000)))
        #expect(long.problems.count == 1)
        let lenient = QueryParser(schema: parser.schema, isLenient: true)
        #expect(try lenient.parse(String(repeating: "x", count: 1_000_001)) == long.query)
        let pattern = parser.parseLeniently("oil " + String(repeating: "a*", count: 600) + "b")
        #expect(pattern.problems.map(\.message) == ["the pattern has more than 1000 characters"])
        #expect(pattern.problems.map(\.offset) == [4])
    }
}
