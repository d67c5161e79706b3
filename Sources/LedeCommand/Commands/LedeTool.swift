import ArgumentParser
import Lede

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
            CommandGroup(
                name: "Index",
                subcommands: [IndexCommand.self, DeleteCommand.self, OptimizeCommand.self, WatchCommand.self]),
            CommandGroup(
                name: "Keep safe",
                subcommands: [CheckCommand.self, RepairCommand.self, SnapshotCommand.self, VerifyCommand.self]),
            CommandGroup(
                name: "Search",
                subcommands: [
                    SearchCommand.self, CountCommand.self, SuggestCommand.self, ShowCommand.self, ExplainCommand.self,
                    TimelineCommand.self, ContextCommand.self, DuplicatesCommand.self, ExportCommand.self,
                ]),
            CommandGroup(
                name: "Look inside",
                subcommands: [
                    StatsCommand.self, TermsCommand.self, AnalyzeCommand.self, EvalCommand.self, BenchCommand.self,
                ]),
        ])

    /// The parser looks at all arguments for each of them, so that its time grows with their square: 2 s for so many.
    private static let maximumArguments = 10_000

    /// Refuses a command that does not exist with the one that was probably meant; the parser would call it an
    /// unexpected argument.
    static func requireCommand(_ arguments: [String]) throws {
        guard arguments.count <= maximumArguments else {
            throw ValidationError(
                "there are more than \(maximumArguments) arguments. Give them in parts, as 'xargs -n 1000' does")
        }
        guard let name = arguments.first, !name.hasPrefix("-") else { return }
        let names = configuration.groupedSubcommands.flatMap { $0.subcommands }.compactMap {
            $0.configuration.commandName
        }
        if name == "help" || names.contains(name) { return }
        let hint = FieldHint.nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
        throw ValidationError("there is no command '\(name)'\(hint)")
    }
}
