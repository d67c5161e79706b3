import ArgumentParser

/// The options that say how a table is printed.
struct TableOptions: ParsableArguments {
    /// The forms of a table.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        /// For people.
        case terminal
        /// One object.
        case json
        /// An object a line for each row.
        case jsonl
        /// Comma-separated values with a header (RFC 4180).
        case csv
    }

    @Option(help: "How to print: terminal, json, jsonl or csv.") var format: Format?
    @Flag(help: "The same as --format json: one object.") var json = false
    @Flag(help: "The same as --format jsonl: an object a line for each row.") var jsonl = false

    func validate() throws {
        if (json ? 1 : 0) + (jsonl ? 1 : 0) + (format == nil ? 0 : 1) > 1 {
            throw ValidationError("only one of --format, --json and --jsonl can hold")
        }
    }

    var chosenFormat: Format { json ? .json : jsonl ? .jsonl : format ?? .terminal }
}
