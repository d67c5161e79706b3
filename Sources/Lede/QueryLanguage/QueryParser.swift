/// Reads a query from text as people type it into a search box.
///
/// ```swift
/// let parser = QueryParser(schema: .articles)
/// let query = try parser.parse(#"title:budget +"school meals" -opinion date:[2016 TO 2017-06]"#)
/// ```
///
/// The language is that of Lucene's users, with one difference: `NOT` binds tighter than `AND`, and `AND` tighter
/// than `OR`, however clauses are mixed. <doc:QueryLanguage> has every construct and the grammar.
///
/// Any text at all is either read or refused with a ``QuerySyntaxError`` that says where and why. A text may have
/// 1,000,000 bytes, 10,000 words, phrases and ranges, and parentheses 100 deep.
///
/// - Complexity: linear in the text, without recursion.
public struct QueryParser: Sendable {
    /// What holds between two clauses that stand side by side.
    public enum Operator: Sendable, Equatable {
        /// One of the clauses is enough; more of them rank higher.
        case or
        /// All clauses must match.
        case and
    }

    static let maximumByteCount = 1_000_000
    static let maximumClauseCount = 10_000
    static let maximumDepth = 100

    /// The fields that a query may name.
    public let schema: Schema
    /// What holds between clauses without an operator between them. The values of a set, as in
    /// `section:("Local News" Politics)`, are alternatives always.
    public let defaultOperator: Operator
    /// The text fields that words and phrases without a field are looked for in; empty for the schema's default fields.
    public let fields: [WeightedField]

    /// Makes a parser.
    ///
    /// - Parameters:
    ///   - schema: the fields that a query may name, and what their values look like.
    ///   - defaultOperator: what holds between clauses without an operator between them.
    ///   - fields: the text fields that words and phrases without a field are looked for in, as one; empty for the
    ///     default fields of the schema. Queries say so themselves (``Query/fields(_:_:)``), so that they mean the same
    ///     wherever they are asked.
    public init(schema: Schema, defaultOperator: Operator = .or, fields: [WeightedField] = []) {
        self.schema = schema
        self.defaultOperator = defaultOperator
        self.fields = fields
    }

    /// Reads a query.
    ///
    /// - Parameter text: the query. Line breaks count as spaces.
    /// - Returns: the query, without needless nesting: `((a))` is `a`, and `a AND b AND c` one query of three.
    /// - Throws: ``QuerySyntaxError`` when the text is no query, names an unknown field, or asks of a field what
    ///   its type does not have.
    public func parse(_ text: String) throws(QuerySyntaxError) -> Query {
        guard text.utf8.count <= Self.maximumByteCount else {
            throw QuerySyntaxError(
                message: "the query has \(text.utf8.count) bytes, more than 1000000", hint: "ask for less at once",
                offset: 0, length: 0)
        }
        var run = QueryParserRun(lexer: QueryLexer(text, schema: schema), defaultOperator: defaultOperator)
        do {
            let query = try run.parse()
            return fields.isEmpty ? query : .fields(fields, query)
        } catch {
            throw error.countedInCharacters(of: text)
        }
    }
}

extension QuerySyntaxError {
    /// The same error with its place, which counts Unicode scalars, counted in characters.
    fileprivate func countedInCharacters(of text: String) -> QuerySyntaxError {
        let range = offset..<offset + length
        var scalars = 0
        var first: Int?
        var end = 0
        for (column, character) in text.enumerated() {
            let next = scalars + character.unicodeScalars.count
            if first == nil, range.lowerBound < next { first = column }
            if scalars < range.upperBound { end = column + 1 } else { break }
            scalars = next
        }
        let start = first ?? end
        return QuerySyntaxError(message: message, hint: hint, offset: start, length: length == 0 ? 0 : end - start)
    }
}

/// One text on its way to a query.
///
/// Open parentheses are kept on a stack of ``QueryLevel``, so the depth of a text costs memory, not stack.
struct QueryParserRun {
    var lexer: QueryLexer
    let defaultOperator: QueryParser.Operator
    private var clauseCount = 0

    init(lexer: QueryLexer, defaultOperator: QueryParser.Operator) {
        self.lexer = lexer
        self.defaultOperator = defaultOperator
    }

    mutating func parse() throws(QuerySyntaxError) -> Query {
        var outer: [QueryLevel] = []
        var level = QueryLevel()
        while true {
            let token = try lexer.next(.clause(hasField: level.field != nil))
            switch token.kind {
            case .end:
                try refuseEmpty(level, before: token)
                if outer.isEmpty { return level.finished() }
                throw lexer.error(
                    "the parenthesis is never closed", hint: "add a ')', or escape it as \\(",
                    at: level.open..<level.open + 1)
            case .close:
                if outer.isEmpty {
                    throw lexer.error(
                        "nothing opens this ')'", hint: "remove it, or escape it as \\)", at: token.range)
                }
                try refuseEmpty(level, before: token)
                let scope = QueryScope(field: nil, fields: level.fields)
                let group = try suffixed(scope.applied(to: try finished(level)))
                let prefixes = level.prefixes
                level = outer.removeLast()
                level.add(group, prefixes, defaultOperator)
            case .and, .or:
                try level.join(token, lexer)
            default:
                let (prefixes, start) = try self.prefixes(from: token, in: level)
                let (scope, first) = try self.scope(from: start, in: level)
                if first.kind == .open {
                    outer.append(level)
                    level = QueryLevel(inside: level, scope: scope, prefixes: prefixes, open: first.range.lowerBound)
                    try refuse(depth: level.depth, at: first.range)
                } else {
                    let value = try value(first, of: scope.field, isDirect: first.range != start.range)
                    level.add(try suffixed(scope.applied(to: value)), prefixes, defaultOperator)
                }
            }
        }
    }

    /// The query of a level whose parenthesis was closed.
    private mutating func finished(_ level: QueryLevel) throws(QuerySyntaxError) -> Query {
        guard let (minimum, range) = try lexer.minimum() else { return level.finished() }
        if let query = level.finished(atLeast: minimum) { return query }
        throw lexer.error(
            "the group has not \(minimum) optional clauses, of which so many could match",
            hint: "write (a b c)~2; clauses that AND joins are one", at: range)
    }

    private mutating func suffixed(_ query: Query) throws(QuerySyntaxError) -> Query {
        guard let suffix = try lexer.suffix() else { return query }
        if lexer.peek() == "^" {
            throw lexer.error(
                "there are two boosts", hint: "keep one of them", at: lexer.position..<lexer.position + 1)
        }
        return suffix.applied(to: query)
    }

    /// The signs and `NOT` before an operand, and the token that begins it.
    private mutating func prefixes(
        from first: QueryToken, in level: QueryLevel
    ) throws(QuerySyntaxError) -> (QueryPrefixes, QueryToken) {
        var prefixes = QueryPrefixes()
        var token = first
        while true {
            switch token.kind {
            case .not: prefixes.add(.not)
            case .minus: prefixes.add(.excluded)
            case .plus: prefixes.add(.required)
            default: return (prefixes, token)
            }
            try refuse(depth: level.depth + prefixes.depth, at: token.range)
            let sign = token
            token = try lexer.next(.clause(hasField: level.field != nil))
            if token.endsClause {
                let name = sign.kind == .not ? "NOT" : sign.kind == .minus ? "-" : "+"
                throw lexer.error(
                    "nothing follows '\(name)'", hint: "write a word, a phrase or a group after it", at: sign.range)
            }
        }
    }

    /// Where an operand is looked for, and the first token of its value.
    private mutating func scope(
        from token: QueryToken, in level: QueryLevel
    ) throws(QuerySyntaxError) -> (QueryScope, QueryToken) {
        let scope: QueryScope
        switch token.kind {
        case .field(let name): scope = QueryScope(field: lexer.schema[name])
        case .fields(let fields): scope = QueryScope(fields: fields)
        default: return (QueryScope(field: level.field), token)
        }
        let first = try lexer.next(.value)
        if first.endsClause || first.kind == .not {
            let name = String(String.UnicodeScalarView(lexer.scalars[token.range]))
            throw lexer.error(
                "nothing follows '\(QueryText.shortened(name))'",
                hint: "write a value after it, or escape the colon as \\:", at: token.range)
        }
        return (scope, first)
    }

    /// Counts one more word, phrase or range.
    mutating func countClause(at range: Range<Int>) throws(QuerySyntaxError) {
        clauseCount += 1
        if clauseCount > QueryParser.maximumClauseCount {
            throw lexer.error("the query has more than 10000 clauses", hint: "ask for less at once", at: range)
        }
    }

    private func refuse(depth: Int, at range: Range<Int>) throws(QuerySyntaxError) {
        if depth > QueryParser.maximumDepth {
            throw lexer.error(
                "the query is nested more than 100 deep", hint: "remove some parentheses or NOT", at: range)
        }
    }

    private func refuseEmpty(_ level: QueryLevel, before end: QueryToken) throws(QuerySyntaxError) {
        if let pending = level.pending {
            throw lexer.error(
                "nothing follows \(pending.name)",
                hint: "write a word after it, or \\\(pending.name) for the word itself", at: pending.range)
        }
        guard level.isEmpty else { return }
        if end.kind == .close {
            throw lexer.error(
                "there is nothing between the parentheses", hint: "write words inside, or escape them as \\(",
                at: level.open..<end.range.upperBound)
        }
        if level.open < 0 {
            throw lexer.error("the query is empty", hint: "write a word, or * for every document", at: 0..<0)
        }
    }
}
