import Foundation
import Testing

/// `lede search` without a query on a terminal.
@Suite(.hangGuard) struct SessionTests {
    private let prompt = "lede> "

    private func sandbox() throws -> Sandbox {
        let sandbox = try Sandbox()
        let articles = (1...25).map {
            #"{"id":"n\#($0)","date":"2017-01-\#($0 + 10 > 31 ? 31 : $0 + 10)","title":"Harbor report \#($0)","#
                + #""body":"Ships in the harbor, day \#($0).","section":"Port"}"# + "\n"
        }
        try sandbox.write("articles.jsonl", articles.joined())
        #expect(try sandbox.lede("index", "articles.jsonl", "--quiet").status == 0)
        return sandbox
    }

    @Test func `Queries are answered page by page, and documents opened by their numbers`() throws {
        let session = try Pseudoterminal(try sandbox(), "search")
        #expect(try session.wait(for: prompt).contains("25 documents in index."))
        let first = try session.answer(to: "harbor")
        #expect(first.contains("1. Harbor report"))
        #expect(first.contains("10 of 25 documents"))
        #expect(first.contains("Enter shows more"))
        #expect(try session.answer(to: "").contains("11. Harbor report"))
        let third = try session.answer(to: ":more")
        #expect(third.contains("25. Harbor report"))
        #expect(third.contains("21 to 25 of 25 documents"))
        #expect(try session.answer(to: "").contains("that was all"))
        #expect(try session.answer(to: ":limit 2").contains("2 of 25 documents"))
        #expect(try session.answer(to: ":sort -date").contains("2 of 25 documents"))
        let opened = try session.answer(to: ":open 1")
        #expect(opened.contains("Ships in the harbor"))
        #expect(opened.contains("section"))
        #expect(try session.answer(to: ":explain 2").contains("product of"))
        #expect(try session.answer(to: ":facet section").contains("Port  25"))
        #expect(try session.answer(to: ":timeline year").contains("2017  25"))
        try session.type(":quit\n", until: "\n")
        #expect(try session.finish() == 0)
    }

    @Test func `Mistakes are told and end nothing; Ctrl-C takes back a line, Ctrl-D ends`() throws {
        let session = try Pseudoterminal(try sandbox(), "search")
        try session.wait(for: prompt)
        #expect(try session.answer(to: ":open 1").contains("nothing was shown yet"))
        #expect(try session.answer(to: "harbor AND (").contains("never closed"))
        #expect(try session.answer(to: "nofield:x").contains("nofield"))
        #expect(try session.answer(to: ":opne 1").contains("did you mean ':open'?"))
        #expect(try session.answer(to: ":sort nofield").contains("lede: "))
        #expect(try session.answer(to: ":help").contains(":facet section"))
        #expect(try session.answer(to: "nowhere").contains("no document matches 'nowhere'"))
        try session.type("half a li\u{03}", until: prompt)
        #expect(try session.answer(to: "day").contains("10 of 25 documents"))
        try session.type("\u{04}", until: "\n")
        #expect(try session.finish() == 0)
    }

    @Test func `The tabulator completes commands, fields and words`() throws {
        let session = try Pseudoterminal(try sandbox(), "search")
        try session.wait(for: prompt)
        try session.type(":fac\t", until: ":facet ")
        try session.type("sec\tl", until: "section l")
        try session.type("\u{03}", until: prompt)
        #expect(try session.answer(to: "sec\tp\t").contains("25 documents"))
        #expect(try session.answer(to: "harb\t").contains("25 documents"))
    }

    @Test func `Lines are remembered for the next session, unless that is switched off`() throws {
        let sandbox = try sandbox()
        let history = ["LEDE_HISTORY": sandbox.file("history")]
        for command in ["harbor\n", "\u{1B}[A\n"] {
            let session = try Pseudoterminal(sandbox, "search", environment: history)
            try session.wait(for: prompt)
            try session.type(command, until: "10 of 25 documents")
            // What is typed before the terminal is at the prompt again may be lost.
            try session.wait(for: prompt)
            try session.type("\u{04}", until: "\n")
            #expect(try session.finish() == 0)
        }
        #expect(try String(contentsOfFile: sandbox.file("history"), encoding: .utf8).contains("harbor"))
        let state = ["LEDE_HISTORY": "off", "XDG_STATE_HOME": sandbox.file("state")]
        let silent = try Pseudoterminal(sandbox, "search", environment: state)
        try silent.wait(for: prompt)
        try silent.type("harbor\n", until: "10 of 25 documents")
        #expect(sandbox.names(in: "state").isEmpty)
    }

    @Test func `A terminal that can only print reads lines as they come`() throws {
        let session = try Pseudoterminal(try sandbox(), "search", environment: ["TERM": "dumb"])
        try session.wait(for: prompt)
        try session.type("harbor\n", until: "10 of 25 documents")
        try session.type("\u{04}", until: prompt)
        #expect(try session.finish() == 0)
    }

    @Test func `Without a terminal a search needs a query`() throws {
        let outcome = try sandbox().lede("search")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("<query>"))
    }
}
