@testable import Lede

/// What is done with an index that may be damaged in any way. Errors are passed over.
enum IndexUse {
    private static let queries = [
        "river rising", "+river -vote^2", "\"the river\"", "=\"Rivers\"", "\"river rising\"~3", "river NEAR/5 vote",
        "the SENTENCE river", "tag:a -hidden:x", "section:(News Arts)", "date:2017-02", "rating:[1 TO 4] words:>3",
        "ri*", "*er", "r?ver", "rivr~", "body:/r[io].*/", "(river rising vote city)~2", "author:* NOT oil", "*",
    ]

    static func search(_ directory: MemoryDirectory) {
        guard let searcher = try? Index(directory).searcher() else { return }
        for query in queries {
            guard let found = try? searcher.search(query, SearchOptions(limit: 5)) else { continue }
            require(found.hits.count <= 5 && found.total >= found.hits.count, "\(found.total) found by \(query)")
            if let hit = found.hits.first, let query = try? QueryParser(schema: searcher.schema).parse(query) {
                _ = try? searcher.explain(query, id: hit.id)
            }
        }
        var sorted = SearchOptions(limit: 3)
        sorted.sort = [SortKey(.field("date"), isDescending: true), SortKey(.field("section"), isDescending: false)]
        sorted.facets = [.values(field: "tag"), .histogram(field: "date", by: .month), .summary(field: "rating")]
        _ = try? searcher.search("river", sorted)
        _ = try? searcher.terms(prefix: "r")
        _ = try? searcher.suggestions(prefix: "r")
        _ = try? searcher.statistics()
        _ = try? searcher.moreLike(id: "1")
    }

    static func change(_ directory: MemoryDirectory) {
        _ = try? Index(directory).check()
        guard let writer = try? Index(directory).writer() else { return }
        do {
            try writer.add(Document(id: "1", ["body": "one more river"]))
            try writer.optimize()
            try writer.commit()
        } catch {}
        writer.close()
    }

    static func repair(_ directory: MemoryDirectory) {
        guard (try? IndexRepair(directory, isDryRun: false).run()) != nil else { return }
        do {
            let documents = try Index(directory).searcher().documentCount
            let report = try Index(directory).check()
            require(report.isSound, "\(documents) documents after a repair: \(report.problems)")
        } catch {
            fatalError("an index that was repaired cannot be opened: \(error)")
        }
    }
}
