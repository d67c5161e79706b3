import ArgumentParser
import Lede

/// A query as arguments: its words may be one argument or several.
struct QueryWords: ParsableArguments {
    @Argument(
        help: "Words (any of them), AND OR NOT, +with -without, \"a phrase\", field:word, date:[2017-01 TO 2017-06].")
    var query: [String] = []

    var isEmpty: Bool { query.isEmpty }

    /// Refuses a command line without a query.
    func requireQuery() throws {
        if isEmpty { throw ValidationError("Missing expected argument '<query> ...'") }
    }

    /// The query as one text.
    var text: String { query.map { $0.hasPrefix(" -") ? String($0.dropFirst()) : $0 }.joined(separator: " ") }

    /// The arguments of a command line with a space before each `-word` of a query, so that
    /// `lede search sanctuary -school` leaves a word out and is not taken for short options.
    ///
    /// `-n` with or without its number stays an option, and so does what only lacks a second hyphen, such as `-json`.
    static func protectingExclusions(_ arguments: [String]) -> [String] {
        let commands =
            [
                SearchCommand.self, CountCommand.self, ExplainCommand.self, ExportCommand.self, TimelineCommand.self,
                ContextCommand.self, WatchCommand.self, DuplicatesCommand.self,
            ] as [any ParsableCommand.Type]
        guard let name = arguments.first, commands.contains(where: { $0.configuration.commandName == name }) else {
            return arguments
        }
        let options = [
            "json", "jsonl", "limit", "offset", "color", "index", "k1", "b", "help", "version", "like", "timeout",
            "sort", "newest", "oldest", "after", "recency", "facet", "histogram", "stats-of", "format", "fields",
            "queries", "by", "field", "share", "width", "replace", "collapse",
        ]
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments.enumerated().map { index, argument in
            let word = argument.dropFirst()
            let isWord =
                index < end && argument.hasPrefix("-") && word.count > 1 && word.first != "-"
                && !options.contains { word == $0 || word.hasPrefix($0 + "=") }
                && !(word.first == "n" && word.dropFirst().allSatisfy { $0.isNumber || $0 == "=" })
            return isWord ? " " + argument : argument
        }
    }
}
