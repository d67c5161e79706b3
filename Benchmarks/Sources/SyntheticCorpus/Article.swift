/// An article of a ``SyntheticCorpus``.
package struct Article: Sendable {
    package let id: String
    /// `YYYY-MM-DD`
    package let date: String
    package let title: String
    package let section: String
    package let body: String

    /// The article as a line of JSON, without its line feed.
    ///
    /// The texts have no quotation mark, backslash or control character but the line feeds between paragraphs.
    package var json: [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(body.utf8.count + 200)
        for (name, value) in [("id", id), ("date", date), ("title", title), ("section", section), ("body", body)] {
            line += (line.isEmpty ? "{\"" : ",\"").utf8
            line += name.utf8
            line += "\":\"".utf8
            for byte in value.utf8 {
                if byte == UInt8(ascii: "\n") { line += "\\n".utf8 } else { line.append(byte) }
            }
            line.append(UInt8(ascii: "\""))
        }
        line.append(UInt8(ascii: "}"))
        return line
    }
}
