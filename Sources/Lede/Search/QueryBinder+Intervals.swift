extension QueryBinder {
    /// The greatest distance, in words, and the greatest slop.
    static let greatestDistance = 10_000

    /// Binds a query of words near each other, in each of its fields.
    /// - Returns: nil for a query of which nothing is left.
    func bindIntervals(_ query: Query, boost: Double) throws(LedeError) -> BoundQuery? {
        var name: String??
        try findField(of: query, &name)
        let fields: [Field]
        if let name = name ?? nil {
            let field = try schema.field(named: name)
            guard field.type == .text else {
                throw .invalidQuery("the field '\(name)' is no text, and has no words that could be near each other")
            }
            fields = [field]
        } else {
            fields = searched.fields
        }
        let readings = try readings(of: query.words, in: fields)
        var choices: [BoundQuery] = []
        for reading in readings {
            if let choice = try bindIntervals(query, in: reading, boost: boost) { choices.append(choice) }
        }
        if choices.count < 2 { return choices.first }
        return .boolean(must: [], should: choices, mustNot: [], filter: [])
    }

    private func bindIntervals(_ query: Query, in fields: [Field], boost: Double) throws(LedeError) -> BoundQuery? {
        var shapes: [(field: Field, shape: BoundIntervals)] = []
        for field in fields {
            guard let analyzer = field.textAnalyzer else { continue }
            if let shape = try shape(query, in: field, analyzer) { shapes.append((field, shape)) }
        }
        if shapes.isEmpty { return nil }
        let possible = shapes.filter(\.shape.isPossible)
        if possible.isEmpty { return .nothing }
        let ranking = ranking(of: shapes.map(\.field))
        func inField(_ part: (field: Field, shape: BoundIntervals)) -> BoundWords.InField {
            BoundWords.InField(
                field: part.field, terms: part.shape.weighingTerms(documentCount: ranking.documentCount))
        }
        let parts = shapes.map(inField)
        let weighed =
            parts.count == 1
            ? nil
            : try weighed(parts, possible: possible.map(inField), documentCount: ranking.documentCount)
        let words = boundWords(parts, weighed: weighed, ranking: ranking, boost: boost, shape: possible[0].shape.label)
        return .intervals(words, shapes.map(\.shape))
    }

    /// Finds the field that the words are looked for in, which must be the same for all of them.
    private func findField(of query: Query, _ found: inout String??) throws(LedeError) {
        switch query {
        case .term(_, let name), .phrase(_, let name, _), .exact(_, let name), .prefix(_, let name),
            .wildcard(_, let name), .regexp(_, let name), .fuzzy(_, _, let name), .synonyms(_, let name):
            if let other = found, other != name {
                throw .invalidQuery(
                    "words in \(other ?? "the default fields") cannot be near words in \(name ?? "the default fields"): "
                        + "the distance is one within a field")
            }
            found = name
        case .near(let parts, _, _), .sameSentence(let parts), .sameParagraph(let parts):
            for part in parts { try findField(of: part, &found) }
        case .boolean(let parts) where parts.isAnyOf:
            for part in parts.should { try findField(of: part, &found) }
        case .all, .range, .boolean, .boost, .constant, .fields: throw Self.notNear(query)
        }
    }

    private static func notNear(_ query: Query) -> LedeError {
        .invalidQuery("only words, phrases, patterns and alternatives of them can be near each other, not \(query)")
    }

    /// - Returns: nil where the analyzer leaves nothing.
    private func shape(_ query: Query, in field: Field, _ analyzer: Analyzer) throws(LedeError) -> BoundIntervals? {
        switch query {
        case .term(let text, _): return try phrase(text, slop: 0, in: field, analyzer)
        case .phrase(let text, _, let slop): return try phrase(text, slop: slop, in: field, analyzer)
        case .exact(let text, _): return try exact(text, in: field, analyzer)
        case .prefix(let text, _): return try pattern(.prefix(text), in: field)
        case .wildcard(let text, _): return try pattern(.wildcard(text), in: field)
        case .regexp(let text, _): return try pattern(.regexp(text), in: field)
        case .fuzzy(let text, let distance, _):
            var shapes: [BoundIntervals] = []
            for token in analyzer.analyze(text) {
                shapes.append(try pattern(.fuzzy(token.term, distance: distance), in: field, isAnalyzed: true))
            }
            return shapes.count < 2 ? shapes.first : .sequence(shapes)
        case .synonyms(let texts, _):
            var shapes: [BoundIntervals] = []
            for text in texts {
                if let shape = try phrase(text, slop: 0, in: field, analyzer) { shapes.append(shape) }
            }
            return shapes.count < 2 ? shapes.first : .any(shapes)
        case .boolean(let parts) where parts.isAnyOf:
            let shapes = try shapes(parts.should, in: field, analyzer)
            return shapes.isEmpty ? nil : shapes.count == 1 ? shapes[0] : .any(shapes)
        case .near(let parts, let within, let isOrdered):
            try Self.validate(within, "distance")
            let shapes = try shapes(parts, in: field, analyzer)
            if shapes.count < 2 { return shapes.first }
            return isOrdered && within == 0 ? .sequence(shapes) : .near(shapes, within: within, isOrdered: isOrdered)
        case .sameSentence(let parts), .sameParagraph(let parts):
            let isParagraph = if case .sameParagraph = query { true } else { false }
            try requireEnds(of: field)
            let shapes = try shapes(parts, in: field, analyzer)
            return shapes.count < 2 ? shapes.first : .together(shapes, isParagraph: isParagraph)
        case .all, .range, .boolean, .boost, .constant, .fields: throw Self.notNear(query)
        }
    }

    /// How many words a pattern beside other words may stand for: the positions of each are read.
    private static let greatestPatternCount = 256

    /// One word of a pattern; of too many the most frequent ones, which is said.
    private func pattern(
        _ pattern: TermPattern, in field: Field, isAnalyzed: Bool = false
    ) throws(LedeError) -> BoundIntervals {
        let matcher = try TermMatcher(pattern, in: field, isAnalyzed: isAnalyzed)
        let limit = min(expansionLimit, Self.greatestPatternCount)
        let found = try TermExpander(segments: segments, clock: clock).expand(matcher, in: field, limit: limit)
        if found.total > found.terms.count {
            record.notice(
                "'\(pattern.text)' stands for \(found.total) words of \(field.name); beside other words only the "
                    + "\(found.terms.count) that are most frequent are looked for")
        }
        let expansion = BoundExpansion.InField(
            field: field, terms: found.terms, total: found.total, lists: [], matcher: matcher)
        noticeStems([(field, pattern)], [expansion], label: "'\(pattern.text)'")
        return .pattern(expansion, label: "'\(pattern.text)'")
    }

    /// Words as they are typed.
    private func exact(_ text: String, in field: Field, _ analyzer: Analyzer) throws(LedeError) -> BoundIntervals? {
        let shape = try phrase(text, slop: 0, in: field, analyzer)
        guard case .phrase(let terms) = shape, try ranksByForm([field], isPhrase: false, isExact: true) else {
            return shape
        }
        return .exact(terms, forms: analyzer.ofForms.analyze(text).map { Array($0.term.utf8) })
    }

    /// Refuses a field of which some segment does not know where its sentences end.
    private func requireEnds(of field: Field) throws(LedeError) {
        for segment in segments {
            guard let reader = segment.field(field.name), reader.field.type == .text, reader.ends == nil else {
                continue
            }
            throw .invalidQuery(
                "where the sentences of '\(field.name)' end is not known: the index was written by an older version. "
                    + "Index the articles again, into a new folder")
        }
    }

    private static func validate(_ distance: Int, _ what: String) throws(LedeError) {
        guard (0...greatestDistance).contains(distance) else {
            throw .invalidQuery("a \(what) must be 0 to \(greatestDistance), not \(distance)")
        }
    }

    private func shapes(
        _ queries: [Query], in field: Field, _ analyzer: Analyzer
    ) throws(LedeError) -> [BoundIntervals] {
        var shapes: [BoundIntervals] = []
        for query in queries {
            if let shape = try shape(query, in: field, analyzer) { shapes.append(shape) }
        }
        return shapes
    }

    private func phrase(
        _ text: String, slop: Int, in field: Field, _ analyzer: Analyzer
    ) throws(LedeError) -> BoundIntervals? {
        try Self.validate(slop, "slop")
        var terms: [BoundTerm] = []
        for token in analyzer.analyze(text) { terms.append(try bindTerm(Array(token.term.utf8), in: field)) }
        if terms.isEmpty { return nil }
        return slop > 0 && terms.count > 1 ? .sloppy(terms, slop: slop) : .phrase(terms)
    }
}

extension Query {
    /// The words in it, with spaces between them.
    fileprivate var words: String {
        switch self {
        case .term(let text, _), .phrase(let text, _, _): text
        default: parts.map(\.words).joined(separator: " ")
        }
    }
}

extension BooleanQuery {
    /// Whether it is nothing but alternatives.
    var isAnyOf: Bool { must.isEmpty && mustNot.isEmpty && filter.isEmpty && !should.isEmpty && minimumShouldMatch < 2 }
}
