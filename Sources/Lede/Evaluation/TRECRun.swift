/// A run file as TREC has it: query, `Q0`, document, rank, score, run, with spaces between them.
package struct TRECRun {
    /// The name of the run.
    let name: String

    package init(name: String) { self.name = name }

    /// The line of a document that was found, with its line end.
    package func line(query: String, document: String, rank: Int, score: Float) -> String {
        "\(Self.column(query)) Q0 \(Self.column(document)) \(rank) \(score) \(Self.column(name))\n"
    }

    /// An id as a column has it: white space, for which there is no place, is `_`.
    static func column(_ id: String) -> String {
        if id.isEmpty { return "_" }
        return id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x80 }) ? id : String(id.map { $0.isWhitespace ? "_" : $0 })
    }
}
