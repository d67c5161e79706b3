import ArgumentParser
internal import Benchmark
import Foundation

/// Measures the parts of the engine, one by one, and prints a table.
@main
struct MicroCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "micro", abstract: "Measure the parts of the engine and print a table.")

    @Option(help: "Only what matches this regular expression, of 'suite.benchmark'.") var filter: String?
    @Option(help: "At least how many seconds each is run.") var minTime = 0.5
    @Option(help: "How many articles the queries look through.") var documents = 20_000
    @Option(help: "The seed of those articles.") var seed: UInt64 = 1
    @Option(help: "Measure analysis on the bodies of this file of JSON lines, not on generated prose.")
    var prose: String?

    func run() throws {
        let index = IndexFixture(documents: documents, seed: seed)
        defer { index.remove() }
        let suites = [
            try blockSuite(), try numberSuite(), textBlockSuite(),
            analysisSuite(try prose.map { try TextFixture(linesOf: $0) } ?? TextFixture(documents: 500)), bufferSuite(),
            termSuite(index), rankingSuite(index), searchSuite(index),
        ]
        var settings: [any BenchmarkSetting] = [MinTime(seconds: minTime), Format(.none)]
        if let filter { settings.append(Filter(filter)) }
        var runner = BenchmarkRunner(suites: suites, settings: settings)
        try runner.run()
        print(ResultTable(runner.results).text)
    }
}
