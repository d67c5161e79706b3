import ArgumentParser
import Lede

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print every document that matches, whole, for other programs.",
        discussion: """
            Without a query every document of the index, in the order in which they were indexed. 'lede index' reads \
            what is printed.
            Examples:
              lede export > archive.jsonl
              lede export 'section:politics AND date:2017' --format csv --fields id,date,title
            """)

    @OptionGroup var words: QueryWords
    @OptionGroup(title: "Reading the query") var reading: QueryOptions
    @Option(help: "How to print: jsonl or csv.") var format: ExportFormat = .jsonl
    @Option(
        help: ArgumentHelp(
            "What to print of each document. Default: everything that is stored.", valueName: "names"))
    var fields: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Order by fields with commas between them, '-' before one for descending: -date,section.",
            valueName: "keys"))
    var sort: String?
    @OptionGroup(title: "Index") var location: IndexLocation

    func run() throws {
        let searcher = try reading.searcher(location)
        let query = words.isEmpty ? Query.all : try reading.parse(words.text, for: searcher.schema)
        let sort = try sort.map { (text) throws(LedeError) in try SortKey.parse(text) } ?? []
        let chosen = try fields.map { try HitFields.parse($0, beside: [], of: searcher) }
        // As many names as there may be are wanted only where each is a column.
        let columns = try chosen ?? HitFields(format == .csv ? searcher.fieldNames : [])
        var output = OutputBuffer()
        var count = 0
        if format == .csv { try output.write(CSV.line(columns.names)) }
        try searcher.forEachDocument(matching: query, sort: sort) { document in
            count += 1
            switch format {
            case .csv: try output.write(CSV.line(columns.texts(of: document)))
            case .jsonl: try output.write((chosen?.json(of: document) ?? JSON(document)).text + "\n")
            }
        }
        try output.flush()
        if count == 0 {
            StandardError.say(
                words.isEmpty ? "the index holds no documents" : "no document matches '\(words.text)'")
            throw Failure.nothingFound
        }
    }
}

/// The forms in which documents are exported.
enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
    /// An object a line.
    case jsonl
    /// Comma-separated values with a header (RFC 4180).
    case csv
}
