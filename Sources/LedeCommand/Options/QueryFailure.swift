import Lede

/// A query that cannot be read, with the place shown.
struct QueryFailure: Error, CustomStringConvertible {
    let error: QuerySyntaxError
    let text: String

    /// The message, then the query, and a caret under the place.
    var description: String {
        let hint = error.hint.map { " (\($0))" } ?? ""
        let shown = error.caret(in: text).split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
        return error.message + hint + "\n" + shown.joined(separator: "\n")
    }
}

extension QueryParser {
    /// Reads a query.
    /// - Throws: ``QueryFailure``
    func parseOrFail(_ text: String) throws(QueryFailure) -> Query {
        do throws(QuerySyntaxError) {
            return try parse(text)
        } catch {
            throw QueryFailure(error: error, text: text)
        }
    }
}
