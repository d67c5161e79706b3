/// A ``Similarity`` applied to the words of one part of a query: what they add to the score of a document.
struct TermScoring {
    let similarity: any Similarity
    /// The words, or those of the phrase, in their order.
    let terms: [(text: String, weighting: TermWeighting)]
    let boost: Double
    /// What no score exceeds.
    let ceiling: Double
    private let words: BoundWords

    init(_ words: BoundWords, _ similarity: any Similarity) {
        self.init(words, similarity, terms: words.weightings)
    }

    init(_ words: BoundWords, _ similarity: any Similarity, terms: [(text: String, weighting: TermWeighting)]) {
        self.similarity = similarity
        self.words = words
        self.terms = terms
        boost = words.boost
        var sum = 0.0
        for term in terms { sum += max(0, similarity.ceiling(of: term.weighting)) }
        ceiling = boost * min(sum, 1e30)
    }

    /// The score of a document in which the words occur so often.
    func score(_ frequency: Double, length: Double) -> Float {
        var sum = 0.0
        for term in terms { sum += part(of: term.weighting, frequency, length) }
        return Float(min(boost * sum, ceiling))
    }

    private func part(of term: TermWeighting, _ frequency: Double, _ length: Double) -> Double {
        let score = similarity.score(frequency: frequency, length: length, of: term)
        return score > 0 ? score : 0
    }

    /// A score that no document exceeds in which the words occur no more often, and that is no shorter.
    func bound(_ frequency: Double, length: Double) -> Float {
        let score = similarity.isMonotone ? Double(score(frequency, length: length)) : ceiling
        return Float(roundingUp: score)
    }

    /// How the score of a document comes about.
    ///
    /// - Parameter frequencies: what the frequency is made of, where that is known by field.
    func explain(
        _ total: Double, _ frequencies: [(field: Int, frequency: Float)], length: Double
    ) -> Explanation {
        var parts: [Explanation] = []
        for (field, frequency) in frequencies {
            let field = words.fields[field].field
            let factor = field.weight == 1 ? "" : ", times its weight \(Explanation.number(field.weight))"
            parts.append(
                Explanation(field.weight * Double(frequency), "occurrences in \(field.name)\(factor)"))
        }
        let shared = [
            Explanation(total, "frequency", details: parts),
            Explanation(length, "length of the document in words, rounded"),
        ]
        var details = terms.map { text, term in
            Explanation(
                part(of: term, total, length), "'\(text)' by \(similarity)",
                details: shared + [
                    Explanation(term.documentFrequency, "n, documents with the term"),
                    Explanation(term.documentCount, "N, documents with the field"),
                    Explanation(term.totalFrequency, "occurrences in all documents"),
                    Explanation(term.averageLength, "average length"),
                ])
        }
        if boost != 1 {
            details = [Explanation(boost, "boost"), .sum(details)]
            return Explanation(Double(score(total, length: length)), "\(words.label), product of", details: details)
        }
        return Explanation(Double(score(total, length: length)), "\(words.label), sum of", details: details)
    }
}

extension BM25 {
    /// Makes ``LengthNorms`` by which a frequency stays as it is, whatever the length.
    static let identity = BM25(k1: 1, b: 0)
}

extension BM25: Similarity {
    public func score(frequency: Double, length: Double, of term: TermWeighting) -> Double {
        let norm = k1 * (1 - b + b * length / term.averageLength)
        return ceiling(of: term) * frequency / (frequency + norm)
    }

    public var isMonotone: Bool { true }

    public func ceiling(of term: TermWeighting) -> Double {
        Self.idf(documentFrequency: Int(term.documentFrequency), documentCount: Int(term.documentCount))
    }

    public var bm25: BM25? { self }
}

extension BoundWords {
    /// The statistics of the words: the numbers of documents are those that give BM25 its weight.
    var weightings: [(text: String, weighting: TermWeighting)] {
        weighed.enumerated().map { index, word in
            var total = 0.0
            for part in fields where part.terms.count == weighed.count {
                total += part.field.weight * Double(part.terms[index].totalFrequency)
            }
            let weighting = TermWeighting(
                documentCount: Double(max(documentCount, word.documentFrequency)),
                documentFrequency: Double(word.documentFrequency), totalFrequency: total,
                averageLength: averageLength)
            return (String(decoding: word.text, as: UTF8.self), weighting)
        }
    }
}

extension BoundExpansion {
    /// The statistics of the terms as if they were one word.
    var weighting: TermWeighting {
        let most = documentFrequency
        var total = 0.0
        for field in fields {
            for case let list? in field.lists {
                list.forEach(in: 0..<list.documentCount) { total += field.field.weight * Double($1) }
            }
        }
        return TermWeighting(
            documentCount: Double(max(words.documentCount, most)), documentFrequency: Double(most),
            totalFrequency: total, averageLength: words.averageLength)
    }
}

extension BoundTerm {
    /// How often it occurs, in deleted documents too.
    fileprivate var totalFrequency: Int { entries.reduce(0) { $0 + ($1?.totalFrequency ?? 0) } }
}
