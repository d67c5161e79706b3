/// The signs before an operand: the first decides how the clause joins its level, each further one turns the
/// operand itself around.
struct QueryPrefixes {
    enum Occurrence {
        case unmarked
        case required
        /// `-`
        case excluded
        /// `NOT` or `!`
        case not
    }

    private(set) var occurrence = Occurrence.unmarked
    private var negations = 0

    /// By how much the operand is nested through them.
    var depth: Int { negations + (occurrence == .excluded || occurrence == .not ? 1 : 0) }

    mutating func add(_ sign: Occurrence) {
        if occurrence == .unmarked {
            occurrence = sign
        } else if sign != .required {
            negations += 1
        }
    }

    /// The operand with all signs but the first applied.
    func applied(to query: Query) -> Query {
        (0..<negations).reduce(query) { query, _ in .boolean(BooleanQuery(mustNot: [query])) }
    }
}

/// Where a clause is looked for.
struct QueryScope {
    /// The field that was named, before it or before a group around it.
    var field: Field?
    /// The list of fields directly before it.
    var fields: [WeightedField]?

    /// A clause as it is looked for in the list of fields.
    func applied(to query: Query) -> Query { fields.map { .fields($0, query) } ?? query }
}

/// The clauses of one pair of parentheses, or of the whole text.
///
/// Clauses joined by AND are gathered in a chain; a chain that ends becomes one alternative of the level.
struct QueryLevel {
    private struct Clause {
        var occurrence: QueryPrefixes.Occurrence
        var query: Query
        /// The signs that are still to be applied to the query.
        var prefixes = QueryPrefixes()
        var range = 0..<0
        /// How deep distances that differ nest it.
        var depth = 0
        /// The parts of a chain of one NEAR or its like, before they become the query; else empty.
        var near: [Query] = []
        var proximity: QueryToken.Proximity?
        /// The field of the words in a chain.
        var nearField: String?

        /// Makes the query of the parts.
        mutating func endNear() {
            guard let proximity, !near.isEmpty else { return }
            query = proximity.query(of: near)
            near = []
        }

        /// The clause with its parts and signs in its query.
        consuming func ended() -> Clause {
            endNear()
            query = prefixes.applied(to: query)
            return self
        }
    }

    private struct Alternative {
        var occurrence: QueryPrefixes.Occurrence
        var query: Query
        /// Whether an OR that was written, not a mere space, stands before it.
        var followsOr: Bool
    }

    /// An AND or OR whose right side is still to come.
    struct Pending {
        var isAnd: Bool
        var proximity: QueryToken.Proximity?
        var range: Range<Int>
        var name: String
    }

    /// The field that holds for clauses that name none.
    let field: Field?
    /// The fields that words and phrases which name none are looked for in, where they stand before the parenthesis.
    let fields: [WeightedField]?
    /// What stands before the parenthesis.
    let prefixes: QueryPrefixes
    /// Where the parenthesis stands; -1 for the whole text.
    let open: Int
    let depth: Int
    private(set) var pending: Pending?
    private var hasOperator = false
    private var chain: [Clause] = []
    private var chainFollowsOr = false
    private var alternatives: [Alternative] = []
    /// Most queries have no more alternatives.
    private static let usualCount = 8

    init() {
        field = nil
        fields = nil
        prefixes = QueryPrefixes()
        open = -1
        depth = 0
    }

    init(inside outer: QueryLevel, scope: QueryScope, prefixes: QueryPrefixes, open: Int) {
        field = scope.field
        fields = scope.fields
        self.prefixes = prefixes
        self.open = open
        depth = outer.depth + prefixes.depth + 1
    }

    var isEmpty: Bool { chain.isEmpty }

    /// Notes an AND, OR or NEAR, which needs a clause before it and no other operator.
    mutating func join(_ token: QueryToken, _ lexer: QueryLexer) throws(QuerySyntaxError) {
        let name = lexer.text(token.range)
        if let pending {
            throw lexer.error(
                "\(name) follows directly on \(pending.name)", hint: "remove one of them", at: token.range)
        }
        if isEmpty {
            throw lexer.error(
                "nothing stands before \(name)", hint: "write a word before it, or \\\(name) for the word itself",
                at: token.range)
        }
        hasOperator = true
        pending = Pending(isAnd: token.kind == .and, range: token.range, name: name)
        if case .proximity(let proximity) = token.kind { pending?.proximity = proximity }
    }

    /// Forgets an operator whose right side is still to come.
    mutating func dropPending() { pending = nil }

    /// Adds an operand that stands at `range`.
    mutating func add(
        _ query: Query, _ prefixes: QueryPrefixes, _ defaultOperator: QueryParser.Operator, at range: Range<Int>,
        _ lexer: QueryLexer
    ) throws(QuerySyntaxError) {
        if let pending, let proximity = pending.proximity {
            self.pending = nil
            return try bring(query, prefixes, at: range, near: proximity, pending, lexer)
        }
        // The values of a set, `section:(a b)`, are alternatives whatever stands between other clauses.
        let isSet = field.map { $0.type != .text } ?? false
        if !chain.isEmpty, !(pending?.isAnd ?? (defaultOperator == .and && !isSet)) {
            endChain()
            chainFollowsOr = pending != nil
        }
        pending = nil
        chain.append(Clause(occurrence: prefixes.occurrence, query: query, prefixes: prefixes, range: range))
    }

    /// Joins an operand to the last one, whose signs hold for both.
    private mutating func bring(
        _ query: Query, _ prefixes: QueryPrefixes, at range: Range<Int>, near proximity: QueryToken.Proximity,
        _ pending: Pending, _ lexer: QueryLexer
    ) throws(QuerySyntaxError) {
        guard prefixes.depth == 0, prefixes.occurrence == .unmarked else {
            throw lexer.error(
                "a sign or NOT stands behind \(pending.name)", hint: "put it before both: -(a \(pending.name) b)",
                at: range)
        }
        let last = chain.count - 1
        func check(_ side: Query, at place: Range<Int>) throws(QuerySyntaxError) {
            guard let problem = QueryProximity.problem(side) else { return }
            throw lexer.error(
                "this cannot be near anything",
                hint: "\(problem); \(pending.name) wants words, phrases, patterns and ORs",
                at: place)
        }
        // What is in a chain was looked at before.
        if chain[last].near.isEmpty {
            try check(chain[last].query, at: chain[last].range)
            chain[last].nearField = QueryProximity.field(of: chain[last].query)
        }
        try check(query, at: range)
        let fields = (chain[last].nearField, QueryProximity.field(of: query))
        guard fields.0 == fields.1 else {
            let named = [fields.0, fields.1].compactMap { $0 }.first { lexer.schema[$0]?.type == .text } ?? "title"
            throw lexer.error(
                "the sides of \(pending.name) are in different fields",
                hint: "write \(named):(a \(pending.name) b)",
                at: chain[last].range.lowerBound..<range.upperBound)
        }
        if chain[last].proximity == proximity, !chain[last].near.isEmpty {
            chain[last].near.append(query)
        } else {
            chain[last].endNear()
            chain[last].near = proximity.parts(of: chain[last].query) + [query]
            chain[last].proximity = proximity
            if chain[last].near.count == 2 { chain[last].depth += 1 }
        }
        chain[last].range = chain[last].range.lowerBound..<range.upperBound
        if depth + chain[last].depth > QueryParser.maximumDepth {
            throw lexer.error(
                "the query is nested more than \(QueryParser.maximumDepth) deep",
                hint: "use one distance for all words", at: range)
        }
    }

    private mutating func endChain() {
        if alternatives.isEmpty { alternatives.reserveCapacity(Self.usualCount) }
        if chain.count == 1 {
            let clause = chain.removeLast().ended()
            alternatives.append(
                Alternative(occurrence: clause.occurrence, query: clause.query, followsOr: chainFollowsOr))
            return
        }
        var all = BooleanQuery()
        for clause in chain {
            let clause = clause.ended()
            switch clause.occurrence {
            case .unmarked, .required: all.must.append(clause.query)
            case .excluded, .not: all.mustNot.append(clause.query)
            }
        }
        alternatives.append(Alternative(occurrence: .unmarked, query: .boolean(all), followsOr: chainFollowsOr))
        chain.removeAll(keepingCapacity: true)
    }

    /// The query of the level, with so many of its optional clauses required; nil where it has fewer.
    ///
    /// Where clauses are merely put side by side they are optional here, whatever the default operator is.
    consuming func finished(atLeast minimum: Int) -> Query? {
        if !hasOperator {
            let clauses = chain
            chain.removeAll()
            for clause in clauses {
                chain = [clause]
                endChain()
            }
            guard let last = alternatives.popLast() else { return nil }
            chain = [Clause(occurrence: last.occurrence, query: last.query)]
        }
        let query = finished()
        guard case .boolean(var all) = query else { return minimum == 1 ? query : nil }
        guard all.should.count >= minimum else { return nil }
        all.minimumShouldMatch = minimum
        return .boolean(all)
    }

    /// The query of the level, which must not be empty.
    ///
    /// A `NOT` between spaces excludes, as `-` does; a `NOT` that an OR introduces (or, as the first clause, that
    /// an OR follows) is an alternative of its own: every document that does not match.
    consuming func finished() -> Query {
        if alternatives.isEmpty, chain.count == 1, chain[0].near.isEmpty {
            return Self.alone(chain[0].prefixes.applied(to: chain[0].query), chain[0].occurrence)
        }
        endChain()
        if alternatives.count == 1 {
            return Self.alone(alternatives[0].query, alternatives[0].occurrence)
        }
        var all = BooleanQuery()
        for (index, alternative) in alternatives.enumerated() {
            let query = alternative.query
            switch alternative.occurrence {
            case .unmarked:
                if all.should.isEmpty { all.should.reserveCapacity(alternatives.count - index) }
                all.should.append(query)
            case .required:
                if all.must.isEmpty { all.must.reserveCapacity(alternatives.count - index) }
                all.must.append(query)
            case .excluded: all.mustNot.append(query)
            case .not:
                if index == 0 ? alternatives[1].followsOr : alternative.followsOr {
                    all.should.append(.boolean(BooleanQuery(mustNot: [query])))
                } else {
                    all.mustNot.append(query)
                }
            }
        }
        return .boolean(all)
    }

    /// A clause that has no others beside it.
    private static func alone(_ query: Query, _ occurrence: QueryPrefixes.Occurrence) -> Query {
        switch occurrence {
        case .unmarked, .required: query
        case .excluded, .not: .boolean(BooleanQuery(mustNot: [query]))
        }
    }
}
