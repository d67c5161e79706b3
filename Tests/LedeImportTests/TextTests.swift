import Foundation
import Lede
import Testing

@testable import LedeImport

@Suite struct TextTests {
    private func article(_ text: String) throws -> Document {
        try #require(try Imported("a.txt", text).documents.first)
    }

    @Test func `A saved page gives date, title, section and body`() throws {
        let document = try article(
            " date 2017-02-13 ICE: Reports are false Local News ICE: Reports are false New details\u{2019}s.\n\nMore.\n"
        )
        #expect(
            document.entries == [
                .init("date", .string("2017-02-13")), .init("title", .string("ICE: Reports are false")),
                .init("body", .string("New details\u{2019}s.\n\nMore.")), .init("section", .string("Local News")),
            ])
        let lines = try article("date\n2017-02-13\nBridge closes\nNews\nBridge closes\nIt was closed.")
        #expect(lines["title"] == "Bridge closes")
        #expect(lines["section"] == "News")
        #expect(lines["body"] == "It was closed.")
    }

    @Test func `A saved page whose headline does not come again keeps its words`() throws {
        let one = try article("date 2017-02-13 Nothing here is said over.")
        #expect(one["date"] == "2017-02-13")
        #expect(one["title"] == nil)
        #expect(one["body"] == "Nothing here is said over.")
        #expect(try article("date 2017-02-13 The dog and The cat are gone.")["body"] == "The dog and The cat are gone.")
        let two = try article("date 2017-02-13 Bridge closes\nIt was closed.")
        #expect(two["title"] == "Bridge closes")
        #expect(two["body"] == "It was closed.")
        let without = try article("date 2017-02-13 Bridge closes Bridge closes It was closed.")
        #expect(without["title"] == "Bridge closes")
        #expect(without["section"] == nil)
        #expect(without["body"] == "It was closed.")
        #expect(try article("date palms grow here")["body"] == "date palms grow here")
    }

    @Test func `Header lines give fields`() throws {
        let document = try article(
            "Title: Bridge closes\r\nDate: February 13, 2017\r\nAuthor: Ann\r\n\r\nIt was: closed.\r\n")
        #expect(document["title"] == "Bridge closes")
        #expect(document["date"] == "2017-02-13")
        #expect(document["author"] == "Ann")
        #expect(document["body"] == "It was: closed.")
        #expect(try article("Note: not a header\nText.")["title"] == "Note: not a header")
    }

    @Test func `The first line is the title if more follows and it is no paragraph`() throws {
        let document = try article("\u{FEFF}Bridge closes\n\nIt was closed.\nToday.")
        #expect(document["title"] == "Bridge closes")
        #expect(document["body"] == "It was closed.\nToday.")
        let paragraph = String(repeating: "word ", count: 50) + "end."
        let long = try article(paragraph + "\nMore.")
        #expect(long["title"] == nil)
        #expect(long["body"] == paragraph + "\nMore.")
        #expect(try article("A single line.").entries == [.init("body", .string("A single line."))])
    }

    @Test func `Files without text, or not in UTF-8, are problems`() throws {
        #expect(try Imported("a.txt", "").complaints == ["1 no text"])
        #expect(try Imported("a.txt", " \n\n").complaints == ["1 no text"])
        let latin = try Imported("a.txt", bytes: Array("One\ntwo\ncaf".utf8) + [0xE9])
        #expect(latin.problems.map(\.line) == [3])
        #expect(latin.problems.first?.reason.hasPrefix("is not UTF-8 text; ") == true)
        #expect(
            try Imported("a.txt", "Date: tomorrow\n\nText.").complaints == ["1 field 'date': 'tomorrow' is no date"])
    }
}

@Suite struct SeedTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("seeds").path

    @Test func `The first seed is read exactly`() throws {
        let result = try Imported([Self.folder + "/000_ae02f91b9a0d5948.txt"])
        let document = try #require(result.documents.first)
        #expect(document.id == "seeds/000_ae02f91b9a0d5948.txt")
        #expect(document.entries.map(\.name) == ["date", "title", "body", "section"])
        #expect(document["date"] == "2017-02-13")
        #expect(document["title"] == "ICE: Reports of checkpoints targeting immigrants indiscriminately are false")
        #expect(document["section"] == "Local News")
        let body = try #require(document["body"])
        #expect(body.hasPrefix("New details have been released Monday on the arrests"))
        #expect(body.hasSuffix("evaluated on a case-by-case basis and arrested by ICE."))
    }

    @Test func `Every seed has a date, a title, a section and a body`() throws {
        let result = try Imported([Self.folder])
        #expect(result.problems.isEmpty)
        #expect(result.skippedFiles == 0)
        #expect(result.documents.count == 21)
        for document in result.documents {
            for field in ["date", "title", "section", "body"] {
                #expect(document.values(of: field).count == 1, "\(document.id) \(field)")
            }
            #expect(document["title"].map { document["body"]?.contains($0) } == false, "\(document.id)")
        }
        let phrase = result.documents.filter { $0["body"]?.contains("safe zones for students") == true }
        #expect(phrase.count == 4)
    }
}
