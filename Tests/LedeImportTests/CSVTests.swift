import Lede
import Testing

@testable import LedeImport

@Suite struct CSVTests {
    @Test(arguments: [
        ("a.csv", ",", "\n"), ("a.csv", ";", "\r\n"), ("a.csv", "\t", "\n"), ("a.tsv", "\t", "\r\n"),
    ])
    func `A row is a document, whichever the separator and the line ends`(
        name: String, separator: String, end: String
    ) throws {
        let rows = [
            ["id", "Title", "\"body\"", "date"],
            ["1", "\"One\(separator) two\"", "\"He said \"\"no\"\".\nThen left.\"", "2017-02-13"],
            ["2", "5\" pipe", "Plain", ""],
        ]
        let text = "\u{FEFF}" + rows.map { $0.joined(separator: separator) }.joined(separator: end) + end
        let result = try Imported(name, text)
        #expect(result.complaints == [])
        #expect(result.documents.map(\.id) == ["1", "2"])
        #expect(result.documents[0]["title"] == "One\(separator) two")
        #expect(result.documents[0]["body"] == "He said \"no\".\nThen left.")
        #expect(result.documents[1]["title"] == "5\" pipe")
        #expect(result.documents[1]["date"] == nil)
    }

    @Test func `A bad row is a problem with the line at which it begins`() throws {
        let text = "id,body\n1,\"a\nb\"\n2\n\n3,c,d\n4,e\n5,\"open\n6,x"
        let result = try Imported("a.csv", text)
        #expect(result.documents.map(\.id) == ["1", "4"])
        #expect(
            result.complaints == [
                "4 1 column instead of 2", "6 3 columns instead of 2", "8 a quoted field is not closed",
            ])
    }

    @Test func `Bytes that are not UTF-8 are a problem of their row`() throws {
        let result = try Imported("a.csv", bytes: Array("id,body\n1,caf".utf8) + [0xE9, 0x0A] + Array("2,tea\n".utf8))
        #expect(result.documents.map(\.id) == ["2"])
        #expect(result.complaints == ["2 column 'body' is not UTF-8"])
    }

    @Test func `A column without a name is called by its number`() throws {
        let result = try Imported("a.csv", ",body\n7,text\n")
        #expect(result.documents.first?["column1"] == "7")
        #expect(result.documents.first?.id.hasSuffix("/a.csv#2") == true)
    }

    @Test func `Tables without rows, and empty files, give nothing`() throws {
        for text in ["", "\n", "id,body", "id,body\r\n\r\n"] {
            let result = try Imported("a.csv", text)
            #expect(result.documents.isEmpty && result.problems.isEmpty)
        }
    }

    @Test func `Rows cut by blocks are whole again`() throws {
        let body = String(repeating: "word, \"\"quoted\"\"\n", count: 40)
        let rows = (1...3000).map { "\($0),\"\(body)\($0)\"" }
        var options = ImportOptions()
        options.batchBytes = 10_000
        let result = try Imported("a.csv", "id,body\n" + rows.joined(separator: "\n"), options)
        #expect(result.complaints == [])
        #expect(result.documents.count == 3000)
        #expect(result.documents.last?["body"]?.hasSuffix("\"quoted\"\n3000") == true)
    }
}
