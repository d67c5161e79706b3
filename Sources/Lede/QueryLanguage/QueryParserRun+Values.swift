extension QueryParserRun {
    /// The query of a word, phrase or range.
    ///
    /// - Parameters:
    ///   - token: its first token.
    ///   - field: the field it is looked for in, or nil for the default fields.
    ///   - isDirect: whether the field's name stands directly before it.
    mutating func value(
        _ token: QueryToken, of field: Field?, isDirect: Bool
    ) throws(QuerySyntaxError) -> Query {
        try countClause(at: token.range)
        switch token.kind {
        case .word(let text):
            if isDirect, let field { try refuseSign(token, text, in: field) }
            return try single(text, at: token.range, of: field)
        case .exact(let text):
            guard let field, field.type != .text else { return .exact(text, field: field?.name) }
            return try single(text, at: token.range, of: field)
        case .phrase(let text, let slop):
            guard let field, field.type != .text else { return try phrase(text, slop, in: field, at: token.range) }
            if slop != nil {
                throw lexer.error(
                    "'~' is not possible: '\(field.name)' is no text", hint: "leave it out",
                    at: token.range.upperBound - 1..<token.range.upperBound)
            }
            return try single(text, at: token.range, of: field)
        case .pattern(let pattern):
            try refusePattern(in: field, at: token.range)
            return switch pattern {
            case .prefix(let text): .prefix(text, field: field?.name)
            case .wildcard(let text): .wildcard(text, field: field?.name)
            case .regexp(let text): .regexp(text, field: field?.name)
            case .fuzzy(let text, let distance): .fuzzy(text, distance: distance, field: field?.name)
            }
        case .everything:
            guard let field else { return .all }
            return .range(field: field.name, lower: .unbounded, upper: .unbounded)
        case .rangeOpen(let isInclusive):
            return try range(from: token, isInclusive: isInclusive, of: field)
        case .comparison(let comparison):
            return try compared(comparison, token, to: field)
        default:
            throw lexer.error("this is no value", hint: "escape it with a backslash", at: token.range)
        }
    }

    private func single(_ text: String, at range: Range<Int>, of field: Field?) throws(QuerySyntaxError) -> Query {
        try validate(text, at: range, of: field)
        guard let field, let days = dateWord(text, of: field) else { return .term(text, field: field?.name) }
        if days.first == days.last { return .term(days.first, field: field.name) }
        return .range(field: field.name, lower: .inclusive(days.first), upper: .inclusive(days.last))
    }

    /// The days of a word such as `last-7-days`; nil where it is none, or the field has no dates.
    private func dateWord(_ text: String, of field: Field) -> (first: String, last: String)? {
        guard field.type == .date, text.utf8.first.map({ $0 > UInt8(ascii: "9") }) ?? false else { return nil }
        return DateWord.days(text, today: today ?? DateWord.localToday)
    }

    /// The first or last day of a word such as `last-7-days`; other values as they are.
    private func end(_ text: String, of field: Field, isFirst: Bool) -> String {
        dateWord(text, of: field).map { isFirst ? $0.first : $0.last } ?? text
    }

    private func phrase(
        _ text: String, _ slop: Int?, in field: Field?, at range: Range<Int>
    ) throws(QuerySyntaxError) -> Query {
        let isEscaped = lexer.scalars[range].contains("\\")
        guard !isEscaped, let query = QueryProximity.alternatives(text, field: field?.name) else {
            return .phrase(text, field: field?.name, slop: slop ?? 0)
        }
        if slop != nil {
            throw lexer.error(
                "a phrase with alternatives or patterns cannot have a slop", hint: "write (a OR b*) NEAR/3 c", at: range
            )
        }
        return query
    }

    /// `title:-oil` would look for oil where its absence was meant.
    private func refuseSign(_ token: QueryToken, _ text: String, in field: Field) throws(QuerySyntaxError) {
        let sign = lexer.scalars[token.range.lowerBound]
        guard QueryCharacters.isSign(sign), token.range.count > 1, field.type != .integer, field.type != .double
        else { return }
        throw lexer.error(
            "'\(sign)' stands behind '\(field.name):'",
            hint: "write \(sign)\(field.name):… , or \\\(sign) if it belongs to the word",
            at: token.range.lowerBound..<token.range.lowerBound + 1)
    }

    private func refusePattern(in field: Field?, at range: Range<Int>) throws(QuerySyntaxError) {
        guard let field, field.type != .text, field.type != .keyword else { return }
        let example = field.type == .date ? "date:2017-02 for a month" : "\(field.name):[1 TO 10]"
        throw lexer.error(
            "'\(field.name)' has no words, so patterns are not possible",
            hint: "write a value or a range, such as \(example)",
            at: range)
    }

    private func refuseText(_ field: Field, _ what: String, at range: Range<Int>) throws(QuerySyntaxError) {
        guard field.type == .text else { return }
        let others = lexer.schema.fields.filter { $0.type != .text }.prefix(20).map(\.name)
        throw lexer.error(
            "\(what) is not possible: '\(field.name)' is text", hint: "possible for \(others.joined(separator: ", "))",
            at: range)
    }

    /// Refuses a value that its field cannot have.
    private func validate(_ text: String, at range: Range<Int>, of field: Field?) throws(QuerySyntaxError) {
        guard let field else { return }
        var shown: String { QueryText.shortened(text) }
        switch field.type {
        case .text, .keyword: return
        case .date:
            guard DateValue.seconds(text) == nil, dateWord(text, of: field) == nil else { return }
            throw lexer.error(
                "'\(shown)' is no date",
                hint: "write 2017, 2017-02, 2017-02-13, \"2017-02-13T10:00\", today or last-7-days", at: range)
        case .integer:
            guard Int64(text) == nil else { return }
            throw lexer.error(
                "'\(shown)' is no whole number, as '\(field.name)' wants", hint: "write 42 or -7", at: range)
        case .double:
            guard !(DecimalText.double(text)?.isFinite ?? false) else { return }
            throw lexer.error("'\(shown)' is no number, as '\(field.name)' wants", hint: "write 2.5 or -7", at: range)
        }
    }

    // MARK: Ranges

    private mutating func compared(
        _ comparison: QueryToken.Comparison, _ token: QueryToken, to field: Field?
    ) throws(QuerySyntaxError) -> Query {
        guard let field else {
            throw lexer.error("a comparison needs a field", hint: "write date:>=2017", at: token.range)
        }
        try refuseText(field, "a comparison", at: token.range)
        let value = try lexer.next(.value)
        let text: String
        switch value.kind {
        case .word(let word): text = word
        case .phrase(let phrase, nil): text = phrase
        default:
            throw lexer.error(
                "no value follows '\(comparison.rawValue)'", hint: "write \(field.name):\(comparison.rawValue)2017",
                at: token.range)
        }
        try validate(text, at: value.range, of: field)
        let day = end(text, of: field, isFirst: comparison == .less || comparison == .greaterOrEqual)
        return switch comparison {
        case .less: .range(field: field.name, lower: .unbounded, upper: .exclusive(day))
        case .lessOrEqual: .range(field: field.name, lower: .unbounded, upper: .inclusive(day))
        case .greater: .range(field: field.name, lower: .exclusive(day), upper: .unbounded)
        case .greaterOrEqual: .range(field: field.name, lower: .inclusive(day), upper: .unbounded)
        }
    }

    private mutating func range(
        from open: QueryToken, isInclusive: Bool, of field: Field?
    ) throws(QuerySyntaxError) -> Query {
        guard let field else {
            let bracket = lexer.scalars[open.range.lowerBound]
            throw lexer.error(
                "a range needs a field before it",
                hint: "write date:[2016 TO 2017], or \\\(bracket) for the character", at: open.range)
        }
        let lower = try bound(from: open, of: field)
        let to = try lexer.bound()
        guard to.isPlain, to.text == "TO" else {
            lexer.skipSpaces()
            throw lexer.error(
                "TO is missing in the range", hint: "write \(field.name):[from TO to], with * for an open end",
                at: to.text.isEmpty ? open.range.lowerBound..<to.range.upperBound : to.range)
        }
        let upper = try bound(from: open, of: field)
        lexer.skipSpaces()
        guard let close = lexer.peek() else {
            throw lexer.error(
                "the range is never closed", hint: "end it with ']', or with '}' to leave the last value out",
                at: open.range)
        }
        guard close == "]" || close == "}" else {
            throw lexer.error(
                "a range has two ends", hint: "put a value with spaces into quotation marks",
                at: lexer.position..<lexer.position + 1)
        }
        lexer.position += 1
        if !isOpen(lower) || !isOpen(upper) { try refuseText(field, "a range", at: open.range) }
        try refuseReversed(lower, upper, of: field)
        return .range(
            field: field.name, lower: queryBound(lower, of: field, isInclusive: isInclusive, isLower: true),
            upper: queryBound(upper, of: field, isInclusive: close == "]", isLower: false))
    }

    private mutating func bound(from open: QueryToken, of field: Field) throws(QuerySyntaxError) -> QueryLexer.Bound {
        let bound = try lexer.bound()
        if bound.text.isEmpty || bound.isPlain && bound.text == "TO" {
            guard lexer.peek() != nil || !bound.text.isEmpty else {
                throw lexer.error(
                    "the range is never closed", hint: "write \(field.name):[from TO to], with * for an open end",
                    at: open.range)
            }
            throw lexer.error(
                "a bound of the range is missing", hint: "write * for an open end",
                at: open.range.lowerBound..<max(bound.range.upperBound, open.range.upperBound))
        }
        if !isOpen(bound) { try validate(bound.text, at: bound.range, of: field) }
        return bound
    }

    private func isOpen(_ bound: QueryLexer.Bound) -> Bool { bound.isPlain && bound.text == "*" }

    private func queryBound(
        _ bound: QueryLexer.Bound, of field: Field, isInclusive: Bool, isLower: Bool
    ) -> Query.RangeBound {
        if isOpen(bound) { return .unbounded }
        let text = end(bound.text, of: field, isFirst: isInclusive == isLower)
        return isInclusive ? .inclusive(text) : .exclusive(text)
    }

    /// A range that begins after its end would find nothing without a word of why.
    private func refuseReversed(
        _ lower: QueryLexer.Bound, _ upper: QueryLexer.Bound, of field: Field
    ) throws(QuerySyntaxError) {
        guard !isOpen(lower), !isOpen(upper) else { return }
        let isReversed: Bool
        switch field.type {
        case .date:
            guard let first = DateValue.seconds(end(lower.text, of: field, isFirst: true)),
                let last = DateValue.seconds(end(upper.text, of: field, isFirst: false))
            else { return }
            isReversed = first.lowerBound > last.upperBound
        case .integer:
            guard let first = Int64(lower.text), let last = Int64(upper.text) else { return }
            isReversed = first > last
        case .double:
            guard let first = Double(lower.text), let last = Double(upper.text) else { return }
            isReversed = first > last
        case .text, .keyword: return
        }
        if isReversed {
            throw lexer.error(
                "the range begins after its end", hint: "swap the bounds",
                at: lower.range.lowerBound..<upper.range.upperBound)
        }
    }
}
