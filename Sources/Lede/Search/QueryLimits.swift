extension Query {
    /// How deep queries may be nested in each other.
    public static let maximumDepth = 500
    /// How many words, phrases and other queries without parts a query may have.
    public static let maximumClauseCount = 10_000

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
        let parts = parts
        if parts.isEmpty {
            clauses += 1
            guard clauses <= Self.maximumClauseCount else {
                throw .invalidQuery("the query has more than \(Self.maximumClauseCount) clauses")
            }
        }
        for part in parts { try part.check(depth: depth + 1, clauses: &clauses) }
    }
}
