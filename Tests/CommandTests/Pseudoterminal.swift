import Foundation
import Synchronization
import Testing

/// A terminal of which the test is the person: what is typed goes in, what is shown is gathered.
final class Pseudoterminal {
    /// Its folder stays as long as the command may need it.
    private let sandbox: Sandbox
    private let running: Running
    private let master: Int32

    /// Starts the command with this terminal as its input and output.
    init(_ sandbox: Sandbox, _ arguments: String..., environment: [String: String] = [:]) throws {
        var (master, slave): (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: 40, ws_col: 90, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&master, &slave, nil, nil, &size) == 0)
        self.master = master
        self.sandbox = sandbox
        let usual = ["TERM": "xterm", "PAGER": "cat", "LEDE_HISTORY": "off", "LC_ALL": "C.UTF-8"]
        running = try sandbox.running(arguments, environment: usual.merging(environment) { $1 }, folder: "")
        let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
        running.process.standardInput = terminal
        running.process.standardOutput = terminal
        running.process.standardError = terminal
        try running.start()
        try terminal.close()
        let gathered = gathered
        Thread.detachNewThread { [master] in
            var block = [UInt8](repeating: 0, count: 4096)
            while case let count = read(master, &block, block.count), count > 0 { gathered.append(block[..<count]) }
            close(master)
        }
    }

    deinit { if running.process.isRunning { kill(running.process.processIdentifier, SIGKILL) } }

    private final class Gathered: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        func append(_ more: ArraySlice<UInt8>) { bytes.withLock { $0 += more } }
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    }

    private let gathered = Gathered()
    private var seen = 0

    /// Types a text, and waits until something is shown that was not before.
    /// - Returns: what was shown since the last call, without colours and moves of the cursor.
    @discardableResult
    func type(_ text: String, until expected: String) throws -> String {
        let bytes = Array(text.utf8)
        try #require(write(master, bytes, bytes.count) == bytes.count)
        return try wait(for: expected)
    }

    @discardableResult
    func wait(for expected: String) throws -> String {
        for _ in 0..<6000 {
            let text = Self.plain(gathered.text)
            let new = String(text.dropFirst(seen))
            if let range = new.range(of: expected) {
                let found = String(new[..<range.upperBound])
                seen += found.count
                return found
            }
            usleep(20_000)
        }
        Issue.record("'\(expected)' was not shown, but: \(Self.plain(gathered.text).dropFirst(seen))")
        throw Silence()
    }

    struct Silence: Error {}

    /// Types a line and waits for the next prompt.
    /// - Returns: what was shown up to there.
    @discardableResult
    func answer(to line: String) throws -> String { try type(line + "\n", until: "lede> ") }

    /// The exit status, when the command ends.
    func finish() throws -> Int32 { try running.finish().status }

    private static func plain(_ text: String) -> String {
        text.replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "").replacing("\r", with: "")
    }
}
