import ArgumentParser

/// The command `lede`; each subcommand has a file of its own beside this one.
struct LedeTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lede",
        abstract: "Search an archive of articles.",
        discussion: """
            Index the articles once, then search them as often as you like:
              lede index articles/
              lede search 'sanctuary school'

            The index is the folder that --index names, else LEDE_INDEX, else the nearest folder 'index' from here upwards.
            Exit status: 0 found, 1 nothing found, 2 bad usage or input, 3 an index that cannot be opened.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(name: "Index", subcommands: [IndexCommand.self, DeleteCommand.self, OptimizeCommand.self]),
            CommandGroup(
                name: "Search",
                subcommands: [SearchCommand.self, CountCommand.self, ShowCommand.self, ExplainCommand.self]),
            CommandGroup(
                name: "Look inside",
                subcommands: [StatsCommand.self, TermsCommand.self, CheckCommand.self, BenchCommand.self]),
        ])
}
