import Foundation
import Testing

/// What the README shows of the command, run on the articles of the demo.
@Suite(.hangGuard) struct ReadmeTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardized

    private func readme() throws -> String {
        try String(contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
    }

    private func demo() throws -> Sandbox {
        let sandbox = try Sandbox()
        let outcome = try sandbox.lede("index", Self.root.appendingPathComponent("seeds").path, "--quiet")
        try #require(outcome.status == 0)
        return sandbox
    }

    @Test func `Commands print what is shown, but for the time they take`() throws {
        let sandbox = try demo()
        var shown: [(command: String, output: [Substring])] = []
        for line in try readme().split(separator: "\n") {
            if line.hasPrefix("    $ lede ") {
                shown.append((String(line.dropFirst("    $ lede ".count)), []))
            } else if line.hasPrefix("    "), !shown.isEmpty {
                shown[shown.count - 1].output.append(line)
            } else if shown.last?.output.isEmpty == false {
                shown.append(("", []))
            }
        }
        // With a pipe behind it, a command shows what another one makes of it.
        let commands = shown.filter { !$0.command.isEmpty && !$0.command.contains("|") }
        #expect(commands.count >= 2)
        for (command, output) in commands {
            let outcome = try sandbox.run(arguments(of: command))
            #expect(words(outcome.output + outcome.errors) == words(output.joined(separator: "\n")), "\(command)")
        }
    }

    @Test func `Every query of the table finds something`() throws {
        let sandbox = try demo()
        let rows = try readme().split(separator: "\n").drop { $0 != "| query | finds |" }.dropFirst(2)
            .prefix { $0.hasPrefix("|") }
        let queries = rows.flatMap { row in
            row.split(separator: "|")[0].matches(of: /`([^`]+)`/).map { String($0.output.1) }
        }
        #expect(queries.count > 8)
        for query in queries { #expect(try sandbox.lede("count", query).status == 0, "\(query)") }
    }

    /// The arguments of a command line, taken apart as a shell does, as far as the README needs it.
    private func arguments(of command: String) -> [String] {
        command.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap { place, part in
            place % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
    }

    /// What is printed, whatever the width of the terminal and the speed of the machine.
    private func words(_ text: String) -> [Substring] {
        text.replacing(/[0-9.]+ ms/, with: "ms").split(whereSeparator: \.isWhitespace)
    }
}
