import ArgumentParser
import Lede

/// The forms in which hits are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case terminal
    /// One object.
    case json
    /// An object a line for each hit.
    case jsonl
    /// Comma-separated values with a header (RFC 4180).
    case csv
    /// A run file of TREC: query, Q0, document, rank, score, run.
    case trec
}

/// The options that say how hits are printed.
struct OutputOptions: ParsableArguments {
    @Option(help: "How to print: terminal, json, jsonl, csv or trec.") var format: OutputFormat?
    @Flag(help: "The same as --format json: one object.") var json = false
    @Flag(help: "The same as --format jsonl: an object a line for each hit.") var jsonl = false
    @Option(
        help: ArgumentHelp(
            "Hold the shape of json, jsonl, csv and trec to this version, for scripts. There is version 1.",
            valueName: "version"))
    var formatVersion: Int?
    @Option(help: ArgumentHelp("How many passages of each document to show, 1 to 20.", valueName: "count"))
    var fragments = 1
    @Option(
        help: ArgumentHelp(
            "What to print of each hit, in any format: id,date,title,snippet or other fields, and rank, score, "
                + "snippet_html, snippet_matches, fragments, duplicates.", valueName: "names"))
    var fields: String?
    @Option(help: ArgumentHelp("The name of the query in a run file.", valueName: "name")) var queryId = "1"
    @Option(help: ArgumentHelp("The name of the run in a run file.", valueName: "name")) var runId = "lede"
    @Flag(help: "Never use $PAGER (less -FRX) on a terminal.") var noPager = false

    func validate() throws {
        if (json ? 1 : 0) + (jsonl ? 1 : 0) + (format == nil ? 0 : 1) > 1 {
            throw ValidationError(
                json && jsonl ? "--json and --jsonl exclude each other" : "--format excludes --json and --jsonl")
        }
        if let formatVersion, formatVersion != 1 {
            throw ValidationError("there is no format version \(formatVersion); this program writes version 1")
        }
        guard 1...20 ~= fragments else { throw ValidationError("--fragments must be 1 to 20, not \(fragments)") }
        for name in [queryId, runId] where name.isEmpty || name.contains(where: \.isWhitespace) {
            throw ValidationError("--query-id and --run-id must be words without spaces, not '\(name)'")
        }
    }

    var chosenFormat: OutputFormat { json ? .json : jsonl ? .jsonl : format ?? .terminal }

    /// The fields asked for; nil for the usual ones.
    func hitFields(of searcher: Searcher) throws -> HitFields? {
        guard let fields else { return nil }
        return try HitFields.parse(fields, beside: HitFields.computed, of: searcher)
    }
}
