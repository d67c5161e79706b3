import Foundation
import Testing

@Suite(.hangGuard) struct TerminalTextTests {
    private static let hostile = """
        {"id":"x\\u001b[2J","title":"Red \\u001b[31malert\\u0007","date":"2017-02-13","body":"A\\u001b]0;owned\\u0007 harbour \
        \\u202etext\\u009b1m.","section":"\\u001bc"}
        """

    @Test func `Control characters of documents never reach the terminal`() throws {
        let sandbox = try Sandbox.indexed(Self.hostile)
        let id = "x\u{1B}[2J"
        for arguments in [
            ["search", "harbour"], ["search", "harbour", "--json"], ["search", "harbour", "--jsonl"], ["show", id],
            ["show", id, "--json"], ["show", "\u{1B}[2J"], ["terms", "--field", "section"], ["terms"], ["stats"],
            ["explain", "harbour", id], ["search", "\u{1B}[2J ("], ["search", "nowhere\u{1B}[2J"],
            ["search", "\"harbour \u{202E}text", "--color", "never"],
        ] {
            let outcome = try sandbox.run(arguments)
            for scalar in (outcome.output + outcome.errors).unicodeScalars where scalar != "\n" {
                let isSafe = scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) && scalar != "\u{202E}"
                #expect(isSafe, "\(arguments) let U+\(String(scalar.value, radix: 16)) through")
            }
        }
        let hits = try sandbox.lede("search", "harbour", "--json").json()["hits"] as? [[String: Any]]
        #expect(hits?.first?["id"] as? String == id)
        #expect(try sandbox.lede("show", id).output.contains("Red �[31malert�"))
    }

    @Test func `Bad records with control characters are reported safely`() throws {
        let sandbox = try Sandbox()
        let records = [#"{"id":"x","body":"Text.","date":"\#u{1B}[2J"}"#, #"{"date":"\u001b[2J","body":"b"}"#]
        try sandbox.write("a.jsonl", records.joined(separator: "\n"))
        let outcome = try sandbox.lede("index", "a.jsonl")
        #expect(outcome.status == 2)
        #expect(!outcome.errors.contains("\u{1B}"))
    }

    @Test func `Matches are coloured only where that is wanted`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let escape = "\u{1B}["
        #expect(try !sandbox.lede("search", "zone").output.contains(escape))
        #expect(try !sandbox.lede("search", "zone", "--color", "never").output.contains(escape))
        let colored = try sandbox.lede("search", "zone", "--color", "always", environment: ["NO_COLOR": "1"]).output
        #expect(colored.contains("\(escape)1mSanctuary for students\(escape)0m"))
        #expect(colored.contains("safe \(escape)1;31mzone\(escape)0m."))
        #expect(try sandbox.lede("show", "a", "--color", "always").output.contains(escape))
    }

    @Test func `Progress without a terminal is plain lines`() throws {
        let sandbox = try Sandbox()
        let text = (0..<2000).map { #"{"id":"\#($0)","body":"Record number \#($0)."}"# }.joined(separator: "\n")
        try sandbox.write("a.jsonl", text)
        let outcome = try sandbox.lede("index", "a.jsonl")
        #expect(!outcome.errors.contains("\r"))
        #expect(!outcome.errors.contains("\u{1B}"))
    }
}
