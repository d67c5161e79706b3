import Lede
import Testing

/// Seeded pseudo-random numbers (SplitMix64), so that a failure can be repeated.
private struct QuerySeededRandom: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}

@Suite struct QueryHostileTextTests {
    private let parser = QueryParser(schema: .articles)

    /// The error of a text, or nil; both outcomes are checked for what must always hold.
    ///
    /// The lenient parser reads each of them.
    @discardableResult
    private func outcome(_ text: String, _ parser: QueryParser) -> QuerySyntaxError? {
        let lenient = parser.parseLeniently(text)
        let written = lenient.query.description
        if parser.defaultOperator == .or, written.utf8.count <= 1_000_000, !written.hasPrefix("(the query") {
            let again = try? parser.parse(written)
            #expect(again == lenient.query, "\(text.debugDescription.prefix(99)) became \(written.prefix(99))")
        }
        do {
            let query = try parser.parse(text)
            #expect(lenient.query == query && lenient.problems.isEmpty, "\(text.debugDescription.prefix(99))")
            let written = query.description
            if parser.defaultOperator == .or, written.utf8.count <= 1_000_000 {
                let isSame = (try? parser.parse(written)) == query
                #expect(isSame, "\(text.debugDescription.prefix(99)) was written as \(written.prefix(99))")
            }
            return nil
        } catch {
            #expect(error.offset >= 0 && error.length >= 0 && error.offset + error.length <= text.count)
            #expect(!error.message.isEmpty && !error.caret(in: text).isEmpty)
            return error
        }
    }

    @Test func `Random bytes are read or refused`() {
        var random = QuerySeededRandom(seed: 1)
        for index in 0..<10_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: index % 2 == 0 ? 0...255 : 32...126, using: &random)
            }
            outcome(String(decoding: bytes, as: UTF8.self), parser)
        }
    }

    @Test func `Queries that were changed a little are read or refused`() {
        let queries = [
            #"title:budget +"school meals" -opinion date:[2016 TO 2017-06]"#, "(oil gas coal)~2^3 AND NOT wind^=2",
            "title^3,body:(a OR \"b c\") section:(\"Local News\" Politics)", "date:>=last-7-days author:* -date:today",
            "“school meals” || !(a && b) && http://x.org/?a=b", "a OR NOT b c AND (d (e (f)))",
        ]
        var random = QuerySeededRandom(seed: 3)
        for round in 0..<6000 {
            var scalars = Array(queries[round % queries.count].unicodeScalars)
            for _ in 0..<Int.random(in: 1...4, using: &random) where !scalars.isEmpty {
                let place = Int.random(in: 0..<scalars.count, using: &random)
                let other = scalars[Int.random(in: 0..<scalars.count, using: &random)]
                switch Int.random(in: 0..<4, using: &random) {
                case 0: scalars.remove(at: place)
                case 1: scalars.insert(other, at: place)
                case 2: scalars[place] = other
                default: scalars = Array(scalars[place...] + scalars[..<place])
                }
            }
            outcome(String(String.UnicodeScalarView(scalars)), parser)
        }
    }

    @Test func `Random pieces of the language are read or refused`() {
        let pieces = [
            "a", "b", "oil", " ", " ", " ", "(", ")", "\"", "“", "”", "„", "AND", "OR", "NOT", "&&", "||", "!", "+",
            "-",
            "title:", "date:", "foo:", "date:2017", "date:>=", "[", "]", "{", "}", "TO", "2016", "2017", "*", "?", "~",
            "~2", "^", "^2", "\\", "/", ":", "://", "\u{301}", "\n", "\r\n", "é", "👍🏽", "\0", "&", "|", "section:(",
            ".5", "^=", "^=2", "title^2,body:", ",", ")~2", "~1", "title,",
        ]
        var random = QuerySeededRandom(seed: 2)
        let strict = QueryParser(schema: .articles, defaultOperator: .and)
        for _ in 0..<10_000 {
            let count = Int.random(in: 1...14, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            outcome(text, parser)
            outcome(text, strict)
        }
    }

    @Test(arguments: ["(", "-(", "NOT ", "!", "NOT (", "title:(", "+(", "((a) "])
    func `Nesting without end is refused where it becomes too deep`(_ piece: String) {
        let text = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
        let error = outcome(text, parser)
        #expect(piece == "!" || error?.message == "the query is nested more than 100 deep")
    }

    @Test func `A hundred parentheses are read, one more is not`() throws {
        func nested(_ count: Int, _ innermost: String = "b") -> String {
            String(repeating: "(a ", count: count) + innermost + String(repeating: ")", count: count)
        }
        #expect(throws: Never.self) { try parser.parse(nested(100)) }
        let error = try #require(throws: QuerySyntaxError.self) { try parser.parse(nested(101)) }
        #expect(error.offset == 300)
        #expect(error.length == 1)
        for sign in ["-", "NOT "] {
            #expect(throws: Never.self) { try parser.parse(nested(99, "a \(sign)b")) }
            let deep = try #require(throws: QuerySyntaxError.self) { try parser.parse(nested(100, "a \(sign)b")) }
            #expect(deep.message == "the query is nested more than 100 deep" && deep.offset == 302)
        }
    }

    @Test func `Ten thousand clauses are read, one more is not`() throws {
        let text = String(repeating: "a ", count: 10_000)
        let query = try parser.parse(text)
        guard case .boolean(let boolean) = query else {
            Issue.record("no boolean query")
            return
        }
        #expect(boolean.should.count == 10_000)
        let error = try #require(throws: QuerySyntaxError.self) { try parser.parse(text + "b") }
        #expect(error.message == "the query has more than 10000 clauses")
        #expect(error.offset == 20_000)
        #expect(error.length == 1)
    }

    @Test func `A text of more than a million bytes is refused`() throws {
        let word = String(repeating: "x", count: 1_000_000)
        #expect(try parser.parse(word) == .term(word))
        let error = try #require(throws: QuerySyntaxError.self) { try parser.parse(word + "x") }
        #expect(error.message == "the query has 1000001 bytes, more than 1000000")
    }

    @Test(
        arguments: [
            "\"", "\\", "a\\ ", "?", "~1", "~", "&", "&&", "a:", "a&", "://", ":", " ", "^", "*", "-", "[", "a\u{301}",
            "title:", "date:[", "“", "\u{301}", "\r\n", "AND ", "a AND ", "date:", "\"a\" ", "+a ", "é",
        ])
    func `A million bytes of anything are dealt with in time`(_ piece: String) {
        let text = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
        outcome(text, parser)
        let part = String(repeating: piece, count: 100_000 / piece.utf8.count)
        outcome("a" + part, parser)
        outcome("\"" + part, parser)
        outcome("date:[" + part, parser)
    }
}

@Suite struct QueryRoundTripTests {
    /// Makes queries of the shapes that the parser makes.
    private struct Maker {
        var random: QuerySeededRandom

        private static let fields: [String?] = [nil, nil, nil, "title", "body", "author"]
        private static let words = [
            "oil", "AND", "OR", "NOT", "TO", "-", "+5", "-a", "!x", "a-b", "a:b", "http://x/?a=b&&c", "*", "a*", "?",
            "te?t",
            "~", "a~2", "^2", "(", "a)b", "\"", "“q”", "\\", "a b", "\t", "\u{301}", "e\u{301}", "/x/", "[a", "]", "{",
            "a}",
            ">5", "<=", "&&", "|", "a&&b", "&", "é", "👨‍👩‍👧", "12:30", "what?", "\n", "#t", "\u{0}", "x:", "::", "U.S.",
        ]
        private static let bounds = ["a", "TO", "*", "]", "a b", "\"", "\\", "z}", "-5", "“", "\u{301}", "[", "é:/"]

        mutating func pick<T>(_ values: [T], or other: T) -> T { values.randomElement(using: &random) ?? other }

        mutating func leaf() -> Query {
            switch Int.random(in: 0..<10, using: &random) {
            case 0: return .all
            case 1, 2:
                let words = (0..<Int.random(in: 1...3, using: &random)).map { _ in pick(Self.words, or: "a") }
                return .phrase("p " + words.joined(separator: " "), field: pick(Self.fields, or: nil))
            case 3: return .range(field: "section", lower: bound(), upper: bound())
            case 4: return .range(field: "date", lower: .inclusive("2016-02"), upper: .exclusive("2017-01-01 10:00"))
            case 5: return .term(pick(Self.words, or: "a"), field: "section")
            case 6: return .term("2017-02-13T10:00", field: "date")
            default: return .term(pick(Self.words, or: "a"), field: pick(Self.fields, or: nil))
            }
        }

        mutating func bound() -> Query.RangeBound {
            switch Int.random(in: 0..<3, using: &random) {
            case 0: .unbounded
            case 1: .inclusive(pick(Self.bounds, or: "a"))
            default: .exclusive(pick(Self.bounds, or: "a"))
            }
        }

        mutating func query(depth: Int) -> Query {
            if depth == 0 || Int.random(in: 0..<3, using: &random) == 0 { return leaf() }
            if Int.random(in: 0..<8, using: &random) == 0 {
                return .constant(query(depth: depth - 1), Double.random(in: 0...1000, using: &random))
            }
            if Int.random(in: 0..<8, using: &random) == 0 {
                let weight = Double.random(in: 1e-6...1e6, using: &random)
                return .fields(
                    [WeightedField("body", weight: weight), WeightedField("title")], query(depth: depth - 1))
            }
            if Int.random(in: 0..<4, using: &random) == 0 {
                return .boost(query(depth: depth - 1), Double.random(in: 0.0001...1000, using: &random))
            }
            var boolean = BooleanQuery()
            while boolean.must.count + boolean.should.count + 2 * boolean.mustNot.count < 2 {
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let clause = query(depth: depth - 1)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: boolean.must.append(clause)
                    case 1: boolean.should.append(clause)
                    default: boolean.mustNot.append(clause)
                    }
                }
            }
            if boolean.should.count > 1, Bool.random(using: &random) {
                boolean.minimumShouldMatch = Int.random(in: 1...boolean.should.count, using: &random)
            }
            return .boolean(boolean)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `A query written as text is read back as an equal one`(_ seed: UInt64) throws {
        var maker = Maker(random: QuerySeededRandom(seed: seed))
        let parser = QueryParser(schema: .articles)
        for _ in 0..<500 {
            let query = maker.query(depth: Int.random(in: 0...5, using: &maker.random))
            let text = query.description
            let again = try? parser.parse(text)
            #expect(again == query, "\(text)")
        }
    }

    @Test func `Boosts of every size are read back`() throws {
        for boost in [1e-300, 1e-5, 0.1, 1.0 / 3, 1, 2, 1e15, 1e16, 1.7976931348623157e308] {
            let query = Query.boost(.term("a"), boost)
            #expect(try QueryParser(schema: .articles).parse(query.description) == query)
        }
    }
}
