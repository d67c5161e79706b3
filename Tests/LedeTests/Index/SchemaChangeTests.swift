import Testing

@testable import Lede

@Suite("Changing the schema of an index")
struct SchemaChangeTests {
    private let old = [Field("title", .text, isDefault: true), Field("year", .integer)]

    @Test("A field is added without indexing again; documents added again get it")
    func addField() throws {
        let index = try Index.create(in: MemoryDirectory(), schema: try Schema(fields: old))
        let writer = try index.writer()
        try writer.add(Document(id: "1", ["title": "oil", "tag": "energy"]))
        try writer.add(Document(id: "2", ["title": "gas", "tag": "energy"]))
        try writer.commit()
        writer.close()
        let schema = try Schema(fields: old + [Field("tag", .keyword)])
        let next = try index.writer(WriterOptions(schema: schema))
        try next.commit()
        #expect(try index.searcher().schema == schema)
        #expect(try index.searcher().count(.term("energy", field: "tag")) == 0)
        try next.add(Document(id: "1", ["title": "oil", "tag": "energy"]))
        #expect(changes(try next.commit()) == [0, 1, 0, 0])
        #expect(try index.searcher().ids(matching: .term("energy", field: "tag")) == ["1"])
        try next.optimize()
        try next.commit()
        #expect(try index.searcher().ids(matching: .term("oil")) == ["1"])
        #expect(try index.check().problems == [])
    }

    @Test("Documents added again with a schema that stores more are stored anew, though they say the same")
    func storeField() throws {
        let hidden = try Schema(fields: [Field("title", .text, isStored: false, isDefault: true)])
        let index = try Index.create(in: MemoryDirectory(), schema: hidden)
        let document = Document(id: "1", ["title": "oil"])
        let writer = try index.writer()
        try writer.add(document)
        try writer.commit()
        writer.close()
        #expect(try index.searcher().document(id: "1")?["title"] == nil)
        let shown = try Schema(fields: [Field("title", .text, isDefault: true)])
        let next = try index.writer(WriterOptions(schema: shown))
        try next.add(document)
        #expect(changes(try next.commit()) == [0, 1, 0, 0])
        #expect(try index.searcher().document(id: "1") == document)
        try next.add(document)
        #expect(changes(try next.commit()) == [0, 0, 1, 0])
    }

    @Test(
        "A field cannot go, or become something else",
        arguments: [
            [Field("title", .text, isDefault: true)],
            [Field("title", .keyword), Field("year", .integer)],
            [Field("title", .text, analyzer: "plain"), Field("year", .integer)],
            [Field("title", .text), Field("year", .double)],
        ])
    func refuse(fields: [Field]) throws {
        let index = try Index.create(in: MemoryDirectory(), schema: try Schema(fields: old))
        let schema = try Schema(fields: fields)
        #expect { try index.writer(WriterOptions(schema: schema)) } throws: { error in
            if case LedeError.invalidSchema = error { true } else { false }
        }
        _ = try index.writer()
    }

    @Test("How many frequent words are paired is kept with the index, and may change")
    func frequentWords() throws {
        let directory = MemoryDirectory()
        let index = try Index.create(in: directory, schema: try Schema(fields: old, frequentWords: 0))
        func sections() throws -> Set<String> {
            Set(try index.searcher().segments.flatMap { $0.reader.file.sections.map(\.tag.name) })
        }
        let writer = try index.writer()
        for id in 0..<1200 { try writer.add(Document(id: "\(id)", ["title": "the end of the day"])) }
        try writer.commit()
        writer.close()
        #expect(try index.searcher().schema.frequentWords == 0)
        #expect(try !sections().contains("PPST"))
        let next = try index.writer(WriterOptions(schema: try Schema(fields: old, frequentWords: 8)))
        try next.add(Document(id: "new", ["title": "the end"]))
        try next.optimize()
        try next.commit()
        #expect(try sections().contains("PPST"))
        #expect(try index.searcher().count(.phrase("of the")) == 1200)
        #expect(throws: LedeError.self) { try Schema(fields: old, frequentWords: 251) }
    }
}
