import Foundation
import Testing

/// Input that breaks programs, through the command: what is JSON is taken, what is not is reported, nothing crashes.
@Suite(.hangGuard) struct NastyInputTests {
    /// Values by RFC 8259, in the manner of JSONTestSuite's `y_` cases.
    private static let good = [
        "[]", "{}", "[[]   ]", "[null, 1, \"1\", {}]", "-0", "0e+1", "1E22", "123.456e-7", "-123", "true", "false",
        #""""#, #""\u0000""#, #""\u0060\u012a\u12AB""#, #""\ud801\udc37""#, #""\"\\\/\b\f\n\r\t""#, #""\\u0000""#,
        #""a/*b*/c/*d//e""#, "\"\u{7F}\"", "\"\u{2028}\u{2029}\"", "\"\u{10FFFF}\"", "\"\u{FEFF}\"", "\"€𝄞\"",
        #"{"a":"b","a":"c"}"#, #"{"":0}"#, #"{"foo\u0000bar":42}"#, "[ 4\t]", "{\"a\":[{}]}", #""new\u00A0line""#,
    ]

    /// None, as its `n_` cases.
    private static let bad: [[UInt8]] =
        [
            "[1 true]", "[\"\": 1]", "[,1]", "[1,]", "[1,,2]", "[-]", "[1", "[\"x\"", "[\"x\"]]", "[3[4]]", "[*]",
            "[fals]",
            "++1", "+1", "-01", "-2.", ".2e-3", "0.3e+", "0e", "1eE2", "2.e3", "9.e+", "0x1", "Infinity", "NaN",
            "-Infinity",
            "-1x", "01", "1 000.0", "{[: \"x\"}", "{\"x\", null}", "{\"x\"::\"b\"}", "{1:1}", "{'a':0}", "{\"id\":0,}",
            "{\"a\":\"b\",,\"c\":\"d\"}", "{a: \"b\"}", "{\"a\" b}", "{\"a\":\"a", "{\"a\":\"b\"}/**/",
            "{\"a\":\"b\"}#",
            #""\uD800\u1x""#, #""\u00A""#, #""\x00""#, #""\a""#, "'single'", "\"\\", "\"\u{1}\"", "\"a\tb\"", "abc",
            "[True]",
            "]", "<.>", "{]", "[}", "*", "$", "1]", "\\u0061", "[\u{C}]", "\u{2060}[]",
        ].map { Array($0.utf8) } + [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x28, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0xAF, 0x22],
            [0x22, 0xF4, 0xBF, 0xBF, 0xBF, 0x22], [0x31, 0xE5], [0x00], [0x5B, 0x31, 0x00, 0x5D],
        ]

    @Test func `JSON is taken, and everything else reported, a line each`() throws {
        let sandbox = try Sandbox()
        var lines: [[UInt8]] = []
        for value in Self.good.map({ Array($0.utf8) }) + Self.bad {
            lines.append(Array(#"{"id":"\#(lines.count)","body":"oil","value":"#.utf8) + value + Array("}".utf8))
        }
        try sandbox.write("a.jsonl", Data(lines.joined(separator: [0x0A])))
        let outcome = try sandbox.lede("index", "a.jsonl")
        #expect(outcome.status == 2)
        let reported = outcome.errorLines.filter { $0.hasPrefix("a.jsonl:") }
        let numbers = reported.compactMap { Int($0.dropFirst("a.jsonl:".count).prefix { $0.isNumber }) }
        #expect(numbers == Array(Self.good.count + 1...lines.count), "\(outcome.errors)")
        #expect(try sandbox.lede("count", "oil").output == "\(Self.good.count)\n")
        #expect(try sandbox.lede("check").status == 0)
        // As files of their own: those that are no object are reported as well, and what is empty.
        for value in Self.bad + [[], [0x20], [0xEF, 0xBB, 0xBF]] {
            try sandbox.write("folder/a.json", Data(value))
            let outcome = try sandbox.lede("index", "folder", "--index", "other", "--quiet")
            #expect(outcome.status == 2 && !outcome.errors.isEmpty, "\(value)")
        }
    }

    /// Strings in the manner of the Big List of Naughty Strings.
    private static let strings =
        [
            "undefined", "null", "NaN", "-1.00", "1/0", "0x0", "0,,0", "1e1000", "--1", ",./;'[]\\-=", "<>?:\"{}|_+",
            "!@#$%^&*()`~", "\u{1}\u{2}\u{3}\u{8}\u{E}\u{1F}\u{7F}", "\u{80}\u{84}\u{9F}",
            "\t\u{B}\u{C}\u{85}\u{A0}\u{1680}",
            "\u{AD}\u{600}\u{61C}\u{6DD}\u{180E}\u{200B}\u{202E}\u{FEFF}", "\u{FFFE}\u{FFFF}", "Ω≈ç√∫˜µ≤≥÷", "⅛⅜⅝",
            "ЁЂЃ", "٠١٢٣",
            "⁰⁴⁵₀₁", "ด้้้้้็็็็็้้้้้็็็็", "'", "\"", "''", "'\"'\"''''\"", "<foo val=“bar” />", "田中さんにあげて下さい", "ⒶⓑⒸ",
            "(ﾉಥ益ಥ）ﾉ ┻━┻", "👩🏽‍💻👨‍👩‍👧‍👦🇺🇸🇷🇺🇸", "הָיְתָהtestالصفحات", "\u{202A}test\u{2066}", "Ṱ̺̺o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè",
            "˙ɐnbᴉlɐ ɐuƃɐɯ", "𝐓𝐡𝐞 𝖖𝖚𝖎𝖈𝖐", "<script>alert(0)</script>", "1;DROP TABLE users", "'; --", "$HOME",
            "$(touch /tmp/x)",
            "%s%s%n", "%x%d", "../../etc/passwd%00", "() { 0; }", "\u{1B}[31mred\u{1B}[0m", "\0", "a\0b", "\r", "\r\n",
            "\n",
            "İıſK\u{212A}ß", "ﷺ", "\u{1F1E6}", "\u{301}\u{302}", "e\u{301}", "\u{E000}\u{F8FF}\u{10FFFD}",
            "\u{D7FF}\u{FFFD}",
        ]

    @Test func `Nasty strings are indexed, found, shown and asked for`() throws {
        let sandbox = try Sandbox()
        let records = try Self.strings.enumerated().map { number, text in
            let object = ["id": "n\(number)", "title": text, "body": "oil " + text, "section": text, "x\(text)": text]
            return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
        }
        try sandbox.write("a.jsonl", records.joined(separator: "\n"))
        let indexed = try sandbox.lede("index", "a.jsonl")
        #expect(indexed.status == 0, "\(indexed.errors)")
        #expect(try sandbox.lede("count", "oil").output == "\(Self.strings.count)\n")
        #expect(try sandbox.lede("check").status == 0)
        let shown = try sandbox.lede("search", "oil", "-n", "1000")
        let raw = shown.output.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" || $0.value == 0x1B }
        #expect(shown.status == 0 && raw.isEmpty)
        // Each as a query in a list, strictly; what cannot be read is said, and nothing ends the process.
        let queries = Self.strings.filter { !$0.contains { $0.isNewline } && !$0.contains("\0") }
        try sandbox.write("queries.txt", queries.joined(separator: "\n") + "\n")
        let list = try sandbox.lede("search", "--queries", "queries.txt")
        #expect((0...2).contains(list.status), "\(list.errors)")
        for text in [
            "\u{202E}(", "\"\u{301}", "a\u{FFFF}*", "İ~2", "/[\u{10FFFF}-]/", "title:\u{7F}", "date:0000",
            "date:9999-12-31",
        ] {
            let outcome = try sandbox.lede("search", text, "--json")
            #expect((0...2).contains(outcome.status), "\(text.debugDescription): \(outcome.errors)")
        }
    }

    @Test func `A zip bomb, a line without end and a record of many fields are reported with their limits`() throws {
        let sandbox = try Sandbox()
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.currentDirectoryURL = URL(fileURLWithPath: sandbox.path)
        shell.arguments = [
            "-c",
            """
            mkdir in
            (printf '{"id":"b","body":"'; head -c 10000000 /dev/zero | tr '\\0' a; printf '"}\\n{"id":"ok","body":"oil"}\\n') \
            | gzip -1 > in/bomb.jsonl.gz
            head -c 10000000 /dev/zero | tr '\\0' a | gzip -1 > in/text.txt.gz
            """,
        ]
        try shell.run()
        shell.waitUntilExit()
        let wide = #"{"id":"w","body":"x""# + (0..<110_000).map { ",\"f\($0)\":0" }.joined() + "}\n"
        try sandbox.write("in/wide.jsonl", wide)
        let outcome = try sandbox.lede("index", "in", "--memory", "64MB", "--max-record-bytes", "2MB")
        #expect(outcome.status == 2)
        for (file, limit) in [
            ("bomb.jsonl.gz:1", "--max-record-bytes"), ("text.txt.gz", "--max-record-bytes"),
            ("wide.jsonl:1", "--max-values"),
        ] {
            #expect(
                outcome.errorLines.contains { $0.hasPrefix("in/" + file) && $0.contains(limit) }, "\(outcome.errors)")
        }
        #expect(try sandbox.lede("count", "oil").output == "1\n")
    }
}
