import ArgumentParser
import Lede

struct OptimizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optimize", abstract: "Merge the index to one segment, without deleted documents.",
        discussion: """
            Searches get a little faster and the index smaller. Worth it after large changes.
            Example: lede optimize
            """)

    @Option(help: "How much memory the command may come to take, as 512MB or 2GB; 64MB at least.")
    var memory = ByteSize(bytes: 512 << 20)
    @OptionGroup var location: IndexLocation

    func run() throws {
        ProcessMemory.limit(to: memory.bytes)
        let index = try location.open()
        let before = try index.searcher().segmentSizes
        let writer = try index.writer(
            WriterOptions(
                threads: WriterOptions.threads(fitting: memory.bytes, atMost: 2), memoryBytes: memory.bytes))
        defer { writer.close() }
        try writer.optimize()
        try writer.commit()
        let after = try index.searcher().segmentSizes
        try StandardOutput.writeLine(
            "\(Numbers.plural(after.count, "segment")) (before: \(before.count)), "
                + "\(Numbers.bytes(after.reduce(0, +))) (before: \(Numbers.bytes(before.reduce(0, +))))")
    }
}
