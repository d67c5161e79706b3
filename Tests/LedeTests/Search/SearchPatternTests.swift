import Foundation
import Testing

@testable import Lede

/// What words with wildcards, regular expressions, similar words and synonyms find, beyond what ``Oracle`` says.
@Suite struct SearchPatternTests {
    private static let documents = [
        Document(id: "a", ["title": "Sanctuary campus", "body": "Students call the campus a sanctuary."]),
        Document(id: "b", ["title": "Immigration raid", "body": "Immigrants were held. An immigrant spoke."]),
        Document(id: "c", ["title": "Car show", "body": "Each automobile is old; one motor vehicle is new."]),
        Document(id: "d", ["title": "Sanctuaries", "body": "A sanctary is a mistake.", "section": "Local News"]),
    ]

    private func ids(_ query: Query, _ parts: [[Document]] = [documents]) throws -> [String] {
        try SearchFixture(.articles, parts).searcher.search(query).hits.map(\.id)
    }

    @Test func `Each kind finds what it stands for`() throws {
        #expect(try ids(.prefix("immigr")) == ["b"])
        #expect(try Set(ids(.prefix("SANCT"))) == ["a", "d"])
        #expect(try Set(ids(.wildcard("s?nct*"))) == ["a", "d"])
        #expect(try ids(.wildcard("*mobil")) == ["c"])
        #expect(try Set(ids(.regexp("Sanct(uar|ar)[iy]"))) == ["a", "d"])
        #expect(try ids(.prefix("loc", field: "section")) == ["d"])
        #expect(try ids(.wildcard("*news", field: "section")) == ["d"])
        #expect(try ids(.prefix("A", field: "id")) == [])
        #expect(try ids(.regexp("[ab]", field: "id")) == ["a", "b"])
    }

    @Test func `A similar word counts less the more it differs, and the very word first`() throws {
        let documents = ["house", "hause", "mouse", "haus", "horse", "zebra"].map { Document(id: $0, ["body": $0]) }
        let schema = try Schema(fields: [Field("body", .text, analyzer: "standard", isDefault: true)])
        let results = try SearchFixture(schema, [documents]).searcher.search(.fuzzy("house", distance: 2))
        #expect(results.hits.map(\.id) == ["house", "hause", "mouse", "horse", "haus"])
        #expect(results.hits[0].score > results.hits[1].score)
        #expect(results.hits[3].score > results.hits[4].score)
        let swapped = try SearchFixture(schema, [documents]).searcher.search(.fuzzy("huose", distance: 1))
        #expect(swapped.hits.map(\.id) == ["house"])
    }

    @Test func `The distance goes by the length of the word`() throws {
        for (word, distance) in [("ab", 0), ("abc", 1), ("abcde", 1), ("abcdef", 2), ("日本", 0), ("日本語", 1)] {
            #expect(TermPattern.defaultDistance(of: word) == distance)
        }
    }

    @Test func `Terms beyond the limit match, count little, and are spoken of`() throws {
        var documents = (0..<50).map { Document(id: "d\($0)", ["body": "word\($0) filler"]) }
        documents.append(Document(id: "twice", ["body": "word7 filler"]))
        let searcher = try SearchFixture(.articles, [documents]).searcher
        var options = SearchOptions(limit: 100)
        options.expansionLimit = 1
        let results = try searcher.search(.prefix("word"), options)
        #expect(results.total == 51)
        #expect(results.hits.prefix(2).map(\.id) == ["d7", "twice"])
        #expect(results.hits[1].score > 2 * results.hits[2].score)
        #expect(results.hits[2].score > 0 && results.hits[2].score == results.hits[50].score)
        #expect(results.notices.count == 1 && results.notices[0].contains("50 words of body"))
        #expect(try searcher.search(.prefix("word")).notices == [])
        #expect(try searcher.explain(.prefix("word"), id: "d1")?.text.contains("'word1' in body") == true)
    }

    @Test func `A pattern finds words by what stands in the text, not only by their stems`() throws {
        #expect(try ids(.wildcard("*bile")) == ["c"])
        #expect(try ids(.prefix("immigration")) == ["b"])
        #expect(try Set(ids(.regexp("sanctuar(y|ies)"))) == ["a", "d"])
        let results = try SearchFixture(.articles, [Self.documents]).searcher.search(.prefix("automobile"))
        #expect(results.hits[0].snippet.highlighted(before: "[", after: "]").contains("[automobile]"))
        #expect(results.notices == [])
    }

    @Test func `Where only stems are known, a pattern that finds nothing is spoken of`() throws {
        let golden = Bundle.module.bundleURL.appending(path: "Golden/0.2/index")
        let results = try Index.open(at: golden.path).searcher().search(.prefix("schooling"))
        #expect(results.total == 0)
        #expect(results.notices.first?.contains("'schooling' is 'school'") == true)
    }

    @Test func `Synonyms count as one word, phrases among them beside it`() throws {
        let query = Query.synonyms(["car", "automobile", "vehicle", "motor vehicle"])
        #expect(try ids(query) == ["c"])
        #expect(try ids(.synonyms(["campus", "raid"])).count == 2)
        #expect(try ids(.synonyms(["local news", "x"], field: "section")) == ["d"])
    }

    @Test func `What cannot be asked is an error`() throws {
        let searcher = try SearchFixture(.articles, [Self.documents]).searcher
        for query: Query in [
            .prefix("2017", field: "date"), .regexp("("), .fuzzy("a", distance: 3), .fuzzy("a", distance: -1),
            .wildcard("a*", field: "nothing"), .fuzzy("x", field: "date"),
        ] {
            #expect(throws: LedeError.self) { try searcher.search(query) }
        }
    }

    @Test func `The very words are marked in a snippet`() throws {
        let searcher = try SearchFixture(.articles, [Self.documents]).searcher
        func marked(_ query: Query) throws -> [String] {
            let snippet = try searcher.search(query).hits[0].snippet
            return snippet.matches.map { String(decoding: Array(snippet.text.utf8)[$0], as: UTF8.self) }
        }
        #expect(try marked(.prefix("immigr")) == ["Immigrants", "immigrant"])
        #expect(try marked(.wildcard("c*pus")) == ["campus"])
        #expect(try marked(.fuzzy("autmobile")) == ["automobile"])
        #expect(try marked(.synonyms(["automobile", "motor vehicle"])) == ["automobile", "motor vehicle"])
        let both = Query.boolean(BooleanQuery(must: [.regexp("st.*"), .prefix("cal")]))
        #expect(try marked(both) == ["Students", "call"])
    }
}
