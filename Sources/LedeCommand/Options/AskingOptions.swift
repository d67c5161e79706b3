import ArgumentParser
import Lede

/// The options of a search that say how, and what, it is asked.
struct AskingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Ask every query of a file, one a line, 'name<TAB>query' to name it, and print one table; - is standard input.",
            valueName: "file"),
        completion: .file())
    var queries: String?
    @Option(help: ArgumentHelp("Stop after this time, 200ms or 2s, with what was found.", valueName: "time"))
    var timeout: TimeLimit?
    @Flag(help: "Print how the query was understood and planned, and do not search.") var explainQuery = false
}
