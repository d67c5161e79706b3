extension QueryLexer {
    /// What may stand directly behind a clause.
    enum Suffix {
        /// `^2.5`
        case boost(Double)
        /// `^=2`
        case constant(Double)

        func applied(to query: Query) -> Query {
            switch self {
            case .boost(let factor): .boost(query, factor)
            case .constant(let score): .constant(query, score)
            }
        }
    }

    /// The boost or constant score that stands directly here, or nil where there is no `^`.
    mutating func suffix() throws(QuerySyntaxError) -> Suffix? {
        guard peek() == "^" else { return nil }
        let start = position
        let isConstant = peek(1) == "="
        position += isConstant ? 2 : 1
        let text = number()
        let hint = isConstant ? "write oil^=2, or \\^ for the character" : "write oil^2.5, or \\^ for the character"
        guard let value = DecimalText.double(text) else {
            let sign = isConstant ? "'^='" : "'^'"
            let shown =
                text.isEmpty ? "a number must follow \(sign)" : "'\(QueryText.shortened(text))' is no number"
            throw error(shown, hint: hint, at: start..<position)
        }
        if isConstant {
            guard value.isFinite, value >= 0 else {
                throw error("a constant score must be zero or more and finite", hint: hint, at: start..<position)
            }
            return .constant(value)
        }
        guard value.isFinite, value > 0 else {
            throw error("a boost must be greater than zero and finite", hint: hint, at: start..<position)
        }
        return .boost(value)
    }

    /// What stands here up to the end of the word.
    private mutating func number() -> String {
        var text = ""
        while let scalar = peek(), !QueryCharacters.endsWord(scalar) {
            text.unicodeScalars.append(scalar)
            position += 1
        }
        return text
    }

    /// The number of the `~2` that stands directly behind a group, and where; nil where there is no `~`.
    mutating func minimum() throws(QuerySyntaxError) -> (count: Int, range: Range<Int>)? {
        guard peek() == "~" else { return nil }
        let start = position
        position += 1
        var digits = ""
        while let scalar = peek(), !QueryCharacters.endsWord(scalar) {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        guard let count = Int(digits), count > 0, !digits.hasPrefix("+") else {
            throw error(
                "behind a group '~' says how many of it must match at least",
                hint: "write (a b c)~2, or \\~ for the character", at: start..<position)
        }
        return (count, start..<position)
    }

    /// A list of fields to look in, `title^3,body:`; nil where none stands here.
    ///
    /// It has a comma or a weight, and a first name that the schema knows; else it is a word.
    mutating func fieldList() throws(QuerySyntaxError) -> QueryToken? {
        var end = position
        while end < scalars.count, Field.isNameScalar(scalars[end]) { end += 1 }
        guard end < scalars.count, [":", ",", "^"].contains(scalars[end]) else { return nil }
        end = position
        var fields: [(field: WeightedField, range: Range<Int>)] = []
        func scan(_ isWanted: (Unicode.Scalar) -> Bool) -> String {
            var text = String.UnicodeScalarView()
            while end < scalars.count, isWanted(scalars[end]) {
                text.append(scalars[end])
                end += 1
            }
            return String(text)
        }
        while true {
            let start = end
            let name = scan(Field.isNameScalar)
            if name.isEmpty || fields.isEmpty && schema[name] == nil { return nil }
            var weight: Double?
            if end < scalars.count, scalars[end] == "^" {
                end += 1
                guard let value = DecimalText.double(scan { $0 == "." || ("0"..."9").contains($0) }) else { return nil }
                weight = value
            }
            fields.append((WeightedField(name, weight: weight), start..<end))
            guard end < scalars.count, scalars[end] == "," || scalars[end] == ":" else { return nil }
            end += 1
            if scalars[end - 1] == ":" { break }
        }
        if fields.count == 1, fields[0].field.weight == nil { return nil }
        for (index, (field, range)) in fields.enumerated() {
            if let problem = WeightedField.problem(of: field, after: fields[..<index].map(\.field), in: schema) {
                throw error(problem.message, hint: problem.hint, at: range)
            }
        }
        defer { position = end }
        return QueryToken(kind: .fields(fields.map(\.field)), range: position..<end)
    }
}
