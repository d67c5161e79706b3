import Foundation
import Testing

@Suite(.hangGuard) struct LocationTests {
    @Test func `The index is looked for upwards`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("deep/er/file.txt", "Another school.")
        #expect(try sandbox.lede("count", "school", folder: "deep/er").output == "2\n")
        #expect(try sandbox.lede("index", "file.txt", folder: "deep/er").status == 0)
        #expect(sandbox.names(in: "deep/er") == ["file.txt"])
        #expect(try sandbox.lede("count", "school").output == "3\n")
        // A folder of that name without an index is passed over by those who read.
        try sandbox.write("deep/index/page.html", "Not mine.")
        #expect(try sandbox.lede("count", "school", folder: "deep/er").output == "3\n")
    }

    @Test func `LEDE_INDEX names the index, and --index beats it`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("other.txt", "A text of its own.")
        let environment = ["LEDE_INDEX": "elsewhere"]
        #expect(try sandbox.lede("index", "other.txt", environment: environment).status == 0)
        #expect(!sandbox.names(in: "elsewhere").isEmpty)
        #expect(try sandbox.lede("count", "text", environment: environment).output == "1\n")
        #expect(try sandbox.lede("count", "text").output == "0\n")
        #expect(try sandbox.lede("count", "text", "--index", "index", environment: environment).output == "0\n")
        #expect(try sandbox.lede("count", "text", environment: ["LEDE_INDEX": ""]).output == "0\n")
    }

    @Test(arguments: [
        ["search", "a"], ["count", "a"], ["show", "a"], ["explain", "a", "a"], ["delete", "a"], ["stats"], ["terms"],
        ["check"], ["optimize"],
    ])
    func `Without an index the status is 3`(arguments: [String]) throws {
        let outcome = try Sandbox().run(arguments + ["--index", "nowhere"])
        #expect(outcome.status == 3)
        #expect(outcome.errors.hasPrefix("lede: there is no index in 'nowhere'"))
        #expect(outcome.output.isEmpty)
    }

    @Test func `A file in the place of the index is called one`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let search = try sandbox.lede("search", "a", "--index", "articles.jsonl")
        #expect(search.status == 3)
        #expect(
            search.errors == "lede: there is no index in 'articles.jsonl': it is a file, and an index is a folder\n")
        let index = try sandbox.lede("index", "articles.jsonl", "--index", "articles.jsonl")
        #expect(index.status == 3)
        #expect(index.errors.contains("articles.jsonl"))
    }

    @Test func `Help, the version and completion scripts are no errors`() throws {
        let sandbox = try Sandbox()
        #expect(try sandbox.lede("--version").output.first?.isNumber == true)
        let commands = [
            "index", "search", "count", "show", "explain", "delete", "stats", "terms", "check", "optimize",
        ]
        let help = try sandbox.lede("--help")
        #expect(help.status == 0)
        for command in commands {
            #expect(help.output.contains("  \(command) "))
            let outcome = try sandbox.lede(command, "--help")
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("Example"))
            #expect(outcome.output.contains("--index"))
        }
        for shell in ["bash", "zsh", "fish"] {
            let outcome = try sandbox.lede("--generate-completion-script", shell)
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("optimize"))
        }
    }
}
