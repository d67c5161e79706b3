import Synchronization

extension Query {
    /// How deep queries may be nested in each other.
    public static let maximumDepth = 500
    /// How many words, phrases and other queries without parts a query may have, in this process: 10,000 unless a program sets
    /// another number, at least 1. A query takes time and memory for each.
    public static var maximumClauseCount: Int {
        get { clauseLimit.load(ordering: .relaxed) }
        set { clauseLimit.store(max(1, newValue), ordering: .relaxed) }
    }
    private static let clauseLimit = Atomic(10_000)

    static var tooManyClauses: String { "the query has more than \(maximumClauseCount) clauses" }

    /// Refuses what is too deep for the stack or too large to be answered.
    ///
    /// Looks no deeper than is allowed, so that it takes no more stack than binding does.
    /// - Throws: ``LedeError/invalidQuery(_:)`` naming the limit.
    func checkLimits() throws(LedeError) {
        var clauses = 0
        try check(depth: 1, clauses: &clauses)
    }

    private func check(depth: Int, clauses: inout Int) throws(LedeError) {
        guard depth <= Self.maximumDepth else {
            throw .invalidQuery("the query is nested more than \(Self.maximumDepth) deep")
        }
        switch self {
        case .all, .term, .phrase, .exact, .prefix, .wildcard, .regexp, .fuzzy, .synonyms, .range:
            try Self.count(&clauses)
        case .boost(let inner, _), .constant(let inner, _), .fields(_, let inner):
            try inner.check(depth: depth + 1, clauses: &clauses)
        case .near(let parts, _, _), .sameSentence(let parts), .sameParagraph(let parts):
            try check(parts, depth: depth, clauses: &clauses)
            if parts.isEmpty { try Self.count(&clauses) }
        case .boolean(let query):
            try check(query.must, depth: depth, clauses: &clauses)
            try check(query.should, depth: depth, clauses: &clauses)
            try check(query.mustNot, depth: depth, clauses: &clauses)
            try check(query.filter, depth: depth, clauses: &clauses)
            if query.must.isEmpty, query.should.isEmpty, query.mustNot.isEmpty, query.filter.isEmpty {
                try Self.count(&clauses)
            }
        }
    }

    private func check(_ parts: [Query], depth: Int, clauses: inout Int) throws(LedeError) {
        for index in parts.indices {
            // Most parts are words, which are counted without taking them out of the list.
            if depth < Self.maximumDepth, parts[index].isWord {
                try Self.count(&clauses)
            } else {
                try parts[index].check(depth: depth + 1, clauses: &clauses)
            }
        }
    }

    @inline(__always)
    private var isWord: Bool {
        switch self {
        case .term, .phrase, .exact: true
        default: false
        }
    }

    private static func count(_ clauses: inout Int) throws(LedeError) {
        clauses += 1
        guard clauses <= maximumClauseCount else {
            throw .invalidQuery(tooManyClauses + "; the limit is Query.maximumClauseCount, --max-clauses")
        }
    }
}
