import ArgumentParser
import Lede

/// The options that say in which order hits come, and which of them are shown.
struct OrderOptions: ParsableArguments {
    @Option(
        name: [.customShort("n", allowingJoined: true), .customLong("limit")],
        help: "How many documents to show at most.")
    var limit = 10
    @Option(help: "How many of the first to pass over.") var offset = 0
    @Option(
        help: ArgumentHelp(
            "Go on behind a page: the 'next_cursor' of its JSON. Query and order must be the same.", valueName: "cursor"
        ))
    var after: String?
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Order by fields with commas between them, '-' before one for descending: -date,section. 'score' is the ranking.",
            valueName: "keys"))
    var sort: String?
    @Flag(help: "The newest first: --sort -date.") var newest = false
    @Flag(help: "The oldest first: --sort date.") var oldest = false
    @Option(
        help: ArgumentHelp(
            "'duplicates': of near-identical articles show the first and count the rest. They are listed by "
                + "'lede duplicates'.", valueName: "what"))
    var collapse: Collapsing?

    @OptionGroup var page: PageOptions

    func validate() throws {
        if limit < 0 || offset < 0 { throw ValidationError("--limit and --offset must not be negative") }
        if limit > Int.max - offset { throw ValidationError("--limit and --offset are too large together") }
        if [sort != nil, newest, oldest].count(where: { $0 }) > 1 {
            throw ValidationError("--sort, --newest and --oldest exclude each other")
        }
    }

    func keys() throws(LedeError) -> [SortKey] {
        if newest || oldest { return [.field("date", isDescending: newest)] }
        return try sort.map { (text) throws(LedeError) in try SortKey.parse(text) } ?? []
    }
}

/// How large a page may be.
struct PageOptions: ParsableArguments {
    @Option(
        name: .customLong("max-page-bytes"),
        help: ArgumentHelp("How much memory the documents of a page may take.", valueName: "size"))
    var maximumBytes = ByteSize(bytes: SearchOptions.defaultPageBytes)

    func validate() throws {
        if maximumBytes.bytes < 1 { throw ValidationError("--max-page-bytes must be at least 1") }
    }
}

/// What is shown once.
enum Collapsing: String, ExpressibleByArgument, CaseIterable {
    /// Articles that are nearly the same.
    case duplicates
}
