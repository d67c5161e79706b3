import Lede
import Testing

@Suite struct QuerySyntaxErrorTests {
    /// A text that is no query, with `^` under the place that the error names.
    struct Refusal: CustomTestStringConvertible {
        let text: String
        let marks: String
        let message: String

        init(_ text: String, _ marks: String, _ message: String) {
            self.text = text
            self.marks = marks
            self.message = message
        }

        var testDescription: String { text }
    }

    static let structure: [Refusal] = [
        Refusal("", "^", "the query is empty"),
        Refusal("  ", "^", "the query is empty"),
        Refusal("school AND", "       ^^^", "nothing follows AND"),
        Refusal("school ||", "       ^^", "nothing follows ||"),
        Refusal("(a OR) b", "   ^^", "nothing follows OR"),
        Refusal("AND a", "^^^", "nothing stands before AND"),
        Refusal("a (OR b)", "   ^^", "nothing stands before OR"),
        Refusal("a AND OR b", "      ^^", "OR follows directly on AND"),
        Refusal("a OR OR b", "     ^^", "OR follows directly on OR"),
        Refusal("a NOT", "  ^^^", "nothing follows 'NOT'"),
        Refusal("a NOT AND b", "  ^^^", "nothing follows 'NOT'"),
        Refusal("(a NOT) b", "   ^^^", "nothing follows 'NOT'"),
        Refusal("a AND (b", "      ^", "the parenthesis is never closed"),
        Refusal("((a)", "^", "the parenthesis is never closed"),
        Refusal("a) b", " ^", "nothing opens this ')'"),
        Refusal("a ( ) b", "  ^^^", "there is nothing between the parentheses"),
        Refusal("title:()", "      ^^", "there is nothing between the parentheses"),
        Refusal("a \"b c", "  ^", "the quotation mark is never closed"),
        Refusal("a “b c\"", "  ^", "the quotation mark is never closed"),
        Refusal("a \"\" b", "  ^^", "the phrase is empty"),
        Refusal("a \"  \"", "  ^^^^", "the phrase is empty"),
        Refusal("a\\", " ^", "nothing follows the backslash"),
        Refusal("\"a\\", "  ^", "nothing follows the backslash"),
        Refusal("a ] b", "  ^", "nothing opens this ']'"),
    ]

    static let fields: [Refusal] = [
        Refusal("a titel:b", "  ^^^^^", "there is no field 'titel'"),
        Refusal("x AND foo:(b c)", "      ^^^", "there is no field 'foo'"),
        Refusal("foo:\"b\"", "^^^", "there is no field 'foo'"),
        Refusal("a title:", "  ^^^^^^", "nothing follows 'title:'"),
        Refusal("(title:) b", " ^^^^^^", "nothing follows 'title:'"),
        Refusal("title:AND b", "^^^^^^", "nothing follows 'title:'"),
        Refusal("title:NOT b", "^^^^^^", "nothing follows 'title:'"),
        Refusal("title:-oil", "      ^", "'-' stands behind 'title:'"),
        Refusal("section:+oil", "        ^", "'+' stands behind 'section:'"),
        Refusal("date:soon", "     ^^^^", "'soon' is no date"),
        Refusal("a date:2017-02-29", "       ^^^^^^^^^^", "'2017-02-29' is no date"),
        Refusal("date:\"13 May\"", "     ^^^^^^^^", "'13 May' is no date"),
        Refusal("date:(2017 OR x)", "              ^", "'x' is no date"),
        Refusal("title,foo:a", "      ^^^", "there is no field 'foo'"),
        Refusal("title^2,date:a", "        ^^^^", "'date' is no text field"),
        Refusal("title,body,title:a", "           ^^^^^", "the field 'title' is named twice"),
        Refusal("title^1000000000:a", "^^^^^^^^^^^^^^^^", "the weight of 'title' is out of range"),
        Refusal("a title,body:", "  ^^^^^^^^^^^", "nothing follows 'title,body:'"),
    ]

    static let ranges: [Refusal] = [
        Refusal("title:[a TO b]", "      ^", "a range is not possible: 'title' is text"),
        Refusal("title:>5", "      ^", "a comparison is not possible: 'title' is text"),
        Refusal("[2016 TO 2017]", "^", "a range needs a field before it"),
        Refusal("date:[2016 2017]", "           ^^^^", "TO is missing in the range"),
        Refusal("date:[2016 to 2017]", "           ^^", "TO is missing in the range"),
        Refusal("date:[2016]", "     ^^^^^", "TO is missing in the range"),
        Refusal("date:[2016", "     ^^^^^", "TO is missing in the range"),
        Refusal("date:[", "     ^", "the range is never closed"),
        Refusal("date:[2016 TO", "     ^", "the range is never closed"),
        Refusal("date:[2016 TO 2017", "     ^", "the range is never closed"),
        Refusal("date:[2016 TO ]", "     ^^^^^^^^^", "a bound of the range is missing"),
        Refusal("date:[TO 2017]", "     ^^^", "a bound of the range is missing"),
        Refusal("date:[]", "     ^", "a bound of the range is missing"),
        Refusal("date:[2016 TO 2017 10:00]", "                   ^", "a range has two ends"),
        Refusal("date:[2016 TO soon]", "              ^^^^", "'soon' is no date"),
        Refusal("date:[2017-13 TO *]", "      ^^^^^^^", "'2017-13' is no date"),
        Refusal("date:[2018 TO 2017]", "      ^^^^^^^^^^^^", "the range begins after its end"),
        Refusal("date:>=", "     ^^", "no value follows '>='"),
        Refusal("date:>=soon", "       ^^^^", "'soon' is no date"),
        Refusal("date:>*", "     ^", "no value follows '>'"),
    ]

    static let marks: [Refusal] = [
        Refusal("a^", " ^", "a number must follow '^'"),
        Refusal("a^x", " ^^", "'x' is no number"),
        Refusal("a^0x1", " ^^^^", "'0x1' is no number"),
        Refusal("a^nan", " ^^^^", "'nan' is no number"),
        Refusal("a^0", " ^^", "a boost must be greater than zero and finite"),
        Refusal("a^-1", " ^^^", "a boost must be greater than zero and finite"),
        Refusal("a^1e999", " ^^^^^^", "a boost must be greater than zero and finite"),
        Refusal("a^2^3", "   ^", "there are two boosts"),
        Refusal("a^=2^3", "    ^", "there are two boosts"),
        Refusal("a^=", " ^^", "a number must follow '^='"),
        Refusal("a^=x", " ^^^", "'x' is no number"),
        Refusal("a^=-1", " ^^^^", "a constant score must be zero or more and finite"),
        Refusal("(a b)~", "     ^", "behind a group '~' says how many of it must match at least"),
        Refusal("(a b)~0", "     ^^", "behind a group '~' says how many of it must match at least"),
        Refusal("(a b)~x", "     ^^", "behind a group '~' says how many of it must match at least"),
        Refusal("(a b)~3", "     ^^", "the group has not 3 optional clauses, of which so many could match"),
        Refusal("(a AND b)~2", "         ^^", "the group has not 2 optional clauses, of which so many could match"),
        Refusal("a ^2", "  ^", "a boost needs a word, phrase or group directly before it"),
        Refusal("a roam~3", "      ^^", "'3' is no distance"),
        Refusal("roam~0.8 b", "    ^^^^", "'0.8' is no distance"),
        Refusal("roa*~1", "    ^^", "a word with wildcards has no '~'"),
        Refusal("date:2017*", "     ^^^^^", "'date' has no words, so patterns are not possible"),
        Refusal("date:/20.*/", "     ^^^^^^", "'date' has no words, so patterns are not possible"),
        Refusal("date:2017~", "     ^^^^^", "'date' has no words, so patterns are not possible"),
        Refusal("a /b[cd/", "    ^", "the '[' is never closed"),
        Refusal("a /b(\\/c/", "    ^", "the parenthesis is never closed"),
        Refusal("/a\\/b**+?*/", "        ^", "there are too many repetitions of the same"),
        Refusal("/etc/passwd", "^^^^^", "a word follows directly on the '/' of a regular expression"),
        Refusal("url:/x", "    ^", "the regular expression is never closed"),
    ]

    @Test(arguments: structure + fields + ranges + marks)
    func `Every error names its place`(_ refusal: Refusal) throws {
        let error = try #require(throws: QuerySyntaxError.self) {
            try QueryParser(schema: .articles).parse(refusal.text)
        }
        #expect(error.message == refusal.message)
        #expect(error.caret(in: refusal.text) == refusal.text + "\n" + refusal.marks)
        #expect(error.hint?.isEmpty == false)
        #expect(error.offset >= 0 && error.offset + error.length <= refusal.text.count)
    }

    static let hints: [(text: String, part: String)] = [
        ("titel:a", "did you mean 'title'?"),
        ("Title:a", "did you mean 'title'?"),
        ("dat:2017", "did you mean 'date'?"),
        ("setcion:a", "did you mean 'section'?"),
        ("mailto:a", "the fields are id, date, title, body, section, author, source, url"),
        ("title:[a TO b]", "possible for id, date, section, source, url"),
        ("date:yesterdays", "last-7-days"),
        ("title:-oil", "write -title:"),
    ]

    @Test(arguments: hints) func `Errors say what to write instead`(_ text: String, _ part: String) throws {
        let error = try #require(throws: QuerySyntaxError.self) { try QueryParser(schema: .articles).parse(text) }
        #expect(error.hint?.contains(part) == true, "\(error)")
    }

    @Test func `Numbers are checked`() throws {
        let schema = try Schema(fields: [Field("count", .integer), Field("price", .double)])
        for (text, message) in [
            ("count:2.5", "'2.5' is no whole number, as 'count' wants"),
            ("count:[x TO 5]", "'x' is no whole number, as 'count' wants"),
            ("count:99999999999999999999", "'99999999999999999999' is no whole number, as 'count' wants"),
            ("price:inf", "'inf' is no number, as 'price' wants"),
            ("price:1e999", "'1e999' is no number, as 'price' wants"),
            ("price:[5 TO 2.5]", "the range begins after its end"),
            ("count:[5 TO -5]", "the range begins after its end"),
        ] {
            let error = try #require(throws: QuerySyntaxError.self) { try QueryParser(schema: schema).parse(text) }
            #expect(error.message == message)
        }
    }

    @Test func `Columns count characters, whatever they are made of`() throws {
        let text = "e\u{301}té 👨‍👩‍👧 \r\n東京 te^"
        let error = try #require(throws: QuerySyntaxError.self) { try QueryParser(schema: .articles).parse(text) }
        #expect(error.offset == 12)
        #expect(error.length == 1)
        #expect(error.caret(in: text).hasSuffix("\n               ^"))
    }

    @Test func `A mark in the middle of a character counts as the character`() throws {
        let text = "a \"\u{301}b"
        let error = try #require(throws: QuerySyntaxError.self) { try QueryParser(schema: .articles).parse(text) }
        #expect(error.offset == 2)
        #expect(error.length == 1)
    }

    @Test func `The nearest name is found`() throws {
        for (text, hint) in [
            ("sourec:a", "'source'"), ("bdoy:a", "'body'"), ("autor:a", "'author'"), ("ulr:a", "'url'"),
        ] {
            let error = try #require(throws: QuerySyntaxError.self) { try QueryParser(schema: .articles).parse(text) }
            #expect(error.hint?.contains(hint) == true)
        }
    }
}
