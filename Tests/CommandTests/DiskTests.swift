import Foundation
import Testing

/// File systems of their own, small or read-only, in a mount namespace: where a user may make one.
@Suite(.hangGuard) struct DiskTests {
    /// Runs a script in a folder with a file system of some kilobytes mounted at `disk`, `$LEDE` being the command.
    private static func run(_ script: String, kilobytes: Int, in sandbox: Sandbox) throws -> Sandbox.Outcome {
        let lede = try #require(try sandbox.running([], environment: [:], folder: "").process.executableURL).path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "unshare", "--mount", "--propagation", "private", "sh", "-c",
            "mkdir -p disk && mount -t tmpfs -o size=\(kilobytes)k tmpfs disk && cd disk && \(script)",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "LEDE": lede, "LEDE_INDEX": "index",
        ]) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: sandbox.path)
        let running = try Running(process, output: sandbox.file("out"), errors: sandbox.file("err"))
        try process.run()
        return try running.finish()
    }

    /// Whether file systems can be mounted here: by root on Linux, unless a container forbids it.
    private static let canMount: Bool = {
        guard geteuid() == 0, let sandbox = try? Sandbox() else { return false }
        return (try? run("true", kilobytes: 64, in: sandbox).status) == 0
    }()

    private static let skipped: Comment = "file systems can only be mounted by root on Linux"

    private func lines(_ count: Int, _ version: Int) -> String {
        (0..<count).map { id in
            let words = (0..<60).map { "w\((id &* 7919 &+ $0 &* 104_729) % 99_991)" }.joined(separator: " ")
            return #"{"id":"\#(id)","body":"oil v\#(version) \#(words)"}"# + "\n"
        }.joined()
    }

    @Test(.enabled(if: canMount, skipped), arguments: [700, 900, 1400, 2200])
    func `A full disk is an error that says so; the index stays, and the next run sweeps what was left`(
        kilobytes: Int
    ) throws {
        let sandbox = try Sandbox()
        try sandbox.write("few.jsonl", lines(200, 1))
        try sandbox.write("many.jsonl", lines(20_000, 2))
        let outcome = try Self.run(
            """
            $LEDE index ../few.jsonl --quiet || exit 50
            $LEDE index ../many.jsonl --quiet --threads 2 --memory 16MB 2>../errors; echo "index $?"
            $LEDE count oil; $LEDE count v1; $LEDE check >/dev/null; echo "check $?"
            $LEDE delete nothing >/dev/null; ls index | grep -c tmp
            cat /dev/zero > filler 2>/dev/null
            $LEDE count oil; $LEDE delete 7 2>../more; echo "delete $?"; $LEDE check >/dev/null; echo "check $?"
            rm filler; $LEDE delete 7 >/dev/null; echo "delete $?"; $LEDE count oil; ls index | grep -c tmp
            """, kilobytes: kilobytes, in: sandbox)
        let errors = try String(contentsOfFile: sandbox.file("errors"), encoding: .utf8)
        #expect(errors.contains("No space left on device"), "\(errors)")
        let more = try String(contentsOfFile: sandbox.file("more"), encoding: .utf8)
        #expect(more.contains("No space left on device"), "\(more)")
        let expected = [
            "index 3", "200", "200", "check 0", "0", "200", "delete 3", "check 0", "delete 0", "199", "0",
        ]
        #expect(outcome.outputLines == expected, "\(outcome.output) \(outcome.errors)")
    }

    @Test(.enabled(if: canMount, skipped))
    func `A disk that runs full while an index is optimized is an error, and what was written is removed`() throws {
        let sandbox = try Sandbox()
        for part in 0..<3 {
            try sandbox.write(
                "\(part).jsonl", lines(2000, part).replacing(#""id":""#, with: #""id":"\#(part)-"#))
        }
        // Optimizing asks for room, so the disk is filled after that: once there is a file, the command is held.
        let outcome = try Self.run(
            """
            for part in 0 1 2; do $LEDE index ../$part.jsonl --quiet; done; $LEDE count oil
            $LEDE optimize 2>../errors & work=$!
            while kill -0 $work 2>/dev/null && ! ls index | grep -q tmp; do :; done
            kill -STOP $work; cat /dev/zero > filler 2>/dev/null; kill -CONT $work
            wait $work; echo "optimize $?"; ls index | grep -c tmp; $LEDE count oil; $LEDE check >/dev/null; echo "check $?"
            rm filler; $LEDE optimize >/dev/null; echo "optimize $?"; ls index | grep -c seg; $LEDE count oil
            """, kilobytes: 24_000, in: sandbox)
        let errors = try String(contentsOfFile: sandbox.file("errors"), encoding: .utf8)
        #expect(errors.contains("No space left on device"), "\(errors)")
        let expected = ["6000", "optimize 3", "0", "6000", "check 0", "optimize 0", "1", "6000"]
        #expect(outcome.outputLines == expected, "\(outcome.output) \(outcome.errors)")
    }

    /// Runs the rest as somebody whom permissions hold.
    private static let asNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups"

    private static let canBeNobody: Bool = {
        guard canMount, let sandbox = try? Sandbox() else { return false }
        return (try? run("chmod 777 . && \(asNobody) $LEDE --version", kilobytes: 64, in: sandbox).status) == 0
    }()

    @Test(.enabled(if: canBeNobody, skipped))
    func `Permissions that are lost midway are an error that says so; the index stays`() throws {
        let sandbox = try Sandbox()
        try sandbox.write("few.jsonl", lines(200, 1))
        try sandbox.write("many.jsonl", lines(5000, 2))
        let outcome = try Self.run(
            """
            chmod 777 .; few=$(cat ../few.jsonl); many=$(cat ../many.jsonl); nobody="\(Self.asNobody)"
            echo "$few" | $nobody $LEDE index - --format jsonl --quiet; echo "index $?"; before=$(ls index | grep -c seg)
            wait_for_file() { turns=0; while [ $turns -lt 1000 ] && [ $(ls index | grep -c 'seg\\|tmp') = $before ]; do turns=$((turns + 1)); done; }
            { echo "$many"; wait_for_file; chmod 555 index; echo "$many"; } |
                $nobody $LEDE index - --format jsonl --quiet --memory 16MB 2>errors; echo "index $?"
            grep -c 'Permission denied' errors; grep -c closed errors
            $nobody $LEDE count v1; $nobody $LEDE check >/dev/null; echo "check $?"
            chmod 000 index; $nobody $LEDE count v1 2>errors; echo "count $?"; grep -c 'Permission denied' errors
            chmod 755 index; $nobody $LEDE delete nothing >/dev/null; echo "delete $?"
            $nobody $LEDE count v1; ls index | grep -c tmp
            """, kilobytes: 60_000, in: sandbox)
        let expected = [
            "index 0", "index 3", "1", "0", "200", "check 0", "count 3", "1", "delete 1", "200", "0",
        ]
        #expect(outcome.outputLines == expected, "\(outcome.output) \(outcome.errors)")
    }

    @Test(.enabled(if: canMount, skipped))
    func `On a read-only file system everything that reads works, and what writes says why not`() throws {
        let sandbox = try Sandbox()
        try sandbox.write("few.jsonl", lines(50, 1))
        let reading = [
            "count oil", "search oil --json", "show 7", "stats", "terms w", "check", "verify", "export oil",
            "repair --dry-run", "suggest w", "explain oil 7", "snapshot ../copy",
        ]
        let writing = ["index ../few.jsonl", "delete 7", "optimize", "repair", "watch add x oil", "snapshot copy"]
        let outcome = try Self.run(
            "$LEDE index ../few.jsonl --quiet && mount -o remount,ro,size=4096k disk . && "
                + reading.map { "{ $LEDE \($0) >/dev/null; echo \"$?\"; }" }.joined(separator: "; ") + "; "
                + writing.map { "{ $LEDE \($0) 2>>../errors; echo \"$?\"; }" }.joined(separator: "; ")
                + "; $LEDE check >/dev/null; echo \"$?\"", kilobytes: 4096, in: sandbox)
        #expect(outcome.outputLines == reading.map { _ in "0" } + writing.map { _ in "3" } + ["0"], "\(outcome.output)")
        let errors = try String(contentsOfFile: sandbox.file("errors"), encoding: .utf8).split(separator: "\n")
        #expect(errors.count(where: { $0.contains("Read-only file system") }) == writing.count, "\(errors)")
    }
}
