import ArgumentParser
import Lede

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Verify every checksum and every structure of the index.",
        discussion: "Lists what is wrong and exits 1, or says what was verified and exits 0.\nExample: lede check")

    @OptionGroup var location: IndexLocation

    func run() throws {
        let directory = FileDirectory(path: location.path)
        guard directory.exists(".") else { throw LedeError.noIndex(path: directory.path) }
        let report: IndexReport
        do throws(LedeError) {
            // Not `Index.open`, which refuses a damaged index where the check is to go on.
            report = try Index(directory).check()
        } catch .corrupt(let file, let section, let offset, let reason) {
            try list([.corrupt(path: file, section: section, offset: offset, reason: reason)])
            throw Failure.nothingFound
        }
        try list(report.problems)
        try StandardOutput.writeLine(report.summary)
        if !report.isSound { throw Failure.nothingFound }
    }

    private func list(_ problems: [LedeError]) throws(OutputError) {
        for problem in problems {
            var text = problem.description
            let advice = ". Run 'lede check'"
            if text.hasSuffix(advice) { text.removeLast(advice.count) }
            try StandardOutput.writeLine(text.printable())
        }
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
