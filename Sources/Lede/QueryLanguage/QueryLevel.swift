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

    /// Applies all signs but the first to the operand.
    func apply(to query: inout Query) {
        for _ in 0..<negations { query = .boolean(BooleanQuery(mustNot: [query])) }
    }
}

/// Where a clause is looked for.
struct QueryScope {
    /// The field that was named, before it or before a group around it.
    var field: Field?
    /// The list of fields directly before it.
    var fields: [WeightedField]?

    /// Has a clause looked for in the list of fields.
    func apply(to query: inout Query) {
        if let fields { query = .fields(fields, query) }
    }
}

/// The clauses of one pair of parentheses, or of the whole text.
///
/// Clauses joined by AND are gathered in a chain; a chain that ends becomes one alternative of the level. Each clause is kept
/// until the next one is there, as what stands between them decides where it belongs, and goes to its place in the query then.
struct QueryLevel {
    /// The parts of a clause that NEAR or its like joins, before they become its query.
    private struct Nearness {
        var parts: [Query]
        var proximity: QueryToken.Proximity
        /// The field of the words.
        let field: String?
        /// How deep distances that differ nest the clause.
        var depth: Int
    }

    /// An AND or OR whose right side is still to come.
    struct Pending {
        var isAnd: Bool
        var proximity: QueryToken.Proximity?
        var range: Range<Int>
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
    /// The last clause, where there is one, and the signs that are still to be applied to it.
    private var last = Query.all
    private var lastPrefixes = QueryPrefixes()
    private var lastRange = 0..<0
    private(set) var isEmpty = true
    private var nearness: Nearness?
    /// The clauses that AND joins to the last one.
    private var chain = BooleanQuery()
    /// Which of those that must match have a `+`.
    private var signed: [Int] = []
    /// Whether an OR that was written, not a mere space, stands before the last clause, or before its chain.
    private var chainFollowsOr = false
    /// The alternatives before the chain.
    private var alternatives = BooleanQuery()
    private var alternativeCount = 0

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

    /// Notes an AND, OR or NEAR, which needs a clause before it and no other operator.
    mutating func join(_ token: QueryToken, _ lexer: QueryLexer) throws(QuerySyntaxError) {
        if let pending {
            throw lexer.error(
                "\(lexer.text(token.range)) follows directly on \(lexer.text(pending.range))",
                hint: "remove one of them",
                at: token.range)
        }
        if isEmpty {
            let name = lexer.text(token.range)
            throw lexer.error(
                "nothing stands before \(name)", hint: "write a word before it, or \\\(name) for the word itself",
                at: token.range)
        }
        hasOperator = true
        pending = Pending(isAnd: token.kind == .and, range: token.range)
        if case .proximity(let proximity) = token.kind { pending?.proximity = proximity }
    }

    /// Forgets an operator whose right side is still to come.
    mutating func dropPending() { pending = nil }

    /// Whether the next operand is to be near the last one, and goes to ``bring(_:_:at:_:)``.
    var isNearPending: Bool { pending?.proximity != nil }

    /// Adds an operand that stands at `range`.
    mutating func add(
        _ query: consuming Query, _ prefixes: QueryPrefixes, _ defaultOperator: QueryParser.Operator,
        at range: Range<Int>
    ) {
        if !isEmpty {
            // The values of a set, `section:(a b)`, are alternatives whatever stands between other clauses.
            if pending?.isAnd ?? (defaultOperator == .and && (field?.type ?? .text) == .text) {
                moveLastToChain()
            } else {
                endChain(isOrNext: pending != nil)
                chainFollowsOr = pending != nil
            }
        }
        pending = nil
        last = query
        lastPrefixes = prefixes
        lastRange = range
        isEmpty = false
    }

    /// Joins an operand to the last one, whose signs hold for both.
    mutating func bring(
        _ query: Query, _ prefixes: QueryPrefixes, at range: Range<Int>, _ lexer: QueryLexer
    ) throws(QuerySyntaxError) {
        guard let operation = pending, let proximity = operation.proximity else { return }
        pending = nil
        let name = lexer.text(operation.range)
        guard prefixes.depth == 0, prefixes.occurrence == .unmarked else {
            throw lexer.error(
                "a sign or NOT stands behind \(name)", hint: "put it before both: -(a \(name) b)", at: range)
        }
        func check(_ side: Query, at place: Range<Int>) throws(QuerySyntaxError) {
            guard let problem = QueryProximity.problem(side) else { return }
            throw lexer.error(
                "this cannot be near anything", hint: "\(problem); \(name) wants words, phrases, patterns and ORs",
                at: place)
        }
        // What is near others was looked at before.
        if nearness == nil { try check(last, at: lastRange) }
        try check(query, at: range)
        let fields = (nearness.map(\.field) ?? QueryProximity.field(of: last), QueryProximity.field(of: query))
        guard fields.0 == fields.1 else {
            let named = [fields.0, fields.1].compactMap { $0 }.first { lexer.schema[$0]?.type == .text } ?? "title"
            throw lexer.error(
                "the sides of \(name) are in different fields", hint: "write \(named):(a \(name) b)",
                at: lastRange.lowerBound..<range.upperBound)
        }
        if nearness?.proximity == proximity {
            nearness?.parts.append(query)
        } else {
            let depth = nearness?.depth ?? 0
            endNear()
            let parts = proximity.parts(of: last) + [query]
            nearness = Nearness(
                parts: parts, proximity: proximity, field: fields.0, depth: parts.count == 2 ? depth + 1 : depth)
        }
        lastRange = lastRange.lowerBound..<range.upperBound
        if depth + (nearness?.depth ?? 0) > QueryParser.maximumDepth {
            throw lexer.error(
                "the query is nested more than \(QueryParser.maximumDepth) deep",
                hint: "use one distance for all words", at: range)
        }
    }

    /// Makes the query of the last clause of parts that are near each other.
    private mutating func endNear() {
        guard let nearness else { return }
        last = nearness.proximity.query(of: nearness.parts)
        self.nearness = nil
    }

    /// Takes the last clause, with all its signs but the first, which says where it belongs.
    private mutating func takeLast() -> (query: Query, occurrence: QueryPrefixes.Occurrence) {
        endNear()
        var query = Query.all
        swap(&query, &last)
        lastPrefixes.apply(to: &query)
        return (query, lastPrefixes.occurrence)
    }

    private mutating func moveLastToChain() {
        let (query, occurrence) = takeLast()
        switch occurrence {
        case .unmarked: chain.must.append(query, usually: Self.usualCount)
        case .required:
            signed.append(chain.must.count)
            chain.must.append(query, usually: Self.usualCount)
        case .excluded, .not: chain.mustNot.append(query)
        }
    }

    private var hasChain: Bool { !chain.must.isEmpty || !chain.mustNot.isEmpty }

    /// Puts the last clause and its chain among the alternatives.
    ///
    /// A `NOT` between spaces excludes, as `-` does; a `NOT` that an OR introduces (or, as the first clause, that
    /// an OR follows) is an alternative of its own: every document that does not match.
    ///
    /// - Parameter isOrNext: whether an OR that was written follows.
    private mutating func endChain(isOrNext: Bool) {
        let isFirst = alternativeCount == 0
        alternativeCount += 1
        if hasChain {
            moveLastToChain()
            alternatives.should.append(.boolean(chain), usually: Self.usualCount)
            chain = BooleanQuery()
            signed = []
            return
        }
        let (query, occurrence) = takeLast()
        switch occurrence {
        case .unmarked: alternatives.should.append(query, usually: Self.usualCount)
        case .required: alternatives.must.append(query, usually: Self.usualCount)
        case .excluded: alternatives.mustNot.append(query)
        case .not:
            if isFirst ? isOrNext : chainFollowsOr {
                alternatives.should.append(.boolean(BooleanQuery(mustNot: [query])))
            } else {
                alternatives.mustNot.append(query)
            }
        }
    }

    /// Most queries have no more clauses.
    private static let usualCount = 8

    /// The query of the level, with so many of its optional clauses required; nil where it has fewer.
    ///
    /// Where clauses are merely put side by side they are optional here, whatever the default operator is.
    mutating func finished(atLeast minimum: Int) -> Query? {
        if !hasOperator, hasChain {
            moveLastToChain()
            var all = BooleanQuery(mustNot: chain.mustNot, minimumShouldMatch: minimum)
            var rest = signed[...]
            for (place, query) in chain.must.enumerated() {
                if rest.first == place {
                    rest.removeFirst()
                    all.must.append(query)
                } else {
                    all.should.append(query)
                }
            }
            return all.should.count >= minimum ? .boolean(all) : nil
        }
        let query = finished()
        guard case .boolean(var all) = query else { return minimum == 1 ? query : nil }
        guard all.should.count >= minimum else { return nil }
        all.minimumShouldMatch = minimum
        return .boolean(all)
    }

    /// The query of the level, which must not be empty, and is not to be used again.
    mutating func finished() -> Query {
        if alternativeCount > 0 {
            endChain(isOrNext: false)
            return .boolean(alternatives)
        }
        if hasChain {
            moveLastToChain()
            return .boolean(chain)
        }
        let (query, occurrence) = takeLast()
        switch occurrence {
        case .unmarked, .required: return query
        case .excluded, .not: return .boolean(BooleanQuery(mustNot: [query]))
        }
    }
}

extension [Query] {
    /// Appends a query; the first one makes room for as many as there usually are.
    fileprivate mutating func append(_ query: consuming Query, usually count: Int) {
        if isEmpty { reserveCapacity(count) }
        append(query)
    }
}
