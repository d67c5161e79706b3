import Foundation
import Testing

@Suite(.hangGuard) struct AnalyzeTests {
    @Test func `Every step is a column`() throws {
        let sandbox = try Sandbox()
        let outcome = try sandbox.lede("analyze", "The Senators’ U.S. résumés", "--analyzer", "news")
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.outputLines.count == 5)
        #expect(outcome.outputLines[0].hasPrefix("position  bytes  tokenizer (words)  lowercase"))
        #expect(outcome.outputLines[3].hasSuffix("us"))
        #expect(outcome.outputLines[4].hasSuffix("resum"))
    }

    @Test func `The same as JSON, the text in several arguments`() throws {
        let sandbox = try Sandbox()
        let object = try sandbox.lede("analyze", "Running", "dogs", "--analyzer", "english", "--json").json()
        #expect(object["analyzer"] as? String == "english")
        #expect(object["terms"] as? [String] == ["run", "dog"])
        let steps = try #require(object["steps"] as? [[String: Any]])
        #expect(steps.first?["name"] as? String == "tokenizer (words)")
        let tokens = try #require(steps.last?["tokens"] as? [[String: Any]])
        #expect(tokens.map { $0["position"] as? Int } == [0, 1])
        #expect(tokens.map { $0["start"] as? Int } == [0, 8])
        #expect(tokens.map { $0["end"] as? Int } == [7, 12])
    }

    @Test func `A schema's own analyzer works from the file, and in the index`() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "schema.json",
            #"""
            {"analyzers": {"mine": {"tokenizer": "words", "filters": [
                "fold", {"stop": "english"}, {"protect": ["news"]}, {"stem": "english"}, {"synonyms": ["car, automobil"]}]}},
             "fields": [{"name": "body", "analyzer": "mine"}]}
            """#)
        let before = try sandbox.lede(
            "analyze", "The news of Cars", "--analyzer", "mine", "--schema", "schema.json", "--json")
        #expect(try before.json()["terms"] as? [String] == ["news", "car", "automobil"])
        try sandbox.write("a.jsonl", #"{"id":"1","body":"The news of Cars in Málaga"}"# + "\n")
        #expect(try sandbox.lede("index", "a.jsonl", "--schema", "schema.json", "--quiet").status == 0)
        #expect(
            try sandbox.lede("analyze", "Cars", "--field", "body", "--json").json()["analyzer"] as? String == "mine")
        #expect(try sandbox.lede("count", "body:automobile").output == "1\n")
        #expect(try sandbox.lede("count", "body:malaga").output == "1\n")
        #expect(try sandbox.lede("count", "body:the").output == "0\n")
        let shown = try sandbox.lede("search", "body:cars", "--json").json()
        #expect(shown["total"] as? Int == 1)
        #expect(try sandbox.lede("check").status == 0)
    }

    @Test func `Synonyms come from a file beside the schema file`() throws {
        let sandbox = try Sandbox()
        try sandbox.write("made/synonyms.txt", "# as Solr has them\n\ncar, automobile\ncolour => color, hue\n")
        try sandbox.write(
            "made/schema.json",
            #"{"analyzers": {"mine": {"filters": ["fold", {"stem": "english"}, "synonyms"]}}, "fields": [{"name": "body", "analyzer": "mine"}]}"#
        )
        try sandbox.write("a.jsonl", #"{"id":"1","body":"Cars of one colour"}"# + "\n")
        #expect(try sandbox.lede("index", "a.jsonl", "--schema", "made/schema.json", "--quiet").status == 0)
        for word in ["automobiles", "hue", "color", "colour"] {
            #expect(try sandbox.lede("count", "body:\(word)").output == "1\n", "\(word)")
        }
        try sandbox.write("other.json", #"{"analyzers": {"mine": {"filters": [{"synonyms": "none.txt"}]}}}"#)
        let missing = try sandbox.lede("index", "a.jsonl", "--schema", "other.json", "--index", "other")
        #expect(missing.status == 2)
        #expect(missing.errors.contains("none.txt': No such file"))
    }

    @Test func `What does not exist is said`() throws {
        let sandbox = try Sandbox.withThreeArticles()
        let analyzer = try sandbox.lede("analyze", "x", "--analyzer", "klingon")
        #expect(analyzer.status == 2)
        #expect(analyzer.errors.hasPrefix("lede: there is no analyzer 'klingon'; there are english, news, standard"))
        let field = try sandbox.lede("analyze", "x", "--field", "nowhere")
        #expect(field.status == 2)
        #expect(field.errors.hasPrefix("lede: there is no field 'nowhere'. The fields are id, date"))
        #expect(try sandbox.lede("analyze", "x", "--field", "date").status == 2)
        #expect(try sandbox.lede("analyze", "New York", "--field", "section", "--json").output.contains(#""new york""#))
        try sandbox.write("bad.json", #"{"analyzers": {"mine": {"filters": ["flod"]}}}"#)
        let bad = try sandbox.lede("index", "articles.jsonl", "--schema", "bad.json", "--index", "other")
        #expect(bad.status == 2)
        #expect(bad.errors.contains("the analyzer 'mine': there is no filter 'flod'"))
    }

    @Test(arguments: [
        (#"{"analyzer": {}}"#, "a schema file has no key 'analyzer'; there are fields, frequentWords"),
        (#"{"fields": [{"name": "body", "weigth": 2}]}"#, "the field 'body' has no key 'weigth'"),
        (#"{"fields": {"body": {}}}"#, "an array is wanted at fields"),
        (
            #"{"analyzers": {"m": {"filters": [{"edge-ngrams": 3}]}}}"#,
            "an object is wanted at analyzers.m.filters[0].edge-ngrams"
        ),
        (
            #"{"analyzers": {"m": {"filters": [{"length": {"minimum": 3}}]}}}"#,
            "a range has 'min' and 'max', not 'minimum'"
        ),
        (#"{"analyzers": {"m": {"filters": [{"shingles": "2"}]}}}"#, "a whole number is wanted at"),
        (#"{"analyzers": {"": {}}}"#, "an analyzer needs a name"), (#"{"fields" []}"#, "it is not JSON: "),
    ])
    func `A mistake in a schema file is said in the words of JSON`(text: String, reason: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write("bad.json", text)
        let outcome = try sandbox.lede("analyze", "x", "--schema", "bad.json")
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("lede: bad.json: "))
        #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    }
}
