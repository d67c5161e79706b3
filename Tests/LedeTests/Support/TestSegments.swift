@testable import Lede

extension Schema {
    /// A field of each kind, one of them not stored.
    static func everyKind() throws -> Schema {
        try Schema(fields: [
            Field("id", .keyword), Field("date", .date), Field("title", .text), Field("body", .text, analyzer: "plain"),
            Field("section", .keyword), Field("tag", .keyword), Field("words", .integer), Field("rating", .double),
            Field("hidden", .text, analyzer: "standard", isStored: false),
        ])
    }
}

extension Document {
    /// A small article with several, one or no value in each field of ``Schema/everyKind()``.
    static func random(id: String, _ random: inout SeededText, bodyWords: Int = 30) -> Document {
        let words = ["the ", "senator ", "river ", "Rivers ", "rising ", "city's ", "vote ", "Été ", "2017 ", "x "]
        var document = Document(id: id)
        document.add("title", .string(random.text(of: words, count: 5)))
        if random.chance(0.8) { document.add("date", .string("2017-02-\(10 + Int(random.integer(bits: 4)))")) }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            document.add("body", .string(random.text(of: words, count: bodyWords)))
        }
        if random.chance(0.7) { document.add("section", .string(random.pick(["News", "sports", " Arts "]))) }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            document.add("tag", .string(random.pick(["a", "B", "b", "rain", ""])))
        }
        if random.chance(0.8) { document.add("words", .integer(Int64.random(in: -9...3000, using: &random))) }
        if random.chance(0.5) { document.add("rating", .double(Double.random(in: 0...5, using: &random))) }
        if random.chance(0.5) { document.add("hidden", .string(random.text(of: words, count: 4))) }
        if random.chance(0.2) { document.add("extra", .string("no field of the schema")) }
        return document
    }
}

extension MemoryDirectory {
    /// Indexes documents as one segment and opens it.
    func segment(
        of documents: [Document], schema: Schema, pairs: PairOptions = PairOptions()
    ) throws -> SegmentReader {
        let buffer = SegmentBuffer(schema: schema, pairs: pairs)
        for document in documents { buffer.add(try SegmentBuffer.prepare(document, schema: schema)) }
        return try SegmentReader(try buffer.write(to: self, temporaryName: "new.tmp"), in: self)
    }

    /// Merges segments and opens the result.
    func merge(
        _ sources: [(reader: SegmentReader, live: LiveDocuments?)], schema: Schema, pairs: PairOptions = PairOptions()
    ) throws -> SegmentReader {
        let sources = sources.map { SegmentMerger.Source(reader: $0.reader, live: $0.live) }
        let merger = SegmentMerger(sources, schema: schema, pairs: pairs)
        return try SegmentReader(try merger.write(to: self, temporaryName: "merge.tmp"), in: self)
    }
}

extension SegmentReader {
    /// All that is read of a segment, counted, so that nothing is left out: every term with its postings and positions,
    /// every column, norm, id, hash and stored document.
    /// - Parameter section: reads only what lies in that section, where that can be told.
    func readEverything(of section: SectionTag? = nil) throws(LedeError) -> Int {
        let name = section?.name ?? ""
        var count = 0
        for field in fields where section == nil || section?.field == .max || section?.field == UInt32(field.ordinal) {
            if !["DOCS", "DIDX", "NAME", "IDS ", "HASH", "SIGN"].contains(name) {
                count += try field.readEverything() + field.readColumns(documentCount: documentCount)
            }
        }
        if ["", "META", "IDS ", "HASH"].contains(name) {
            for document in 0..<documentCount {
                let id = try ids.text(of: document)
                if try self.document(withID: id) == document { count += 1 }
                count += Int(truncatingIfNeeded: try contentHash(of: document) & 1)
            }
        }
        if ["", "META", "SIGN"].contains(name), let signatures {
            try signatures.verify()
            for document in 0..<documentCount { count += signatures[document].agreement(with: signatures[0]) }
        }
        if ["", "META", "DOCS", "DIDX", "NAME"].contains(name) {
            for document in [0, documentCount / 2, documentCount - 1] where document >= 0 && document < documentCount {
                count += try documents.document(document).entries.count
            }
            for block in 0..<documents.blockCount {
                try documents.read(block) { (_, reader) throws(LedeError) in
                    count += try StoredDocument.decode(&reader, names: documents.names).entries.count
                    return true
                }
            }
        }
        return count
    }
}

extension FieldReader {
    func readEverything() throws(LedeError) -> Int {
        var count = 0
        let norms = try norms
        let documentCount = norms?.count ?? 0
        for document in 0..<documentCount { count += Int(norms?[document] ?? 0) }
        if let terms {
            var cursor = try TermCursor(terms)
            while try cursor.advance() {
                count += try terms.find(cursor.term) == nil ? 0 : 1
                if let list = try postings(cursor.entry) { count += try list.readEverything() }
            }
            _ = try TermCursor(terms, from: Array("m".utf8))
        }
        if let pairs {
            var cursor = try TermCursor(pairs.terms)
            while try cursor.advance() {
                count += try pairs.terms.find(cursor.term) == nil ? 0 : 1
                count += try pairs.postings(cursor.entry).readEverything()
            }
            for word in pairs.words { count += try terms?.find(word) == nil ? 0 : 1 }
        }
        return count
    }

    /// The values of the columns.
    func readColumns(documentCount: Int) throws(LedeError) -> Int {
        let (numbers, keywords) = (try numbers, try keywords)
        var count = numbers?.valueCount ?? 0
        for document in 0..<documentCount {
            if numbers?[document] != nil { count += 1 }
            count += try keywords?.values(of: document).count ?? 0
        }
        return count
    }
}

extension PairOptions {
    /// Pairs also of few documents.
    static func forced(limit: Int = 4, share: Int = 3, minimumDocuments: Int = 1) -> PairOptions {
        var options = PairOptions()
        options.minimumDocuments = minimumDocuments
        options.share = share
        options.limit = limit
        return options
    }
}

extension TermDictionary {
    func find(_ term: [UInt8]) throws(LedeError) -> TermEntry? {
        try term.withBytes { (bytes) throws(LedeError) in try find(bytes) }
    }
}

extension PostingsCursor {
    func readEverything() throws(LedeError) -> Int {
        var sum = 0
        let positions = section.hasFrequencies ? PositionsReader(self) : nil
        for block in 0..<blockCount {
            try load(block)
            try loadFrequencies()
            for index in 0..<count {
                sum += Int(frequencies[index])
                if let positions {
                    try positions.read(documentAt: index)
                    sum += positions.count
                }
            }
            if isLong, section.hasFrequencies {
                let pairs = impacts(of: block)
                for pair in pairs.indices { sum += Int(pairs[pair].norm) }
            }
        }
        for block in 0..<blockCount { sum += try find(last(of: block)) ?? 0 }
        return sum
    }
}
