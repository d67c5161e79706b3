import Foundation
import Testing

@Suite(.hangGuard) struct WatchTests {
    @Test func `Queries are added, listed, run and removed`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        #expect(try sandbox.lede("watch", "list").status == 1)
        #expect(try sandbox.lede("watch", "add", "schools", "school", "-river").errors == "saved 'schools'\n")
        #expect(try sandbox.lede("watch", "add", "music", "bands OR choir").status == 0)
        #expect(
            try sandbox.lede("watch", "list").outputLines == ["schools  school -river", "music    bands OR choir"])
        #expect(
            try sandbox.lede("watch", "list", "--json").outputLines.last
                == #"{"name":"music","query":"bands OR choir"}"#)
        let run = try sandbox.lede("watch", "run", "--format", "csv", "--fields", "id")
        #expect(run.output == "query,id\nschools,a\nmusic,c\n")
        #expect(try sandbox.lede("watch", "run", "music", "--jsonl").outputLines.count == 1)
        #expect(try sandbox.lede("watch", "remove", "musik").errors.contains("did you mean 'music'?"))
        #expect(try sandbox.lede("watch", "remove", "music", "schools").status == 0)
        #expect(try sandbox.lede("watch", "list").status == 1)
    }

    @Test func `A query that cannot be read is refused, and one of the same name is kept unless it is replaced`() throws
    {
        let sandbox = try Sandbox.withThreeArticles()
        #expect(try sandbox.lede("watch", "add", "bad", "school AND").status == 2)
        #expect(try sandbox.lede("watch", "add", "bad", "nofield:x").status == 2)
        #expect(try sandbox.lede("watch", "add", "x", "school").status == 0)
        #expect(try sandbox.lede("watch", "add", "x", "school").status == 0)
        let other = try sandbox.lede("watch", "add", "x", "river")
        #expect(other.status == 2)
        #expect(other.errors.contains("there is a saved query 'x': school"))
        #expect(try sandbox.lede("watch", "add", "x", "river", "--replace").status == 0)
        #expect(try sandbox.lede("watch", "list").output == "x  river\n")
    }

    @Test func `Indexing tells which new and replaced documents match`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        _ = try sandbox.lede("watch", "add", "schools", "school")
        _ = try sandbox.lede("watch", "add", "music", "bands")
        try sandbox.write(
            "today.jsonl",
            #"{"id":"d","title":"School board","body":"A vote."}"# + "\n"
                + #"{"id":"b","title":"River flood","body":"The school is open again."}"# + "\n"
                + #"{"id":"c","title":"Jazz weekend","body":"Three bands play.","section":"Culture","pages":[3,4]}"#
                + "\n")
        let outcome = try sandbox.lede("index", "today.jsonl")
        #expect(outcome.status == 0)
        #expect(
            outcome.errorLines.suffix(3) == ["2 new documents for 'schools':", "  d  School board", "  b  River flood"])
        #expect(!outcome.errors.contains("music"))
        #expect(!(try sandbox.lede("index", "today.jsonl").errors.contains("schools")))
        #expect(try sandbox.lede("optimize").status == 0)
        #expect(try sandbox.lede("watch", "list").outputLines.count == 2)
    }

    @Test func `Many matches are counted and some of them shown`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        _ = try sandbox.lede("watch", "add", "all", "*:*")
        _ = try sandbox.lede("watch", "add", "piped", "piped")
        let records = (1...50).map { #"{"id":"p\#($0)","body":"Piped record number \#($0)."}"# + "\n" }.joined()
        let outcome = try sandbox.run(["index", "-", "--threads", "2"], input: records)
        #expect(outcome.errors.contains("50 new documents for 'piped':\n"))
        #expect(outcome.errors.contains("  and 40 more\n"))
        #expect(outcome.errorLines.count <= 1 + 2 * 12)
    }

    @Test func `Damage to the saved queries is told and leaves the index alone`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        try sandbox.write("index/watches.json", "{")
        let list = try sandbox.lede("watch", "list")
        #expect(list.status == 3)
        #expect(list.errors.contains("watches.json"))
        #expect(try sandbox.lede("count", "school").output == "2\n")
    }

    @Test func `A run can begin at a day`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        _ = try sandbox.lede("watch", "add", "schools", "school")
        let run = try sandbox.lede("watch", "run", "--since", "2018", "--format", "csv", "--fields", "id")
        #expect(run.output == "query,id\nschools,b\n")
        let all = try sandbox.lede("watch", "run", "--since", "2017-02-13", "--format", "csv", "--fields", "id")
        #expect(all.outputLines.count == 3)
        #expect(try sandbox.lede("watch", "run", "--since", "yesterday").status == 1)
        let wrong = try sandbox.lede("watch", "run", "--since", "soon")
        #expect(wrong.status == 2 && wrong.errors.contains("--since: 'soon' is no day"))
    }
}
