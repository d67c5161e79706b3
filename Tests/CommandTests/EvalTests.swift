import Foundation
import Testing

@Suite(.hangGuard) struct EvalTests {
    private func collection() throws -> Sandbox {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("queries.tsv", "q1\tthe river (school\nq2\tbands\nq3\tunjudged zone\n")
        try sandbox.write("qrels.tsv", "q1 0 b 2\nq1 0 a 1\nq2 0 a 1\n")
        return sandbox
    }

    @Test func `The measures are a table, or an object`() throws {
        let sandbox = try collection()
        let table = try sandbox.lede("eval", "--queries", "queries.tsv", "--qrels", "qrels.tsv")
        #expect(table.status == 0)
        #expect(table.errors.isEmpty)
        #expect(
            table.outputLines == [
                "query  ndcg@10     map     mrr    p@10  recall@1000",
                "all 2   0.5000  0.5000  0.5000  0.1000       0.5000",
            ])
        let json = try sandbox.lede("eval", "--queries", "queries.tsv", "--qrels", "qrels.tsv", "--json").json()
        #expect(Set(json.keys) == ["ndcg@10", "map", "mrr", "p@10", "recall@1000", "queries"])
        #expect(json["queries"] as? Int == 2)
        #expect(json["map"] as? Double == 0.5)
        let each = try sandbox.lede("eval", "--queries", "queries.tsv", "--qrels", "qrels.tsv", "--by-query")
        #expect(each.outputLines.count == 4)
        #expect(each.outputLines[1].hasPrefix("q1      1.0000  1.0000"))
    }

    @Test func `Stop words count as much as asked for, and proximity can be asked for`() throws {
        let sandbox = try collection()
        let usual = ["eval", "--queries", "queries.tsv", "--qrels", "qrels.tsv", "--run", "out.run"]
        func scores(_ options: String...) throws -> [Float] {
            #expect(try sandbox.run(usual + options).status == 0)
            let run = try String(contentsOfFile: sandbox.file("out.run"), encoding: .utf8)
            return run.split(separator: "\n").compactMap { Float($0.split(separator: " ")[4]) }
        }
        #expect(try scores("--stop-words", "1")[0] > scores()[0])
        #expect(try scores()[0] > scores("--stop-words", "0")[0])
        #expect(try scores("--proximity")[0] > scores()[0])
        let wrong = try sandbox.run(usual + ["--stop-words", "2"])
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("--stop-words must be 0 to 1"))
    }

    @Test func `A run has TREC's six columns, the best first`() throws {
        let sandbox = try collection()
        let outcome = try sandbox.lede(
            "eval", "--queries", "queries.tsv", "--qrels", "qrels.tsv", "--run", "out.run", "--k1", "0.9", "--b", "0.4")
        #expect(outcome.status == 0)
        let lines = try String(contentsOfFile: sandbox.file("out.run"), encoding: .utf8).split(separator: "\n")
        let columns = lines.map { $0.split(separator: " ") }
        #expect(columns.map { $0[0] + "/" + $0[2] + "/" + $0[3] } == ["q1/b/1", "q1/a/2", "q2/c/1", "q3/a/1"])
        #expect(columns.allSatisfy { $0.count == 6 && $0[1] == "Q0" && Float($0[4]) != nil && $0[5] == "lede" })
    }

    @Test func `What cannot be used is said with the place`() throws {
        let sandbox = try collection()
        try sandbox.write("bad.tsv", "q1\ta\nq2 b\n")
        let queries = try sandbox.lede("eval", "--queries", "bad.tsv", "--qrels", "qrels.tsv")
        #expect(queries.status == 2)
        #expect(queries.errors == "lede: bad.tsv:2: a query is an id, a tab and a text\n")
        let missing = try sandbox.lede("eval", "--queries", "queries.tsv", "--qrels", "nowhere")
        #expect(missing.errors == "lede: cannot read 'nowhere': No such file or directory\n")
        try sandbox.write("other.tsv", "z 0 a 1\n")
        let unjudged = try sandbox.lede("eval", "--queries", "queries.tsv", "--qrels", "other.tsv")
        #expect(unjudged.status == 2)
        #expect(unjudged.errors.contains("has a judgement"))
        let field = try sandbox.lede("eval", "--queries", "queries.tsv", "--qrels", "qrels.tsv", "--in", "nowhere")
        #expect(field.status == 2)
    }
}
