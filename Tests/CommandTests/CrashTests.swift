import Foundation
import Testing

/// How long the random tests of the command run; as in the tests of the library.
enum Torture {
    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    static let seed = UInt64(truncatingIfNeeded: number("LEDE_TORTURE_SEED") ?? 1)
    /// 0 in `make test`.
    static let rounds = max(0, number("LEDE_TORTURE_ROUNDS") ?? 0)
}

/// The command as a process that is killed, or finds no room, at moments that nobody chose.
@Suite(.timeLimit(.minutes(60)), .serialized) struct CrashTests {
    /// SplitMix64.
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }

    /// Lines of articles with the word `oil`, ids from `range`.
    private func articles(_ range: Range<Int>, version: Int, words: Int = 60) -> String {
        range.map { id in
            let body = (0..<words).map { "w\((id &* 31 &+ $0 &* 7 &+ version) % 997)" }.joined(separator: " ")
            return #"{"id":"\#(id)","title":"oil","version":"v\#(version)","body":"\#(body)"}"# + "\n"
        }.joined()
    }

    /// The numbers of documents that match, by version.
    private func count(_ sandbox: Sandbox, _ query: String) throws -> Int {
        Int(try sandbox.lede("count", query).output.trimmingCharacters(in: .newlines)) ?? -1
    }

    @Test func `Killed at any moment the index is whole, and the next run completes it`() throws {
        let sandbox = try Sandbox()
        var random = Random(state: Torture.seed)
        let total = 3000
        try sandbox.write("base.jsonl", articles(0..<total / 2, version: 0))
        try #require(try sandbox.lede("index", "base.jsonl", "--quiet").status == 0)
        let rounds = Torture.rounds == 0 ? 24 : 100 * Torture.rounds
        var killed = 0
        var longest = 0.4
        for round in 1...rounds {
            // Half of the documents are there already, with another text.
            try sandbox.write("batch.jsonl", articles(0..<total, version: round))
            let before = try count(sandbox, "oil")
            let running = try sandbox.running(
                ["index", "batch.jsonl", "--quiet", "--threads", "2", "--memory", "8MB"], environment: [:], folder: "")
            let start = Date()
            try running.start()
            usleep(UInt32(Double.random(in: 0...longest, using: &random) * 1e6))
            kill(running.process.processIdentifier, SIGKILL)
            let outcome = try running.finish()
            let wasKilled = running.process.terminationReason == .uncaughtSignal
            if wasKilled { killed += 1 } else { longest = max(0.02, min(longest, -start.timeIntervalSinceNow)) }
            #expect(wasKilled || outcome.status == 0, "\(outcome.errors)")
            let check = try sandbox.lede("check")
            #expect(check.status == 0, "seed \(Torture.seed), round \(round): \(check.output)")
            let after = try count(sandbox, "oil")
            #expect(
                after == before || after == total, "seed \(Torture.seed), round \(round): \(after), before \(before)")
            if round % 6 == 0 {
                #expect(try sandbox.lede("index", "batch.jsonl", "--quiet").status == 0)
                #expect(try count(sandbox, "oil") == total)
                let one = try sandbox.lede("show", "7", "--json").output
                #expect(one.contains(#""v\#(round)""#))
                #expect(!sandbox.names(in: "index").contains { $0.hasSuffix(".tmp") })
            }
            if round % 12 == 0 { #expect(try sandbox.lede("delete", "--query", "oil").status == 0) }
        }
        #expect(killed > 0)
        print("killed \(killed) of \(rounds) runs")
    }

    @Test func `Killed while a new index is made there is none or a whole one, and the next run completes it`() throws {
        let sandbox = try Sandbox()
        var random = Random(state: Torture.seed)
        let total = 300
        try sandbox.write("batch.jsonl", articles(0..<total, version: 0, words: 20))
        let start = Date()
        try #require(try sandbox.lede("index", "batch.jsonl", "--quiet", "--index", "new").status == 0)
        let longest = -start.timeIntervalSinceNow
        var killed = 0
        for round in 1...(Torture.rounds == 0 ? 16 : 60 * Torture.rounds) {
            try FileManager.default.removeItem(atPath: sandbox.file("new"))
            let running = try sandbox.running(
                ["index", "batch.jsonl", "--quiet", "--index", "new"], environment: [:], folder: "")
            try running.start()
            usleep(UInt32(Double.random(in: 0...longest, using: &random) * 1e6))
            kill(running.process.processIdentifier, SIGKILL)
            _ = try running.finish()
            if running.process.terminationReason == .uncaughtSignal { killed += 1 }
            let found = try sandbox.lede("count", "oil", "--index", "new")
            let isThere = found.status != 3
            #expect(
                isThere ? ["0\n", "\(total)\n"].contains(found.output) : found.errors.contains("there is no index"),
                "seed \(Torture.seed), round \(round): \(found.output)\(found.errors)")
            if isThere { #expect(try sandbox.lede("check", "--index", "new").status == 0) }
            #expect(try sandbox.lede("index", "batch.jsonl", "--quiet", "--index", "new").status == 0)
            #expect(try sandbox.lede("count", "oil", "--index", "new").output == "\(total)\n")
            #expect(!sandbox.names(in: "new").contains { $0.hasSuffix(".tmp") })
        }
        #expect(killed > 0)
    }

    @Test func `A file that may not grow further is an error that says so, and the index is as it was`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("many.jsonl", articles(0..<3000, version: 1))
        let lede = try #require(try sandbox.running([], environment: [:], folder: "").process.executableURL).path
        // Blocks of 512 or 1,024 bytes, by shell: enough for a manifest, too little for a segment.
        for limit in [0, 1, 8, 60, 200] {
            let shell = Process()
            shell.executableURL = URL(fileURLWithPath: "/bin/sh")
            shell.arguments = ["-c", "ulimit -f \(limit); exec \"$0\" index many.jsonl --quiet 2>errors", lede]
            shell.currentDirectoryURL = URL(fileURLWithPath: sandbox.path)
            try shell.run()
            shell.waitUntilExit()
            let errors = (try? String(contentsOfFile: sandbox.file("errors"), encoding: .utf8)) ?? ""
            #expect(shell.terminationReason == .exit && shell.terminationStatus == 3, "limit \(limit): \(errors)")
            if limit > 0 { #expect(errors.contains("File too large"), "\(errors)") }
            #expect(try sandbox.lede("count", "school").output == "2\n")
            #expect(try sandbox.lede("check").status == 0)
        }
        #expect(try sandbox.lede("index", "many.jsonl", "--quiet").status == 0)
        #expect(try sandbox.lede("count", "oil").output == "3000\n")
        #expect(!sandbox.names(in: "index").contains { $0.hasSuffix(".tmp") })
    }

    @Test func `Searches beside a writer see whole commits, whatever files it removes`() throws {
        let sandbox = try Sandbox()
        try sandbox.write("0.jsonl", articles(0..<200, version: 0, words: 10))
        try #require(try sandbox.lede("index", "0.jsonl", "--quiet").status == 0)
        let end = Date().addingTimeInterval(Torture.rounds == 0 ? 4 : 60 * Double(Torture.rounds))
        let group = DispatchGroup()
        for reader in 0..<2 {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                do {
                    while Date() < end {
                        let outcome = try sandbox.lede("count", reader == 0 ? "oil" : "*")
                        #expect(outcome.output == "200\n", "\(outcome.errors)")
                    }
                } catch { Issue.record(error) }
            }
        }
        // Those that read everything take longer than a commit does.
        group.enter()
        Thread.detachNewThread {
            defer { group.leave() }
            do {
                while Date() < end {
                    for command in [["check"], ["verify"], ["repair", "--dry-run"]] {
                        let outcome = try sandbox.run(command)
                        #expect(
                            outcome.status == 0 && !outcome.output.contains("lost"),
                            "\(outcome.output) \(outcome.errors)")
                    }
                }
            } catch { Issue.record(error) }
        }
        var version = 1
        while Date() < end {
            try sandbox.write("next.jsonl", articles(0..<200, version: version, words: 10))
            #expect(try sandbox.lede("index", "next.jsonl", "--quiet").status == 0)
            if version % 3 == 0 {
                try? FileManager.default.removeItem(atPath: sandbox.file("copy"))
                #expect(try sandbox.lede("snapshot", "copy").status == 0)
                #expect(try sandbox.lede("verify", "--index", "copy").status == 0)
            }
            version += 1
        }
        group.wait()
        #expect(version > 2)
        #expect(try sandbox.lede("check").status == 0)
    }
}

/// Input that was made to hurt.
@Suite(.hangGuard) struct HostileInputTests {
    @Test func `Limits are named in what is reported, and the rest goes in`() throws {
        let sandbox = try Sandbox()
        let long = #"{"id":"long","body":""# + String(repeating: "word ", count: 60_000) + #""}"#
        let wide =
            #"{"id":"wide","body":"x","#
            + (0..<2000).map { #""f\#($0)":\#($0)"# }.joined(separator: ",") + "}"
        try sandbox.write("a.jsonl", [long, wide, #"{"id":"good","body":"oil"}"#].joined(separator: "\n"))
        let outcome = try sandbox.lede("index", "a.jsonl", "--max-record-bytes", "100KB", "--max-values", "1000")
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("a.jsonl:1: record is longer than 102400 bytes, the limit of --max-record-bytes"))
        #expect(outcome.errors.contains("a.jsonl:2: has more than 1000 values, the limit of --max-values"))
        #expect(try sandbox.lede("count", "*").output == "1\n")
        #expect(try sandbox.lede("index", "a.jsonl").status == 0)
        #expect(try sandbox.lede("count", "*").output == "3\n")
    }

    @Test func `Dates at both ends of the calendar, NUL bytes and lone surrogates are documents or reported`() throws {
        let sandbox = try Sandbox()
        let lines = [
            #"{"id":"first","date":"0001-01-01","body":"oil"}"#, #"{"id":"last","date":"9999-12-31","body":"oil"}"#,
            #"{"id":"zero","date":"0000-01-01","body":"oil"}"#, #"{"id":"nul","body":"oil \u0000 gas"}"#,
            #"{"id":"lone","body":"oil \ud800 gas"}"#, #"{"id":"fine","body":"oil"}"#,
        ]
        try sandbox.write(
            "a.jsonl", Data((lines.joined(separator: "\n") + "\n{\"id\":\"raw\",\"body\":\"a\0b\"}\n").utf8))
        let outcome = try sandbox.lede("index", "a.jsonl")
        #expect([0, 2].contains(outcome.status))
        #expect(try sandbox.lede("count", "oil AND date:9999").output == "1\n")
        #expect(try sandbox.lede("count", "oil AND date:[* TO 0001]").status == 0)
        #expect(try sandbox.lede("check").status == 0)
        #expect(try sandbox.lede("show", "fine").status == 0)
    }
}
