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
/// 1,000,000 bytes, 10,000 words, phrases and ranges (``Query/maximumClauseCount``), and parentheses 100 deep.
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

    /// As many as the clauses could need that a query may have (``Query/maximumClauseCount``).
    static var maximumByteCount: Int { max(1_000_000, 100 * min(Query.maximumClauseCount, Int.max / 100)) }
    static let maximumDepth = 100

    /// The fields that a query may name.
    public let schema: Schema
    /// What holds between clauses without an operator between them. The values of a set, as in
    /// `section:("Local News" Politics)`, are alternatives always.
    public let defaultOperator: Operator
    /// The text fields that words and phrases without a field are looked for in; empty for the schema's default fields.
    public let fields: [WeightedField]
    /// The day that words such as `yesterday` and `last-7-days` are seen from, as `YYYY-MM-DD`; nil for the date where
    /// the machine is, at the time of reading.
    public let today: String?
    /// Whether every text is a query, as in a search box: what cannot be read otherwise is read as words.
    public let isLenient: Bool

    /// Makes a parser.
    ///
    /// - Parameters:
    ///   - schema: the fields that a query may name, and what their values look like.
    ///   - defaultOperator: what holds between clauses without an operator between them.
    ///   - fields: the text fields that words and phrases without a field are looked for in, as one; empty for the
    ///     default fields of the schema. Queries say so themselves (``Query/fields(_:_:)``), so that they mean the same
    ///     wherever they are asked.
    ///   - today: the day that words such as `yesterday` are seen from, as `YYYY-MM-DD`; nil for that of the machine.
    ///   - isLenient: whether what cannot be read otherwise is read as words, and nothing is refused.
    public init(
        schema: Schema, defaultOperator: Operator = .or, fields: [WeightedField] = [], today: String? = nil,
        isLenient: Bool = false
    ) {
        self.schema = schema
        self.defaultOperator = defaultOperator
        self.fields = fields
        self.today = today
        self.isLenient = isLenient
    }

    /// Reads a query.
    ///
    /// - Parameter text: the query. Line breaks count as spaces.
    /// - Returns: the query, without needless nesting: `((a))` is `a`, and `a AND b AND c` one query of three.
    /// - Throws: ``QuerySyntaxError`` when the text is no query, names an unknown field, or asks of a field what
    ///   its type does not have. A lenient parser never throws.
    public func parse(_ text: String) throws(QuerySyntaxError) -> Query {
        let isTooLong = text.utf8.count > Self.maximumByteCount
        if !isTooLong, QueryLexer.isPlainWord(text) { return wrapped(.term(text)) }
        if isLenient { return parseLeniently(text).query }
        if isTooLong { throw Self.tooLong(text) }
        var run = QueryParserRun(lexer: QueryLexer(text, schema: schema), self)
        do {
            return wrapped(try run.parse())
        } catch {
            throw error.countedInCharacters(of: text)
        }
    }

    /// Reads a query leniently, whatever ``isLenient`` says, and tells what was read as words.
    ///
    /// Quotation marks and parentheses that nothing closes, operators with nothing beside them, names that are no
    /// field's, and values that a field cannot have are words. Of a text of more than 1,000,000 bytes or 10,000 words
    /// the beginning is read.
    ///
    /// - Returns: the query, and the first 20 problems, in the order of the text. A text without words is a query that
    ///   finds nothing.
    public func parseLeniently(_ text: String) -> (query: Query, problems: [QuerySyntaxError]) {
        var problems: [QuerySyntaxError] = []
        var read = text
        if text.utf8.count > Self.maximumByteCount {
            problems.append(Self.tooLong(text))
            read = String(decoding: text.utf8.prefix(Self.maximumByteCount), as: UTF8.self)
        }
        let lenient = QueryParser(
            schema: schema, defaultOperator: defaultOperator, fields: fields, today: today, isLenient: true)
        var run = QueryParserRun(lexer: QueryLexer(read, schema: schema), lenient)
        let query = (try? run.parse()) ?? QueryParserRun.nothing
        problems += run.problems.map { $0.countedInCharacters(of: read) }
        return (wrapped(query), problems)
    }

    private func wrapped(_ query: Query) -> Query { fields.isEmpty ? query : .fields(fields, query) }

    private static func tooLong(_ text: String) -> QuerySyntaxError {
        QuerySyntaxError(
            message: "the query has \(text.utf8.count) bytes, more than \(maximumByteCount)",
            hint: "ask for less at once", offset: 0, length: 0)
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
    let today: String?
    let isLenient: Bool
    var outer: [QueryLevel] = []
    var level = QueryLevel()
    var clauseCount = 0
    /// What a lenient run read as words, the first of it.
    var problems: [QuerySyntaxError] = []

    /// A query that no document matches.
    static let nothing = Query.boolean(BooleanQuery(mustNot: [.all]))

    init(lexer: QueryLexer, _ parser: QueryParser) {
        self.lexer = lexer
        defaultOperator = parser.defaultOperator
        today = parser.today
        isLenient = parser.isLenient
    }

    mutating func parse() throws(QuerySyntaxError) -> Query {
        while true {
            lexer.skipSpaces()
            let start = lexer.position
            do throws(QuerySyntaxError) {
                if let query = try step() { return query }
            } catch {
                guard isLenient else { throw error }
                readAsWords(from: start, instead: error)
            }
        }
    }

    /// Reads one clause, operator or parenthesis.
    /// - Returns: the whole query at the end of the text.
    private mutating func step() throws(QuerySyntaxError) -> Query? {
        if level.field == nil, level.depth < QueryParser.maximumDepth, let (sign, word) = lexer.plainClause() {
            try addWord(at: word, sign)
            return nil
        }
        var token = try lexer.next(.clause(hasField: level.field != nil))
        switch token.kind {
        case .end: return try end(token)
        case .close: try close(token)
        case .and, .or, .proximity: try level.join(token, lexer)
        default: try readOperand(from: &token)
        }
        return nil
    }

    /// Adds a word of the default fields. What ``readOperand(from:)`` looks for beside it is not there.
    private mutating func addWord(
        at range: Range<Int>, _ sign: QueryPrefixes.Occurrence
    ) throws(QuerySyntaxError) {
        try countClause(at: range)
        var prefixes = QueryPrefixes()
        if sign != .unmarked { prefixes.add(sign) }
        let start = range.lowerBound - (sign == .unmarked ? 0 : 1)
        try add(.term(lexer.asciiText(range)), prefixes, from: start)
    }

    /// Reads an operand, or goes into its parentheses.
    private mutating func readOperand(from token: inout QueryToken) throws(QuerySyntaxError) {
        let start = token.range.lowerBound
        let prefixes = try prefixes(from: &token)
        let first = token.range
        let scope = try scope(from: &token)
        if case .open = token.kind {
            let inner = QueryLevel(inside: level, scope: scope, prefixes: prefixes, open: token.range.lowerBound)
            try refuse(depth: inner.depth, at: token.range)
            outer.append(level)
            level = inner
            return
        }
        var query = try value(token, of: scope.field, isDirect: token.range != first)
        scope.apply(to: &query)
        try applySuffix(to: &query)
        try add(query, prefixes, from: start)
    }

    /// Adds an operand that begins at a place and ends here to its level.
    mutating func add(
        _ query: consuming Query, _ prefixes: QueryPrefixes, from start: Int
    ) throws(QuerySyntaxError) {
        if level.isNearPending {
            try level.bring(query, prefixes, at: start..<lexer.position, lexer)
        } else {
            level.add(query, prefixes, defaultOperator, at: start..<lexer.position)
        }
    }

    private mutating func end(_ token: QueryToken) throws(QuerySyntaxError) -> Query {
        if isLenient {
            while !outer.isEmpty {
                note(unclosed)
                leaveLevel()
            }
            readPendingAsWord()
            return level.isEmpty ? Self.nothing : level.finished()
        }
        try refuseEmpty(level, before: token)
        guard outer.isEmpty else { throw unclosed }
        return level.finished()
    }

    private var unclosed: QuerySyntaxError {
        lexer.error(
            "the parenthesis is never closed", hint: "add a ')', or escape it as \\(",
            at: level.open..<level.open + 1)
    }

    private mutating func close(_ token: QueryToken) throws(QuerySyntaxError) {
        if outer.isEmpty {
            throw lexer.error("nothing opens this ')'", hint: "remove it, or escape it as \\)", at: token.range)
        }
        if isLenient { return leaveLevel() }
        try refuseEmpty(level, before: token)
        var inner = level
        level = outer.removeLast()
        var group = try finished(&inner)
        QueryScope(fields: inner.fields).apply(to: &group)
        try applySuffix(to: &group)
        try add(group, inner.prefixes, from: inner.open)
    }

    /// The query of a level whose parenthesis was closed. Where it throws, the level is as it was.
    mutating func finished(_ level: inout QueryLevel) throws(QuerySyntaxError) -> Query {
        guard let (minimum, range) = try lexer.minimum() else { return level.finished() }
        var whole = level
        if let query = whole.finished(atLeast: minimum) { return query }
        throw lexer.error(
            "the group has not \(minimum) optional clauses, of which so many could match",
            hint: "write (a b c)~2; clauses that AND joins are one", at: range)
    }

    /// Applies the boost or constant score that stands here, if any.
    mutating func applySuffix(to query: inout Query) throws(QuerySyntaxError) {
        guard let suffix = try lexer.suffix() else { return }
        if lexer.peek() == "^" {
            throw lexer.error(
                "there are two boosts", hint: "keep one of them", at: lexer.position..<lexer.position + 1)
        }
        query = suffix.applied(to: query)
    }

    /// The signs and `NOT` before an operand; the token becomes the one that begins it.
    private mutating func prefixes(from token: inout QueryToken) throws(QuerySyntaxError) -> QueryPrefixes {
        var prefixes = QueryPrefixes()
        while true {
            let sign: QueryPrefixes.Occurrence
            switch token.kind {
            case .not: sign = .not
            case .minus: sign = .excluded
            case .plus: sign = .required
            default: return prefixes
            }
            prefixes.add(sign)
            let range = token.range
            try refuse(depth: level.depth + prefixes.depth, at: range)
            token = try lexer.next(.clause(hasField: level.field != nil))
            if token.endsClause {
                let name = sign == .not ? "NOT" : sign == .excluded ? "-" : "+"
                throw lexer.error(
                    "nothing follows '\(name)'", hint: "write a word, a phrase or a group after it", at: range)
            }
        }
    }

    /// Where an operand is looked for; the token becomes the first one of its value.
    private mutating func scope(from token: inout QueryToken) throws(QuerySyntaxError) -> QueryScope {
        let scope: QueryScope
        switch token.kind {
        case .field(let name): scope = QueryScope(field: lexer.schema[name])
        case .fields(let fields): scope = QueryScope(fields: fields)
        default: return QueryScope(field: level.field)
        }
        let range = token.range
        token = try lexer.next(.value)
        if token.endsClause || token.kind == .not {
            let name = lexer.text(range)
            throw lexer.error(
                "nothing follows '\(QueryText.shortened(name))'",
                hint: "write a value after it, or escape the colon as \\:", at: range)
        }
        return scope
    }

    /// Counts one more word, phrase or range.
    mutating func countClause(at range: Range<Int>) throws(QuerySyntaxError) {
        clauseCount += 1
        if clauseCount > Query.maximumClauseCount {
            throw lexer.error(
                Query.tooManyClauses,
                hint: "ask for less at once, or raise the limit (--max-clauses, Query.maximumClauseCount)", at: range)
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
            let name = lexer.text(pending.range)
            throw lexer.error(
                "nothing follows \(name)", hint: "write a word after it, or \\\(name) for the word itself",
                at: pending.range)
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
