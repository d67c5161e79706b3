/// Comma-separated values as RFC 4180 has them, with line feeds.
enum CSV {
    static func line(_ values: [String]) -> String { values.map(quoted).joined(separator: ",") + "\n" }

    private static func quoted(_ value: String) -> String {
        let needsQuotes =
            value.utf8.contains { ",\"\r\n".utf8.contains($0) }
            || value.first == " " || value.last == " "
        return needsQuotes ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
    }
}
