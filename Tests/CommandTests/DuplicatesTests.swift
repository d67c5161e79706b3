import Foundation
import Testing

@Suite struct DuplicatesTests {
    private static func article(_ id: String, _ title: String, _ date: String, _ sentences: Range<Int>) -> String {
        let body = sentences.map { "Sentence \($0) tells of harbor \($0 * 7) and of the storm that took pier \($0)." }
        return #"{"id":"\#(id)","date":"\#(date)","title":"\#(title)","body":"\#(body.joined(separator: " "))"}"#
    }

    /// Two copies, a shortened one, and one article that is alone.
    private static func sandbox() throws -> Sandbox {
        try Sandbox.indexed(
            article("a", "Storm takes pier", "2017-02-13", 0..<20), article("b", "Pier lost", "2017-02-14", 0..<20),
            article("c", "Pier lost in storm", "2017-02-15", 0..<14), article("d", "Harbor", "2017-03-01", 50..<70))
    }

    @Test func `A collapsed search shows the first of each group and counts the rest`() throws {
        let sandbox = try Self.sandbox()
        let outcome = try sandbox.lede("search", "storm", "--oldest", "--collapse", "duplicates")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("2017-02-13  a  +2 near-duplicates"), "\(outcome.output)")
        #expect(outcome.output.contains("2 of 4 documents, 2 near-duplicates not shown"))
        let json = try sandbox.lede("search", "storm", "--newest", "--collapse", "duplicates", "--json").json()
        let hits = try #require(json["hits"] as? [[String: Any]])
        #expect(hits.map { $0["id"] as? String } == ["d", "c"])
        #expect(hits.map { $0["duplicates"] as? Int } == [0, 2])
        #expect(json["duplicates"] as? Int == 2 && json["total"] as? Int == 4)
        let page = try sandbox.lede("search", "storm", "--newest", "--collapse", "duplicates", "--json", "-n", "1")
            .json()
        let cursor = try #require(page["next_cursor"] as? String)
        let next = try sandbox.lede(
            "search", "storm", "--newest", "--collapse", "duplicates", "--format", "csv", "--fields", "id,duplicates",
            "-n", "1", "--after", cursor)
        #expect(next.output == "id,duplicates\nc,2\n")
        let wrong = try sandbox.lede("search", "storm", "--newest", "--after", cursor)
        #expect(wrong.status == 2 && wrong.errors.contains("another query or order"))
        #expect(try sandbox.lede("search", "storm", "--collapse", "copies").status == 2)
    }

    @Test func `Groups are listed in every format`() throws {
        let sandbox = try Self.sandbox()
        let outcome = try sandbox.lede("duplicates")
        #expect(outcome.status == 0)
        #expect(outcome.outputLines.first == "Storm takes pier (3)")
        #expect(outcome.outputLines.contains("  2017-02-14  b  100 % alike  Pier lost"))
        #expect(outcome.outputLines.last == "1 group of near-duplicates, 3 documents in all")
        let csv = try sandbox.lede("duplicates", "storm AND date:>2017-02-13", "--format", "csv")
        #expect(csv.outputLines.map { $0.prefix { $0 != "l" } }.first == "group,id,date,tit")
        #expect(csv.outputLines.dropFirst().map { $0.split(separator: ",")[1] } == ["b", "c"])
        let json = try sandbox.lede("duplicates", "--json").json()
        #expect(json["total"] as? Int == 1 && json["documents"] as? Int == 3)
        #expect(try sandbox.lede("duplicates", "--jsonl").outputLines.count == 1)
        let none = try sandbox.lede("duplicates", "harbor", "AND", "date:2017-03")
        #expect(none.status == 1 && none.errors.contains("no near-duplicates among"))
        #expect(try sandbox.lede("duplicates", "-n", "-1").status == 2)
    }
}
