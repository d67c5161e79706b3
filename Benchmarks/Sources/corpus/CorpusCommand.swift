import ArgumentParser
import Foundation
import SyntheticCorpus

/// Writes a synthetic corpus to standard output as lines of JSON.
@main
struct CorpusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus", abstract: "Write articles that a seed determines as lines of JSON.")

    @Option(help: "How many articles.") var documents: Int
    @Option(help: "The same seed gives the same articles.") var seed: UInt64 = 1

    private static let bufferSize = 1 << 20

    func validate() throws {
        if documents < 0 { throw ValidationError("--documents must not be negative") }
    }

    func run() throws {
        let corpus = SyntheticCorpus(seed: seed)
        var lines: [UInt8] = []
        for number in 0..<documents {
            lines += corpus.article(number).json
            lines.append(UInt8(ascii: "\n"))
            if lines.count >= Self.bufferSize {
                try FileHandle.standardOutput.write(contentsOf: lines)
                lines.removeAll(keepingCapacity: true)
            }
        }
        try FileHandle.standardOutput.write(contentsOf: lines)
    }
}
