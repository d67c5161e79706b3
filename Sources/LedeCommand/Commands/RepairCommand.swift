import ArgumentParser
import Lede

struct RepairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair", abstract: "Save what is whole of a damaged index.",
        discussion: """
            Segments without damage stay. Documents of damaged ones are indexed anew from what was stored of them; those \
            that cannot be are lost, and listed by id. Damaged files are left alone until the new commit is whole, then \
            renamed to end in .damaged. Exits 0 when nothing is lost, 1 when documents are.
            Example: lede repair --dry-run
            """)

    @Flag(help: "Say what would be done, and write nothing.") var dryRun = false
    @OptionGroup var location: IndexLocation

    func run() throws {
        let report = try Index.repair(at: location.pathForIndexing, dryRun: dryRun)
        for problem in report.problems { try StandardOutput.writeLine(problem.description.printable()) }
        for action in report.actions { try StandardOutput.writeLine(action.printable()) }
        for id in report.lostIDs { try StandardOutput.writeLine("lost: \(id.printable())") }
        if report.lostWithoutID > 0 {
            try StandardOutput.writeLine(
                "lost: \(Numbers.plural(report.lostWithoutID, "document")) whose ids cannot be read")
        }
        try StandardOutput.writeLine(summary(report))
        if report.lost > 0 { throw Failure.nothingFound }
    }

    private func summary(_ report: RepairReport) -> String {
        let documents = Numbers.plural(report.documents, "document")
        if report.isSound { return "sound: there is nothing to repair, \(documents)" }
        let numbers = "\(documents), \(report.rebuilt) of them indexed anew, \(report.lost) lost"
        return dryRun ? "would be repaired: \(numbers); nothing was written" : "repaired: \(numbers)"
    }
}
