import Foundation
import Testing

@Suite(.hangGuard) struct TimelineTests {
    private func sandbox() throws -> Sandbox {
        try Sandbox.indexed(
            #"{"id":"a","date":"2016-11-30","body":"School news."}"#,
            #"{"id":"b","date":"2016-11-02","body":"School bus."}"#,
            #"{"id":"c","date":"2017-02-01","body":"School."}"#,
            #"{"id":"d","date":"2017-02-28T10:00:00Z","body":"River."}"#,
            #"{"id":"e","body":"School without a date."}"#)
    }

    @Test func `Bars stand for periods, empty ones between among them`() throws {
        let outcome = try sandbox().lede("timeline", "school", "--by", "month")
        #expect(outcome.status == 0)
        let lines = outcome.outputLines
        #expect(lines[0] == "date by month")
        #expect(lines[1].hasPrefix("  2016-11  2  █"))
        #expect(lines[2...3] == ["  2016-12  0", "  2017-01  0"])
        #expect(lines[4].hasPrefix("  2017-02  1  █"))
        #expect(lines[1].count > lines[4].count)
        #expect(outcome.errors == "lede: 1 matching document without a date\n")
    }

    @Test(arguments: [("year", 2), ("quarter", 2), ("month", 4), ("week", 14), ("day", 92)])
    func `CSV has a row for each period`(unit: String, count: Int) throws {
        let lines = try sandbox().lede("timeline", "school", "--by", unit, "--format", "csv").outputLines
        #expect(lines[0] == "period,from,to,count")
        #expect(lines.count == count + 1)
        #expect(lines.dropFirst().compactMap { Int($0.split(separator: ",").last ?? "") }.reduce(0, +) == 3)
    }

    @Test func `Shares tell which part of the documents of a period match`() throws {
        let sandbox = try sandbox()
        let csv = try sandbox.lede("timeline", "school", "--share", "--format", "csv").outputLines
        #expect(csv[0] == "period,from,to,count,documents,share")
        #expect(csv[1] == "2016-11,2016-11-01,2016-11-30,2,2,1.000000")
        #expect(csv[2] == "2016-12,2016-12-01,2016-12-31,0,0,0.000000")
        #expect(csv[4] == "2017-02,2017-02-01,2017-02-28,1,2,0.500000")
        let json = try sandbox.lede("timeline", "school", "--share", "--json").json()
        #expect(json["total"] as? Int == 3)
        #expect(json["missing"] as? Int == 1)
        #expect((json["periods"] as? [[String: Any]])?.last?["share"] as? Double == 0.5)
        #expect(try sandbox.lede("timeline", "school", "--share").output.contains("2017-02  1   50.0 %"))
    }

    @Test func `A long stretch without documents is one line for people`() throws {
        let sandbox = try Sandbox.indexed(
            #"{"id":"a","date":"1900-01-01","body":"Old."}"#, #"{"id":"b","date":"2000-01-01","body":"New."}"#)
        #expect(try sandbox.lede("timeline", "--by", "year").output.contains("… 99 without"))
        #expect(try sandbox.lede("timeline", "--by", "year", "--format", "csv").outputLines.count == 102)
    }

    @Test func `Nothing found, and fields that are no dates`() throws {
        let sandbox = try sandbox()
        #expect(try sandbox.lede("timeline", "nowhere").status == 1)
        #expect(try sandbox.lede("timeline", "school", "--field", "title").status == 2)
        #expect(try sandbox.lede("timeline", "school", "--by", "decade").status == 2)
        let undated = try Sandbox.indexed(#"{"id":"e","body":"School without a date."}"#).lede("timeline", "school")
        #expect(undated.status == 1)
        #expect(undated.errors == "lede: 1 matching document without a date\n")
    }
}
