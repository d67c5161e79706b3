import Lede
import Testing

@testable import LedeImport

@Suite struct MarkdownTests {
    private func article(_ text: String) throws -> Document { try #require(try Imported("a.md", text).documents.first) }

    @Test func `Front matter gives fields`() throws {
        let document = try article(
            """
            ---
            # a remark
            title: "Bridge: \\"closed\\""
            date: February 13, 2017   # a Monday
            author:
              - Ann
              - 'Bob''s'
            tags: [one, "two, three", 'four']
            empty:
            nothing: ~
            lead: >
              Two
              lines.
            url: https://a.example/#b
            ---
            Text.
            """)
        #expect(document["title"] == "Bridge: \"closed\"")
        #expect(document["date"] == "2017-02-13")
        #expect(document.values(of: "author") == ["Ann", "Bob's"])
        #expect(document.values(of: "tags") == ["one", "two, three", "four"])
        #expect(document["empty"] == nil)
        #expect(document["nothing"] == nil)
        #expect(document["lead"] == "Two lines.")
        #expect(document["url"] == "https://a.example/#b")
        #expect(document["body"] == "Text.")
    }

    @Test func `A line of front matter that is not understood is a problem with its number`() throws {
        let result = try Imported("a.md", "---\ntitle: x\nwhat is this\n---\nText.")
        #expect(result.complaints == ["3 front matter: 'what is this' is not 'key: value'"])
        #expect(try Imported("a.md", "---\na: x\n---\n").complaints == ["1 no text"])
    }

    @Test func `The first heading is the title unless the front matter has one`() throws {
        let heading = try article("# Bridge *closes* #\n\nIt was\nclosed.\n\n## Why\n\nAge.")
        #expect(heading["title"] == "Bridge closes")
        #expect(heading["body"] == "It was closed.\n\nWhy\n\nAge.")
        let both = try article("---\ntitle: Other\n---\n# Bridge\n\nClosed.")
        #expect(both["title"] == "Other")
        #expect(both["body"] == "Bridge\n\nClosed.")
        #expect(try article("---\ntitle: Bridge\n---\n# Bridge\n\nClosed.")["body"] == "Closed.")
        let underlined = try article("Bridge\n======\n\nClosed.\n\n---\nNot front matter.")
        #expect(underlined["title"] == "Bridge")
        #expect(underlined["body"] == "Closed.\n\nNot front matter.")
        #expect(try article("---\nno end")["body"] == "no end")
    }

    @Test(arguments: [
        ("**bold** and *thin* and __bold__ and _thin_ and ***both***", "bold and thin and bold and thin and both"),
        ("2 * 3 * 4, snake_case_name, a*, *b", "2 * 3 * 4, snake_case_name, a*, *b"),
        ("[link](https://a.example/x_y_(z)) and [other][ref] and [plain]", "link and other and [plain]"),
        ("![a picture](x.png \"t\") [![in](a)](b)", "a picture in"),
        ("`code *x*` and ``a ` b`` and `open", "code *x* and a ` b and `open"),
        (#"\*not\* \[a\](b)"#, "*not* [a](b)"),
        ("<b>tag</b> <https://a.example/> 1 < 2 > 0", "tag https://a.example/ 1 < 2 > 0"),
        ("~~gone~~ ~kept~", "gone ~kept~"),
        ("a **b *c* d** e", "a b c d e"),
    ])
    func `Marks are taken off`(written: String, plain: String) {
        #expect(MarkdownMarks.stripped(written) == plain)
    }

    @Test func `Blocks become lines`() throws {
        let document = try article(
            """
            > quoted
            > text

            - one
            - two
              goes on
            1. first
            2. second

            <!-- a
            remark -->
            ```swift
            # let x = 1

            *y*
            ```
            ***
            [ref]: https://a.example/
            """)
        #expect(
            document["body"]
                == "quoted text\n\none\n\ntwo goes on\n\n1. first\n\n2. second\n\n# let x = 1\n\n*y*")
    }

    @Test(arguments: ["[", "](", "*a ", "`", "<a", "_a_ *", "![", "[a](", "- ", "> ", "<!--", "\\"])
    func `Marks without a partner end in time`(mark: String) throws {
        let clock = ContinuousClock()
        let text = String(repeating: mark, count: 20_000)
        #expect(clock.measure { _ = MarkdownBlocks(text[...]) } < .seconds(20))
    }
}
