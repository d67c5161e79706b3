/// Binds queries to the segments of a searcher.
///
/// Words go through the analyzer of each field; a word or phrase of which nothing is left is ignored, and with it a
/// clause that consists of nothing else (``BooleanQuery``). The statistics count deleted documents until they are merged away.
struct QueryBinder {
    private let source: BindingSource
    let similarity: BM25
    /// What scores instead of BM25, if anything.
    let otherSimilarity: (any Similarity)?
    /// Where words without a field are looked for.
    var searched: RankedFields
    /// How many terms of a pattern are counted one by one; the others of a field match, and count little.
    var expansionLimit = SearchOptions.defaultExpansionLimit
    /// Whether the weights are asked for; without, they are only near enough to tell words apart.
    var isScoring = true
    /// When to stop.
    var clock: BindingClock?
    /// What came up so far.
    let record = BindingRecord()

    init(_ source: BindingSource, similarity: BM25, otherSimilarity: (any Similarity)? = nil) {
        self.source = source
        self.similarity = similarity
        self.otherSimilarity = otherSimilarity
        searched = source.defaults(rankedBy: similarity)
    }

    var schema: Schema { source.schema }
    var segments: [SegmentReader] { source.segments }

    /// - Throws: ``LedeError/invalidQuery(_:)`` when the query names an unknown field, or asks of a field what its
    ///   type does not have, and when it is larger than ``Query/maximumDepth`` and ``Query/maximumClauseCount`` allow.
    func bind(_ query: Query) throws(LedeError) -> BoundQuery {
        try query.checkLimits()
        return try bind(query, boost: 1) ?? .nothing
    }

    /// Beyond these, scores as `Float` would be infinite or zero, and all alike.
    private static let boosts = 1e-30...1e30

    /// - Returns: nil for a query of which nothing is left.
    func bind(_ query: Query, boost: Double) throws(LedeError) -> BoundQuery? {
        try clock?.check()
        switch query {
        case .all: return .all(score: boost)
        case .term(let text, let field): return try bindWords(text, field, boost: boost, isPhrase: false)
        case .prefix(let text, let field): return try bindPattern(.prefix(text), field, boost: boost)
        case .wildcard(let text, let field): return try bindPattern(.wildcard(text), field, boost: boost)
        case .regexp(let text, let field): return try bindPattern(.regexp(text), field, boost: boost)
        case .fuzzy(let text, let distance, let field):
            return try bindPattern(.fuzzy(text, distance: distance), field, boost: boost)
        case .synonyms(let texts, let field): return try bindSynonyms(texts, field, boost: boost)
        case .phrase(let text, let field, 0): return try bindWords(text, field, boost: boost, isPhrase: true)
        case .exact(let text, let field):
            return try bindWords(text, field, boost: boost, isPhrase: false, isExact: true)
        case .phrase, .near, .sameSentence, .sameParagraph: return try bindIntervals(query, boost: boost)
        case .range(let field, let lower, let upper): return try bindRange(field, lower, upper)
        case .boolean(let parts): return try bindBoolean(parts, boost: boost)
        case .boost(let inner, let factor):
            guard Self.boosts.contains(factor), Self.boosts.contains(boost * factor) else {
                throw .invalidQuery(
                    "a boost, times those around it, must be between \(Self.boosts.lowerBound) and "
                        + "\(Self.boosts.upperBound), not \(boost * factor)")
            }
            return try bind(inner, boost: boost * factor)
        case .constant(let inner, let score):
            guard score == 0 || Self.boosts.contains(score) && Self.boosts.contains(boost * score) else {
                throw .invalidQuery(
                    "a constant score, times the boosts around it, must be 0 or between \(Self.boosts.lowerBound) "
                        + "and \(Self.boosts.upperBound), not \(boost * score)")
            }
            return try bind(inner, boost: 1).map { .constant($0, score: boost * score) }
        case .fields(let fields, let inner):
            var binder = self
            binder.searched = ranking(of: try schema.textFields(fields))
            return try binder.bind(inner, boost: boost)
        }
    }

    // MARK: Words

    private func bindWords(
        _ text: String, _ name: String?, boost: Double, isPhrase: Bool, isExact: Bool = false
    ) throws(LedeError) -> BoundQuery? {
        guard let name else {
            return try bindWords(text, in: searched, boost: boost, isPhrase: isPhrase, isExact: isExact)
        }
        let field = try schema.field(named: name)
        switch field.type {
        case .text:
            return try bindWords(text, in: ranking(of: [field]), boost: boost, isPhrase: isPhrase, isExact: isExact)
        case .keyword:
            let term = keywordTerm(text, of: field)
            return term.isEmpty ? nil : .keyword(field: name, try bindTerm(term, in: field))
        case .date, .integer, .double:
            if isPhrase { throw .invalidQuery("the field '\(name)' is no text and has no phrases") }
            return .numbers(field: name, try period(text, of: field))
        }
    }

    func bindWords(
        _ text: String, in ranking: RankedFields, boost: Double, isPhrase: Bool = false, isExact: Bool = false
    ) throws(LedeError) -> BoundQuery? {
        if !ranking.areUnread {
            return try bindWords(text, read: ranking, boost: boost, isPhrase: isPhrase, isExact: isExact)
        }
        let readings = try readings(of: text, in: ranking.fields)
        if readings.count > 1, !isExact { return try bindAny(of: readings, text, boost: boost, isPhrase: isPhrase) }
        return try bindWords(
            text, read: self.ranking(of: readings[0]), boost: boost, isPhrase: isPhrase, isExact: isExact)
    }

    /// The same of fields that are read in one language each.
    func bindWords(
        _ text: String, read ranking: RankedFields, boost: Double, isPhrase: Bool, isExact: Bool = false
    ) throws(LedeError) -> BoundQuery? {
        // Who types diacritics means them, and finds the word without them all the same.
        let isMarked = ranking.loseDiacritics(of: text)
        let isRankedByForm = try ranksByForm(ranking.fields, isPhrase: isPhrase || isMarked, isExact: isExact)
        var parts: [BoundWords.InField] = []
        for index in ranking.fields.indices {
            let field = ranking.fields[index]
            guard let analyzer = field.queryAnalyzer else { continue }
            let terms = try bindTerms(of: text, analyzer, in: field)
            if terms.isEmpty { continue }
            let exact = isRankedByForm ? BoundWords.ExactWords(forms: analyzer.forms(of: text), isOnly: isExact) : nil
            let part = BoundWords.InField(field: field, terms: terms, exact: exact)
            // An array of one is made of its size.
            if ranking.fields.count == 1 { parts = [part] } else { parts.append(part) }
        }
        if parts.isEmpty { return nil }
        if isRankedByForm, !isExact, try haveNoOtherForms(parts) {
            for index in parts.indices { parts[index].exact = nil }
        }
        return try words(parts, in: ranking, boost: boost)
    }

    /// The query of words that were looked up in one field or more of a ranking.
    func words(
        _ parts: consuming [BoundWords.InField], in ranking: RankedFields, boost: Double
    ) throws(LedeError) -> BoundQuery {
        let own = parts.count == ranking.fields.count ? ranking : self.ranking(of: (copy parts).map(\.field))
        if parts.count == 1 {
            guard parts[0].isPossible else { return .nothing }
            return .words(boundWords(parts, weighed: nil, ranking: own, boost: boost))
        }
        let possible = (copy parts).filter(\.isPossible)
        if possible.isEmpty { return .nothing }
        let weighed = try weighed(copy parts, possible: possible, documentCount: own.documentCount)
        return .words(boundWords(parts, weighed: weighed, ranking: own, boost: boost))
    }

    /// Looks at the clock once for many words.
    func checkClock(_ words: Int) throws(LedeError) {
        if words % Self.wordsForCheck == Self.wordsForCheck - 1 { try clock?.check() }
    }

    private static let wordsForCheck = 256

    /// Whether the words of a phrase stand nowhere in its fields in other forms than they were typed in, so that there is
    /// nothing to prefer.
    private func haveNoOtherForms(_ parts: [BoundWords.InField]) throws(LedeError) -> Bool {
        for part in parts where part.field.queryAnalyzer?.changesWords ?? false {
            guard let forms = part.exact?.forms, forms.count == part.terms.count else { return false }
            for (index, (term, form)) in zip(part.terms, forms).enumerated() {
                try checkClock(index)
                for (segment, entry) in zip(segments, term.entries) {
                    guard let entry, let reader = segment.field(part.field.name),
                        let place = try reader.terms?.place(of: term.text)
                    else { continue }
                    let known = try reader.forms?.forms(of: place, term.text, entry)
                    if known.map({ $0.forms != [form] }) ?? (term.text != form) { return false }
                }
            }
        }
        return true
    }

    /// Whether the forms of words are compared: for exact queries, and for phrases and words with diacritics that BM25
    /// ranks, where they are known.
    func ranksByForm(_ fields: [Field], isPhrase: Bool, isExact: Bool) throws(LedeError) -> Bool {
        guard isPhrase && otherSimilarity == nil || isExact else { return false }
        if isExact, let field = fields.first(where: \.isMultilingual) {
            throw .invalidQuery(
                "the words of '\(field.name)' as they are typed are not kept, since it is in several languages; "
                    + "use \"…\" without the ="
            )
        }
        let changing = fields.filter { $0.queryAnalyzer?.changesWords ?? false }
        for field in changing {
            for segment in segments {
                guard let reader = segment.field(field.name), reader.field.type == .text, reader.forms == nil else {
                    continue
                }
                if !isExact { return false }
                throw .invalidQuery(
                    "the words of '\(field.name)' as they are typed are not known: the index was written by an older "
                        + "version. Index the articles again, into a new folder")
            }
        }
        return !changing.isEmpty
    }

    /// - Parameters:
    ///   - weighed: as ``weighed(_:possible:documentCount:)`` has it; nil for the terms of the only field.
    ///   - shape: what is looked for, where it is not the terms side by side.
    func boundWords(
        _ parts: consuming [BoundWords.InField], weighed: [BoundWords.WeighedWord]?, ranking: RankedFields,
        boost: Double,
        shape: String? = nil
    ) -> BoundWords {
        let weight =
            weighed.map { BoundWords.weight($0.lazy.map(\.documentFrequency), ranking.documentCount) }
            ?? BoundWords.weight(parts[0].terms.lazy.map(\.documentFrequency), ranking.documentCount)
        return BoundWords(
            fields: parts, weighed: weighed, weight: weight * boost, boost: boost, ranking: ranking,
            otherSimilarity: otherSimilarity, shape: shape)
    }

    /// Some fields with what scores depend on.
    func ranking(of fields: [Field]) -> RankedFields {
        if searched.fields == fields { return searched }
        if let last = record.lastRanking, last.fields == fields { return last }
        let ranking = RankedFields(fields, source.statistics, similarity: similarity)
        record.lastRanking = ranking
        return ranking
    }

    func bindTerm(_ term: [UInt8], in field: Field) throws(LedeError) -> BoundTerm {
        try BoundTerm(term, in: field, of: segments)
    }

    // MARK: Ranges

    private func bindRange(
        _ name: String, _ lower: Query.RangeBound, _ upper: Query.RangeBound
    ) throws(LedeError) -> BoundQuery? {
        let field = try schema.field(named: name)
        if lower == .unbounded, upper == .unbounded { return .present(field: name) }
        switch field.type {
        case .text: throw .invalidQuery("the field '\(name)' is text and has no ranges; only '\(name):*' is possible")
        case .keyword:
            return .keywords(
                field: name, lower: keywordBound(lower, of: field), upper: keywordBound(upper, of: field))
        case .date, .integer, .double:
            guard let least = try least(lower, of: field), let greatest = try greatest(upper, of: field),
                least <= greatest
            else { return .nothing }
            return .numbers(field: name, least...greatest)
        }
    }

    private func keywordBound(_ bound: Query.RangeBound, of field: Field) -> BoundQuery.KeywordBound? {
        switch bound {
        case .unbounded: nil
        case .inclusive(let text): BoundQuery.KeywordBound(term: keywordTerm(text, of: field), isInclusive: true)
        case .exclusive(let text): BoundQuery.KeywordBound(term: keywordTerm(text, of: field), isInclusive: false)
        }
    }

    /// The term of a value of a keyword field. Ids are taken as they are.
    private func keywordTerm(_ text: String, of field: Field) -> [UInt8] {
        if field.name == Schema.idField { return Array(text.utf8) }
        return Array((Analyzer.keyword.analyze(text).first?.term ?? "").utf8)
    }

    /// The least number that a lower bound allows; nil where none is great enough.
    private func least(_ bound: Query.RangeBound, of field: Field) throws(LedeError) -> Int64? {
        switch bound {
        case .unbounded: return .min
        case .inclusive(let text): return try period(text, of: field).lowerBound
        case .exclusive(let text):
            let last = try period(text, of: field).upperBound
            return last == .max ? nil : last + 1
        }
    }

    /// The greatest number that an upper bound allows; nil where none is small enough.
    private func greatest(_ bound: Query.RangeBound, of field: Field) throws(LedeError) -> Int64? {
        switch bound {
        case .unbounded: return .max
        case .inclusive(let text): return try period(text, of: field).upperBound
        case .exclusive(let text):
            let first = try period(text, of: field).lowerBound
            return first == .min ? nil : first - 1
        }
    }

    /// The numbers that a text stands for: `2017` is a whole year in a date field, and one number elsewhere.
    private func period(_ text: String, of field: Field) throws(LedeError) -> ClosedRange<Int64> {
        switch field.type {
        case .date:
            if let period = DateValue.seconds(text) { return period }
            throw .invalidQuery("'\(text)' is not a date such as 2017, 2017-02 or 2017-02-13")
        case .integer:
            if let number = Int64(text) { return number...number }
            throw .invalidQuery("'\(text)' is not an integer, as '\(field.name)' has them")
        case .double, .text, .keyword:
            guard let number = Double(text), !number.isNaN else {
                throw .invalidQuery("'\(text)' is not a number, as '\(field.name)' has them")
            }
            let value = SortableDouble.encode(number)
            return value...value
        }
    }

    // MARK: Boolean queries

    private func bindBoolean(_ query: BooleanQuery, boost: Double) throws(LedeError) -> BoundQuery? {
        func bindEach(_ queries: [Query]) throws(LedeError) -> [BoundQuery] {
            if queries.isEmpty { return [] }
            var bound: [BoundQuery] = []
            bound.reserveCapacity(queries.count)
            for index in queries.indices {
                if let part = try bind(queries[index], boost: boost) { bound.append(part) }
            }
            return bound
        }
        func bindAll(_ queries: [Query]) throws(LedeError) -> [BoundQuery] {
            if let words = try bindWords(queries, boost: boost) { return words }
            return try bindEach(queries)
        }
        var must = try bindAll(query.must)
        let filter = try bindAll(query.filter)
        // Words that only add to scores need no looking up where there are none. Other parts may have errors to tell.
        let onlyMatches = !isScoring && query.minimumShouldMatch == 0 && !(must.isEmpty && filter.isEmpty)
        var should = try bindAll(onlyMatches ? query.should.filter { !$0.isPlainWord } : query.should)
        let mustNot = try bindAll(query.mustNot)
        let isNegative = query.must.isEmpty && query.should.isEmpty && query.filter.isEmpty
        if must.isEmpty, should.isEmpty, filter.isEmpty {
            if !isNegative || mustNot.isEmpty { return nil }
            must = [.all(score: 0)]
        }
        if query.minimumShouldMatch > 0 {
            guard query.minimumShouldMatch <= query.should.count else { return .nothing }
            let minimum = min(query.minimumShouldMatch, should.count)
            if minimum == should.count {
                must += should
                should = []
            } else if minimum > 1 || !must.isEmpty || !filter.isEmpty {
                must.append(
                    minimum > 1
                        ? .atLeast(minimum, should) : .boolean(must: [], should: should, mustNot: [], filter: []))
                should = []
            }
        }
        must = Self.flattened(must) { part in
            guard case .boolean(let inner, let others, let not, let filters) = part, others.isEmpty, not.isEmpty,
                filters.isEmpty
            else { return nil }
            return inner
        }
        should = Self.flattened(should) { part in
            guard case .boolean(let required, let others, let not, let filters) = part, required.isEmpty, not.isEmpty,
                filters.isEmpty
            else { return nil }
            return others
        }
        if must.count == 1, should.isEmpty, mustNot.isEmpty, filter.isEmpty { return must[0] }
        if should.count == 1, must.isEmpty, mustNot.isEmpty, filter.isEmpty { return should[0] }
        return .boolean(must: must, should: should, mustNot: mustNot, filter: filter)
    }

    /// The queries with what some of them consist of in their place.
    private static func flattened(
        _ queries: [BoundQuery], _ inner: (BoundQuery) -> [BoundQuery]?
    ) -> [BoundQuery] {
        guard queries.contains(where: { inner($0) != nil }) else { return queries }
        return queries.flatMap { inner($0) ?? [$0] }
    }
}

/// What binding the parts of a query leaves for those that follow, and for who asked.
final class BindingRecord {
    /// What a person should know about how the query was understood.
    private(set) var notices: [String] = []
    /// The ranking of the last fields that were not those which are searched: those that follow mostly share it.
    fileprivate var lastRanking: RankedFields?

    func notice(_ text: String) { if !notices.contains(text) { notices.append(text) } }
}
