import ArgumentParser
import Foundation
import Lede
import LedeImport

/// Speaks the protocol by which search engines are measured beside each other: one segment, text not stored, no signatures,
/// which others do not have, BM25 with k1 0.9 and b 0.4.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure the engine, by a protocol that others speak too.",
        subcommands: [Indexing.self, Serving.self])

    /// How text becomes terms.
    enum Analysis: String, ExpressibleByArgument, CaseIterable {
        /// Documents `{"id","text"}`; terms are what stands between spaces.
        case plain
        /// Documents `{"id","date","title","body"}`; English words, stemmed.
        case en

        var schema: Schema {
            get throws {
                let analyzer = self == .plain ? Analyzer.plain : .english
                return try Schema(
                    fields: [Field("text", .text, analyzer: analyzer.name, isStored: false, isDefault: true)],
                    signatures: false)
            }
        }
    }

    struct Indexing: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "index", abstract: "Index a corpus of JSON lines and print what it took as JSON.")

        @Argument(help: "The corpus: JSON lines.") var corpus: String
        @Argument(help: "The folder of the new index.") var folder: String
        @Argument(help: "plain or en.") var analysis: Analysis
        @Argument(help: "How many threads index.") var threads: Int

        func run() throws {
            let clock = ContinuousClock()
            let start = clock.now
            let schema = try analysis.schema
            let index = try Index.create(at: folder, schema: schema)
            let writer = try index.writer(WriterOptions(threads: threads))
            let reader = try ImportReader(
                paths: [corpus],
                options: ImportOptions(format: .jsonLines, schema: analysis == .plain ? schema : .articles))
            let importer = Importer(threads: threads, isStrict: true) { document in
                if document["text"] != nil { return document }
                return Document(id: document.id, ["text": (document["title"] ?? "") + "\n" + (document["body"] ?? "")])
            }
            let summary = try importer.run(reader, into: writer)
            try writer.commit()
            let indexed = clock.now
            try writer.optimize()
            try writer.commit()
            let bytes = try index.searcher().segmentSizes.reduce(0, +)
            let seconds = (indexed - start).seconds
            let mergeSeconds = (clock.now - indexed).seconds
            print(
                "{\"docs\":\(summary.documents),\"seconds\":\(seconds),\"merge_seconds\":\(mergeSeconds),"
                    + "\"bytes\":\(bytes)}")
        }
    }

    struct Serving: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "serve", abstract: "Answer lines of COMMAND, tab, QUERY with JSON lines.")

        @Argument(help: "The folder of the index.") var folder: String
        @Argument(help: "plain or en.") var analysis: Analysis

        func run() throws {
            let searcher = try Index.open(at: folder).searcher()
            let parser = QueryParser(schema: searcher.schema)
            let clock = ContinuousClock()
            while let line = readLine() {
                guard let tab = line.firstIndex(of: "\t") else {
                    throw ValidationError("a line is COMMAND, tab, QUERY, not '\(line)'")
                }
                let command = line[..<tab]
                let text = String(line[line.index(after: tab)...])
                let limit = command == "COUNT" ? 0 : Int(command.filter(\.isNumber)) ?? 0
                let isCounting = command.hasSuffix("COUNT")
                let isRanked = command != "FACET" && command != "NEWEST_10"
                let start = clock.now
                let query = try parser.parse(text)
                if !isRanked {
                    let count = try Self.answer(String(command), query, searcher)
                    let elapsed = clock.now - start
                    print("{\"us\":\(elapsed.seconds * 1e6),\"count\":\(count.map(String.init) ?? "null")}")
                    fflush(nil)
                    continue
                }
                let found = try searcher.best(query, limit: limit, isCounting: isCounting, BM25(k1: 0.9, b: 0.4))
                let elapsed = clock.now - start
                let hits = try found.hits.prefix(10).map { "[\"\(try searcher.id(of: $0))\",\($0.score)]" }
                let count = found.total.map(String.init) ?? "null"
                print(
                    "{\"us\":\(elapsed.seconds * 1e6),\"count\":\(count),\"hits\":[\(hits.joined(separator: ","))]}")
                fflush(nil)
            }
        }

        /// What is not ranked: the sections counted over all that match, or the newest ten.
        /// - Returns: how many match, where that is counted.
        private static func answer(
            _ command: String, _ query: Query, _ searcher: Searcher
        ) throws(LedeError) -> Int? {
            if command == "FACET" {
                _ = try searcher.facets([.values(field: "section")], of: query)
                return nil
            }
            return try searcher.countSorted(query, by: [.field("date", isDescending: true)], limit: 10)
        }
    }
}
