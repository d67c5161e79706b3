import ArgumentParser
import Lede

struct TermsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terms", abstract: "List the terms of the index that begin with a prefix.",
        discussion: """
            Terms are words as the analyzer makes them: in small letters, and stemmed where the field is.
            Example: lede terms sanct --field title
            """)

    @Argument(help: "The beginning of the terms; all terms without it.") var prefix = ""
    @Option(help: "A text or keyword field. Default: the fields that are searched without a name.") var field: String?
    @Option(
        name: [.customShort("n", allowingJoined: true), .customLong("limit")], help: "How many terms to list at most.")
    var limit = 100
    @Flag(help: "Print the terms as a JSON array.") var json = false
    @OptionGroup var location: IndexLocation

    func validate() throws {
        if limit < 1 || limit == .max { throw ValidationError("--limit must be at least 1") }
    }

    func run() throws {
        let searcher = try location.searcher()
        var terms = try searcher.terms(prefix: prefix, field: field, limit: limit + 1)
        if terms.isEmpty, case let folded = prefix.lowercased(), folded != prefix {
            terms = try searcher.terms(prefix: folded, field: field, limit: limit + 1)
        }
        let isCut = terms.count > limit
        terms = Array(terms.prefix(limit))
        if json {
            try StandardOutput.writeLine(JSON.array(terms.map(\.json)).text)
        } else if !terms.isEmpty {
            // The terms last: one of them may be very long.
            var table = Table([.right, .right, .left])
            table.add("documents", "occurrences", "term")
            for term in terms { table.add(String(term.documentFrequency), String(term.totalFrequency), term.term) }
            try StandardOutput.writeLine(table.lines.joined(separator: "\n"))
        }
        if isCut { StandardError.say("there are more than these \(limit); see --limit") }
        if terms.isEmpty {
            if !json { StandardError.say(prefix.isEmpty ? "there are no terms" : "no term begins with '\(prefix)'") }
            throw Failure.nothingFound
        }
    }
}

extension TermStatistics {
    fileprivate var json: JSON {
        .object([
            ("term", .string(term)), ("documents", .integer(documentFrequency)),
            ("occurrences", .integer(totalFrequency)),
        ])
    }
}
