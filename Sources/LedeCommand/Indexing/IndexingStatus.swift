import Foundation
import LedeImport
import Synchronization

/// Tells on standard error how far the indexing has come: on a terminal in a line that changes, else in a plain line
/// every few seconds.
final class IndexingStatus: Sendable {
    private struct State {
        var lastShown: ContinuousClock.Instant
        /// The line that stands on the terminal and will be written over.
        var line = ""
    }

    private let isQuiet: Bool
    private let isTerminal: Bool
    private let start: ContinuousClock.Instant
    private let state: Mutex<State>

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
        start = .now
        state = Mutex(State(lastShown: start))
    }

    private var interval: Duration { isTerminal ? .milliseconds(100) : .seconds(5) }

    func update(_ progress: Importer.Progress) {
        guard !isQuiet else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            guard now - state.lastShown >= interval else { return }
            state.lastShown = now
            show(Self.line(progress, elapsed: (now - start).seconds), &state)
        }
    }

    /// Shows that something takes its time.
    func announce(_ text: String) {
        guard !isQuiet, isTerminal else { return }
        state.withLock { show(text, &$0) }
    }

    /// Reports a record or file that gives no document; also when quiet.
    func report(_ problem: ImportProblem) { writeAbove(problem.description.printable() + "\n") }

    /// Says something that matters; also when quiet.
    func say(_ message: String) { writeAbove("lede: \(message)\n") }

    /// Writes a line of the summary.
    func finish(_ text: String) {
        clear()
        if !isQuiet { StandardError.write(text.printable() + "\n") }
    }

    /// Takes the changing line away.
    func clear() { state.withLock { show("", &$0) } }

    /// Writes a whole line where the changing one stands, and that one again below.
    private func writeAbove(_ text: String) {
        state.withLock { state in
            let line = state.line
            if !line.isEmpty { show("", &state) }
            StandardError.write(text)
            if !line.isEmpty { show(line, &state) }
        }
    }

    private func show(_ line: String, _ state: inout State) {
        guard isTerminal else {
            if !line.isEmpty { StandardError.write(line + "\n") }
            return
        }
        if line.isEmpty, state.line.isEmpty { return }
        StandardError.write("\r" + line.prefix(Terminal.columns(of: STDERR_FILENO) - 1) + "\u{1B}[K")
        state.line = line
    }

    /// `12345 documents, 45.1 MB of 120.4 MB, 8123 documents/s, 12 s left`
    private static func line(_ progress: Importer.Progress, elapsed: Double) -> String {
        var line = Numbers.plural(progress.documents, "document") + ", " + Numbers.bytes(progress.bytes)
        if let total = progress.totalBytes { line += " of " + Numbers.bytes(total) }
        if elapsed > 0 { line += ", \(Int(Double(progress.documents) / elapsed)) documents/s" }
        if progress.problems > 0 { line += ", \(progress.problems) skipped" }
        if let total = progress.totalBytes, total >= progress.bytes, progress.bytes > 0, elapsed > 1 {
            let left = elapsed * Double(total - progress.bytes) / Double(progress.bytes)
            line += ", \(Numbers.wholeSeconds(left)) left"
        }
        return line
    }
}
