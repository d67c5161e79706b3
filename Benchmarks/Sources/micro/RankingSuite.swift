internal import Benchmark

@testable internal import Lede

/// Finding and counting, without reading what was found: what engines are compared by.
func rankingSuite(_ index: IndexFixture) -> BenchmarkSuite {
    let suite = BenchmarkSuite(name: "ranking")
    for shape in QueryShape.allCases {
        let queries = shape.queries
        suite.measure("\(shape.rawValue), top 10", Work(queries.count, .queries)) {
            let searcher = try index.searcher()
            for query in queries { keep(try searcher.best(query, limit: 10, isCounting: false, BM25())) }
        }
    }
    return suite
}

/// What a user of the library calls.
func searchSuite(_ index: IndexFixture) -> BenchmarkSuite {
    let suite = BenchmarkSuite(name: "search")
    for shape in QueryShape.allCases {
        let queries = shape.queries
        suite.measure("\(shape.rawValue), count", Work(queries.count, .queries)) {
            let searcher = try index.searcher()
            for query in queries { keep(try searcher.count(query)) }
        }
    }
    let queries = QueryShape.unionOfTwo.queries
    for (name, characters) in [("without snippets", 0), ("with snippets", 220)] {
        let options = SearchOptions(limit: 10, snippetCharacters: characters)
        suite.measure("union of 2, ten hits read, \(name)", Work(queries.count, .queries)) {
            let searcher = try index.searcher()
            for query in queries { keep(try searcher.search(query, options)) }
        }
    }
    return suite
}
