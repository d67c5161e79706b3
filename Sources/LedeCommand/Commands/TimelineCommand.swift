public import ArgumentParser
public import Lede

struct TimelineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline", abstract: "Show when documents that match were written, as bars.",
        discussion: """
            Without a query all documents of the index.
            Examples:
              lede timeline sanctuary --by month
              lede timeline 'school AND bus' --by year --share --format csv
            """)

    @OptionGroup var words: QueryWords
    @Option(help: "The length of a period: year, quarter, month, week or day.") var by: CalendarUnit = .month
    @Option(help: "The date field.") var field = "date"
    @Flag(help: "Also which part of all documents of a period matches; the bars show that.") var share = false
    @OptionGroup(title: "Reading the query") var reading: QueryOptions
    @OptionGroup(title: "Output") var output: TableOptions
    @OptionGroup(title: "Output") var color: ColorOptions
    @OptionGroup(title: "Index") var location: IndexLocation

    func run() throws {
        let searcher = try reading.searcher(location)
        let query = words.isEmpty ? Query.all : try reading.parse(words.text, for: searcher.schema)
        let histogram = try histogram(of: query, searcher)
        let all = share ? try self.histogram(of: .all, searcher) : nil
        let timeline = Timeline(histogram, all: all)
        switch output.chosenFormat {
        case .terminal:
            if !timeline.rows.isEmpty { try Pager.write(timeline.text(on: color.terminal), on: color.terminal) }
        case .csv: try StandardOutput.write(timeline.csv)
        case .jsonl: try StandardOutput.write(timeline.rows.map { $0.json.text + "\n" }.joined())
        case .json: try StandardOutput.writeLine(timeline.json(query: words.text).text)
        }
        if output.chosenFormat != .json, histogram.missing > 0 {
            StandardError.say("\(Numbers.plural(histogram.missing, "matching document")) without a \(field)")
        }
        if timeline.rows.isEmpty {
            if histogram.missing == 0, output.chosenFormat != .json {
                StandardError.say(
                    words.isEmpty ? "the index holds no documents" : "no document matches '\(words.text)'")
            }
            throw Failure.nothingFound
        }
    }

    private func histogram(of query: Query, _ searcher: Searcher) throws(LedeError) -> DateHistogram {
        guard case .histogram(let histogram) = try searcher.facets([.histogram(field: field, by: by)], of: query).first
        else { throw .invalidQuery("there is no timeline of '\(field)'") }
        return histogram
    }
}

extension CalendarUnit: ExpressibleByArgument {}
