import Testing

@testable import Lede

@Suite("The term dictionary")
struct TermDictionaryTests {
    private typealias Model = [(term: [UInt8], entry: TermEntry)]

    /// Random terms in order, with entries as an encoder makes them.
    private func model(_ count: Int, hasPositions: Bool, _ random: inout SeededText) -> Model {
        var terms: Set<[UInt8]> = []
        let alphabet = random.pick([["a", "b"], ["a", "é", "漢", "🎷", "z"], ["x", "ab", "abcabcabcabc", "\0"]])
        while terms.count < count { terms.insert(Array(random.text(of: alphabet, count: 14).utf8)) }
        var offset = 0
        return terms.sorted { $0.lexicographicallyPrecedes($1) }.map { term in
            let documents = random.chance(0.4) ? 1 : 1 + Int(random.integer(bits: 30))
            let more = hasPositions && random.chance(0.5) ? Int(random.integer(bits: 33)) : 0
            var entry = TermEntry(documentFrequency: documents, totalFrequency: documents + more)
            if documents == 1 { entry.singleDocument = UInt32(random.integer(bits: 32)) }
            if hasPositions, entry.totalFrequency == 1 { entry.singlePosition = UInt32(random.integer(bits: 32)) }
            if entry.hasPostings(hasPositions) {
                entry.offset = offset
                offset += Int(random.integer(bits: 36))
            }
            return (term, entry)
        }
    }

    private func dictionary(_ model: Model, hasPositions: Bool) throws -> TermDictionary {
        let directory = MemoryDirectory()
        var file = try SectionedFileWriter(try directory.create("file"))
        var writer = TermDictionaryWriter(hasPositions: hasPositions)
        for (term, entry) in model {
            try term.withBytes { (bytes) throws(LedeError) in try writer.add(bytes, entry) }
        }
        try writer.write(field: 0, documentsWithField: 5, to: &file)
        _ = try file.finish()
        let sections = try SectionedFile(try directory.open("file"))
        return try TermDictionary(
            terms: try sections.require(SectionTag("TERM", field: 0)),
            index: try sections.require(SectionTag("TIDX", field: 0)), hasPositions: hasPositions)
    }

    private func find(_ term: [UInt8], in dictionary: TermDictionary) throws -> TermEntry? {
        try term.withBytes { (bytes) throws(LedeError) in try dictionary.find(bytes) }
    }

    private static let counts = [0, 1, 2, 31, 32, 33, 64, 65, 700]

    @Test("It agrees with a sorted array", arguments: counts, [true, false])
    func twin(count: Int, hasPositions: Bool) throws {
        var random = SeededText(seed: UInt64(count))
        let model = model(count, hasPositions: hasPositions, &random)
        let dictionary = try dictionary(model, hasPositions: hasPositions)
        #expect(dictionary.termCount == count)
        #expect(dictionary.totalFrequency == model.reduce(0) { $0 + $1.entry.totalFrequency })
        #expect(dictionary.documentCount == 5)
        for (term, entry) in model { #expect(try find(term, in: dictionary) == entry) }

        var cursor = try TermCursor(dictionary)
        for (term, entry) in model {
            #expect(try cursor.advance())
            #expect(cursor.term == term && cursor.entry == entry)
            #expect(!cursor.isAtEnd)
        }
        #expect(try !cursor.advance())
        #expect(try !cursor.advance())
        #expect(cursor.isAtEnd)
    }

    @Test("Terms that are not there are not found, and a walk starts after where they would be", arguments: counts)
    func absent(count: Int) throws {
        var random = SeededText(seed: UInt64(count) + 1)
        let model = model(count, hasPositions: true, &random)
        let dictionary = try dictionary(model, hasPositions: true)
        var probes: [[UInt8]] = [[], [0], [255], Array("zzz".utf8)]
        probes += model.map(\.term).shuffled(using: &random).prefix(60)
        for term in probes { probes += [term + [0], term + [255], Array(term.dropLast())] }
        for probe in probes {
            let index = model.firstIndex { !$0.term.lexicographicallyPrecedes(probe) } ?? count
            let isThere = index < count && model[index].term == probe
            #expect(try find(probe, in: dictionary) == (isThere ? model[index].entry : nil))
            var cursor = try TermCursor(dictionary, from: probe)
            for (term, entry) in model[index...].prefix(40) {
                #expect(try cursor.advance())
                #expect(cursor.term == term && cursor.entry == entry)
            }
            if index + 40 > count { #expect(try !cursor.advance()) }
        }
        var texts = TermTexts()
        for probe in probes { probe.withBytes { texts.append($0) } }
        for (place, probe) in probes.enumerated() { #expect(texts[place] == probe) }
        for first in stride(from: 0, to: probes.count, by: 5) {
            let some = first..<min(first + random.pick([1, 3, TermDictionary.termsAtOnce]), probes.count)
            var found = [TermEntry?](repeating: nil, count: probes.count)
            try dictionary.find(texts, some) { found[$0] = $1 }
            for place in some { #expect(try found[place] == find(probes[place], in: dictionary)) }
        }
    }

    @Test("Terms are found among many with the same first eight bytes", arguments: [1, 500, 1500, 4000])
    func sameBeginnings(count: Int) throws {
        var terms: Set<[UInt8]> = []
        for number in 0..<count {
            for beginning in ["archive-", "archive", "Z", "archive-\0\0", "zulu"] {
                terms.insert(Array((beginning + String(number * number)).utf8))
            }
        }
        terms.formUnion(["archive-", "archive", "archive-9999999", ""].map { Array($0.utf8) })
        let entry = TermEntry(documentFrequency: 1, totalFrequency: 1)
        var document: UInt32 = 0
        let model: Model = terms.sorted { $0.lexicographicallyPrecedes($1) }.map { term in
            document += 1
            var own = entry
            own.singleDocument = document
            return (term, own)
        }
        let dictionary = try dictionary(model, hasPositions: true)
        for (term, entry) in model {
            #expect(try find(term, in: dictionary) == entry)
            let isThere = terms.contains(term + [0])
            #expect(try (find(term + [0], in: dictionary) != nil) == isThere)
        }
        for probe in ["archive,", "archive.", "archive-:", "A", "zz", "\u{1}"].map({ Array($0.utf8) }) {
            #expect(try find(probe, in: dictionary) == nil)
        }
    }

    @Test("Terms are found whatever the bytes behind them in the block are")
    func bytesBehind() throws {
        let entry = TermEntry(documentFrequency: 1, totalFrequency: 1)
        // What follows a term of one document is the number 1 and the document: zeros, and bytes like those of terms.
        for (count, document) in [(1, 0), (3, 0), (5, 1), (7, 0x61), (8, 0), (9, 0), (70, 0)] {
            let model: Model = (0..<40).map { index in
                var entry = entry
                entry.singleDocument = UInt32(document)
                return ([UInt8(index + 1)] + [UInt8](repeating: UInt8(index % 3), count: count), entry)
            }
            let dictionary = try dictionary(model, hasPositions: false)
            for (term, entry) in model {
                #expect(try find(term, in: dictionary) == entry)
                #expect(try find(term + [0], in: dictionary) == nil)
                #expect(try find(term + [1, 0, 1, 0], in: dictionary) == nil)
            }
        }
    }

    @Test("Terms that do not ascend are an error", arguments: [2, 40])
    func order(count: Int) throws {
        var random = SeededText(seed: 3)
        let entry = TermEntry(documentFrequency: 1, totalFrequency: 1)
        var model: Model = model(count, hasPositions: false, &random).map { ($0.term, entry) }
        model.swapAt(0, 1)
        let dictionary = try dictionary(model, hasPositions: false)
        var cursor = try TermCursor(dictionary)
        #expect(throws: LedeError.self) { while try cursor.advance() {} }
    }
}
