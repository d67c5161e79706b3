import Foundation

/// Expands a query by words of the documents that it finds first: pseudo-relevance feedback by RM3.
///
/// The best documents are taken for relevant, each as far as its score says. A word has the weight
/// `Σ tf ÷ (length + average length) × exp(score − best score)` over them; the heaviest are added to the query, so that
/// they have a share of its weight. Words in more than a tenth of all documents say nothing and are left out.
///
/// - The exponential makes a probability of the score, which is a sum of logarithms: of likelihoods in the language model,
///   of odds in BM25. A document that is far ahead so speaks almost alone, and a query that one document answers
///   does not drift to others.
/// - The average length in the denominator is Dirichlet smoothing, without which the words of the shortest documents, mere
///   titles, outweigh all others.
///
/// Sources: Lavrenko and Croft, *Relevance-Based Language Models*, SIGIR 2001 (RM1); Zhai and Lafferty, *A Study of
/// Smoothing Methods*, SIGIR 2001; Abdul-Jaleel et al., *UMass at TREC 2004: Novelty and HARD*, 2004 (RM3).
public struct RelevanceFeedback: Sendable, Equatable {
    /// How many documents are taken for relevant.
    public var documents: Int
    /// How many words are added at most.
    public var words: Int
    /// The share of the weight that the query as asked keeps, 0 to 1.
    public var originalShare: Double

    /// Makes the settings; the defaults are those of common systems, not fitted to any collection.
    public init(documents: Int = 10, words: Int = 50, originalShare: Double = 0.5) {
        self.documents = documents
        self.words = words
        self.originalShare = originalShare
    }

    /// Words in a larger share of the documents are not added.
    static let largestShare = 0.1

    func validate() throws(LedeError) {
        guard documents > 0, words > 0, originalShare > 0, originalShare <= 1 else {
            throw .invalidQuery(
                "feedback needs at least one document and one word, and a share of more than 0 up to 1, not "
                    + "\(documents), \(words) and \(originalShare)")
        }
    }
}

extension Searcher {
    /// A query with words of the documents that it finds first.
    ///
    /// Any of its words, and any of those added, may occur; where the query requires something, that stays required and the
    /// added words only change the order.
    /// Words are taken from the fields that the query looks in, and looked for there: the default fields, or those of
    /// ``Query/fields(_:_:)`` where that is the whole query.
    /// - Throws: ``LedeError/invalidQuery(_:)`` when the settings are out of range or none of these fields is stored; as
    ///   ``search(_:_:)-(Query,_)`` otherwise.
    /// - Complexity: one search more, and the analysis of the documents it finds.
    public func expanded(
        _ query: Query, by feedback: RelevanceFeedback = RelevanceFeedback(), similarity: any Similarity = BM25()
    ) throws(LedeError) -> Query {
        try feedback.validate()
        guard case .fields(let chosen, let inner) = query else {
            return try expanded(query, by: feedback, similarity, in: schema.defaultFields) { $0 }
        }
        let expansion = try expanded(inner, by: feedback, similarity, in: schema.textFields(chosen)) {
            .fields(chosen, $0)
        }
        return .fields(chosen, expansion)
    }

    /// - Parameter scoped: a query as one of these fields.
    private func expanded(
        _ query: Query, by feedback: RelevanceFeedback, _ similarity: any Similarity, in fields: [Field],
        scoped: (Query) -> Query
    ) throws(LedeError) -> Query {
        let fields = fields.filter(\.isStored)
        if fields.isEmpty {
            throw .invalidQuery(
                "the query cannot be expanded: none of the fields it looks in is stored, so the words of the documents "
                    + "found are not known")
        }
        let found = try best(scoped(query), limit: feedback.documents, isCounting: false, similarity).hits
        var model = FeedbackModel(
            fields: fields, averageLength: RankedFields(fields, totals, similarity: .identity).averageLength)
        for hit in found where hit.score > 0 {
            let likelihood = exp(Double(hit.score) - Double(found[0].score))
            model.add(try document(of: hit), likelihood: likelihood)
        }
        var words: [(text: String, weight: Double)] = []
        for candidate in model.ranked {
            if words.count == feedback.words { break }
            let share = try share(of: scoped(.term(candidate.text)), similarity)
            if share <= RelevanceFeedback.largestShare { words.append(candidate) }
        }
        let sum = words.reduce(0) { $0 + $1.weight }
        if sum == 0 { return query }
        let scale = (1 - feedback.originalShare) * query.wordWeight / sum
        let added = words.filter { $0.weight * scale > 1e-9 }.map { Query.boost(.term($0.text), $0.weight * scale) }
        let original = Query.boost(query, feedback.originalShare)
        return .boolean(
            query.isAnyOfWords
                ? BooleanQuery(should: [original] + added) : BooleanQuery(must: [original], should: added))
    }

    private func document(of hit: Found) throws(LedeError) -> Document {
        try segments[Int(hit.segment)].reader.documents.document(Int(hit.document))
    }

    /// The share of the documents that have a word.
    private func share(of word: Query, _ similarity: any Similarity) throws(LedeError) -> Double {
        guard case .words(let words) = try bind(word, similarity) else { return 1 }
        let most = words.fields.flatMap(\.terms).map(\.documentFrequency).max() ?? 0
        return Double(most) / Double(max(1, words.documentCount))
    }
}

/// The words of some documents, each with its weight in all of them.
private struct FeedbackModel {
    /// Where the words are taken from.
    let fields: [Field]
    /// Of all documents, each field times its weight.
    let averageLength: Double
    /// For each term its weight, and how often each form of it occurs.
    var terms: [String: (weight: Double, forms: [String: Int])] = [:]

    mutating func add(_ document: Document, likelihood: Double) {
        var counts: [String: Double] = [:]
        var length = 0.0
        for field in fields {
            guard let analyzer = field.reading(document).textAnalyzer else { continue }
            for value in document.values(of: field.name) {
                let value = value.beginning(MoreLikeOptions.maximumTextBytes)
                let bytes = Array(value.utf8)
                for token in analyzer.analyze(value) {
                    length += field.weight
                    counts[token.term, default: 0] += field.weight
                    let form = String(decoding: bytes[token.range], as: UTF8.self)
                    terms[token.term, default: (0, [:])].forms[form, default: 0] += 1
                }
            }
        }
        for (term, count) in counts { terms[term]?.weight += count / (length + averageLength) * likelihood }
    }

    /// Each term as the form of it that occurs most, the heaviest first.
    var ranked: [(text: String, weight: Double)] {
        terms.filter { $0.value.weight > 0 }.sorted { a, b in
            a.value.weight != b.value.weight ? a.value.weight > b.value.weight : a.key < b.key
        }.map { term, found in
            let form = found.forms.min { a, b in a.value != b.value ? a.value > b.value : a.key < b.key }
            return (form?.key ?? term, found.weight)
        }
    }
}

extension Query {
    /// How many words and phrases add to the score, each times its boost.
    fileprivate var wordWeight: Double {
        switch self {
        case .term, .phrase: 1
        case .boost(let inner, let factor): factor * inner.wordWeight
        case .fields(_, let inner): inner.wordWeight
        case .boolean(let parts): (parts.must + parts.should).reduce(0) { $0 + $1.wordWeight }
        default: 0
        }
    }

    /// Whether it asks for any of some words, and nothing else.
    fileprivate var isAnyOfWords: Bool {
        switch self {
        case .term, .phrase, .near: true
        case .boost(let inner, _), .fields(_, let inner): inner.isAnyOfWords
        case .boolean(let parts):
            parts.must.isEmpty && parts.mustNot.isEmpty && parts.filter.isEmpty && parts.minimumShouldMatch < 2
                && parts.should.allSatisfy(\.isAnyOfWords)
        default: false
        }
    }
}
