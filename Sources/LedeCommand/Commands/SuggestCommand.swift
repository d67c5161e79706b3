import ArgumentParser
import Lede

struct SuggestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest", abstract: "Complete a word to words of the index, the most frequent first.",
        discussion: """
            Of several words the last is completed.
            Example: lede suggest sanct
            """)

    @Argument(help: "What was typed so far.") var prefix: [String]
    @Option(help: "A text or keyword field. Default: the fields that are searched without a name.") var field: String?
    @Option(
        name: [.customShort("n", allowingJoined: true), .customLong("limit")], help: "How many words to list at most.")
    var limit = 10
    @Flag(help: "Print the words as a JSON array.") var json = false
    @OptionGroup var location: IndexLocation

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() throws {
        let text = prefix.joined(separator: " ")
        let found = try location.searcher().suggestions(prefix: text, field: field, limit: limit)
        if json {
            try StandardOutput.writeLine(JSON.array(found.map(\.json)).text)
        } else if !found.isEmpty {
            var table = Table([.right, .left])
            for suggestion in found { table.add(String(suggestion.documentFrequency), suggestion.text) }
            try StandardOutput.writeLine(table.lines.joined(separator: "\n"))
        }
        if found.isEmpty {
            if !json { StandardError.say("no word begins with '\(text)'") }
            throw Failure.nothingFound
        }
    }
}

extension Suggestion {
    fileprivate var json: JSON {
        .object([("text", .string(text)), ("documents", .integer(documentFrequency))])
    }
}
