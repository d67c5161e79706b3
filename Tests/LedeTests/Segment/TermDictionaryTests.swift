import Testing

@testable import Lede

@Suite("The term dictionary")
struct TermDictionaryTests {
    /// What a dictionary is written as.
    private static let kinds: [(TermLayout.Kind, minor: UInt16)] = [
        (.text, 7), (.keyword, 7), (.unique, 7), (.text, 6), (.keyword, 6), (.unique, 6),
    ]

    /// Random terms in order, with entries as an encoder makes them.
    private func model(
        _ count: Int, _ kind: TermLayout.Kind, minor: UInt16 = FormatVersion.minor, _ random: inout SeededText
    ) -> ModelTerms {
        var terms: Set<[UInt8]> = []
        let alphabet = random.pick([["a", "b"], ["a", "é", "漢", "🎷", "z"], ["x", "ab", "abcabcabcabc", "\0"]])
        while terms.count < count { terms.insert(Array(random.text(of: alphabet, count: 14).utf8)) }
        let documentBits = random.pick([1, 8, 9, 16, 17, 24, 25, 32])
        var offset = 0
        let entries = terms.sorted { $0.lexicographicallyPrecedes($1) }.map { term in
            let documents = kind == .unique || random.chance(0.4) ? 1 : 1 + Int(random.integer(bits: 30))
            let more = kind == .text && random.chance(0.5) ? Int(random.integer(bits: 33)) : 0
            var entry = TermEntry(documentFrequency: documents, totalFrequency: documents + more)
            if documents == 1 { entry.singleDocument = UInt32(random.integer(bits: documentBits)) }
            if kind == .text, entry.totalFrequency == 1 { entry.singlePosition = UInt32(random.integer(bits: 32)) }
            if entry.hasPostings(kind == .text) {
                entry.offset = offset
                offset += Int(random.integer(bits: 36))
            }
            return (term, entry)
        }
        return ModelTerms(terms: entries, kind: kind, documentLimit: 1 << documentBits, minor: minor)
    }

    private func find(_ term: [UInt8], in dictionary: TermDictionary) throws -> TermEntry? {
        try term.withBytes { (bytes) throws(LedeError) in try dictionary.find(bytes) }
    }

    private static let counts = [0, 1, 2, 31, 32, 33, 64, 65, 700]

    /// Compares all that a dictionary says of its terms.
    private func expect(_ dictionary: TermDictionary, is model: ModelTerms) throws {
        #expect(dictionary.termCount == model.terms.count)
        #expect(dictionary.totalFrequency == model.terms.reduce(0) { $0 + $1.entry.totalFrequency })
        #expect(dictionary.documentCount == ModelTerms.documentsWithField)
        var cursor = try TermCursor(dictionary)
        let walk = try TermIntersection(dictionary, PrefixAutomaton([]))
        for (place, (term, entry)) in model.terms.enumerated() {
            #expect(try find(term, in: dictionary) == entry)
            #expect(try dictionary.place(of: term) == place)
            #expect(try dictionary.term(at: place) == term)
            #expect(try cursor.advance())
            #expect(cursor.term == term && cursor.entry == entry && cursor.place == place)
            #expect(!cursor.isAtEnd)
            #expect(try walk.advance())
            #expect(walk.term == term && walk.entry == entry)
        }
        #expect(try !walk.advance())
        #expect(try !cursor.advance())
        #expect(try !cursor.advance())
        #expect(cursor.isAtEnd)
    }

    @Test("It agrees with a sorted array", arguments: counts, kinds)
    func twin(count: Int, kind: (TermLayout.Kind, minor: UInt16)) throws {
        for seed in 0..<5 {
            var random = SeededText(seed: UInt64(1000 * seed + count))
            let model = model(count, kind.0, minor: kind.minor, &random)
            try expect(try model.dictionary(), is: model)
        }
    }

    @Test("What terms share, and what follows, may have any length", arguments: kinds)
    func lengths(kind: (TermLayout.Kind, minor: UInt16)) throws {
        var model = ModelTerms(terms: [], kind: kind.0, minor: kind.minor)
        let entry = TermEntry(documentFrequency: 1, totalFrequency: 1)
        model.terms.append(([], entry))
        for shared in [2, 3, 14, 15, 16, 17, 63, 64, 65, 127, 128, 300] {
            for rest in [1, 2, 7, 8, 9, 14, 15, 16, 17, 63, 64, 65, 127, 128, 300] {
                let group = UInt16(model.terms.count)
                let one = [UInt8(group >> 8), UInt8(group & 0xff)] + [UInt8](repeating: 1, count: shared)
                model.terms.append((one, entry))
                model.terms.append((one.prefix(shared) + [2] + [UInt8](repeating: 0, count: rest - 1), entry))
            }
        }
        try expect(try model.dictionary(), is: model)
    }

    @Test("Numbers of an entry may have any length", arguments: kinds, 1...4)
    func numbers(kind: (TermLayout.Kind, minor: UInt16), documentBytes: Int) throws {
        var model = ModelTerms(
            terms: [], kind: kind.0, documentLimit: 1 << (8 * documentBytes), minor: kind.minor)
        let small = [0, 1, 127, 128, 1 << 14 - 1, 1 << 14, 1 << 28, Int(UInt32.max)]
        var offset = 0
        func add(_ documents: Int, more: Int, document: Int = 0, position: Int = 0, step: Int = 0) {
            var entry = TermEntry(documentFrequency: documents, totalFrequency: documents + more)
            (entry.singleDocument, entry.singlePosition) = (UInt32(document), UInt32(position))
            offset = model.terms.count % TermDictionaryWriter.termsPerBlock == 0 ? step : offset + step
            if entry.hasPostings(model.hasPositions) { entry.offset = offset }
            let number = model.terms.count
            model.terms.append(([UInt8(number >> 8), UInt8(number & 0xff)], entry))
        }
        for document in small.map({ min($0, model.documentLimit - 1) }) {
            for position in model.hasPositions ? small : [0] { add(1, more: 0, document: document, position: position) }
            if !model.hasPositions { continue }
            for more in [1, 2, 128, 129, 1 << 14, 1 << 33] { add(1, more: more, document: document, step: more) }
        }
        if kind.0 != .unique {
            for documents in [2, 63, 64, 127, 128, 1 << 13 - 1, 1 << 13, 1 << 20, Int(UInt32.max)] {
                for step in [0, 1, 127, 128, 1 << 14, 1 << 40] {
                    add(documents, more: 0, step: step)
                    if model.hasPositions { add(documents, more: step + 1, step: step) }
                }
            }
        }
        try expect(try model.dictionary(), is: model)
    }

    @Test("Of a damaged dictionary terms are read, or there is an error", arguments: kinds)
    func damage(kind: (TermLayout.Kind, minor: UInt16)) throws {
        var random = SeededText(seed: 5)
        var errors = 0
        for _ in 0..<400 {
            let model = model(random.pick([1, 33, 70, 200]), kind.0, minor: kind.minor, &random)
            let fill = random.pick([0, 0x0f, 0x10, 0x80, 0xff] as [UInt8?] + [nil])
            let isInIndex = random.chance(0.4)
            func change(_ bytes: inout [UInt8], from first: Int) {
                for _ in 0..<random.pick([1, 1, 2, 8]) where bytes.count > first {
                    let place = Int.random(in: first..<bytes.count, using: &random)
                    bytes[place] = fill ?? UInt8(random.integer(bits: 8))
                }
                if random.chance(0.1) { bytes.removeLast(bytes.count / 4) }
            }
            do {
                let headerBytes = random.chance(0.2) ? 0 : 24
                let dictionary = try model.dictionary { terms, index in
                    if isInIndex { change(&index, from: headerBytes) } else { change(&terms, from: 0) }
                }
                for (term, _) in model.terms {
                    do { _ = try find(term, in: dictionary) } catch is LedeError { errors += 1 }
                    do { _ = try TermCursor(dictionary, from: term) } catch { errors += 1 }
                }
                let walk = try TermIntersection(dictionary, PrefixAutomaton([]))
                do { while try walk.advance() {} } catch { errors += 1 }
                var cursor = try TermCursor(dictionary)
                while try cursor.advance() {}
            } catch is LedeError { errors += 1 }
        }
        #expect(errors > 100)
    }

    @Test("Terms that are not there are not found, and a walk starts after where they would be", arguments: counts)
    func absent(count: Int) throws {
        var random = SeededText(seed: UInt64(count) + 1)
        let written = model(count, .text, &random)
        let (model, dictionary) = (written.terms, try written.dictionary())
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
        let model = ModelTerms(
            terms: terms.sorted { $0.lexicographicallyPrecedes($1) }.map { term in
                document += 1
                var own = entry
                own.singleDocument = document
                return (term, own)
            })
        let dictionary = try model.dictionary()
        for (term, entry) in model.terms {
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
            let terms = (0..<40).map { index in
                var entry = entry
                entry.singleDocument = UInt32(document)
                return ([UInt8(index + 1)] + [UInt8](repeating: UInt8(index % 3), count: count), entry)
            }
            let dictionary = try ModelTerms(terms: terms, kind: .keyword, documentLimit: 200).dictionary()
            for (term, entry) in terms {
                #expect(try find(term, in: dictionary) == entry)
                #expect(try find(term + [0], in: dictionary) == nil)
                #expect(try find(term + [1, 0, 1, 0], in: dictionary) == nil)
            }
        }
    }

    @Test("Terms that do not ascend are an error", arguments: [2, 40], kinds)
    func order(count: Int, kind: (TermLayout.Kind, minor: UInt16)) throws {
        var random = SeededText(seed: 3)
        let entry = TermEntry(documentFrequency: 1, totalFrequency: 1)
        var model = model(count, kind.0, minor: kind.minor, &random)
        for place in model.terms.indices { model.terms[place].entry = entry }
        model.terms.swapAt(0, 1)
        let dictionary = try model.dictionary()
        var cursor = try TermCursor(dictionary)
        #expect(throws: LedeError.self) { while try cursor.advance() {} }
    }
}
