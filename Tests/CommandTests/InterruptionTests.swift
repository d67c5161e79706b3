import Foundation
import Testing

@Suite(.hangGuard) struct InterruptionTests {
    /// Starts `lede index -` on a pipe that stays open, and waits until it has taken in what was written.
    private func startReading(_ text: String, in sandbox: Sandbox) throws -> (running: Running, input: Pipe) {
        let input = Pipe()
        // Starting a process closes the side of the pipe that it was given.
        let probe = dup(input.fileHandleForReading.fileDescriptor)
        defer { close(probe) }
        let running = try sandbox.startLede("index", "-", "--threads", "2", input: input)
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        var waiting: Int32 = 1
        while waiting > 0, running.process.isRunning {
            usleep(10_000)
            try #require(ioctl(probe, UInt(FIONREAD), &waiting) == 0)
        }
        return (running, input)
    }

    @Test(arguments: [SIGINT, SIGTERM]) func `A signal commits what was accepted`(signal: Int32) throws {
        let sandbox = try Sandbox.withThreeArticles()
        let records = (1...50).map { #"{"id":"p\#($0)","body":"Piped record number \#($0)."}"# + "\n" }.joined()
        let (running, input) = try startReading(records + #"{"id":"half","body":"#, in: sandbox)
        kill(running.process.processIdentifier, signal)
        let outcome = try running.finish()
        try input.fileHandleForWriting.close()
        #expect(outcome.status == 130)
        #expect(outcome.errors.contains("lede: interrupted: keeping what was read"))
        let summary = "interrupted; indexed 50 documents (50 new, 0 replaced, 0 unchanged), 0 skipped"
        #expect(outcome.errors.contains(summary))
        #expect(try sandbox.lede("count", "piped").output == "50\n")
        #expect(try sandbox.lede("stats", "--json").json()["documents"] as? Int == 53)
        #expect(try sandbox.lede("check").status == 0)
    }

    @Test func `A job that a shell made deaf to SIGINT is interrupted all the same`() throws {
        let sandbox = try Sandbox()
        let lede = try #require(try sandbox.running([], environment: [:], folder: "").process.executableURL).path
        let script = """
            (printf '{"id":"x","body":"Some words."}\\n'; exec sleep 60) > pipe & writer=$!
            "$0" index --quiet /dev/fd/3 3< pipe & reader=$!
            while [ ! -e index/write.lock ]; do sleep 0.1; done
            sleep 1; kill -INT $reader; wait $reader; status=$?; kill -KILL $writer; exit $status
            """
        #expect(mkfifo(sandbox.file("pipe"), 0o600) == 0)
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", script, lede]
        shell.currentDirectoryURL = URL(fileURLWithPath: sandbox.path)
        shell.standardError = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 130)
        #expect(try sandbox.lede("count", "words").output == "1\n")
    }

    @Test func `A second signal ends the command though it waits for a pipe that nobody writes to`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        #expect(mkfifo(sandbox.file("pipe"), 0o600) == 0)
        let running = try sandbox.startLede("index", "articles.jsonl", "pipe", "--format", "jsonl")
        let process = running.process.processIdentifier
        // Who holds the lock is past the point where signals are taken over, or nearly.
        while try !String(contentsOfFile: sandbox.file("index/write.lock"), encoding: .utf8).hasPrefix("\(process)\n") {
            usleep(10_000)
        }
        while !running.errorsSoFar.contains("once more to end at once") {
            kill(process, SIGINT)
            usleep(100_000)
            if !running.process.isRunning { break }
        }
        if running.process.isRunning { kill(process, SIGINT) }
        let outcome = try running.finish()
        #expect(running.process.terminationReason == .exit || running.process.terminationReason == .uncaughtSignal)
        #expect(outcome.status == 130 || outcome.status == SIGINT)
        #expect(try sandbox.lede("check").status == 0)
        #expect(try sandbox.lede("count", "*").output == "3\n")
        #expect(try sandbox.lede("delete", "a").status == 0)
    }

    @Test func `A second writer is told who holds the index, and readers are not kept waiting`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let (running, input) = try startReading("\n", in: sandbox)
        let process = running.process.processIdentifier
        let outcome = try sandbox.lede("delete", "a")
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("process \(process)"))
        #expect(try sandbox.lede("index", "articles.jsonl").status == 3)
        #expect(try sandbox.lede("optimize").status == 3)
        #expect(try sandbox.lede("count", "river").output == "1\n")
        try input.fileHandleForWriting.close()
        #expect(try running.finish().status == 0)
        #expect(try sandbox.lede("index", "articles.jsonl").status == 0)
    }

    @Test func `A reader that goes away ends the command without a word`() throws {
        let sandbox = try Sandbox()
        let words = (0..<20_000).map { "word\($0)" }.joined(separator: " ")
        try sandbox.write("a.txt", words)
        #expect(try sandbox.lede("index", "a.txt", "--quiet").status == 0)
        let output = Pipe()
        let running = try sandbox.startLede("terms", "-n", "100000", output: output)
        try output.fileHandleForWriting.close()
        _ = try output.fileHandleForReading.read(upToCount: 10)
        try output.fileHandleForReading.close()
        #expect(try running.finish().errors.isEmpty)
    }
}
