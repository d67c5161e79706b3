/// Gathers what is written to standard output into large pieces, for commands that write without end.
struct OutputBuffer {
    private var text = ""
    private static let pieceBytes = 64 << 10

    /// - Throws: ``OutputError``
    mutating func write(_ more: String) throws(OutputError) {
        text += more
        if text.utf8.count >= Self.pieceBytes { try flush() }
    }

    /// Writes what is left.
    mutating func flush() throws(OutputError) {
        if !text.isEmpty { try StandardOutput.write(text) }
        text.removeAll(keepingCapacity: true)
    }
}
