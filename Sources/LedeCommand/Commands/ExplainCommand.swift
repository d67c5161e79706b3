import ArgumentParser
import Lede

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show how the score of a document comes about, part by part.",
        discussion: "Example: lede explain 'sanctuary school' seeds/003_sanctuary-church.txt")

    @Argument(help: "The query, in quotes when it has several words.") var query: String
    @Argument(help: "The id of the document.") var id: String
    @OptionGroup var reading: QueryOptions
    @OptionGroup var ranking: RankingOptions
    @OptionGroup var location: IndexLocation

    func run() throws {
        let searcher = try reading.searcher(location)
        let query = try reading.parse(query, for: searcher.schema)
        let found = try searcher.explain(
            query, id: id, similarity: ranking.similarity, recency: try ranking.boost())
        guard let found else {
            StandardError.say("there is no document '\(id)'")
            throw Failure.nothingFound
        }
        try StandardOutput.writeLine(found.text.printable(keepsLines: true))
        if !found.isMatch { throw Failure.nothingFound }
    }
}
