import ArgumentParser
import Lede

struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Put the newest commit into another folder, as a backup.",
        discussion: """
            Works while a writer is at work. Files are linked where the file system can do that, so a snapshot takes no \
            room; with --copy, or on another disk, they are copied, and compared with their checksums. The folder must not \
            exist or be empty; it is an index like any other: lede search QUERY --index DIR.
            Example: lede snapshot /backup/articles-2017-02-13
            """)

    @Argument(help: ArgumentHelp("The folder to make.", valueName: "dir"), completion: .directory) var target: String
    @Flag(help: "Copy every file, so that the bytes are on the disk twice.") var copy = false
    @OptionGroup var location: IndexLocation

    func validate() throws {
        if target.isEmpty { throw ValidationError("name a folder for the snapshot") }
        try IndexLocation.requireText(target)
    }

    func run() throws {
        let summary = try location.open().snapshot(to: target, sharing: !copy)
        let files = summary.linkedFiles + summary.copiedFiles
        let how = summary.copiedFiles == 0 ? "linked" : summary.linkedFiles == 0 ? "copied" : "linked or copied"
        try StandardOutput.writeLine(
            "commit \(summary.commit) in \(target.printable()): \(Numbers.plural(summary.documents, "document")), "
                + "\(Numbers.plural(files, "file")) \(how), \(Numbers.bytes(summary.bytes))")
    }
}
