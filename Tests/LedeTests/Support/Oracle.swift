import Foundation

@testable import Lede

/// A document as the oracle keeps it: its text fields as arrays of terms, its other values as they were given.
struct OracleDocument {
    let id: String
    /// For each text field its values, each an array of the terms of the words; the index in it is the position.
    var texts: [String: [[Int]]] = [:]
    /// The same as ``texts`` with the words as they stand in the text, folded.
    var forms: [String: [[String]]] = [:]
    /// For each text field and value the places of its words after which a sentence ends, and those of paragraphs.
    var sentenceEnds: [String: [Set<Int>]] = [:]
    var paragraphEnds: [String: [Set<Int>]] = [:]
    /// For each keyword field its values, folded.
    var keywords: [String: [String]] = [:]
    /// Dates in full, `2017-02-13T10:00:05`, so that they compare as text.
    var dates: [String: String] = [:]
    var integers: [String: Int64] = [:]
    var doubles: [String: Double] = [:]
    var isDeleted = false

    /// How many words a field has.
    func length(of field: String) -> Int { (texts[field] ?? []).reduce(0) { $0 + $1.count } }

    /// How often a word or phrase occurs in a field: side by side, within one value.
    ///
    /// - Parameter forms: the words themselves, where others with the same terms do not count.
    func frequency(of terms: [Int], in field: String, forms wanted: [String]? = nil) -> Int {
        var count = 0
        for (index, value) in (texts[field] ?? []).enumerated() {
            var start = 0
            while start + terms.count <= value.count {
                var matched = 0
                while matched < terms.count, value[start + matched] == terms[matched] { matched += 1 }
                if matched == terms.count,
                    wanted == nil || Array(forms[field]![index][start..<start + terms.count]) == wanted
                {
                    count += 1
                }
                start += 1
            }
        }
        return count
    }
}

/// A searcher that is slow and plainly right: it goes through all documents for every query.
///
/// It shares with the engine the analyzers, which say what the words are, and the rounding of lengths. Documents stand
/// in the order of the index. Deleted ones stay in the statistics until a merge removes them from here.
struct Oracle {
    struct Score {
        var value: Double
        /// What it approaches as words become more frequent: the sum of the weights of the words that match.
        var limit: Double

        static func + (a: Score, b: Score) -> Score { Score(value: a.value + b.value, limit: a.limit + b.limit) }

        /// Whether the engine's score is this one: to the fifth digit, and to the last digits of a `Float` of the
        /// limit, since the engine computes `weight − weight ÷ …` and the difference of the two may be small.
        func isClose(to score: Float) -> Bool {
            abs(value - Double(score)) <= 1e-5 * value + 0x1p-22 * limit
        }
    }

    struct Hit {
        let id: String
        let score: Score
    }

    /// Gives the score of a document, or nil when it does not match.
    typealias Matcher = (OracleDocument) -> Score?

    let schema: Schema
    /// The term of each number in ``OracleDocument/texts``.
    private(set) var numbers: [String: Int] = [:]
    var documents: [OracleDocument] = []

    init(schema: Schema) { self.schema = schema }

    // MARK: Documents

    /// Appends a document that was indexed with a schema.
    mutating func add(_ document: Document, schema: Schema) {
        var result = OracleDocument(id: document.id)
        for field in schema.fields {
            let values = document.values(of: field.name).filter { !$0.isEmpty }
            guard let first = field.name == "id" ? document.id : values.first else { continue }
            switch field.type {
            case .text:
                result.texts[field.name] = values.map { terms($0, field).map { number(of: $0) } }
                result.forms[field.name] = values.map { forms($0, field) }
                result.sentenceEnds[field.name] = values.map { ends($0, field) { $0 != .none } }
                result.paragraphEnds[field.name] = values.map { ends($0, field) { $0 == .paragraph } }
            case .keyword: result.keywords[field.name] = field.name == "id" ? [first] : values.map(folded)
            case .date: result.dates[field.name] = first + "0000-01-01T00:00:00".dropFirst(first.count)
            case .integer: result.integers[field.name] = Int64(first)
            case .double: result.doubles[field.name] = Double(first)
            }
        }
        documents.append(result)
    }

    private mutating func number(of term: String) -> Int {
        if let known = numbers[term] { return known }
        numbers[term] = numbers.count
        return numbers.count - 1
    }

    func terms(_ text: String, _ field: Field) -> [String] {
        field.textAnalyzer?.analyze(text).map(\.term) ?? []
    }

    /// The number of a term; -1 for one that no document has.
    func number(_ term: String) -> Int { numbers[term] ?? -1 }

    /// Whether a word of a text stands in some document, deleted or not, in another form.
    private func hasOtherForms(_ text: String, _ field: Field) -> Bool {
        let (terms, forms) = (numbers(text, field), forms(text, field))
        if terms.count != forms.count { return true }
        return zip(terms, forms).contains { term, form in
            documents.contains { document in
                zip(document.texts[field.name] ?? [], document.forms[field.name] ?? []).contains { texts, found in
                    zip(texts, found).contains { $0 == term && $1 != form }
                }
            }
        }
    }

    private func forms(_ text: String, _ field: Field) -> [String] {
        field.textAnalyzer?.ofForms.analyze(text).map(\.term) ?? []
    }

    /// The places of the words of a value after which something ends. The last word is one of them.
    private func ends(_ text: String, _ field: Field, _ isWanted: (TextEnds) -> Bool) -> Set<Int> {
        guard let analyzer = field.textAnalyzer else { return [] }
        let tokens = analyzer.analyze(text).map {
            TokenRange(start: UInt32($0.range.lowerBound), end: UInt32($0.range.upperBound))
        }
        return text.withBytes { bytes in
            let inner = zip(tokens, tokens.dropFirst()).enumerated().filter { _, pair in
                isWanted(TextEnds(in: bytes, after: pair.0, before: pair.1))
            }.map(\.offset)
            return Set(inner + [tokens.count - 1])
        }
    }

    private func folded(_ text: String) -> String { Analyzer.keyword.analyze(text).first?.term ?? "" }

    // MARK: Searching

    /// All hits, the best first; those of equal score in the order of the index.
    func search(_ query: Query, _ similarity: BM25 = BM25()) -> [Hit] {
        guard let matcher = matcher(query, boost: 1, similarity) else { return [] }
        var hits: [Hit] = []
        for document in documents where !document.isDeleted {
            if let score = matcher(document) { hits.append(Hit(id: document.id, score: score)) }
        }
        return hits.enumerated().sorted { a, b in
            (b.element.score.value, a.offset) < (a.element.score.value, b.offset)
        }.map(\.element)
    }

    /// - Returns: nil for a query of which nothing is left, which its surroundings ignore.
    ///
    /// - Parameter searched: where words without a field are looked for; nil for the default fields.
    private func matcher(
        _ query: Query, boost: Double, _ similarity: BM25, in searched: [Field]? = nil
    ) -> Matcher? {
        switch query {
        case .all: return { _ in Score(value: boost, limit: boost) }
        case .boost(let inner, let factor): return matcher(inner, boost: boost * factor, similarity, in: searched)
        case .constant(let inner, let score):
            guard let matcher = matcher(inner, boost: 1, similarity, in: searched) else { return nil }
            return { document in matcher(document).map { _ in Score(value: boost * score, limit: boost * score) } }
        case .fields(let weighted, let inner):
            let fields = weighted.compactMap { wanted in
                schema[wanted.name].map { field in
                    var field = field
                    field.weight = wanted.weight ?? field.weight
                    return field
                }
            }
            return matcher(inner, boost: boost, similarity, in: fields)
        case .boolean(let parts): return boolean(parts, boost: boost, similarity, in: searched)
        case .range(let name, let lower, let upper): return range(name, lower, upper)
        case .prefix, .wildcard, .regexp, .fuzzy, .synonyms:
            return pattern(query, boost: boost, similarity, in: searched)
        case .near, .sameSentence, .sameParagraph: return near(query, boost: boost, similarity, in: searched)
        case .phrase(_, _, let slop) where slop > 0: return near(query, boost: boost, similarity, in: searched)
        case .term(let text, let name), .phrase(let text, let name, _), .exact(let text, let name):
            let named = schema.fields.filter { name == nil ? $0.isDefault : $0.name == name }
            let fields = name == nil ? searched ?? named : named
            guard let name, let field = fields.first, field.type != .text else {
                return words(query, text, in: fields, boost: boost, similarity)
            }
            let value = Query.RangeBound.inclusive(text)
            if field.type == .keyword, name != "id", folded(text).isEmpty { return nil }
            return range(name, value, value)
        }
    }

    private func boolean(
        _ parts: BooleanQuery, boost: Double, _ similarity: BM25, in searched: [Field]?
    ) -> Matcher? {
        func all(_ queries: [Query]) -> [Matcher] {
            queries.compactMap { matcher($0, boost: boost, similarity, in: searched) }
        }
        let (must, should, filter) = (all(parts.must), all(parts.should), all(parts.filter))
        let mustNot = all(parts.mustNot)
        let isNegative = parts.must.isEmpty && parts.should.isEmpty && parts.filter.isEmpty && !mustNot.isEmpty
        let isOptional = must.isEmpty && filter.isEmpty
        if isOptional, should.isEmpty, !isNegative { return nil }
        if parts.minimumShouldMatch > parts.should.count { return { _ in nil } }
        let minimum = max(isOptional && !isNegative ? 1 : 0, min(parts.minimumShouldMatch, should.count))
        return { document in
            if mustNot.contains(where: { $0(document) != nil }) { return nil }
            if isNegative { return Score(value: 0, limit: 0) }
            if filter.contains(where: { $0(document) == nil }) { return nil }
            let required = must.compactMap { $0(document) }
            if required.count < must.count { return nil }
            let optional = should.compactMap { $0(document) }
            if optional.count < minimum { return nil }
            return (required + optional).reduce(Score(value: 0, limit: 0), +)
        }
    }

    // MARK: Words

    private struct Part {
        let field: Field
        /// The terms that the weight is made of.
        let terms: [Int]
        let frequency: (OracleDocument) -> Double
        /// Whether a document has the words as they were typed, and so comes first.
        var isPreferred: (OracleDocument) -> Bool = { _ in false }
    }

    private func documentFrequency(_ term: Int, _ field: Field) -> Int {
        documents.count { document in document.texts[field.name]?.contains { $0.contains(term) } ?? false }
    }

    private func numbers(_ text: String, _ field: Field) -> [Int] { terms(text, field).map { numbers[$0] ?? -1 } }

    func words(
        _ query: Query, _ text: String, in fields: [Field], boost: Double, _ similarity: BM25
    ) -> Matcher? {
        let isExact = if case .exact = query { true } else { false }
        let changing = fields.filter { $0.textAnalyzer?.changesWords ?? false }
        // Words that stand nowhere in another form are no better than others.
        let comparesForms = isExact ? !changing.isEmpty : changing.contains { hasOtherForms(text, $0) }

        let isMarked = fields.contains { $0.textAnalyzer?.losesDiacritics(of: text) ?? false }
        let isPhrase = if case .phrase = query { true } else { false }

        var parts: [Part] = []
        for field in fields {
            let terms = numbers(text, field)
            if terms.isEmpty { continue }
            func exactFrequency(_ document: OracleDocument) -> Double {
                Double(document.frequency(of: terms, in: field.name, forms: forms(text, field)))
            }
            parts.append(
                Part(
                    field: field, terms: terms,
                    frequency: {
                        comparesForms && isExact
                            ? exactFrequency($0) : Double($0.frequency(of: terms, in: field.name))
                    },
                    isPreferred: { comparesForms && (isPhrase || isMarked) && !isExact && exactFrequency($0) > 0 }))
        }
        return ranked(parts, boost: boost, similarity)
    }

    /// Words near each other.
    private func near(_ query: Query, boost: Double, _ similarity: BM25, in searched: [Field]?) -> Matcher? {
        let name = Self.field(of: query)
        let named = schema.fields.filter { name == nil ? $0.isDefault : $0.name == name }
        var parts: [Part] = []
        for field in name == nil ? searched ?? named : named {
            guard let terms = weighing(query, field) else { continue }
            parts.append(
                Part(field: field, terms: terms) { document in
                    OracleIntervals(document, field) { numbers($0, field) }.frequency(query)
                })
        }
        return ranked(parts, boost: boost, similarity)
    }

    private static func field(of query: Query) -> String? {
        switch query {
        case .term(_, let name), .phrase(_, let name, _): name
        case .near(let parts, _, _), .sameSentence(let parts), .sameParagraph(let parts): parts.first.flatMap(field)
        case .boolean(let parts): parts.should.first.flatMap(field)
        default: nil
        }
    }

    /// The terms that give the weight: all, but of alternatives those that weigh least. One is in no document where the
    /// query is impossible; nil where it has no words.
    private func weighing(_ query: Query, _ field: Field) -> [Int]? {
        switch query {
        case .term(let text, _), .phrase(let text, _, _):
            let terms = numbers(text, field)
            return terms.isEmpty ? nil : terms
        case .near(let parts, _, _), .sameSentence(let parts), .sameParagraph(let parts):
            let found = parts.compactMap { weighing($0, field) }
            return found.isEmpty ? nil : found.flatMap { $0 }
        case .boolean(let parts):
            let found = parts.should.compactMap { weighing($0, field) }
            if found.isEmpty { return nil }
            let count = documents.count { $0.length(of: field.name) > 0 }
            func weight(_ terms: [Int]) -> Double { idf(terms.map { documentFrequency($0, field) }, count) }
            return found.filter { isPossible($0, field) }.min { weight($0) < weight($1) } ?? [-1]
        default: return nil
        }
    }

    private func isPossible(_ terms: [Int], _ field: Field) -> Bool {
        terms.allSatisfy { documentFrequency($0, field) > 0 }
    }

    private func idf(_ frequencies: [Int], _ documentCount: Int) -> Double {
        frequencies.map { log(1 + (Double(max(0, documentCount - $0)) + 0.5) / (Double($0) + 0.5)) }.reduce(0, +)
    }

    /// How many documents have a word in any field, or, where that is not looked at, in the field that has it most.
    func documentFrequency(_ terms: [(term: Int, field: Field)]) -> Int {
        let frequencies = terms.map { documentFrequency($0.term, $0.field) }
        let most = frequencies.max() ?? 0
        if frequencies.reduce(-most, +) > QueryBinder.unitedDocuments { return most }
        return documents.count { document in
            terms.contains { part in
                document.texts[part.field.name]?.contains { $0.contains(part.term) } ?? false
            }
        }
    }

    /// The weight of the words of some fields: of each number of words that a field makes of them the sum of the idf,
    /// the least of those that may match.
    private func weight(_ parts: [Part], possible: [Part], _ documentCount: Int) -> Double {
        let weights = possible.map { some in
            let group = parts.filter { $0.terms.count == some.terms.count }
            return idf(
                some.terms.indices.map { place in documentFrequency(group.map { ($0.terms[place], $0.field) }) },
                documentCount)
        }
        return weights.min() ?? 0
    }

    /// BM25, over several fields BM25F, as the documentation of ``BM25`` has it.
    private func ranked(_ parts: [Part], boost: Double, _ similarity: BM25) -> Matcher? {
        if parts.isEmpty { return nil }
        let possible = parts.filter { isPossible($0.terms, $0.field) }
        if possible.isEmpty { return { _ in nil } }

        let documentCount = parts.map { part in documents.count { $0.length(of: part.field.name) > 0 } }.max() ?? 0
        let weight = boost * weight(parts, possible: possible, documentCount)
        let total = parts.map { part in
            part.field.weight * Double(documents.reduce(0) { $0 + $1.length(of: part.field.name) })
        }
        let average = total.reduce(0, +) / Double(documentCount)
        return { document in
            var frequency = 0.0
            var length = 0.0
            for part in parts {
                frequency += part.field.weight * part.frequency(document)
                let rounded = SmallFloat.decode(SmallFloat.encode(document.length(of: part.field.name)))
                length += part.field.weight * Double(rounded)
            }
            if frequency == 0 { return nil }
            let norm = similarity.k1 * (1 - similarity.b + similarity.b * length / average)
            let first = parts.contains { $0.isPreferred(document) } ? weight : 0
            return Score(value: weight * frequency / (frequency + norm) + first, limit: weight + first)
        }
    }

    // MARK: Ranges

    private func range(_ name: String, _ lower: Query.RangeBound, _ upper: Query.RangeBound) -> Matcher? {
        guard let field = schema[name] else { return nil }
        func isWithin<T>(_ value: T, _ read: (String) -> T?, _ compare: (T, T) -> Int) -> Bool {
            func order(_ bound: String) -> Int? { read(bound).map { compare(value, $0) } }
            let isAbove =
                switch lower {
                case .unbounded: true
                case .inclusive(let text): order(text).map { $0 >= 0 } ?? false
                case .exclusive(let text): order(text).map { $0 > 0 } ?? false
                }
            let isBelow =
                switch upper {
                case .unbounded: true
                case .inclusive(let text): order(text).map { $0 <= 0 } ?? false
                case .exclusive(let text): order(text).map { $0 < 0 } ?? false
                }
            return isAbove && isBelow
        }
        func compare<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : a > b ? 1 : 0 }
        return { document in
            let isMatch: Bool? =
                switch field.type {
                case .text: document.length(of: name) > 0
                case .keyword:
                    document.keywords[name]?.contains {
                        isWithin($0, { name == "id" ? $0 : folded($0) }) { a, b in
                            a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : a.utf8.elementsEqual(b.utf8) ? 0 : 1
                        }
                    }
                case .date:
                    // A date lies in a period when it begins as the period does.
                    document.dates[name].map { date in
                        isWithin(date, { $0 }) { compare(String($0.prefix($1.count)), $1) }
                    }
                case .integer: document.integers[name].map { isWithin($0, { Int64($0) }, compare) }
                case .double: document.doubles[name].map { isWithin($0, { Double($0) }, compare) }
                }
            return isMatch == true ? Score(value: 0, limit: 0) : nil
        }
    }
}
