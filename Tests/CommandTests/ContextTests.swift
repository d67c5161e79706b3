import Foundation
import Testing

@Suite(.hangGuard) struct ContextTests {
    private func column(_ line: String, of text: String) -> Int? {
        line.range(of: text).map { line.distance(from: line.startIndex, to: $0.lowerBound) }
    }

    @Test func `What matches stands in one column, with date and id before it`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.lede("context", "school", "--width", "60")
        #expect(outcome.status == 0)
        #expect(outcome.outputLines.count == 2)
        #expect(outcome.outputLines[0].hasPrefix("2017-02-13  a  "))
        #expect(outcome.outputLines[1].hasPrefix("2018-05-01  b  "))
        let columns = outcome.outputLines.map { column($0, of: "school") }
        #expect(columns[0] == columns[1])
        #expect(outcome.outputLines.allSatisfy { $0.count <= 60 })
    }

    @Test func `A phrase is marked as one`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let outcome = try sandbox.lede("context", "\"safe zone\"", "--color", "always")
        #expect(outcome.output.contains("\u{1B}[1;31msafe zone\u{1B}[0m"))
    }

    @Test func `CSV and JSON have the parts`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let csv = try sandbox.lede("context", "zone", "--format", "csv")
        #expect(
            csv.output
                == "id,date,title,field,left,match,right\n"
                + "a,2017-02-13,Sanctuary for students,body,\"The school is a safe \",zone,.\n")
        let json = try sandbox.lede("context", "zone", "--json").json()
        #expect((json["contexts"] as? [[String: Any]])?.first?["match"] as? String == "zone")
        #expect(json["more"] as? Bool == false)
        #expect(try sandbox.lede("context", "school", "--jsonl").outputLines.count == 2)
    }

    @Test func `A limit is said, and orders are by name`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let some = try sandbox.lede("context", "school", "-n1", "--sort", "right")
        #expect(some.outputLines.count == 1)
        // "school is" and "school": the text ends behind the second.
        #expect(some.output.contains("near the school"))
        #expect(some.errors.contains("there are more than these 1"))
        #expect(try sandbox.lede("context", "school", "--sort", "sideways").status == 2)
        #expect(try sandbox.lede("context", "school", "-n", "0").status == 2)
        #expect(try sandbox.lede("context").status == 2)
        #expect(try sandbox.lede("context", "nowhere").status == 1)
    }
}
