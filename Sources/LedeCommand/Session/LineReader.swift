import Foundation

/// Where a session gets its lines from.
protocol LineReader: AnyObject {
    func next() -> SessionLine
}

/// What came in place of a line.
enum SessionLine {
    case text(String)
    /// Ctrl-C: what was typed does not count.
    case interrupted
    /// Ctrl-D, or the end of the input.
    case end
}

/// Reads lines as the terminal gives them, where it cannot do more.
final class PlainLineReader: LineReader {
    func next() -> SessionLine {
        do throws(OutputError) {
            try StandardOutput.write("lede> ")
        } catch {
            return .end
        }
        return readLine().map { .text($0) } ?? .end
    }
}
