import ArgumentParser
import Lede

struct CountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Print how many documents match a query.",
        discussion: "Example: lede count 'date:2017-02 AND sanctuary'")

    @OptionGroup var words: QueryWords
    @OptionGroup var reading: QueryOptions
    @OptionGroup var location: IndexLocation

    func validate() throws { try words.requireQuery() }

    func run() throws {
        let searcher = try reading.searcher(location)
        let count = try searcher.count(try reading.parse(words.text, for: searcher.schema))
        try StandardOutput.writeLine(String(count))
        if count == 0 { throw Failure.nothingFound }
    }
}
