/// Several terms that are one word to the ranking, in one text field or in several that are ranked as one: those that
/// a pattern stands for, or synonyms.
///
/// The frequency in a document is the sum of those of the terms, each times its weight; the document frequency is the
/// number of documents that have one of them.
final class BoundExpansion {
    /// The terms in one of the fields.
    struct InField {
        let field: Field
        /// The terms that are counted, those of most worth first.
        let terms: [ExpandedTerm]
        /// How many terms there are in all. Those beyond ``terms`` only match.
        let total: Int
        /// What each segment has of them.
        let lists: [FrequencyList?]
        /// What says of a term of a text whether it is one of them.
        let matcher: TermMatcher?
        /// The terms as a set; made for snippets only.
        private let texts = ComputedOnce<Set<[UInt8]>>()

        init(field: Field, terms: [ExpandedTerm], total: Int, lists: [FrequencyList?], matcher: TermMatcher?) {
            self.field = field
            self.terms = terms
            self.total = total
            self.lists = lists
            self.matcher = matcher
        }

        var documentFrequency: Int { lists.reduce(0) { $0 + ($1?.count ?? 0) } }

        /// Whether a term is one of these.
        func contains(_ term: [UInt8]) -> Bool {
            let texts = try? texts.value { Set(terms.map(\.text)) }
            if texts?.contains(term) ?? false { return true }
            guard let matcher else { return false }
            let weight = term.withBytes { bytes in try? matcher.weight(of: bytes) }
            return weight != nil
        }
    }

    /// The fields, their weight and what the ranking needs; the terms are in ``fields``.
    let words: BoundWords
    /// The pattern or the synonyms as they were given.
    let label: String
    let fields: [InField]
    /// How many documents have one of the terms in any of the fields.
    let documentFrequency: Int

    init(_ words: BoundWords, label: String, fields: [InField], documentFrequency: Int) {
        self.words = words
        self.label = label
        self.fields = fields
        self.documentFrequency = documentFrequency
    }

    /// The score of a document, part by part.
    ///
    /// - Parameter parts: what its frequency is made of.
    func explain(_ parts: [Explanation], document: Int, lengths: LengthNorms) -> Explanation {
        let total = parts.reduce(0) { $0 + $1.value }
        let inverse = Double(lengths.table.inverse(of: document))
        let norm = Explanation(
            1 / inverse,
            "norm, k1 × (1 − b + b × length ÷ average length), with k1 "
                + "\(Explanation.number(words.similarity.k1)) and b \(Explanation.number(words.similarity.b))",
            details: [
                Explanation(lengths.length(of: document), "length of the document in words, rounded"),
                Explanation(words.averageLength, "average length"),
            ])
        let tf = total * inverse / (1 + total * inverse)
        let saturation = Explanation(
            tf, "frequency ÷ (frequency + norm)", details: [Explanation(total, "frequency", details: parts), norm])
        let names = fields.map(\.field.name).joined(separator: ", ")
        return Explanation(
            words.weight * tf, "\(label) in \(names), product of", details: [explainWeight(), saturation])
    }

    private func explainWeight() -> Explanation {
        let most = fields.max { $0.documentFrequency < $1.documentFrequency }
        var details: [Explanation] = []
        if words.boost != 1 { details.append(Explanation(words.boost, "boost")) }
        details.append(
            Explanation(
                BM25.idf(documentFrequency: documentFrequency, documentCount: words.documentCount),
                "idf of its \(most?.total ?? 0) terms together, ln(1 + (N − n + 0.5) ÷ (n + 0.5)): \(shownTerms(most))",
                details: [
                    Explanation(Double(documentFrequency), "n, documents with one of the terms"),
                    Explanation(
                        Double(max(words.documentCount, documentFrequency)), "N, documents with the field"),
                ]))
        return Explanation(words.weight, "weight", details: details)
    }

    private func shownTerms(_ field: InField?) -> String {
        guard let field else { return "" }
        let shown = field.terms.prefix(10).map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: ", ")
        return field.total > 10 ? shown + " and \(field.total - 10) more" : shown
    }
}
