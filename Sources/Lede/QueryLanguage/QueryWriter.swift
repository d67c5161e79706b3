extension Query: CustomStringConvertible {
    /// The query as text that ``QueryParser`` reads back, with the default operator `.or`, as an equal query.
    ///
    /// What the language cannot say is written as the nearest that finds the same documents: a `filter` as a
    /// `must`, and a boolean query of one required or optional clause as that clause. A query that is beyond the limits
    /// (``maximumDepth``, ``maximumClauseCount``) is not written out, but in parentheses said to be.
    public var description: String {
        do throws(LedeError) {
            try checkLimits()
        } catch {
            return "(\(error))"
        }
        var writer = QueryWriter()
        writer.write(self, isOperand: false)
        return String(writer.text)
    }
}

/// Writes a query as text.
private struct QueryWriter {
    var text = String.UnicodeScalarView()

    /// - Parameter isOperand: whether an operator, a sign or a boost binds the text, so that several clauses need
    ///   parentheses.
    mutating func write(_ query: Query, isOperand: Bool) {
        switch query {
        case .all: write("*")
        case .term(let word, let field):
            write(field: field)
            write(word: word, isValue: field != nil)
        case .phrase(let phrase, let field, let slop):
            write(field: field)
            write(quoted: phrase)
            if slop > 0 { write("~\(slop)") }
        case .prefix(let text, let field):
            write(field: field)
            if text.isEmpty {
                write(expression: ".*")
            } else {
                write(literal: text)
                write("*")
            }
        case .wildcard(let pattern, let field):
            write(field: field)
            write(wildcard: pattern)
        case .regexp(let expression, let field):
            write(field: field)
            // A field, a colon and two slashes would be an address.
            let isAddress = field != nil && expression.isEmpty
            if isAddress { write("(") }
            write(expression: expression)
            if isAddress { write(")") }
        case .fuzzy(let word, let distance, let field):
            write(field: field)
            if word.isEmpty {
                write("\"\"")
            } else {
                write(literal: word)
                write("~")
            }
            if let distance, !word.isEmpty { write(String(distance)) }
        case .synonyms(let texts, let field):
            write(field: field)
            write("(")
            write(texts.map { .phrase($0) }, before: "", between: " OR ")
            write(")")
        case .exact(let text, let field):
            write(field: field)
            write("=")
            write(quoted: text)
        case .sameSentence(let parts): write(parts, between: "SENTENCE")
        case .sameParagraph(let parts): write(parts, between: "PARAGRAPH")
        case .near(let parts, let within, let isOrdered):
            write(parts, between: "\(isOrdered ? "ONEAR" : "NEAR")/\(within)")
        case .range(let field, let lower, let upper): write(field: field, from: lower, to: upper)
        case .boost(let inner, let factor):
            write(beforeSuffix: inner)
            write("^")
            write(number: factor)
        case .constant(let inner, let score):
            write(beforeSuffix: inner)
            write("^=")
            write(number: score)
        case .fields(let fields, let inner): write(inner, in: fields)
        case .boolean(let boolean): write(boolean, isOperand: isOperand)
        }
    }

    private mutating func write(beforeSuffix query: Query) {
        switch query {
        case .boost, .constant: write(inParentheses: query)
        default: write(query, isOperand: true)
        }
    }

    private mutating func write(inParentheses query: Query) {
        write("(")
        write(query, isOperand: false)
        write(")")
    }

    private mutating func write(_ query: Query, in fields: [WeightedField]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { write(",") }
            write(field.name)
            if let weight = field.weight {
                write("^")
                write(decimal: weight)
            }
        }
        // A single name alone would be a mere field, which holds for ranges as well.
        if fields.count == 1, fields[0].weight == nil { write("^1") }
        write(":")
        switch query {
        case .term(_, nil), .phrase(_, nil, _): write(query, isOperand: true)
        default: write(inParentheses: query)
        }
    }

    /// Writes what stands near each other, always in parentheses. A first part that is written alike would be read as
    /// one with the others, which means the same.
    private mutating func write(_ parts: [Query], between name: String) {
        write("(")
        write(parts, before: "", between: " \(name) ")
        write(")")
    }

    private mutating func write(_ query: BooleanQuery, isOperand: Bool) {
        let must = query.must + query.filter
        let minimum = max(0, query.minimumShouldMatch)
        if minimum > query.should.count { return write("NOT *") }
        let isOperand = isOperand || minimum > 0
        if query.mustNot.isEmpty, must.count + query.should.count == 1, minimum < 2 {
            return write((must + query.should)[0], isOperand: isOperand)
        }
        if isOperand { write("(") }
        if must.isEmpty, query.should.isEmpty, query.mustNot.isEmpty {
            write("NOT *")
        } else if must.isEmpty, query.mustNot.isEmpty {
            write(query.should, before: "", between: " OR ")
        } else if query.should.isEmpty {
            write(must, before: "", between: " AND ")
            if !must.isEmpty, !query.mustNot.isEmpty { write(" AND ") }
            write(query.mustNot, before: "NOT ", between: " AND ")
        } else {
            write(must, before: "+", between: " ")
            if !must.isEmpty { write(" ") }
            write(query.should, before: "", between: " ")
            if !query.mustNot.isEmpty { write(" ") }
            write(query.mustNot, before: "-", between: " ")
        }
        if isOperand { write(")") }
        if minimum > 0 { write("~\(minimum)") }
    }

    private mutating func write(_ queries: [Query], before sign: String, between separator: String) {
        for (index, query) in queries.enumerated() {
            if index > 0 { write(separator) }
            write(sign)
            write(query, isOperand: true)
        }
    }

    private mutating func write(field: String, from lower: Query.RangeBound, to upper: Query.RangeBound) {
        write(field: field)
        if case .exclusive = lower { write("{") } else { write("[") }
        write(bound: lower)
        write(" TO ")
        write(bound: upper)
        if case .exclusive = upper { write("}") } else { write("]") }
    }

    private mutating func write(bound: Query.RangeBound) {
        switch bound {
        case .unbounded: write("*")
        case .inclusive(let value), .exclusive(let value):
            let isPlain = value.unicodeScalars.allSatisfy {
                !QueryCharacters.isSpace($0) && !QueryCharacters.isQuote($0) && $0 != "]" && $0 != "}" && $0 != "\\"
            }
            if isPlain, !value.isEmpty, value != "*", value != "TO" { write(value) } else { write(quoted: value) }
        }
    }

    /// One by one: appending a sequence makes room for exactly that, which is quadratic when done often.
    private mutating func write(_ string: String) {
        for scalar in string.unicodeScalars { text.append(scalar) }
    }

    private mutating func write(number: Double) {
        let string = String(number)
        write(string.hasSuffix(".0") ? String(string.dropLast(2)) : string)
    }

    /// A number without an exponent, for lists of fields.
    private mutating func write(decimal number: Double) {
        let string = String(number)
        guard string.contains("e") else { return write(number: number) }
        // Weights lie between 1e-6 and 1e6, so that only small ones have an exponent.
        let digits = string.prefix { $0 != "e" }.filter { $0 != "." && $0 != "-" }
        let zeroes = -(Int(string.drop { $0 != "e" }.dropFirst()) ?? 0) - 1
        write("0." + String(repeating: "0", count: max(0, zeroes)) + digits)
    }

    private mutating func write(field: String?) {
        guard let field else { return }
        write(word: field, isValue: false)
        write(":")
    }

    private mutating func write(quoted string: String) {
        write("\"")
        let hasAlternatives = QueryProximity.alternatives(string, field: nil) != nil
        for scalar in string.unicodeScalars {
            if scalar == "\"" || scalar == "\\" || hasAlternatives && (scalar == "(" || scalar == "*") { write("\\") }
            text.append(scalar)
        }
        write("\"")
    }

    /// Text at the beginning of a pattern that means only itself.
    private mutating func write(literal text: String) {
        if Self.isOperator(text) { write("\\") }
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            write(literal: scalar, after: previous)
            previous = scalar
        }
    }

    private mutating func write(literal scalar: Unicode.Scalar, after previous: Unicode.Scalar?) {
        if needsEscape(scalar, after: previous, isValue: false) { write("\\") }
        text.append(scalar)
    }

    /// A pattern with wildcards, or the same as a regular expression where the language would read something else: a
    /// `?` at the end is that of a question.
    private mutating func write(wildcard pattern: String) {
        var elements: [(scalar: Unicode.Scalar, isWild: Bool)] = []
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if scalar == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            elements.append((scalar, !isEscaped && (scalar == "*" || scalar == "?")))
            isEscaped = false
        }
        let isReadAsPattern = elements.indices.contains { place in
            guard elements[place].isWild, elements.count > 1 else { return false }
            let next = place + 1 < elements.count ? elements[place + 1].scalar : " "
            return elements[place].scalar == "*" || next.isLetterOrDigit
        }
        guard isReadAsPattern else { return write(expression: Self.expression(elements)) }
        var start = String.UnicodeScalarView()
        for element in elements.prefix(while: { !$0.isWild }) { start.append(element.scalar) }
        if Self.isOperator(String(start)) { write("\\") }
        for (place, element) in elements.enumerated() {
            if element.isWild {
                text.append(element.scalar)
            } else {
                write(literal: element.scalar, after: place > 0 ? elements[place - 1].scalar : nil)
            }
        }
    }

    private static func expression(_ elements: [(scalar: Unicode.Scalar, isWild: Bool)]) -> String {
        var expression = String.UnicodeScalarView()
        for (scalar, isWild) in elements {
            if isWild {
                expression.append(".")
                if scalar == "*" { expression.append("*") }
            } else {
                if QueryCharacters.isExpressionSign(scalar) { expression.append("\\") }
                expression.append(scalar)
            }
        }
        return String(expression)
    }

    private mutating func write(expression: String) {
        write("/")
        var isEscaped = false
        for (index, scalar) in expression.unicodeScalars.enumerated() {
            if !isEscaped, scalar == "/" || index == 0 && QueryCharacters.isSpace(scalar) {
                write("\\")
            }
            text.append(scalar)
            isEscaped = !isEscaped && scalar == "\\"
        }
        write("/")
    }

    private mutating func write(word: String, isValue: Bool) {
        if word.isEmpty { return write("\"\"") }
        if Self.isOperator(word) { write("\\") }
        var previous: Unicode.Scalar?
        for scalar in word.unicodeScalars {
            if needsEscape(scalar, after: previous, isValue: isValue) { write("\\") }
            text.append(scalar)
            previous = scalar
        }
    }

    private static func isOperator(_ word: String) -> Bool {
        switch word {
        case "AND", "OR", "NOT", "NEAR", "ONEAR", "SENTENCE", "PARAGRAPH": true
        default: word.hasPrefix("NEAR/") || word.hasPrefix("ONEAR/")
        }
    }

    private func needsEscape(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?, isValue: Bool) -> Bool {
        switch scalar {
        case "\\", "*", "?", "~": true
        case ":": !isValue
        case "=", "+", "-", "!", "[", "]", "{", "}", "/", "<", ">": previous == nil
        case "&", "|": previous == scalar
        default: QueryCharacters.endsWord(scalar)
        }
    }
}
