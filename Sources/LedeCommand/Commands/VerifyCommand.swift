import ArgumentParser
import Lede

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compare every file of the index with the SHA-256 in a manifest.",
        discussion: """
            A manifest is a file NNNNNNNNNN.commit, written with every commit. Keep a copy of it elsewhere, or the SHA-256 \
            that is printed: then nobody can change the index unseen. Without --against the index is compared with its own \
            manifest. What differs is listed, and the exit status is 1.
            Example: lede verify --against /backup/articles/0000000012.commit
            """)

    @Option(
        help: ArgumentHelp(
            "The manifest, or the folder of an index or snapshot, for its newest.", valueName: "manifest"),
        completion: .file(extensions: ["commit"]))
    var against: String?
    @OptionGroup var location: IndexLocation

    func run() throws {
        let report: VerificationReport
        do throws(LedeError) {
            report = try Index.verify(at: location.path, against: against)
        } catch .corrupt(let file, let section, let offset, let reason) {
            let problem = LedeError.corrupt(path: file, section: section, offset: offset, reason: reason)
            try StandardOutput.writeLine(problem.description.printable())
            throw Failure.nothingFound
        }
        for difference in report.differences { try StandardOutput.writeLine(difference.description.printable()) }
        let count = report.differences.count
        let verdict = count == 0 ? "the same" : Numbers.plural(count, "difference")
        var summary = "\(verdict): commit \(report.commit)"
        if report.manifestCommit != report.commit { summary += " against the manifest of \(report.manifestCommit)" }
        summary += ", \(Numbers.plural(report.files, "file")), \(Numbers.bytes(report.bytes))"
        if !report.filesWithoutDigest.isEmpty {
            summary +=
                "; of \(Numbers.plural(report.filesWithoutDigest.count, "file")) the manifest has no SHA-256 "
                + "(written before format 0.3), so checksums were compared"
        }
        try StandardOutput.writeLine(summary)
        try StandardOutput.writeLine("manifest SHA-256 \(report.manifestSHA256)")
        if count > 0 { throw Failure.nothingFound }
    }
}
