import Foundation

/// Standard output. A reader that went away ends the program without a word, as `lede terms | head` should.
enum StandardOutput {
    /// - Throws: ``OutputError`` when it cannot be written to.
    static func write(_ text: String) throws(OutputError) {
        let failure = writeAll(text, to: STDOUT_FILENO)
        if failure == EPIPE { exit(0) }
        if failure != 0 { throw OutputError(reason: String(cString: strerror(failure))) }
    }

    static func writeLine(_ text: String) throws(OutputError) { try write(text + "\n") }
}

/// Standard error. That nobody reads it is no reason to stop.
enum StandardError {
    static func write(_ text: String) { _ = writeAll(text, to: STDERR_FILENO) }

    /// Writes a message of the program, free of control characters.
    static func say(_ message: String) { write("lede: " + message.printable(keepsLines: true) + "\n") }
}

/// Standard output cannot be written to: a full disk, a closed descriptor.
struct OutputError: Error, CustomStringConvertible {
    var reason: String
    var description: String { "cannot write to standard output: \(reason)" }
}

/// Writes everything; gives back 0 or the system's error number.
private func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let count = Foundation.write(descriptor, base + done, bytes.count - done)
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            done += count
        }
        return 0
    }
}
