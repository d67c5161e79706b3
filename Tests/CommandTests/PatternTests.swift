import Foundation
import Testing

@Suite(.hangGuard) struct PatternTests {
    private func sandbox() throws -> Sandbox {
        try Sandbox.indexed(
            #"{"id":"a","title":"Sanctuary campus","body":"Immigrants call the sanctuary school a safe zone."}"#,
            #"{"id":"b","title":"Two sanctuaries","body":"An immigrant lived in a sanctuary. The schools helped."}"#,
            #"{"id":"c","title":"Old automobiles","body":"Each car is older than the school.","section":"Culture"}"#)
    }

    @Test func `Words with wildcards, expressions and similar words are found and marked`() throws {
        let sandbox = try sandbox()
        for (query, count) in [
            ("immigr*", 2), ("s?nct*ri", 2), ("*mobil", 1), ("/sanctuar(y|ies|i)/", 2), ("sanctary~", 2),
            ("sanctary~1", 2), ("snactuary~1", 2), ("title:automobil*", 1), ("section:cul*", 1), ("title:/old|two/", 2),
            ("sc\\*", 0), ("author:*", 0),
        ] {
            #expect(try sandbox.lede("count", query).output == "\(count)\n", "\(query)")
        }
        let shown = try sandbox.lede("search", "immigr*", "--color", "always").output
        #expect(shown.contains("Immigrants\u{1B}[") && shown.contains("immigrant\u{1B}["))
        let explained = try sandbox.lede("explain", "immigr*", "b").output
        #expect(explained.contains("'immigr*' in title, body") && explained.contains("occurrences of 'immigr' in body"))
    }

    @Test func `A pattern that cannot be read has a caret under the place`() throws {
        let sandbox = try sandbox()
        let outcome = try sandbox.lede("search", "school /sanct(uary/")
        #expect(outcome.status == 2)
        #expect(outcome.errorLines.suffix(2) == ["  school /sanct(uary/", "               ^"])
        #expect(try sandbox.lede("search", "school~3").status == 2)
        #expect(try sandbox.lede("search", "date:2017*").status == 2)
        #expect(try sandbox.lede("search", "/.*a.{900}.{900}/").status != 3)
    }

    @Test func `A pattern finds what stands in the text, though the terms are stems`() throws {
        let sandbox = try sandbox()
        #expect(try sandbox.lede("count", "s?nct*ry").output == sandbox.lede("count", "/sanctuar(y|ies)/").output)
        #expect(try sandbox.lede("search", "/sanctuar(y|ies)/").status == 0)
        #expect(try sandbox.lede("search", "zzyzx*").errors.contains("no document matches"))
    }

    @Test func `Synonyms come from a file`() throws {
        let sandbox = try sandbox()
        try sandbox.write("synonyms.txt", "# vehicles\nvehicle, car, automobile\n\nrefuge => sanctuary, safe zone\n")
        #expect(try sandbox.lede("count", "vehicle").output == "0\n")
        #expect(try sandbox.lede("count", "vehicle", "--synonyms", "synonyms.txt").output == "1\n")
        #expect(try sandbox.lede("count", "Refuge", "--synonyms", "synonyms.txt").output == "2\n")
        let shown = try sandbox.lede("search", "refuge", "--synonyms", "synonyms.txt", "--color", "always").output
        #expect(shown.contains("safe zone\u{1B}["))
        try sandbox.write("bad.txt", "car, automobile\nalone\n")
        let bad = try sandbox.lede("search", "car", "--synonyms", "bad.txt")
        #expect(bad.status == 2 && bad.errors.contains("bad.txt: ") && bad.errors.contains("line 2"))
        #expect(try sandbox.lede("search", "car", "--synonyms", "none.txt").status == 2)
    }

    @Test func `What was probably meant is offered`() throws {
        let sandbox = try sandbox()
        let outcome = try sandbox.lede("search", "sanctary AND scool")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("Did you mean: sanctuary AND school?"), "\(outcome.errors)")
        let json = try sandbox.lede("search", "sanctary scool", "--json").json()
        #expect(json["suggestion"] as? String == "sanctuary school")
        #expect(try sandbox.lede("search", "school", "--json").json()["suggestion"] == nil)
        #expect(try !sandbox.lede("search", "xyzzyqwerty").errors.contains("Did you mean"))
    }

    @Test func `A word is completed to words of the index`() throws {
        let sandbox = try sandbox()
        #expect(try sandbox.lede("suggest", "sanct").output.hasSuffix("2  sanctuary\n"))
        #expect(try sandbox.lede("suggest", "immigrant").outputLines.count == 1)
        let json = try sandbox.lede("suggest", "old s", "--json", "-n", "1").output
        let list = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        #expect(list.count == 1 && list[0]["text"] as? String == "old school" && list[0]["documents"] as? Int == 3)
        #expect(try sandbox.lede("suggest", "cul", "--field", "section").output == "1  culture\n")
        #expect(try sandbox.lede("suggest", "zzz").status == 1)
        #expect(try sandbox.lede("suggest", "a", "--field", "date").status == 2)
    }
}
