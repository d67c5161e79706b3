import Foundation
import Testing

@testable import Lede

@Suite struct EvaluationTests {
    @Test func `Measures are those worked out by hand`() {
        let measures = RetrievalMeasures(
            ranking: ["x", "a", "y", "b"], grades: ["a": 1, "b": 3, "c": 2, "x": 0, "y": -1])
        #expect(isClose(measures.averagePrecision, (1.0 / 2 + 2.0 / 4) / 3))
        #expect(measures.reciprocalRank == 0.5)
        #expect(isClose(measures.precisionAt10, 0.2))
        #expect(isClose(measures.recallAt1000, 2.0 / 3))
        let gain = 1 / log2(3.0) + 3 / log2(5.0)
        #expect(isClose(measures.ndcgAt10, gain / (3 + 2 / log2(3.0) + 1 / log2(4.0))))
    }

    @Test func `Only the first ten, and the first thousand, count where the measure says so`() {
        let ranking = (1...1001).map(String.init)
        let measures = RetrievalMeasures(ranking: ranking, grades: ["11": 1, "1001": 1])
        #expect(measures.precisionAt10 == 0)
        #expect(measures.ndcgAt10 == 0)
        #expect(measures.recallAt1000 == 0.5)
        #expect(isClose(measures.reciprocalRank, 1.0 / 11))
    }

    @Test func `Nothing relevant, nothing found: zeros`() {
        #expect(RetrievalMeasures(ranking: ["a"], grades: ["a": 0]) == RetrievalMeasures())
        #expect(RetrievalMeasures(ranking: [], grades: ["a": 1]) == RetrievalMeasures())
        #expect(RetrievalMeasures.mean([RetrievalMeasures]()) == RetrievalMeasures())
    }

    /// A ranking with ties and its measures as trec_eval 9 prints them.
    @Test func `Ties are broken as by trec_eval, the greater id first`() throws {
        let schema = try Schema(fields: [Field("body", .text, analyzer: "plain", isDefault: true)])
        let documents = ["a", "b", "c", "B", "10", "9"].map { Document(id: $0, ["body": "word"]) }
        let fixture = try SearchFixture(schema, [documents])
        let evaluation = try Evaluation(of: [Topic(id: "1", text: "word")], on: fixture.searcher)
        #expect(evaluation.rankings[0].documents.map(\.id) == ["c", "b", "a", "B", "9", "10"])
    }

    @Test func `Topics are plain words, and any of them may occur`() throws {
        let schema = try Schema(fields: [Field("body", .text, isDefault: true)])
        let documents = [
            Document(id: "1", ["body": "Models of flight"]), Document(id: "2", ["body": "heat (transfer)"]),
            Document(id: "3", ["body": "nothing of it"]),
        ]
        let fixture = try SearchFixture(schema, [documents])
        let topics = [
            Topic(id: "q", text: "NOT model AND \"flight heat* (/slip flow/ foo:"), Topic(id: "none", text: "?? --"),
            Topic(id: "unjudged", text: "of"),
        ]
        let evaluation = try Evaluation(of: topics, on: fixture.searcher)
        #expect(Set(evaluation.rankings[0].documents.map(\.id)) == ["1", "2"])
        #expect(evaluation.rankings[1].documents.isEmpty)
        let measures = evaluation.measures(try Judgements(parsing: "q 0 1 1\nnone\t0\t1\t1\nother 0 1 1\n"))
        #expect(measures.topics.map(\.id) == ["q", "none"])
        #expect(measures.mean.averagePrecision == 0.5)
        let run = evaluation.run(named: "me").split(separator: "\n")
        #expect(run[0].hasPrefix("q Q0 1 1 ") && run[0].hasSuffix(" me"))
    }

    @Test func `A word that is asked for twice counts twice`() throws {
        let schema = try Schema(fields: [Field("body", .text, isDefault: true)])
        let fixture = try SearchFixture(schema, [[Document(id: "1", ["body": "heat and more"])]])
        func score(_ text: String) throws -> Float {
            try Evaluation(of: [Topic(id: "1", text: text)], on: fixture.searcher).rankings[0].documents[0].score
        }
        #expect(try score("heat heats") == 2 * score("heat"))
    }

    @Test func `Files may have Windows line ends, blank lines and a byte order mark`() throws {
        let topics = try Topic.parse("\u{FEFF}1\ta b\tc\r\n\r\n 2 \t\n")
        #expect(topics == [Topic(id: "1", text: "a b\tc"), Topic(id: "2", text: "")])
        let judgements = try Judgements(parsing: "1 0 d1 2\r\n\r\n1\t0\td2\t0\r\n1 0 d2 0")
        #expect(judgements["1"] == ["d1": 2, "d2": 0])
        #expect(judgements["2"].isEmpty)
    }

    @Test func `What cannot be read is named by its line`() {
        #expect(throws: TestCollectionError(line: 2, reason: "a query is an id, a tab and a text")) {
            try Topic.parse("1\ta\n2 b\n")
        }
        #expect(throws: TestCollectionError(line: 3, reason: "the query '1' was there before")) {
            try Topic.parse("1\ta\n\n1\tb\n")
        }
        #expect(throws: TestCollectionError(line: 1, reason: "the query has no id before the tab")) {
            try Topic.parse("\ta\n")
        }
        #expect(
            throws: TestCollectionError(
                line: 1, reason: "a judgement is four columns, query, 0, document, grade, not 3")
        ) { try Judgements(parsing: "1 d1 2") }
        #expect(throws: TestCollectionError(line: 1, reason: "the grade '2.5' is no integer")) {
            try Judgements(parsing: "1 0 d1 2.5")
        }
        #expect(
            throws: TestCollectionError(
                line: 2, reason: "the document 'd' is judged twice for the query '1', 1 and 2")
        ) { try Judgements(parsing: "1 0 d 1\n1 0 d 2") }
    }
}
