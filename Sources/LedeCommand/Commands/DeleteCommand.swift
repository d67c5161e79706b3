import ArgumentParser
import Lede

struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Remove documents from the index.",
        discussion:
            "Examples: lede delete seeds/002_river-flood.txt; lede delete --query 'source:courier AND date:2016'")

    @Argument(help: "The ids of the documents, as a search shows them.") var id: [String] = []
    @Option(help: "Remove every document that matches this query.") var query: String?
    @OptionGroup var reading: QueryOptions
    @OptionGroup var location: IndexLocation

    func validate() throws {
        if id.isEmpty == (query == nil) { throw ValidationError("name ids, or a --query") }
    }

    func run() throws {
        let index = try location.open()
        let writer = try index.writer()
        defer { writer.close() }
        var deleted = 0
        var missing = 0
        if let query {
            deleted = try writer.delete(matching: try reading.parse(query, for: writer.schema))
        }
        for id in id {
            if try writer.delete(id: id) {
                deleted += 1
            } else {
                StandardError.say("there is no document '\(id)'")
                missing += 1
            }
        }
        let summary = try writer.commit()
        try StandardOutput.writeLine(
            "deleted \(Numbers.plural(deleted, "document")); the index has \(summary.documents)")
        if deleted == 0 || missing > 0 { throw Failure.nothingFound }
    }
}
