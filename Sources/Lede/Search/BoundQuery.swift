/// A query bound to an index: its words analysed and looked up, its weights computed from all segments.
///
/// A query of words is a reference to them; what is rarer is behind one more, so that all are small.
enum BoundQuery {
    /// No document.
    case nothing
    /// Every document, each with this score.
    indirect case all(score: Double)
    /// A word or a phrase in text fields.
    case words(BoundWords)
    /// Several terms of text fields that count as one word.
    case expanded(BoundExpansion)
    /// The documents marked in each segment; they score zero.
    indirect case marked([BitSet?], description: String)
    /// Words near each other in text fields. The terms of the fields are those that the weight is made of.
    indirect case intervals(BoundWords, [BoundIntervals])
    /// A value of a keyword field.
    indirect case keyword(field: String, BoundTerm)
    /// The values of a keyword field from one term to another; nil where there is no bound.
    indirect case keywords(field: String, lower: KeywordBound?, upper: KeywordBound?)
    /// The numbers of a column.
    indirect case numbers(field: String, ClosedRange<Int64>)
    /// Documents that have a value.
    indirect case present(field: String)
    indirect case boolean(must: [BoundQuery], should: [BoundQuery], mustNot: [BoundQuery], filter: [BoundQuery])
    /// At least so many of several, 2 or more and fewer than there are.
    indirect case atLeast(Int, [BoundQuery])
    /// What a query matches, each document with this score.
    indirect case constant(BoundQuery, score: Double)

    struct KeywordBound {
        let term: [UInt8]
        let isInclusive: Bool
    }
}

/// A term of a field with what every segment has of it.
struct BoundTerm: Sendable {
    let text: [UInt8]
    /// For each segment its entry, or nil.
    private(set) var entries: TermEntries
    /// In how many documents it occurs, deleted ones included.
    private(set) var documentFrequency: Int

    init(text: [UInt8], entries: TermEntries) {
        self.text = text
        self.entries = entries
        var count = 0
        for segment in entries.indices { count += entries[segment]?.documentFrequency ?? 0 }
        documentFrequency = count
    }
}

extension BoundTerm {
    /// Takes the entry of a segment of which nothing was known.
    @inline(__always)
    fileprivate mutating func set(_ entry: TermEntry?, inSegment index: Int) {
        entries[index] = entry
        documentFrequency += entry?.documentFrequency ?? 0
    }

    /// Looks a term of a field up in all segments.
    init(_ term: consuming [UInt8], in field: Field, of segments: [SegmentReader]) throws(LedeError) {
        var entries = TermEntries()
        var count = 0
        for index in segments.indices {
            let entry = try term.withBytes { (bytes) throws(LedeError) in try segments[index].find(bytes, in: field) }
            count += entry?.documentFrequency ?? 0
            entries.append(entry)
        }
        text = term
        self.entries = entries
        documentFrequency = count
    }

    /// Looks some terms of a field up in all segments, as ``TermDictionary/find(_:_:_:)`` does.
    static func all(
        _ terms: TermTexts, _ some: Range<Int>, in field: Field, of segments: [SegmentReader],
        to bound: inout [BoundTerm]
    ) throws(LedeError) {
        let first = bound.count
        for place in some {
            bound.append(BoundTerm(text: terms[place], entries: TermEntries(segmentCount: segments.count)))
        }
        for index in segments.indices {
            try segments[index].find(terms, some, in: field) { place, entry in
                bound[first + place - some.lowerBound].set(entry, inSegment: index)
            }
        }
    }
}

/// A word or a phrase in one text field or in several that are ranked as one. All parts of a scorer share it.
final class BoundWords {
    /// The terms in one of the fields; several are a phrase.
    struct InField {
        let field: Field
        let terms: [BoundTerm]
        /// The words as they were typed, where documents that have them come before others of the same terms, or alone.
        var exact: ExactWords?

        /// Whether some document may have all of the terms.
        var isPossible: Bool { terms.allSatisfy { $0.documentFrequency > 0 } }
    }

    /// The forms of some words (``FormLists``).
    struct ExactWords {
        let forms: [[UInt8]]
        /// Whether other forms do not match; else a document with these scores the weight more (``ExactWordsScorer``).
        let isOnly: Bool
    }

    /// A word that the weight is made of, by its term in the first field that has it.
    struct WeighedWord {
        let text: [UInt8]
        /// How many documents have it in any of the fields, as ``QueryBinder/documentFrequency(of:)`` counts them.
        let documentFrequency: Int
    }

    /// The fields that the search is over. Those in which a term does not occur have no part in matching.
    let fields: [InField]
    /// The sum of the words' idf, times the boost.
    let weight: Double
    let boost: Double
    let ranking: RankedFields
    /// What scores instead of BM25; ``similarity`` is then ``BM25/identity``.
    let otherSimilarity: (any Similarity)?
    /// What is looked for, where it is not the terms of ``fields`` side by side.
    let shape: String?

    private let weighedWords: [WeighedWord]?

    /// - Parameter weighed: what the weight is made of; nil for the terms of the first field.
    init(
        fields: [InField], weighed: [WeighedWord]?, weight: Double, boost: Double, ranking: RankedFields,
        otherSimilarity: (any Similarity)?, shape: String? = nil
    ) {
        self.fields = fields
        weighedWords = weighed
        self.weight = weight
        self.boost = boost
        self.ranking = ranking
        self.otherSimilarity = otherSimilarity
        self.shape = shape
    }

    var documentCount: Int { ranking.documentCount }
    var averageLength: Double { ranking.averageLength }
    var similarity: BM25 { ranking.similarity }

    /// What the weight is made of.
    var weighed: [WeighedWord] {
        weighedWords
            ?? fields[0].terms.map { WeighedWord(text: $0.text, documentFrequency: $0.documentFrequency) }
    }

    /// Whether it is a single word of one field, whatever its form.
    var isOneWord: Bool { fields.count == 1 && fields[0].terms.count == 1 && fields[0].exact == nil }

    /// The score of a document with these frequencies by field, part by part.
    func explain(
        _ frequencies: [(field: Int, frequency: Float)], document: Int, lengths: LengthNorms
    ) -> Explanation {
        let inverse = lengths.table.inverse(of: document)
        var total: Double = 0
        var parts: [Explanation] = []
        for (field, frequency) in frequencies {
            let weight = fields[field].field.weight
            total += weight * Double(frequency)
            let factor = weight == 1 ? "" : ", times its weight \(Explanation.number(weight))"
            parts.append(
                Explanation(weight * Double(frequency), "occurrences in \(fields[field].field.name)\(factor)"))
        }
        let tf = total * Double(inverse) / (1 + total * Double(inverse))
        let length = Explanation(lengths.length(of: document), "length of the document in words, rounded")
        let average = Explanation(averageLength, "average length")
        let norm = Explanation(
            1 / Double(inverse),
            "norm, k1 × (1 − b + b × length ÷ average length), with k1 "
                + "\(Explanation.number(similarity.k1)) and b \(Explanation.number(similarity.b))",
            details: [length, average])
        let saturation = Explanation(
            tf, "frequency ÷ (frequency + norm)",
            details: [Explanation(total, "frequency", details: parts), norm])
        return Explanation(weight * tf, "\(label), product of", details: [explainWeight(), saturation])
    }

    private func explainWeight() -> Explanation {
        var details: [Explanation] = []
        if boost != 1 { details.append(Explanation(boost, "boost")) }
        for word in weighed {
            details.append(
                Explanation(
                    BM25.idf(documentFrequency: word.documentFrequency, documentCount: documentCount),
                    "idf of '\(String(decoding: word.text, as: UTF8.self))', ln(1 + (N − n + 0.5) ÷ (n + 0.5))",
                    details: [
                        Explanation(Double(word.documentFrequency), "n, documents with the word"),
                        Explanation(
                            Double(max(documentCount, word.documentFrequency)), "N, documents with the field"),
                    ]))
        }
        return Explanation(weight, "weight", details: details)
    }

    /// The words and where they are looked for, for explanations.
    var label: String {
        let names = fields.map(\.field.name).joined(separator: ", ")
        if let shape { return "\(shape) in \(names)" }
        let words = weighed.map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: " ")
        return (words.contains(" ") ? "phrase '\(words)'" : "'\(words)'") + " in "
            + names
    }

    /// The sum of the idf of words in so many documents each.
    static func weight(_ documentFrequencies: some Sequence<Int>, _ documentCount: Int) -> Double {
        documentFrequencies.reduce(0) { $0 + BM25.idf(documentFrequency: $1, documentCount: documentCount) }
    }
}
