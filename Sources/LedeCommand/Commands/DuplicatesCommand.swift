import ArgumentParser
import Lede

struct DuplicatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates", abstract: "List articles that are nearly the same, such as agency copy.",
        discussion: """
            Without a query among all documents of the index. Each group begins with its longest article; how much the \
            others are like it is estimated, from runs of three words: 'alike' is the part of all such runs that both \
            have, 'contained' the part of the shorter article's that the longer one has. Where the texts are stored, their \
            rare words have to be the same too, so that notices of one kind about different things are no group.
            Examples:
              lede duplicates
              lede duplicates 'sanctuary AND date:2017' -n 50
              lede duplicates --format csv -n 100000
            """)

    @OptionGroup var words: QueryWords
    @Option(
        name: [.customShort("n", allowingJoined: true), .customLong("limit")],
        help: "How many groups to show at most, the largest first.")
    var limit = 10
    @OptionGroup var page: PageOptions
    @OptionGroup(title: "Reading the query") var reading: QueryOptions
    @OptionGroup(title: "Output") var output: TableOptions
    @OptionGroup(title: "Output") var color: ColorOptions
    @OptionGroup(title: "Index") var location: IndexLocation

    func validate() throws {
        if limit < 0 { throw ValidationError("--limit must not be negative") }
    }

    func run() throws {
        let searcher = try reading.searcher(location)
        let query = words.isEmpty ? Query.all : try reading.parse(words.text, for: searcher.schema)
        let report = try searcher.duplicates(matching: query, limit: limit, maximumBytes: page.maximumBytes.bytes)
        let view = DuplicatesView(report, terminal: color.terminal)
        switch output.chosenFormat {
        case .terminal: if report.groupCount > 0 { try Pager.write(view.text, on: color.terminal) }
        case .csv: try StandardOutput.write(view.csv)
        case .jsonl: try StandardOutput.write(view.groups.map { $0.text + "\n" }.joined())
        case .json: try StandardOutput.writeLine(view.json(query: words.text).text)
        }
        if report.groupCount == 0 {
            if output.chosenFormat != .json {
                let among = words.isEmpty ? "in the index" : "among the documents that match '\(words.text)'"
                StandardError.say("there are no near-duplicates \(among)")
            }
            throw Failure.nothingFound
        }
    }
}
