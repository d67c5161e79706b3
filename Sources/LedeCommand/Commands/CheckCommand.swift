import ArgumentParser
import Lede

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Verify every checksum and every structure of the index.",
        discussion: "Lists what is wrong and exits 1, or says what was verified and exits 0.\nExample: lede check")

    @OptionGroup var location: IndexLocation

    func run() throws {
        let report: IndexReport
        do throws(LedeError) {
            report = try Index.check(at: location.path)
        } catch .corrupt(let file, let section, let offset, let reason) {
            try list([.corrupt(path: file, section: section, offset: offset, reason: reason)])
            throw Failure.nothingFound
        }
        try list(report.problems)
        try StandardOutput.writeLine(report.summary)
        if !report.isSound { throw Failure.nothingFound }
    }

    private func list(_ problems: [LedeError]) throws(OutputError) {
        for problem in problems { try StandardOutput.writeLine(problem.description.printable()) }
    }
}

extension IndexReport {
    fileprivate var summary: String {
        let verdict = isSound ? "sound" : Numbers.plural(problems.count, "problem")
        let whole = "\(Numbers.plural(documents, "document")) in \(Numbers.plural(segments, "segment")), "
        return "\(verdict): \(whole)\(Numbers.bytes(bytes)); verified \(Numbers.plural(sections, "section")), "
            + "\(Numbers.plural(terms, "term")), \(Numbers.plural(postings, "posting")), "
            + Numbers.plural(positions, "position")
    }
}
