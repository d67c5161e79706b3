import ArgumentParser
import Lede

/// A query as arguments: its words may be one argument or several.
struct QueryWords: ParsableArguments {
    @Argument(help: "Words (any of them), AND OR NOT, +with -without, \"a phrase\", field:word, date:[2017-01 TO 2017-06].")
    var query: [String]

    /// The query as one text.
    var text: String { query.joined(separator: " ") }

    /// - Throws: ``QueryFailure``
    func parsed(for schema: Schema) throws(QueryFailure) -> Query { try QueryFailure.parse(text, for: schema) }
}

/// A query that cannot be read, with the place shown.
struct QueryFailure: Error, CustomStringConvertible {
    private let error: QuerySyntaxError
    private let text: String

    static func parse(_ text: String, for schema: Schema) throws(QueryFailure) -> Query {
        do throws(QuerySyntaxError) {
            return try QueryParser(schema: schema).parse(text)
        } catch {
            throw QueryFailure(error: error, text: text)
        }
    }

    /// The message, then the query, and a caret under the place.
    var description: String {
        let hint = error.hint.map { " (\($0))" } ?? ""
        let shown = error.caret(in: text).split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
        return error.message + hint + "\n" + shown.joined(separator: "\n")
    }
}
