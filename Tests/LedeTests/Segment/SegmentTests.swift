import Testing

@testable import Lede

@Suite("Segments")
struct SegmentTests {
    private typealias Inverted = [String: [UInt32: [UInt32]]]

    /// What the field of a schema should hold, by plain means: positions of each term in each document.
    private func inverted(_ field: Field, _ documents: [Document]) throws -> (terms: Inverted, lengths: [Int]) {
        let analyzer = try #require(field.textAnalyzer)
        var terms: Inverted = [:]
        var lengths: [Int] = []
        for (number, document) in documents.enumerated() {
            var (position, length) = (0, 0)
            for value in document.values(of: field.name) where !value.isEmpty {
                if length > 0 { position += 100 }
                for token in analyzer.analyze(value) {
                    terms[token.term, default: [:]][UInt32(number), default: []].append(UInt32(position))
                    position += 1
                    length += 1
                }
            }
            lengths.append(length)
        }
        return (terms, lengths)
    }

    /// All terms of a field with documents and positions, read front to back.
    private func read(_ field: FieldReader) throws -> Inverted {
        var terms: Inverted = [:]
        var cursor = try TermCursor(try #require(field.terms))
        while try cursor.advance() {
            let list = try #require(try field.postings(cursor.entry))
            let positions = list.section.hasFrequencies ? PositionsReader(list) : nil
            var documents: [UInt32: [UInt32]] = [:]
            for block in 0..<list.blockCount {
                try list.load(block)
                try list.loadFrequencies()
                for index in 0..<list.count {
                    try positions?.read(documentAt: index)
                    documents[list.documents[index]] = positions?.array ?? []
                }
            }
            #expect(documents.count == cursor.entry.documentFrequency)
            terms[String(decoding: cursor.term, as: UTF8.self)] = documents
        }
        return terms
    }

    private func documents(_ count: Int, seed: UInt64) -> [Document] {
        var random = SeededText(seed: seed)
        return (0..<count).map { Document.random(id: "doc/\($0)", &random) }
    }

    @Test("Text fields hold each term of each document, where it stood", arguments: [1, 20, 300])
    func text(count: Int) throws {
        let schema = try Schema.everyKind()
        let documents = documents(count, seed: UInt64(count))
        let segment = try MemoryDirectory().segment(of: documents, schema: schema)
        for field in schema.fields where field.type == .text {
            let reader = try #require(segment.field(field.name))
            let twin = try inverted(field, documents)
            #expect(try read(reader) == twin.terms)
            let norms = try reader.norms
            #expect(norms?.array == twin.lengths.map(SmallFloat.encode))
            #expect(reader.terms?.totalFrequency == twin.lengths.reduce(0, +))
            #expect(reader.terms?.documentCount == twin.lengths.filter { $0 > 0 }.count)
        }
    }

    @Test("Keyword fields hold each value, folded as a term and as written in the column", arguments: [1, 20, 300])
    func keywords(count: Int) throws {
        let schema = try Schema.everyKind()
        let documents = documents(count, seed: UInt64(count))
        let segment = try MemoryDirectory().segment(of: documents, schema: schema)
        for name in ["section", "tag"] {
            let reader = try #require(segment.field(name))
            var terms: Inverted = [:]
            for (number, document) in documents.enumerated() {
                let values = document.values(of: name).filter { !$0.isEmpty }
                #expect(try reader.keywords?.values(of: number) == values)
                for value in values {
                    let term = Analyzer.keyword.analyze(value).map(\.term).joined()
                    terms[term, default: [:]][UInt32(number)] = []
                }
            }
            #expect(try read(reader) == terms)
            let (norms, numbers) = (try reader.norms, try reader.numbers)
            #expect(norms == nil && numbers == nil)
        }
    }

    @Test("Numbers and dates are in their columns", arguments: [1, 20, 300])
    func numbers(count: Int) throws {
        let schema = try Schema.everyKind()
        let documents = documents(count, seed: UInt64(count))
        let segment = try MemoryDirectory().segment(of: documents, schema: schema)
        for (number, document) in documents.enumerated() {
            let date = document["date"].flatMap { DateValue.seconds($0)?.lowerBound }
            let dates = try segment.field("date")?.numbers
            #expect(dates?[number] == date)
            let words = try segment.field("words")?.numbers
            #expect(words?[number] == document["words"].flatMap { Int64($0) })
            let ratings = try segment.field("rating")?.numbers
            let rating = ratings?[number].map(SortableDouble.decode)
            #expect(rating == document["rating"].flatMap { Double($0) })
        }
        #expect(segment.field("date")?.terms == nil)
    }

    @Test("Documents come back without what is not stored, and are found by their ids", arguments: [1, 20, 300])
    func stored(count: Int) throws {
        let documents = documents(count, seed: UInt64(count))
        let segment = try MemoryDirectory().segment(of: documents, schema: try Schema.everyKind())
        #expect(segment.documentCount == count)
        for (number, document) in documents.enumerated() {
            let kept = Document(id: document.id, entries: document.entries.filter { $0.name != "hidden" })
            #expect(try segment.documents.document(number) == kept)
            #expect(try segment.ids.text(of: number) == document.id)
            #expect(try segment.document(withID: document.id) == number)
            #expect(try segment.contentHash(of: number) == StoredDocument.contentHash(document))
        }
        for id in ["", "doc", "doc/", "doc/\(count)", "DOC/0", "zzz"] {
            #expect(try segment.document(withID: id) == nil)
        }
        #expect(segment.file.problems() == [])
    }

    @Test("The same documents give the same bytes and the same name")
    func deterministic() throws {
        let schema = try Schema.everyKind()
        let (one, two) = (MemoryDirectory(), MemoryDirectory())
        let name = try one.segment(of: documents(50, seed: 3), schema: schema).name
        #expect(try two.segment(of: documents(50, seed: 3), schema: schema).name == name)
        #expect(one.contents(of: name + ".seg") == two.contents(of: name + ".seg"))
        #expect(try one.segment(of: documents(50, seed: 4), schema: schema).name != name)
    }

    @Test("A field that no document has is empty")
    func emptyFields() throws {
        let documents = [Document(id: "1"), Document(id: "2")]
        let segment = try MemoryDirectory().segment(of: documents, schema: try Schema.everyKind())
        for field in segment.fields where field.field.name != "id" {
            #expect(field.terms?.termCount ?? 0 == 0)
            let numbers = try field.numbers
            #expect((0..<2).allSatisfy { numbers?[$0] == nil })
            #expect(try field.readColumns(documentCount: 2) == 0)
        }
    }

    @Test(
        "A document that cannot be indexed is an error that says why",
        arguments: [
            Document(id: ""), Document(id: String(repeating: "x", count: 4097)), Document(id: "1", ["date": "soon"]),
            Document(id: "1", ["words": "many"]), Document(id: "1", ["words": "1", "words": "2"]),
            Document(id: "1", ["rating": "nan"]), Document(id: "1", entries: [.init("rating", .double(.nan))]),
        ])
    func invalid(document: Document) throws {
        let schema = try Schema.everyKind()
        let error = #expect(throws: LedeError.self) { _ = try SegmentBuffer.prepare(document, schema: schema) }
        guard case .invalidDocument = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("Each operation that fails while a segment is written is told, and no segment appears")
    func failures() throws {
        let schema = try Schema.everyKind()
        let documents = documents(3, seed: 1)
        let whole = MemoryDirectory()
        _ = try whole.segment(of: documents, schema: schema)
        // Opening it was the last one.
        for number in 0..<(whole.operationCount - 1) {
            let directory = MemoryDirectory()
            directory.fail(.at(number))
            #expect(throws: LedeError.self) { _ = try directory.segment(of: documents, schema: schema) }
            directory.fail(nil)
            #expect(try directory.list().allSatisfy { !$0.hasSuffix(".seg") })
        }
    }
}
