import ArgumentParser
import Lede

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print stored documents, whole.",
        discussion: "Example: lede show seeds/002_river-flood.txt")

    @Argument(help: "The ids, as a search shows them.") var id: [String]
    @Flag(help: "Print every document as a JSON object on a line of its own.") var json = false
    @OptionGroup var color: ColorOptions
    @OptionGroup var location: IndexLocation

    func run() throws {
        let searcher = try location.searcher()
        let terminal = color.terminal
        var isFirst = true
        var areAllThere = true
        for id in id {
            guard let document = try searcher.document(id: id) else {
                StandardError.say("there is no document '\(id)'")
                areAllThere = false
                continue
            }
            if json {
                try StandardOutput.writeLine(JSON(document).text)
            } else {
                let view = DocumentView(document, schema: searcher.schema, terminal: terminal)
                try StandardOutput.write((isFirst ? "" : "\n") + view.text)
            }
            isFirst = false
        }
        if !areAllThere { throw Failure.nothingFound }
    }
}
