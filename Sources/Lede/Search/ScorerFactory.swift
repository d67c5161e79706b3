/// Makes the scorers of a bound query for one segment.
///
/// A part that cannot match anything in the segment becomes nil, and what depends on it falls away with it.
final class ScorerFactory {
    private let segment: SegmentReader
    /// The index of the segment among those the query was bound to.
    private let index: Int
    private let isExplaining: Bool
    /// What scorers without parts share.
    private let scratch: ScorerScratch
    private let norms: LengthNormsCache
    /// The lengths that the last words had: most often the next have them, too.
    private var lastRanking: RankedFields?
    private var lastLengths: LengthNorms?

    /// - Parameters:
    ///   - norms: of the searcher.
    ///   - scratch: which nobody else uses while the scorers are used.
    ///   - isExplaining: whether also the parts that have no score are to explain themselves in full.
    init(
        _ segment: SegmentReader, index: Int, norms: LengthNormsCache, scratch: ScorerScratch = ScorerScratch(),
        isExplaining: Bool = false
    ) {
        self.scratch = scratch
        self.segment = segment
        self.index = index
        self.norms = norms
        self.isExplaining = isExplaining
    }

    /// - Parameters:
    ///   - isScoring: whether scores are asked for; without, what they need is not made, and they are all zero.
    ///   - isAlone: whether it is no part of another query.
    func scorer(
        _ query: BoundQuery, isScoring: Bool = true, isAlone: Bool = true
    ) throws(LedeError) -> Scorer? {
        let scorer = try make(query, isScoring: isScoring || isExplaining, isAlone: isAlone)
        // Thousands of words would have thousands of buffers.
        switch query {
        case .nothing, .boolean, .atLeast, .constant: break
        case .all, .words, .expanded, .marked, .intervals, .keyword, .keywords, .numbers, .present:
            scorer?.scratch = scratch
        }
        return scorer
    }

    private func make(_ query: BoundQuery, isScoring: Bool, isAlone: Bool) throws(LedeError) -> Scorer? {
        switch query {
        case .nothing: return nil
        case .all(let score):
            let every = LiveDocuments(all: segment.documentCount).bits
            return BitsScorer(every, score: Float(score), description: "every document")
        case .words(let words): return try scorer(words, isScoring: isScoring, isAlone: isAlone)
        case .expanded(let expansion):
            let lengths = try lengths(of: expansion.words)
            let scorer = ExpandedScorer(expansion, lengths: lengths, segment: segment, index: index)
            guard isScoring, let scorer, let similarity = expansion.words.otherSimilarity else { return scorer }
            let scoring = TermScoring(
                expansion.words, similarity, terms: [(expansion.label, expansion.weighting)])
            let bounds = SimilarityBounds(scoring, lengths: lengths, windowCount: scorer.bounds.count)
            return SimilarityScorer(scorer, scoring, limits: bounds.ceilings())
        case .marked(let marked, let description):
            return marked[index].map { BitsScorer($0, score: 0, description: description) }
        case .intervals(let words, let shapes): return try scorer(words, shapes)
        case .keyword(let name, let term):
            guard let entry = term.entries[index], let cursor = try segment.field(name)?.postings(entry) else {
                return nil
            }
            return PostingsScorer(
                cursor, of: .keyword(field: name, term: term.text), documentCount: segment.documentCount)
        case .keywords(let name, let lower, let upper):
            return try bits("a value of \(name) is in the range") { (bits) throws(LedeError) in
                try segment.field(name)?.mark(from: lower, to: upper, in: &bits)
            }
        case .numbers(let name, let range):
            return try numbers(name, range, "\(name) is in the range")
        case .present(let name) where segment.field(name)?.hasNumbers ?? false:
            return try numbers(name, Int64.min...Int64.max, "\(name) has a value")
        case .present(let name):
            return try bits("\(name) has a value") { (bits) throws(LedeError) in
                try segment.field(name)?.markPresent(in: &bits)
            }
        case .boolean(let must, let should, let mustNot, let filter):
            guard isScoring else {
                let required = must + filter
                return try boolean(
                    must: [], should: required.isEmpty ? should : [], mustNot: mustNot, filter: required,
                    isScoring: false)
            }
            return try boolean(must: must, should: should, mustNot: mustNot, filter: filter, isScoring: true)
        case .atLeast(let minimum, let parts):
            let scorers = try scorers(parts, isScoring: isScoring)
            if scorers.count <= minimum {
                if scorers.count < minimum { return nil }
                return ConjunctionScorer(required: scorers, filters: [], optional: [], excluded: [])
            }
            return AtLeastScorer(
                minimum, of: scorers, windowCount: Window.count(documents: segment.documentCount))
        case .constant(let inner, let score):
            return try scorer(inner, isScoring: false, isAlone: false).map { ConstantScorer($0, score: Float(score)) }
        }
    }

    private func numbers(
        _ name: String, _ range: ClosedRange<Int64>, _ description: String
    ) throws(LedeError) -> Scorer? {
        guard let column = try segment.field(name)?.numbers, let packed = column.packed(range) else { return nil }
        return NumberScorer(column, packed, description: description, documentCount: segment.documentCount)
    }

    private func bits(
        _ description: String, _ fill: (inout BitSet) throws(LedeError) -> Void
    ) throws(LedeError) -> Scorer? {
        var bits = BitSet(count: segment.documentCount)
        try fill(&bits)
        let scorer = BitsScorer(bits, score: 0, description: description)
        return scorer.cost == 0 ? nil : scorer
    }

    private func boolean(
        must: [BoundQuery], should: [BoundQuery], mustNot: [BoundQuery], filter: [BoundQuery], isScoring: Bool
    ) throws(LedeError) -> Scorer? {
        var required: [Scorer] = []
        required.reserveCapacity(must.count + filter.count)
        for query in must {
            guard let scorer = try scorer(query, isAlone: false) else { return nil }
            required.append(scorer)
        }
        var filters: [Scorer] = []
        for query in filter {
            guard let scorer = try scorer(query, isScoring: false, isAlone: false) else { return nil }
            filters.append(scorer)
        }
        var optional = try scorers(should, isScoring: isScoring)
        let excluded = try scorers(mustNot, isScoring: false)
        if must.isEmpty, filter.isEmpty {
            guard let first = optional.first else { return nil }
            let windows = Window.count(documents: segment.documentCount)
            let any = optional.count == 1 ? first : DisjunctionScorer(optional, windowCount: windows)
            if excluded.isEmpty { return any }
            required = [any]
            optional = []
        }
        return ConjunctionScorer(required: required, filters: filters, optional: optional, excluded: excluded)
    }

    private func scorers(_ queries: [BoundQuery], isScoring: Bool) throws(LedeError) -> [Scorer] {
        var scorers: [Scorer] = []
        scorers.reserveCapacity(queries.count)
        for query in queries {
            if let scorer = try scorer(query, isScoring: isScoring, isAlone: false) { scorers.append(scorer) }
        }
        return scorers
    }

    // MARK: Words

    private func scorer(_ words: BoundWords, isScoring: Bool, isAlone: Bool) throws(LedeError) -> Scorer? {
        if words.isOneWord {
            guard let entry = words.fields[0].terms[0].entries[index],
                let cursor = try segment.field(words.fields[0].field.name)?.postings(entry)
            else { return nil }
            return try scorer(words, cursor, of: 0, isScoring: isScoring)
        }
        var parts: [PhraseScorer.InField] = []
        /// What finds the words as they were typed, where documents with them come first.
        var preferred: [PhraseMatcher] = []
        for (ordinal, inField) in words.fields.enumerated() {
            guard let reader = segment.field(inField.field.name),
                let plan = try PhrasePlan(inField.terms, in: reader, segment: index)
            else { continue }
            var only: FormsMatcher?
            if let exact = inField.exact, exact.isOnly || isScoring {
                let forms = try FormsMatcher(inField, exact, in: reader, segment: index)
                if exact.isOnly {
                    if forms.isNone { continue }
                    only = forms.isAll ? nil : forms
                } else if !forms.isNone {
                    preferred.append(PhraseMatcher(field: ordinal, plan, forms: forms.isAll ? nil : forms))
                }
            }
            parts.append(PhraseScorer.InField(field: ordinal, plan: plan, forms: only))
        }
        if parts.isEmpty { return nil }
        let scorer = try scorer(words, parts, isScoring: isScoring, isAlone: isAlone)
        guard !preferred.isEmpty, let scorer else { return scorer }
        scorer.scratch = scratch
        return ExactWordsScorer(scorer, preferred, weight: Float(words.weight))
    }

    private func scorer(
        _ words: BoundWords, _ parts: [PhraseScorer.InField], isScoring: Bool, isAlone: Bool
    ) throws(LedeError) -> Scorer? {
        if parts.allSatisfy({ $0.plan.isOneList && $0.forms == nil }) {
            if parts.count == 1 {
                return try scorer(words, parts[0].plan.lists[0].cursor, of: parts[0].field, isScoring: isScoring)
            }
            return try scorer(words, parts.map { ($0.field, $0.plan.lists[0].cursor) }, isScoring: isScoring)
        }
        let lengths = try lengths(of: words)
        let count = segment.documentCount
        guard isScoring, let similarity = words.otherSimilarity else {
            return try PhraseScorer(
                words, parts, lengths: lengths, documentCount: count, isScoring: isScoring, isAlone: isAlone)
        }
        let source = try PhraseScorer(
            words, parts, lengths: lengths, documentCount: count, isScoring: false, isAlone: false)
        return try scorer(words, source, parts.map { ($0.field, $0.plan.lists.map(\.cursor)) }, similarity)
    }

    /// The scorer of words that are one list in one field: a single word, or a pair, of which each is a word as any other.
    private func scorer(
        _ words: BoundWords, _ cursor: PostingsCursor, of field: Int, isScoring: Bool
    ) throws(LedeError) -> Scorer {
        guard isScoring else {
            return PostingsScorer(cursor, of: .words(words), documentCount: segment.documentCount)
        }
        let lengths = try lengths(of: words)
        let isWord = words.fields[0].terms.count == 1
        if words.otherSimilarity == nil, lengths.isOfOneField, isWord || lengths.weight(of: 0) == 1,
            let norms = lengths.norms(of: 0)
        {
            let inverses = isWord ? lengths.inverses : lengths.sumInverses
            return try TermScorer(words, cursor, norms: norms, lengths: lengths, inverses: inverses)
        }
        return try scorer(words, [(field, cursor)], isScoring: isScoring)
    }

    /// The same in each of several fields, or by frequencies in one.
    private func scorer(
        _ words: BoundWords, _ lists: [(field: Int, cursor: PostingsCursor)], isScoring: Bool
    ) throws(LedeError) -> Scorer {
        let count = segment.documentCount
        guard isScoring else {
            let scorers = lists.map { PostingsScorer($0.cursor, of: .words(words), documentCount: count) }
            return DisjunctionScorer(scorers, windowCount: Window.count(documents: count))
        }
        let source = try FieldsScorer(words, lists, lengths: try lengths(of: words), documentCount: count)
        guard let similarity = words.otherSimilarity else { return source }
        return try scorer(words, source, lists.map { ($0.field, [$0.cursor]) }, similarity)
    }

    /// The scorer of words by another similarity than BM25, given what counts them.
    private func scorer(
        _ words: BoundWords, _ source: FrequencyScorer, _ lists: [(field: Int, lists: [PostingsCursor])],
        _ similarity: any Similarity
    ) throws(LedeError) -> Scorer {
        let scoring = TermScoring(words, similarity)
        let bounds = SimilarityBounds(
            scoring, lengths: try lengths(of: words), windowCount: source.bounds.count)
        return SimilarityScorer(source, scoring, limits: try bounds.limits(lists))
    }

    private func scorer(_ words: BoundWords, _ shapes: [BoundIntervals]) throws(LedeError) -> Scorer? {
        let lengths = try lengths(of: words)
        let windowCount = Window.count(documents: segment.documentCount)
        let parts = try sources(of: words, shapes).map { ordinal, source in
            IntervalsScorer.Part(field: ordinal, source: source, weight: lengths.weight(of: ordinal))
        }
        if parts.isEmpty { return nil }
        let scorer = IntervalsScorer(words, parts, lengths: lengths, windowCount: windowCount)
        guard let similarity = words.otherSimilarity else { return scorer }
        let scoring = TermScoring(words, similarity)
        let bounds = SimilarityBounds(scoring, lengths: lengths, windowCount: windowCount)
        return SimilarityScorer(scorer, scoring, limits: bounds.ceilings())
    }

    /// What finds the intervals of words near each other in the fields that may have them; each field by its place in `words`.
    func sources(
        of words: BoundWords, _ shapes: [BoundIntervals]
    ) throws(LedeError) -> [(field: Int, source: IntervalSource)] {
        let lengths = try lengths(of: words)
        let windowCount = Window.count(documents: segment.documentCount)
        var sources: [(field: Int, source: IntervalSource)] = []
        for (ordinal, shape) in shapes.enumerated() {
            guard let reader = segment.field(words.fields[ordinal].field.name) else { continue }
            let factory = IntervalSourceFactory(
                reader: reader, segment: index, field: ordinal, lengths: lengths, windowCount: windowCount)
            if let source = try factory.source(shape) { sources.append((ordinal, source)) }
        }
        return sources
    }

    private func lengths(of words: BoundWords) throws(LedeError) -> LengthNorms {
        if let lastLengths, words.ranking === lastRanking { return lastLengths }
        let lengths = try norms.lengths(of: words.ranking, in: segment, segment: index)
        (lastRanking, lastLengths) = (words.ranking, lengths)
        return lengths
    }
}
