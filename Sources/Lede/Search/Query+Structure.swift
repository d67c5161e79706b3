extension Query {
    /// The queries that this one is made of, in a fixed order.
    package var parts: [Query] {
        switch self {
        case .all, .term, .phrase, .exact, .prefix, .wildcard, .regexp, .fuzzy, .synonyms, .range: []
        case .boost(let inner, _), .constant(let inner, _), .fields(_, let inner): [inner]
        case .near(let parts, _, _), .sameSentence(let parts), .sameParagraph(let parts): parts
        case .boolean(let query): query.must + query.should + query.mustNot + query.filter
        }
    }

    /// Whether another query is of the same kind with the same values, whatever their ``parts``.
    private func isSame(asideFromParts other: Query) -> Bool {
        switch self {
        case .all: if case .all = other { true } else { false }
        case .term(let text, let field):
            if case .term(let otherText, let otherField) = other {
                (text, field) == (otherText, otherField)
            } else {
                false
            }
        case .phrase(let text, let field, let slop):
            if case .phrase(let otherText, let otherField, let otherSlop) = other {
                (text, field, slop) == (otherText, otherField, otherSlop)
            } else {
                false
            }
        case .exact(let text, let field):
            if case .exact(let otherText, let otherField) = other {
                (text, field) == (otherText, otherField)
            } else {
                false
            }
        case .prefix(let text, let field):
            if case .prefix(let otherText, let otherField) = other {
                (text, field) == (otherText, otherField)
            } else {
                false
            }
        case .wildcard(let text, let field):
            if case .wildcard(let otherText, let otherField) = other {
                (text, field) == (otherText, otherField)
            } else {
                false
            }
        case .regexp(let text, let field):
            if case .regexp(let otherText, let otherField) = other {
                (text, field) == (otherText, otherField)
            } else {
                false
            }
        case .fuzzy(let text, let distance, let field):
            if case .fuzzy(let otherText, let otherDistance, let otherField) = other {
                (text, distance, field) == (otherText, otherDistance, otherField)
            } else {
                false
            }
        case .synonyms(let texts, let field):
            if case .synonyms(let otherTexts, let otherField) = other {
                texts == otherTexts && field == otherField
            } else {
                false
            }
        case .sameSentence(let parts):
            if case .sameSentence(let otherParts) = other { parts.count == otherParts.count } else { false }
        case .sameParagraph(let parts):
            if case .sameParagraph(let otherParts) = other { parts.count == otherParts.count } else { false }
        case .near(let parts, let within, let isOrdered):
            if case .near(let otherParts, let otherWithin, let otherIsOrdered) = other {
                (parts.count, within, isOrdered) == (otherParts.count, otherWithin, otherIsOrdered)
            } else {
                false
            }
        case .range(let field, let lower, let upper):
            if case .range(let otherField, let otherLower, let otherUpper) = other {
                (field, lower, upper) == (otherField, otherLower, otherUpper)
            } else {
                false
            }
        case .boost(_, let factor): if case .boost(_, let otherFactor) = other { factor == otherFactor } else { false }
        case .constant(_, let score):
            if case .constant(_, let otherScore) = other { score == otherScore } else { false }
        case .fields(let fields, _):
            if case .fields(let otherFields, _) = other { fields == otherFields } else { false }
        case .boolean(let query):
            if case .boolean(let otherQuery) = other { query.shape == otherQuery.shape } else { false }
        }
    }
}

extension Query: Equatable {
    /// Without recursion: a query may be nested deeper than the stack reaches.
    public static func == (a: Query, b: Query) -> Bool {
        var pairs = [(a, b)]
        while let (a, b) = pairs.popLast() {
            guard a.isSame(asideFromParts: b) else { return false }
            pairs.append(contentsOf: zip(a.parts, b.parts))
        }
        return true
    }
}

extension BooleanQuery {
    /// How many parts of each kind there are, and how many must match.
    fileprivate var shape: [Int] { [must.count, should.count, mustNot.count, filter.count, minimumShouldMatch] }
}
