import Synchronization

/// What all queries of a searcher are bound to: its segments, and what they have together.
final class BindingSource: Sendable {
    let schema: Schema
    let segments: [SegmentReader]
    /// Of all fields of the schema, in their order.
    let statistics: [FieldTotals]
    /// The field that words are looked for in where a query names none, where there is one, and it is read in one language.
    private let onlyDefaultField: Field?
    private let defaultFields: [Field]
    /// As the last query ranked them: most queries rank alike.
    private let rankedDefaults = Mutex<RankedFields?>(nil)

    init(_ segments: [SegmentReader], schema: Schema) {
        self.schema = schema
        self.segments = segments
        defaultFields = schema.defaultFields
        onlyDefaultField = defaultFields.count == 1 && !defaultFields[0].isUnread ? defaultFields[0] : nil
        statistics = schema.fields.map { FieldTotals(of: $0, in: segments) }
    }

    /// In how many documents a word is, deleted ones included, where the dictionaries say it: words are looked for in one
    /// field, and it is one term there; else nil.
    func documentFrequency(ofWord text: String) throws(LedeError) -> Int? {
        guard let field = onlyDefaultField, let analyzer = field.queryAnalyzer else { return nil }
        var count: Int? = 0
        try analyzer.forEachTerm(of: text) { (term, tokens) throws(LedeError) in
            guard tokens == 1 else {
                count = nil
                return
            }
            for index in segments.indices {
                let entry = try segments[index].find(term, in: field, readsPostings: false)
                count? += entry?.documentFrequency ?? 0
            }
        }
        return count
    }

    /// The fields that words are looked for in where a query names none.
    func defaults(rankedBy similarity: BM25) -> RankedFields {
        rankedDefaults.withLock { last in
            if let last, last.similarity == similarity { return last }
            let made = RankedFields(defaultFields, statistics, similarity: similarity)
            last = made
            return made
        }
    }
}

/// What all segments have of a field together.
struct FieldTotals {
    let name: String
    /// How many documents have it, deleted ones included.
    private(set) var documents = 0
    /// How many words it has in all; 0 for other fields than text.
    private(set) var tokens = 0

    init(of field: Field, in segments: [SegmentReader]) {
        name = field.name
        for segment in segments {
            guard let terms = segment.field(field.name)?.terms else { continue }
            documents += terms.documentCount
            if field.type == .text { tokens += terms.totalFrequency }
        }
    }
}
