import Lede
import Testing

@testable import LedeImport

@Suite struct JSONTests {
    @Test func `Each line of JSON lines is a document, in schema order and then by name`() throws {
        let result = try Imported(
            "a.jsonl",
            """
            {"zoo": "z", "body": "One.", "title": "First", "date": "2017-02-13", "id": "x", "alpha": 1}
            {"id": 42, "body": "Two.", "tags": ["a", "b", null, 3], "draft": false, "score": 1.5}
            """)
        #expect(
            result.documents == [
                Document(
                    id: "x",
                    entries: [
                        .init("date", .string("2017-02-13")), .init("title", .string("First")),
                        .init("body", .string("One.")), .init("alpha", .integer(1)), .init("zoo", .string("z")),
                    ]),
                Document(
                    id: "42",
                    entries: [
                        .init("body", .string("Two.")), .init("draft", .string("false")), .init("score", .double(1.5)),
                        .init("tags", .string("a")), .init("tags", .string("b")), .init("tags", .integer(3)),
                    ]),
            ])
        #expect(result.problems.isEmpty)
    }

    @Test func `Objects within are flattened, lists of objects give several values`() throws {
        let result = try Imported(
            "a.jsonl",
            #"{"body":"b","author":{"name":"Ann"},"geo":{"city":{"name":"Ames"}},"links":[{"to":"x"},{"to":"y"}]}"#)
        let document = try #require(result.documents.first)
        #expect(document["author"] == "Ann")
        #expect(document["geo.city.name"] == "Ames")
        #expect(document.values(of: "links.to") == ["x", "y"])
    }

    @Test func `A bad line is a problem with its number, and the others are read`() throws {
        let lines: [[UInt8]] = [
            Array(#"{"id":"1","body":"good"}"#.utf8),
            Array(#"{"id":"2","body":"#.utf8),
            [],
            Array(#"{"id":"4","body":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8),
            Array("[1]".utf8),
            Array(#"{"id":"6","body":"  ","author":"Ann"}"#.utf8),
            Array(#"{"id":"7","body":"x","date":"the other day"}"#.utf8),
            Array(#"{"id":"8","body":"x",}"#.utf8),
            Array(#"{"id":"9","body":"good","date":""}"#.utf8),
        ]
        let result = try Imported("a.jsonl", bytes: Array(lines.joined(separator: [0x0D, 0x0A])))
        #expect(result.documents.map(\.id) == ["1", "9"])
        #expect(
            result.complaints == [
                "2 broken JSON: a value is expected, where the record ends", "4 is not UTF-8", "5 is no JSON object",
                "6 no text", "7 field 'date': 'the other day' is no date",
                "8 broken JSON: a comma before a closing bracket at byte 22 of the record",
            ])
        #expect(
            result.problems.first?.description.hasSuffix(
                "a.jsonl:2: broken JSON: a value is expected, where the record ends") == true)
    }

    @Test(arguments: [
        #"{"body":"x"}"#, #"  { "body" : "x" , "n" : [] }  "#, #"{"body":"\u00e9\ud83d\ude00\n\"\\\/"}"#,
        #"{"body":"x","n":-0.5e-2,"m":0,"k":[[[1]]],"o":{}}"#, #"{"body":"x","":1}"#, #"{"body":"a","body":"b"}"#,
        #"{"body":"], } ,] ,}"}"#, #"{"body":",","a":["x,","]"]}"#, #"{"body":"\\","a":1}"#,
        "{\"body\":\"\u{7F}\u{2028}\"}",
    ])
    func `Good JSON is read`(line: String) throws {
        let result = try Imported("a.jsonl", line)
        #expect(result.complaints == [])
        #expect(result.documents.count == 1)
        #expect(try Imported("a.json", "[" + line + "\n,\n" + line + "]").documents.count == 2)
    }

    @Test(arguments: [
        #"{"body":"x",}"#, #"{"body":"x" "a":1}"#, #"{"body":"x","a":[1,]}"#, #"{"body":"x","a":[1, ]}"#,
        #"{"body":"x","a":01}"#, #"{"body":"x","a":1.}"#, #"{"body":"x","a":.5}"#, #"{"body":"x","a":+1}"#,
        #"{"body":"x","a":NaN}"#, #"{"body":"x","a":tru}"#, #"{"body":"x",'a':1}"#, #"{"body":"x",a:1}"#,
        #"{"body":"\x"}"#, #"{"body":"\u12"}"#, "{\"body\":\"a\tb\"}", #"{"body":"x"} x"#, #"{"body":"x"}}"#,
        #"{"body":"x","a":1e}"#, #"{"body":"x","a"}"#, #"{"body":"x",,"a":1}"#, #"{"body":"x"/**/}"#, "\u{FEFF}{]",
        #"{"body":"\ud800"}"#, #"{"body":"x","a":[1}"#, "nul", "\"", "{",
    ])
    func `What is not JSON is a problem, never a document`(line: String) throws {
        for result in [try Imported("a.jsonl", line), try Imported("a.json", line)] {
            #expect(result.problems.allSatisfy { $0.line == 1 })
            #expect(!result.problems.isEmpty)
        }
        #expect(try Imported("a.jsonl", line).documents.isEmpty)
    }

    @Test func `Deep nesting is refused, not followed`() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(try Imported("a.jsonl", #"{"body":"x","a":"# + deep).problems.count == 1)
        let (open, close) = (String(repeating: "[", count: 499), String(repeating: "]", count: 499))
        #expect(try Imported("a.jsonl", #"{"body":"x","a":"# + open + close + "}").complaints == [])
        #expect(
            try Imported("a.jsonl", #"{"body":"x","a":["# + open + close + "]}").problems.first?.reason
                .contains("more than 500 deep") == true)
        #expect(try Imported("a.json", deep).documents.isEmpty)
    }

    @Test func `A file of JSON may be an array, an object or several, and knows its lines`() throws {
        let array = try Imported(
            "a.json",
            """
            [
              {"id": "1", "body": "a, ]"},
              {"id": "2",
               "body": }, {"id": "3", "body": "c"},

              4
            ]
            """)
        #expect(array.documents.map(\.id) == ["1", "3"])
        #expect(array.problems.map(\.line) == [3, 6])
        #expect(try Imported("a.json", #"{"id":"1","body":"x"}"#).documents.map(\.id) == ["1"])
        let several = try Imported(
            "a.json", "{\"id\":\"1\",\"body\":\"x\"}\n{\"id\":\"2\",\n\"body\":\"y\"} {\"body\":\"z\"}")
        #expect(several.documents.map(\.id).prefix(2) == ["1", "2"])
        #expect(several.documents.last?.id.hasSuffix("/a.json#3") == true)
        for empty in ["[]", "[ ]\n"] {
            let result = try Imported("a.json", empty)
            #expect(result.documents.isEmpty && result.problems.isEmpty)
        }
        for nothing in ["", " \n", "\u{FEFF}"] {
            #expect(try Imported("a.json", nothing).problems.map(\.reason) == ["broken JSON: nothing there"])
            #expect(try Imported("a.jsonl", nothing).complaints == [])
        }
    }

    @Test func `Names that look alike are two, and a name that comes again has its last value`() throws {
        let result = try Imported("a.jsonl", "{\"body\":\"x\",\"caf\u{E9}\":1,\"cafe\u{301}\":2,\"n\":3,\"n\":4}")
        let document = try #require(result.documents.first)
        let names = document.entries.map { Array($0.name.utf8) }
        #expect(names.contains(Array("caf\u{E9}".utf8)) && names.contains(Array("cafe\u{301}".utf8)))
        #expect(document.values(of: "n") == ["4"])
    }

    @Test func `A long key of an object is not repeated for each of its values, which would take memory without bound`()
        throws
    {
        let key = String(repeating: "k", count: 30_000)
        let inner = (0..<1000).map { "\"\($0)\":1" }.joined(separator: ",")
        let nested = String(repeating: "{\"\(key)\":", count: 400) + "1" + String(repeating: "}", count: 400)
        for value in ["{\(inner)}", "[\(Array(repeating: "{\"a\":null}", count: 1000).joined(separator: ","))]"] {
            let result = try Imported("a.jsonl", "{\"body\":\"x\",\"\(key)\":\(value)}")
            #expect(result.complaints.count == 1 && result.documents.isEmpty)
            #expect(result.complaints.first?.contains("make names of more than") == true)
        }
        #expect(try Imported("a.jsonl", "{\"body\":\"x\",\"n\":\(nested)}").documents.isEmpty)
        // A long key alone is none of this, nor are many short ones.
        #expect(try Imported("a.jsonl", "{\"body\":\"x\",\"\(key)\":{\"a\":1}}").complaints == [])
        #expect(try Imported("a.jsonl", "{\"body\":\"x\",\"some.longer.key\":{\(inner)}}").complaints == [])
    }

    @Test func `Arrays in one line behind each other are read and reported, in lines of their own just read`() throws {
        let complaint = "1 something follows the array in its line; it is read all the same"
        for text in ["[][]", "[] []", #"[{"body":"x"}][{"body":"y"}]"#, #"[{"body":"x"}]{"body":"y"}"#] {
            let result = try Imported("a.json", text)
            #expect(result.complaints == [complaint], "\(text)")
            #expect(result.documents.count == (text.contains("y") ? 2 : 0))
        }
        for text in ["[]\n[]\n", "[]\r\n[]", "[] \n", "[]"] { #expect(try Imported("a.json", text).complaints == []) }
        #expect(try Imported("a.json", #"{"body":"x"}{"body":"y"}"#).documents.count == 2)
    }

    @Test(arguments: [
        (#"[{"body":"x"}"#, "the array is not closed"), (#"[{"body":"x"},"#, "the array is not closed"),
        (#"[{"body":"x"},]"#, "an element of the array is missing"),
        (#"[,{"body":"x"}]"#, "an element of the array is missing"), ("[", "the array is not closed"),
    ])
    func `An array with a fault says which`(text: String, reason: String) throws {
        #expect(try Imported("a.json", text).complaints == ["1 " + reason])
    }

    @Test func `Whole numbers keep every digit`() throws {
        let result = try Imported("a.jsonl", #"{"id":12345678901234567890123,"body":"x","n":9007199254740993,"m":1.0}"#)
        let document = try #require(result.documents.first)
        #expect(document.id == "12345678901234567890123")
        #expect(document.entries.contains(.init("n", .integer(9_007_199_254_740_993))))
        #expect(document.entries.contains(.init("m", .double(1))))
    }

    @Test func `A byte order mark and a missing last line end do no harm`() throws {
        #expect(try Imported("a.jsonl", "\u{FEFF}{\"id\":\"1\",\"body\":\"x\"}").documents.map(\.id) == ["1"])
        #expect(try Imported("a.json", "\u{FEFF}[{\"id\":\"1\",\"body\":\"x\"}]").documents.map(\.id) == ["1"])
    }

    @Test func `A record above the limit is a problem, and the next one is read`() throws {
        var options = ImportOptions()
        options.maximumRecordBytes = 1000
        for size in [1100, 3_000_000] {
            let long = #"{"id":"long","body":""# + String(repeating: "x", count: size) + #""}"#
            let result = try Imported(
                "a.jsonl", "{\"id\":\"1\",\"body\":\"x\"}\n\(long)\n{\"id\":\"3\",\"body\":\"y\"}\nx", options)
            #expect(result.documents.map(\.id) == ["1", "3"])
            #expect(result.problems.map(\.line) == [2, 4])
            let reason = "record is longer than 1000 bytes, the limit of --max-record-bytes"
            #expect(result.problems.first?.reason == reason)
            let array = try Imported(
                "a.json", "[{\"id\":\"1\",\"body\":\"x\"},\n\(long),\n{\"id\":\"3\",\"body\":\"y\"}]", options)
            #expect(array.documents.map(\.id) == ["1", "3"])
            #expect(array.problems.map(\.line) == [2])
        }
    }

    @Test func `Batches cut anywhere give the same documents`() throws {
        let text = (1...5000).map { "{\"id\":\"\($0)\",\n\"body\":\"text [\($0)] \\\" }\"}" }
        let lines = text.map { $0.replacing("\n", with: " ") }.joined(separator: "\n")
        let array = "[" + text.joined(separator: ",\n") + "]"
        var options = ImportOptions()
        options.batchBytes = 5000
        let whole = try Imported("a.jsonl", lines)
        let cut = try Imported("a.jsonl", lines, options)
        let elements = try Imported("a.json", array, options)
        #expect(whole.documents.count == 5000)
        #expect(cut.documents == whole.documents)
        #expect(elements.documents == whole.documents)
        #expect(cut.byteCount == lines.utf8.count)
        #expect(cut.totalBytes == lines.utf8.count)
    }
}
