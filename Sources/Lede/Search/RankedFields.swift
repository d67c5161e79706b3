/// The fields that words are looked for and ranked in as one, with what binding and scores depend on beside the words. The words
/// of a query share it.
final class RankedFields: Sendable {
    let fields: [Field]
    /// Whether some field is still to be read in a language (``Field/isUnread``).
    let areUnread: Bool
    private let foldDiacritics: Bool
    /// How many documents have one of the fields.
    let documentCount: Int
    /// The average length of a document in words, each field times its weight; 1 where there are no words.
    let averageLength: Double
    let similarity: BM25

    /// - Parameter statistics: of all fields of the index.
    init(_ fields: [Field], _ statistics: [FieldTotals], similarity: BM25) {
        var documentCount = 0
        var length = 0.0
        var (areUnread, foldDiacritics) = (false, false)
        for field in fields {
            if field.isUnread { areUnread = true }
            if field.queryAnalyzer?.foldsDiacritics ?? false { foldDiacritics = true }
            guard let totals = statistics.first(where: { $0.name == field.name }) else { continue }
            documentCount = max(documentCount, totals.documents)
            length += field.weight * Double(totals.tokens)
        }
        self.fields = fields
        self.areUnread = areUnread
        self.foldDiacritics = foldDiacritics
        self.documentCount = documentCount
        averageLength = length > 0 ? length / Double(documentCount) : 1
        self.similarity = similarity
    }

    /// Whether a word has diacritics that its terms in some field lose.
    func loseDiacritics(of word: String) -> Bool {
        foldDiacritics && fields.contains { $0.queryAnalyzer?.losesDiacritics(of: word) ?? false }
    }

    /// Whether another ranks documents the same way.
    func isSame(as other: RankedFields) -> Bool {
        self === other
            || averageLength == other.averageLength && similarity == other.similarity && fields == other.fields
    }
}
