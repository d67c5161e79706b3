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
        #expect(missing.errors == "lede: cannot read the judgements 'nowhere': No such file or directory\n")
        let folder = try sandbox.lede("eval", "--queries", ".", "--qrels", "qrels.tsv")
        #expect(folder.errors == "lede: cannot read the queries '.': Is a directory\n")
        let run = try sandbox.lede("eval", "--queries", "queries.tsv", "--qrels", "qrels.tsv", "--run", "none/out.run")
        #expect(run.errors == "lede: cannot write the run 'none/out.run': No such file or directory\n")
        try sandbox.write("other.tsv", "z 0 a 1\n")
        let unjudged = try sandbox.lede("eval", "--queries", "queries.tsv", "--qrels", "other.tsv")
        #expect(unjudged.status == 2)
        #expect(unjudged.errors.contains("has a judgement"))
        let field = try sandbox.lede("eval", "--queries", "queries.tsv", "--qrels", "qrels.tsv", "--in", "nowhere")
        #expect(field.status == 2)
        try sandbox.write(
            "none.json", #"{"fields": [{"name": "title", "default": false}, {"name": "body", "default": false}]}"#)
        let index = ["--index", "none"]
        #expect(try sandbox.run(["index", "articles.jsonl", "--schema", "none.json", "--quiet"] + index).status == 0)
        let nowhere = try sandbox.run(["eval", "--queries", "queries.tsv", "--qrels", "qrels.tsv"] + index)
        #expect(
            nowhere.errors == "lede: no field of this index is searched by default; name some with --in title,body\n")
    }

    @Test func `Queries come from standard input, too, and Windows files are read`() throws {
        let sandbox = try collection()
        try sandbox.write("qrels.tsv", "q1 0 b 2\r\nq1 0 a -1\r\n\r\nq2 0 a 1\r\nq2\t0\tunknown\t3\r\nq9 0 a 1\r\n")
        let outcome = try sandbox.lede(
            "eval", "--queries", "-", "--qrels", "qrels.tsv", "--json",
            input: "\u{FEFF}q1\triver AND \"bed -school\r\n\r\nq2\t(bands:^\r\nq3\t\r\n")
        #expect(outcome.errors.isEmpty)
        let json = try outcome.json()
        #expect(json["queries"] as? Int == 2)
        #expect(json["map"] as? Double == 0.5)
    }

    @Test func `Ids with white space are named in judgements as in the run`() throws {
        let sandbox = try Sandbox.indexed(
            #"{"id":"two words","body":"river"}"#, #"{"id":"two_more","body":"river"}"#, #"{"id":"x","body":"bed"}"#)
        try sandbox.write("queries.tsv", "first query\triver\n")
        try sandbox.write("qrels.tsv", "first_query 0 two_words 1\n")
        let json = try sandbox.lede(
            "eval", "--queries", "queries.tsv", "--qrels", "qrels.tsv", "--run", "out.run", "--json"
        ).json()
        #expect(json["map"] as? Double == 1)
        let run = try String(contentsOfFile: sandbox.file("out.run"), encoding: .utf8).split(separator: "\n")
        #expect(
            run.map { $0.split(separator: " ")[..<3].joined(separator: " ") } == [
                "first_query Q0 two_words", "first_query Q0 two_more",
            ])
    }

    @Test func `Recent documents count more where that is asked for`() throws {
        let sandbox = try Sandbox.indexed(
            #"{"id":"old","date":"1990-01-01","body":"river river"}"#,
            #"{"id":"new","date":"2020-01-01","body":"river"}"#)
        try sandbox.write("queries.tsv", "q\triver\n")
        try sandbox.write("qrels.tsv", "q 0 new 1\n")
        let usual = ["eval", "--queries", "queries.tsv", "--qrels", "qrels.tsv", "--json"]
        #expect(try sandbox.run(usual).json()["mrr"] as? Double == 0.5)
        #expect(try sandbox.run(usual + ["--recency", "30d"]).json()["mrr"] as? Double == 1)
    }

    @Test func `Expanding finds documents without the words asked for`() throws {
        let filler = (0..<30).map { #"{"id":"f\#($0)","body":"nothing of it"}"# }.joined(separator: "\n")
        let sandbox = try Sandbox.indexed(
            #"{"id":"a","body":"sanctuary campus"}"#, #"{"id":"b","body":"campus"}"#, filler)
        try sandbox.write("queries.tsv", "q\tsanctuary\n")
        try sandbox.write("qrels.tsv", "q 0 a 1\nq 0 b 1\n")
        let usual = ["--queries", "queries.tsv", "--qrels", "qrels.tsv", "--json"]
        #expect(try sandbox.run(["eval"] + usual).json()["map"] as? Double == 0.5)
        for name in ["bm25", "bm25plus", "bm25l", "lm", "dph", "tfidf"] {
            let expanded = try sandbox.run(["eval", "--expand", "--similarity", name] + usual)
            #expect(try expanded.json()["map"] as? Double == 1, "\(name)")
        }
        let list = try sandbox.lede("search", "--queries", "queries.tsv", "--expand", "--format", "trec")
        #expect(list.outputLines.count == 2)
        for options in [
            ["--expand-words", "5"], ["--expand", "--expand-documents", "0"], ["--similarity", "lm", "--k1", "1"],
        ] {
            #expect(try sandbox.run(["eval"] + usual + options).status == 2, "\(options)")
            #expect(try sandbox.run(["search", "sanctuary"] + options).status == 2, "\(options)")
        }
    }
}
