internal import Benchmark
import Foundation

/// The results as a plain table, in Markdown.
struct ResultTable {
    private struct Row {
        let name: String
        let median: Double
        let best: Double
        let unit: String
    }

    private let rows: [Row]

    init(_ results: [BenchmarkResult]) {
        rows = results.compactMap { result in
            let times = result.measurements.sorted()
            guard let work = result.settings[Work.self], let best = times.first else { return nil }
            return Row(
                name: "\(result.suiteName): \(result.benchmarkName)",
                median: work.figure(nanoseconds: times[times.count / 2]),
                best: work.figure(nanoseconds: best), unit: work.unit.name)
        }
    }

    var text: String {
        let lines = rows.map { "| \($0.name) | \(Self.rounded($0.median)) | \(Self.rounded($0.best)) | \($0.unit) |" }
        return (["| | median | best | |", "|---|---:|---:|---|"] + lines).joined(separator: "\n")
    }

    /// Three significant digits, or the whole part.
    private static func rounded(_ value: Double) -> String {
        String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
    }
}
