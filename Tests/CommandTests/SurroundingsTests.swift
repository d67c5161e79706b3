import Foundation
import Testing

/// What a shell, a job or another program may do to the command while it is at work, or before.
@Suite(.hangGuard) struct SurroundingsTests {
    /// Runs a script of the shell in the sandbox, in which `$LEDE` is the command.
    private func run(_ script: String, in sandbox: Sandbox) throws -> Sandbox.Outcome {
        let running = try sandbox.running([], environment: [:], folder: "")
        running.process.environment?["LEDE"] = running.process.executableURL?.path
        running.process.executableURL = URL(fileURLWithPath: "/bin/sh")
        running.process.arguments = ["-c", script]
        try running.start()
        return try running.finish()
    }

    @Test func `Descriptors that are closed are never those of a file of the index`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("bad.jsonl", "no JSON\n" + #"{"id":"d","body":"Fine."}"# + "\n")
        // The lock would be standard error, and what is reported written into it.
        #expect(try run("$LEDE index bad.jsonl - </dev/null 2>&-", in: sandbox).status == 2)
        let holder = try String(contentsOfFile: sandbox.file("index/write.lock"), encoding: .utf8)
        #expect(holder.allSatisfy { $0.isNumber || $0 == "\n" }, "\(holder)")
        #expect(try run("$LEDE index bad.jsonl <&- >&- 2>&-", in: sandbox).status == 2)
        #expect(try sandbox.lede("check").status == 0)
        let input = try run("$LEDE index - <&-", in: sandbox)
        #expect(input.status == 2 && input.errors.contains("standard input:1: cannot be read: Bad file descriptor"))
        let output = try run("$LEDE count river >&-", in: sandbox)
        #expect(output.status == 2 && output.errors.contains("cannot write to standard output"))
    }

    @Test func `An index that takes the place of one that is being made is left alone, also when that fails`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        #expect(try sandbox.lede("snapshot", "backup").status == 0)
        for index in ["index", "new"] {
            let input = Pipe()
            let running = try sandbox.startLede("index", "-", "--index", index, input: input)
            try input.fileHandleForWriting.write(contentsOf: Data((#"{"id":"x","body":"Lost."}"# + "\n").utf8))
            while !sandbox.names(in: index).contains("write.lock") || sandbox.names(in: index).count < 2 {
                usleep(10_000)
            }
            // What it has by then is in the moved folder.
            usleep(200_000)
            try FileManager.default.moveItem(atPath: sandbox.file(index), toPath: sandbox.file(index + ".old"))
            try FileManager.default.copyItem(atPath: sandbox.file("backup"), toPath: sandbox.file(index))
            try input.fileHandleForWriting.close()
            let outcome = try running.finish()
            #expect(outcome.status == 3 && outcome.errors.contains("moved or replaced"), "\(outcome.errors)")
            #expect(try sandbox.lede("count", "*", "--index", index).output == "3\n")
            #expect(try sandbox.lede("verify", "--index", index, "--against", "backup").status == 0)
            #expect(try sandbox.lede("check", "--index", index + ".old").status == 0)
        }
    }

    @Test func `Help fits a terminal of one column as well as it can, and is an error where it cannot be written`()
        throws
    {
        let sandbox = try Sandbox()
        for arguments in [["help", "search"], ["search", "--help"], ["--help"]] {
            let outcome = try sandbox.run(arguments, environment: ["COLUMNS": "1"])
            #expect(outcome.status == 0 && outcome.output.contains("--index"), "\(arguments): \(outcome.errors)")
        }
        #expect(try sandbox.run(["search", "--nix"], environment: ["COLUMNS": "1"]).status == 2)
        #expect(try run("$LEDE --help >&-", in: sandbox).status == 2)
    }

    @Test func `A folder whose name is not UTF-8 is refused, and none of another name is made`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let names = sandbox.names(in: "")
        let script = "name=$(printf 'caf\\351'); $LEDE index articles.jsonl --index $name; $LEDE snapshot $name"
        let outcome = try run(script, in: sandbox)
        #expect(outcome.status == 2 && outcome.errorLines.count(where: { $0.contains("is not UTF-8") }) == 2)
        #expect(sandbox.names(in: "").filter { !$0.hasPrefix(".") } == names.filter { !$0.hasPrefix(".") })
    }

    @Test func `Where hardly any file may be open the limit is named`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let few = try run("ulimit -n 7; $LEDE index articles.jsonl", in: sandbox)
        #expect(few.status == 2 && few.errors.contains("ulimit -n 256"), "\(few.errors)")
        let enough = try run("ulimit -n 16; $LEDE index articles.jsonl && $LEDE count school", in: sandbox)
        #expect(enough.status == 0, "\(enough.errors)")
    }

    @Test func `More arguments than can be read in time are refused, with the way out`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.run(["delete"] + (0..<10_000).map { "\($0)" })
        #expect(outcome.status == 2 && outcome.errors.contains("xargs -n 1000"))
    }
}
