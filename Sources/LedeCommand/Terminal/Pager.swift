import Foundation

/// Shows text a page at a time where it is longer than the terminal.
enum Pager {
    /// Writes a text to standard output, through the command in `PAGER` where it does not fit: `less -FRX` where there is
    /// none. `PAGER=cat` and an empty one mean no pager.
    /// - Throws: ``OutputError``
    static func write(_ text: String, on terminal: Terminal) throws(OutputError) {
        let command = ProcessInfo.processInfo.environment["PAGER"] ?? "less -FRX"
        let lines = text.utf8.count { $0 == UInt8(ascii: "\n") }
        guard let height = terminal.height, lines >= height, !command.isEmpty, command != "cat",
            ProcessInfo.processInfo.environment["TERM"] != "dumb", show(text, with: command)
        else { return try StandardOutput.write(text) }
    }

    /// - Returns: whether the command could be run.
    private static func show(_ text: String, with command: String) -> Bool {
        // Less decides by itself what Ctrl-C means.
        let handler = signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, handler) }
        fflush(nil)
        guard let pager = popen(command, "w") else { return false }
        // A reader that quits early is content with what it saw.
        fputs(text, pager)
        let status = pclose(pager)
        // 127 is the shell's word for a command that is not there.
        return (status >> 8) & 0xFF != 127
    }
}
