@testable import Lede

/// The postings of a term in plain arrays.
struct ModelPostings: Equatable {
    var documents: [UInt32] = []
    var frequencies: [UInt32] = []
    var positions: [[UInt32]] = []

    /// How a list lies in its segment.
    enum Density: CaseIterable {
        case consecutive, nearlyAll, dense, common, sparse

        func documentCount(for frequency: Int) -> Int {
            switch self {
            case .consecutive: frequency
            case .nearlyAll: frequency * 17 / 16 + 1
            case .dense: frequency * 3 / 2 + 1
            case .common: frequency * 9 + 1
            case .sparse: frequency * 50 + 1
            }
        }
    }

    /// A list of `count` of `limit` documents, with frequencies from 1 to 300, most of them small.
    static func random(_ count: Int, below limit: Int, _ random: inout SeededText) -> ModelPostings {
        var model = ModelPostings()
        model.documents = count == limit ? (0..<UInt32(limit)).map { $0 } : random.ascending(count, below: limit)
        for _ in 0..<count {
            let frequency =
                random.chance(0.02) || count == 1
                ? random.pick([1, 2, 127, 128, 129, 256, 300]) : Int.random(in: 1...3, using: &random)
            var position: UInt32 = 0
            model.positions.append(
                (0..<frequency).map { _ in
                    position &+= UInt32(random.integer(bits: random.chance(0.02) ? 20 : 6))
                    return position
                })
            model.frequencies.append(UInt32(frequency))
        }
        return model
    }

    /// The index of the first document that is at least `document`; the number of documents if none.
    func firstIndex(atLeast document: UInt32) -> Int { documents.firstIndex { $0 >= document } ?? documents.count }
}

/// Lists of postings written as a field of a segment and opened again.
struct ModelField {
    let terms: TermDictionary
    private let postings: PostingsSection

    /// - Parameters:
    ///   - lists: with ascending terms.
    ///   - norms: nil for a field without frequencies.
    init(_ lists: [(term: String, postings: ModelPostings)], documentCount: Int, norms: [UInt8]?) throws {
        let directory = MemoryDirectory()
        var file = try SectionedFileWriter(try directory.create("field"))
        var writer = try FieldPostingsWriter(
            field: 3, documentCount: documentCount, norms: norms, averageLength: 20, to: &file)
        for (term, list) in lists {
            for (index, document) in list.documents.enumerated() {
                writer.encoder.add(document: document, frequency: norms == nil ? 1 : list.frequencies[index])
                guard norms != nil else { continue }
                var before: UInt32 = 0
                for position in list.positions[index] {
                    writer.encoder.add(gap: position - before)
                    before = position
                }
                writer.encoder.endDocument()
            }
            try term.withBytes { (bytes) throws(LedeError) in _ = try writer.finishTerm(bytes, to: &file) }
        }
        try writer.finish(documentsWithField: documentCount, to: &file)
        _ = try file.finish()
        let sections = try SectionedFile(try directory.open("field"))
        terms = try TermDictionary(
            terms: try sections.require(SectionTag("TERM", field: 3)),
            index: try sections.require(SectionTag("TIDX", field: 3)),
            TermLayout(norms == nil ? .keyword : .text, documentLimit: documentCount))
        postings = PostingsSection(
            try sections.require(SectionTag("POST", field: 3)), hasFrequencies: norms != nil,
            documentCount: documentCount, in: sections)
    }

    /// The postings of a term, or nil.
    func cursor(_ term: String) throws -> PostingsCursor? {
        guard let entry = try term.withBytes({ (bytes) throws(LedeError) in try terms.find(bytes) }) else { return nil }
        return try postings.postings(entry)
    }
}
