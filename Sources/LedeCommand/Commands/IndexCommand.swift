public import ArgumentParser
import Foundation
public import LedeImport

struct IndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index", abstract: "Add articles to the index; the same id again replaces.",
        discussion: """
            Reads files and folders: JSON lines, JSON, CSV with a header, HTML, Markdown and plain text, each also as .gz. \
            What cannot be read is reported as file:line, and the rest goes on; the exit status is 2 then. Ctrl-C keeps \
            what was read so far.
            Example: lede index articles/ --map title=headline,body=text
            """)

    @Argument(help: "Files, folders with all that is in them, or - for standard input.", completion: .file())
    var paths: [String]
    @Option(help: "The format of all files. Default: by their names; jsonl for standard input.")
    var format: ImportFormat?
    @Option(help: ArgumentHelp("Fill fields from keys of other names.", valueName: "field=key,…"))
    var map: [String] = []
    @Option(
        help: ArgumentHelp(
            "A JSON file of fields to add or change.",
            discussion: """
                {"fields": [{"name": "page", "type": "integer"}, {"name": "title", "weight": 2}]}; also "analyzer", \
                "stored" and "default". Beside the fields "frequentWords", how many words are indexed as pairs, and \
                "signatures", false where near-duplicates need not be known.
                """,
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var schema: String?
    @Option(help: "How many threads work; fewer where --memory has no 14 MB for each.")
    var threads = ProcessInfo.processInfo.activeProcessorCount
    @Option(help: "How much memory the command may come to take, as 512MB or 2GB; 64MB at least.")
    var memory = ByteSize(bytes: 512 << 20)
    @Option(
        name: .customLong("max-record-bytes"),
        help: ArgumentHelp(
            "A record or file longer than this is reported and left out, at most 256MB. Default: a 64th of --memory, 1 to 64MB.",
            valueName: "size"))
    var maximumRecordBytes: ByteSize?
    @Option(name: .customLong("max-values"), help: "A record with more values than this is reported and left out.")
    var maximumValues = 100_000
    @Flag(help: "End at the first thing that cannot be read, and leave the index as it was.") var strict = false
    @Flag(help: "Show no progress and no summary.") var quiet = false
    @OptionGroup var location: IndexLocation

    func validate() throws {
        if !(1...256).contains(threads) { throw ValidationError("--threads must be between 1 and 256") }
        if let limit = maximumRecordBytes?.bytes, !(1...256 << 20).contains(limit) {
            throw ValidationError("--max-record-bytes must be between 1 and 256MB")
        }
        if maximumValues < 1 { throw ValidationError("--max-values must be at least 1") }
        if memory.bytes < 1 << 20 { throw ValidationError("--memory must be at least 1MB") }
    }

    func run() throws {
        // A closed standard error must not end the work half way.
        signal(SIGPIPE, SIG_IGN)
        let run = IndexRun(
            indexPath: location.pathForIndexing, paths: paths, format: format,
            fieldMap: try ImportOptions.parseFieldMaps(map), schemaPath: schema, threads: threads,
            memoryBytes: memory.bytes,
            maximumRecordBytes: maximumRecordBytes?.bytes ?? ImportOptions.defaultRecordBytes(memory: memory.bytes),
            maximumValues: maximumValues,
            isStrict: strict)
        try run.run(IndexingStatus(isQuiet: quiet))
    }
}

extension ImportFormat: ExpressibleByArgument {}

extension ImportOptions {
    fileprivate static func parseFieldMaps(_ texts: [String]) throws(ImportProblem) -> [String: String] {
        texts.isEmpty ? [:] : try parseFieldMap(texts.joined(separator: ","))
    }
}
