/// The fields that words are ranked in as one, and what scores depend on beside the words. The words of a query share it.
final class RankedFields: Sendable {
    let fields: [Field]
    /// How many documents have one of the fields.
    let documentCount: Int
    /// The average length of a document in words, each field times its weight; 1 where there are no words.
    let averageLength: Double
    let similarity: BM25

    /// - Parameter statistics: of all fields of the index.
    init(_ fields: [Field], _ statistics: [FieldTotals], similarity: BM25) {
        var documentCount = 0
        var length = 0.0
        for field in fields {
            guard let totals = statistics.first(where: { $0.name == field.name }) else { continue }
            documentCount = max(documentCount, totals.documents)
            length += field.weight * Double(totals.tokens)
        }
        self.fields = fields
        self.documentCount = documentCount
        averageLength = length > 0 ? length / Double(documentCount) : 1
        self.similarity = similarity
    }

    /// Whether another ranks documents the same way.
    func isSame(as other: RankedFields) -> Bool {
        self === other
            || averageLength == other.averageLength && similarity == other.similarity && fields == other.fields
    }

    /// The ranking of the last words that were bound: those of a query mostly share it.
    final class Last {
        private var last: RankedFields?

        /// The ranking of the fields of some words.
        func ranking(
            of parts: [BoundWords.InField], _ statistics: [FieldTotals], _ similarity: BM25
        ) -> RankedFields {
            if let last, last.fields.count == parts.count {
                var index = 0
                while index < parts.count, parts[index].field == last.fields[index] { index += 1 }
                if index == parts.count { return last }
            }
            let made = RankedFields(parts.map(\.field), statistics, similarity: similarity)
            last = made
            return made
        }
    }
}
