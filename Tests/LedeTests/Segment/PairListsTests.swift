import Testing

@testable import Lede

@Suite("Pairs of frequent words")
struct PairListsTests {
    /// For each pair of words its documents and the positions of the first.
    private typealias Lists = [[String]: [UInt32: [UInt32]]]

    /// The positions of each word in each document, by plain means.
    private func occurrences(_ field: Field, _ documents: [Document]) throws -> [String: [UInt32: [UInt32]]] {
        let analyzer = try #require(field.textAnalyzer)
        var words: [String: [UInt32: [UInt32]]] = [:]
        for (number, document) in documents.enumerated() {
            var position: UInt32 = 0
            for value in document.values(of: field.name) where !value.isEmpty {
                if position > 0 { position += 100 }
                for token in analyzer.analyze(value) {
                    words[token.term, default: [:]][UInt32(number), default: []].append(position)
                    position += 1
                }
            }
        }
        return words
    }

    private func frequent(_ words: [String: [UInt32: [UInt32]]], _ options: PairOptions) -> [String] {
        let present = Set(words.values.flatMap(\.keys)).count
        guard present >= options.minimumDocuments else { return [] }
        let ranked = words.filter { $0.value.count * options.share >= present }.sorted { a, b in
            if a.value.count != b.value.count { return a.value.count > b.value.count }
            return a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
        }
        return ranked.prefix(options.limit).map(\.key).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func pairs(of chosen: [String], _ words: [String: [UInt32: [UInt32]]]) -> Lists {
        var lists: Lists = [:]
        for first in chosen {
            for second in chosen {
                for (document, positions) in words[first] ?? [:] {
                    let followed = Set(words[second]?[document] ?? [])
                    let places = positions.filter { followed.contains($0 + 1) }
                    if !places.isEmpty { lists[[first, second], default: [:]][document] = places }
                }
            }
        }
        return lists
    }

    private func read(_ pairs: PairLists) throws -> Lists {
        var lists: Lists = [:]
        var cursor = try TermCursor(pairs.terms)
        while try cursor.advance() {
            let words = cursor.term.map { String(decoding: pairs.words[Int($0)], as: UTF8.self) }
            let list = try pairs.postings(cursor.entry)
            let positions = PositionsReader(list)
            for block in 0..<list.blockCount {
                try list.load(block)
                try list.loadFrequencies()
                for index in 0..<list.count {
                    try positions.read(documentAt: index)
                    lists[words, default: [:]][list.documents[index]] = positions.array
                }
            }
        }
        return lists
    }

    private func documents(_ count: Int, seed: UInt64, bodyWords: Int = 30) -> [Document] {
        var random = SeededText(seed: seed)
        return (0..<count).map { Document.random(id: "doc/\($0)", &random, bodyWords: bodyWords) }
    }

    @Test("A field has a list of each two frequent words that stand side by side", arguments: [1, 30, 400])
    func roundTrip(count: Int) throws {
        let schema = try Schema.everyKind()
        let documents = documents(count, seed: UInt64(count), bodyWords: count == 30 ? 900 : 30)
        let options = PairOptions.forced(limit: count == 400 ? 5 : 4, share: 2)
        let segment = try MemoryDirectory().segment(of: documents, schema: schema, pairs: options)
        for field in schema.fields where field.type == .text {
            let words = try occurrences(field, documents)
            let chosen = frequent(words, options)
            let pairs = segment.field(field.name)?.pairs
            #expect((pairs?.words ?? []).map { String(decoding: $0, as: UTF8.self) } == chosen)
            guard let pairs else { continue }
            #expect(try read(pairs) == self.pairs(of: chosen, words))
            for (place, word) in pairs.words.enumerated() { #expect(pairs.place(of: word) == place) }
            #expect(pairs.place(of: [0]) == nil && pairs.place(of: [0xFF]) == nil)
        }
        #expect(segment.field("section")?.pairs == nil)
        _ = try SegmentCheck(segment).run()
    }

    @Test("Words of two values of a field are no pair")
    func values() throws {
        var one = Document(id: "1", ["body": "the of"])
        one.add("body", .string("the"))
        let segment = try MemoryDirectory().segment(
            of: [one], schema: try Schema.everyKind(), pairs: .forced())
        let pairs = try #require(segment.field("body")?.pairs)
        #expect(try read(pairs) == [["the", "of"]: [0: [0]]])
        #expect(try pairs.entry(1, 0)?.documentFrequency == 1)
        #expect(try pairs.entry(0, 1) == nil && pairs.entry(1, 1) == nil)
    }

    @Test("A small segment has no pairs, nor has a field of few documents")
    func minimum() throws {
        let schema = try Schema.everyKind()
        let documents = documents(40, seed: 1)
        let segment = try MemoryDirectory().segment(of: documents, schema: schema)
        #expect(segment.fields.allSatisfy { $0.pairs == nil })
        #expect(segment.file.sections.allSatisfy { !$0.tag.name.hasPrefix("P") || $0.tag.name == "POST" })
        let present = try #require(segment.field("hidden")?.terms?.documentCount)
        for (minimum, isThere) in [(present, true), (present + 1, false)] {
            let other = try MemoryDirectory().segment(
                of: documents, schema: schema, pairs: .forced(minimumDocuments: minimum))
            #expect((other.field("hidden")?.pairs != nil) == isThere)
        }
    }

    @Test("However many words are paired in one go, the bytes are the same")
    func groups() throws {
        let schema = try Schema.everyKind()
        let documents = documents(60, seed: 4)
        var options = PairOptions.forced(limit: 6)
        let directory = MemoryDirectory()
        let whole = try directory.segment(of: documents, schema: schema, pairs: options)
        for limit in [0, 1, 150, 400] {
            options.occurrencesAtOnce = limit
            #expect(try directory.segment(of: documents, schema: schema, pairs: options).name == whole.name)
            let merged = try directory.merge([(whole, nil)], schema: schema, pairs: options)
            #expect(merged.file.sections.map(\.checksum) == whole.file.sections.map(\.checksum))
        }
        #expect(PairGatherer.groups([], occurrencesAtOnce: 5) == [])
        #expect(PairGatherer.groups([9, 1, 2, 3, 4], occurrencesAtOnce: 5) == [0..<1, 1..<3, 3..<4, 4..<5])
    }

    @Test("The check notices whatever changes a list of a pair", arguments: ["PWRD", "PPST", "PTRM", "PTIX"])
    func check(section: String) throws {
        let schema = try Schema.everyKind()
        let directory = MemoryDirectory()
        let documents = documents(140, seed: 9, bodyWords: 12)
        let segment = try directory.segment(of: documents, schema: schema, pairs: .forced(limit: 3))
        let bytes = try #require(directory.contents(of: segment.name + ".seg"))
        let field = try #require(segment.field("body"))
        let truth = try read(try #require(field.pairs))
        let place = try #require(
            segment.file.sections.first { $0.tag == SectionTag(section, field: field.ordinal) })
        var noticed = 0
        var tried = 0
        for index in stride(from: place.offset, to: place.offset + place.count, by: max(1, place.count / 150)) {
            for bit in [0, 5] as [UInt8] {
                var damaged = bytes
                damaged[index] ^= 1 << bit
                tried += 1
                let reader = try? SegmentReader("x", in: MemoryDirectory(["x.seg": damaged]))
                guard let reader, (try? SegmentCheck(reader).run()) != nil else {
                    noticed += 1
                    continue
                }
                // Impacts that promise too much and the like are harmless.
                let pairs = try #require(reader.field("body")?.pairs)
                #expect(try read(pairs) == truth, "byte \(index - place.offset), bit \(bit)")
            }
        }
        #expect(noticed * 2 > tried, "\(noticed) of \(tried)")
    }

    @Test("The check notices a list that is missing, and one of a pair that occurs nowhere")
    func missing() throws {
        let schema = try Schema.everyKind()
        let directory = MemoryDirectory()
        // Of the same words in as many documents; only which of them meet differs.
        let one = [Document(id: "1", ["body": "a b"]), Document(id: "2", ["body": "a x b"])]
        let other = [Document(id: "1", ["body": "b a"]), Document(id: "2", ["body": "a x b"])]
        let (first, second) = (
            try directory.segment(of: one, schema: schema, pairs: .forced(limit: 2, share: 1)),
            try directory.segment(of: other, schema: schema, pairs: .forced(limit: 2, share: 1))
        )
        // The first term of a block, here the only pair.
        let tag = SectionTag("PTIX", field: 3)
        let (from, to) = (
            try #require(first.file.sections.first { $0.tag == tag }),
            try #require(second.file.sections.first { $0.tag == tag })
        )
        #expect(from.count == to.count)
        let source = try #require(directory.contents(of: first.name + ".seg"))
        var target = try #require(directory.contents(of: second.name + ".seg"))
        target.replaceSubrange(
            to.offset..<(to.offset + to.count), with: source[from.offset..<(from.offset + from.count)])
        _ = try SegmentCheck(second).run()
        let forged = try SegmentReader("x", in: MemoryDirectory(["x.seg": target]), checksPages: false)
        #expect(throws: LedeError.self) { _ = try SegmentCheck(forged).run() }
    }
}
