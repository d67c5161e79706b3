import Lede
import Testing

@testable import LedeImport

@Suite struct HTMLTests {
    private func page(_ text: String) throws -> Document { try #require(try Imported("a.html", text).documents.first) }

    @Test func `A page tells its facts in its head`() throws {
        let document = try page(
            """
            <!doctype html><html><head><title>Bridge closes | Channel</title>
            <meta property="og:title" content="Bridge &amp; road close">
            <META NAME="Author" CONTENT="Ann">
            <meta property="article:published_time" content="Mon, 13 Feb 2017 10:00:05 GMT">
            <meta property="article:section" content="Local">
            <meta property="og:site_name" content="Channel">
            <meta property="og:url" content="https://a.example/?x">
            <link rel="canonical" href="https://a.example/"></head>
            <body><p>Text.</p></body></html>
            """)
        #expect(
            document.entries == [
                .init("date", .string("2017-02-13T10:00:05Z")), .init("title", .string("Bridge & road close")),
                .init("body", .string("Text.")), .init("section", .string("Local")), .init("author", .string("Ann")),
                .init("source", .string("Channel")), .init("url", .string("https://a.example/")),
            ])
    }

    @Test(arguments: [
        (#"<meta name="date" content="2017-02-13">"#, "2017-02-13"),
        (#"<meta name="DC.date" content="2017-02-13">"#, "2017-02-13"),
        (#"<meta name="date" content="soon"><time datetime="2017-02-14">"#, "2017-02-14"),
        (#"<header><time datetime="2017-02-13T10:00">Monday</time></header>"#, "2017-02-13T10:00"),
        (
            #"<script type="application/ld+json">{"@graph":[{"a":1},{"datePublished":"2017-02-13"}]}</script>"#,
            "2017-02-13"
        ),
        (#"<script type="application/ld+json">{broken</script><time datetime="2017">"#, "2017"),
    ])
    func `The date is looked for in several places`(markup: String, date: String) throws {
        #expect(try page(markup + "<p>Text.</p>")["date"] == date)
    }

    @Test func `A date that cannot be read is a problem`() throws {
        let result = try Imported("a.html", #"<meta name="date" content="soon"><p>Text.</p>"#)
        #expect(result.complaints == ["1 field 'date': 'soon' is no date"])
    }

    @Test func `The body is the article without what surrounds it`() throws {
        let document = try page(
            """
            <html><head><title>Bridge closes - Channel 8</title><style>p{}</style></head><body>
            <nav>Menu</nav><main>Main <article><header><p>By Ann</p></header><h1>Bridge
            closes</h1><p>The <b>old</b>   bridge<br>was&nbsp;closed.</p><script>var x = "<p>no</p>";</script>
            <ul><li>One</li><li>Two</li></ul><aside>Ad</aside><form><p>Sign up</p></form><p hidden>No</p>
            <table><tr><td>a</td><td>b</td></tr></table></article><article>Teaser</article></main>
            <footer>Foot</footer></body></html>
            """)
        #expect(document["title"] == "Bridge closes")
        #expect(document["body"] == "The old bridge\n\nwas closed.\n\nOne\n\nTwo\n\na\n\nb")
        #expect(try page("<main><p>a</p></main><p>b</p>")["body"] == "a")
        #expect(try page("<p>a</p><p>b")["body"] == "a\n\nb")
        #expect(try page("plain words")["body"] == "plain words")
        #expect(
            try page("<p>&nbsp;a &nbsp; b&nbsp;c &nbsp;</p>&nbsp;<p>\u{C2}\u{A0}\u{E0}</p>")["body"]
                == "a b c\n\n\u{C2} \u{E0}")
    }

    @Test func `The encoding that a page declares is honoured`() throws {
        func body(_ head: String, _ bytes: [UInt8]) throws -> String? {
            let page = Array("<html><head>\(head)</head><body><p>".utf8) + bytes + Array("</p></body></html>".utf8)
            return try Imported("a.html", bytes: page).documents.first?["body"]
        }
        #expect(try body(#"<meta charset="utf-8">"#, Array("caf\u{E9}".utf8)) == "caf\u{E9}")
        #expect(try body("", Array("caf\u{E9} \u{201C}".utf8)) == "caf\u{E9} \u{201C}")
        #expect(try body(#"<meta charset="iso-8859-1">"#, Array("caf\u{E9}".utf8)) == "caf\u{E9}")
        #expect(try body(#"<meta charset="iso-8859-1">"#, [0x63, 0xE9, 0x93]) == "c\u{E9}\u{201C}")
        #expect(try body("", [0x63, 0xE9, 0x93]) == "c\u{E9}\u{201C}")
        let russian = #"<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">"#
        #expect(try body(russian, [0xEC, 0xE8, 0xF0]) == "\u{43C}\u{438}\u{440}")
        #expect(try body(#"<meta charset="utf-16">"#, [0x63, 0xE9]) == "c\u{E9}")
        #expect(try body(#"<meta charset="no-such-thing">"#, [0x63, 0xE9]) != nil)
        let wide = "<p>wide \u{E9}</p>".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try Imported("a.html", bytes: [0xFF, 0xFE] + wide).documents.first?["body"] == "wide \u{E9}")
    }

    @Test func `A page that is not in its encoding is a problem, and is not cut short in silence`() throws {
        let head = Array(#"<meta charset="shift_jis"><p>before "#.utf8)
        #expect(
            try Imported("a.html", bytes: head + [0x93, 0xFA] + Array("</p>".utf8)).documents.first?["body"]
                == "before 日")
        let result = try Imported("a.html", bytes: head + [0xFF, 0x31] + Array(" behind</p>".utf8))
        #expect(result.complaints == ["1 is not in the encoding that it declares, shift_jis"])
    }

    @Test func `Broken pages are repaired, and pages without text are problems`() throws {
        #expect(try page("<p>a<b>b</p></i>c<p x='")["body"]?.hasPrefix("ab") == true)
        for empty in ["", " ", "<html></html>", "<script>x</script>", "<!-- x -->"] {
            #expect(try Imported("a.html", empty).complaints == ["1 no text"])
        }
    }

    @Test(arguments: [
        "<div>", "<article>", "<b>", "<table><tr><td>", "<p>", "</p>", "&amp", "<!--", "<script>", "<a href='",
    ])
    func `Deep and odd pages end in time`(markup: String) throws {
        let text = String(repeating: markup, count: 20_000)
        let clock = ContinuousClock()
        try #expect(clock.measure { _ = try Imported("a.html", "<p>x</p>" + text) } < .seconds(20))
    }

    @Test(arguments: [" a", " a=\"x y > z\"", " a='1'", "/a", " a=1", "a=\"\""])
    func `A tag of very many attributes is a problem, as the parser's time would grow with their square`(
        attribute: String
    ) throws {
        func page(_ count: Int) -> String {
            "<p>x<b " + (0..<count).map { attribute.replacing("a", with: "a\($0)") }.joined() + ">y</b>"
        }
        #expect(try Imported("a.html", page(800)).documents.count == 1)
        #expect(try Imported("a.html", page(1200)).complaints == ["1 has a tag of more than 1000 attributes"])
        let long =
            "<p title=\"" + String(repeating: "many words ", count: 5000) + "\">"
            + String(repeating: "a < b ", count: 3000)
        #expect(try Imported("a.html", long).documents.count == 1)
    }
}
