extension QueryLexer {
    /// A word, or the name of a field with its colon, from the position on.
    ///
    /// Whatever stands inside belongs to the word: `e-mail`, `3.5`, `don't`, `AT&T`. Behind `://` the text is an
    /// address, where `?`, `*` and `~` are common, and means only itself.
    mutating func word(_ context: Context) throws(QuerySyntaxError) -> QueryToken {
        var scan = WordScan(start: position, isFieldPossible: context != .value)
        while let scalar = peek() {
            if scalar == "\\" {
                let content = try escaped()
                scan.hasEscape = true
                try refuseWildcard(before: content, in: scan)
                scan.text.append(content)
                position += 1
                continue
            }
            if QueryCharacters.endsWord(scalar) || isOperator(scalar, in: scan) { break }
            if scalar == ":" {
                if let field = try colon(&scan) { return field }
            } else if !scan.isAddress {
                try check(scalar, in: &scan)
            }
            scan.text.append(scalar)
            position += 1
        }
        return try finish(scan, context)
    }

    private struct WordScan {
        let start: Int
        /// Whether the next colon may be the one after the name of a field: the first one only.
        var isFieldPossible: Bool
        var text = String.UnicodeScalarView()
        var hasEscape = false
        var isAddress = false
        var star: Int?
        var question: Int?
    }

    private func isOperator(_ scalar: Unicode.Scalar, in scan: WordScan) -> Bool {
        (scalar == "&" || scalar == "|") && !scan.isAddress && peek(1) == scalar
    }

    private func check(_ scalar: Unicode.Scalar, in scan: inout WordScan) throws(QuerySyntaxError) {
        switch scalar {
        case "*": scan.star = scan.star ?? position
        case "?": scan.question = scan.question ?? position
        case "~" where position > scan.start:
            var digits = 1
            while let next = peek(digits), next == "." || ("0"..."9").contains(next) { digits += 1 }
            if let next = peek(digits), !QueryCharacters.endsWord(next) { return }
            throw error(
                "similar words ('~') are not supported yet", hint: "leave the '~' out, or escape it as \\~",
                at: position..<position + digits)
        default: try refuseWildcard(before: scalar, in: scan)
        }
    }

    /// A `?` that only punctuation follows is the end of a question; before a letter it would be a wildcard.
    private func refuseWildcard(before scalar: Unicode.Scalar, in scan: WordScan) throws(QuerySyntaxError) {
        if let question = scan.question, !scan.isAddress, QueryCharacters.isLetterOrDigit(scalar) {
            throw wildcard("?", at: question)
        }
    }

    private func wildcard(_ scalar: Unicode.Scalar, at place: Int) -> QuerySyntaxError {
        error(
            "wildcards ('\(scalar)') inside a word are not supported yet",
            hint: "escape it as \\\(scalar) or use quotation marks", at: place..<place + 1)
    }

    /// Decides at a colon whether the text before it is the name of a field.
    private mutating func colon(_ scan: inout WordScan) throws(QuerySyntaxError) -> QueryToken? {
        if peek(1) == "/", peek(2) == "/" {
            scan.isAddress = true
            scan.isFieldPossible = false
            return nil
        }
        guard scan.isFieldPossible else { return nil }
        scan.isFieldPossible = false
        let name = String(scan.text)
        if schema[name] != nil {
            position += 1
            return QueryToken(kind: .field(name), range: scan.start..<position)
        }
        guard let next = peek(1), next != ":", next != ")", !QueryCharacters.isSpace(next), !scan.hasEscape,
            QueryCharacters.isIdentifier(name)
        else { return nil }
        throw error(
            "there is no field '\(QueryText.shortened(name))'", hint: FieldHint.text(for: name, in: schema),
            at: scan.start..<position)
    }

    private func finish(_ scan: WordScan, _ context: Context) throws(QuerySyntaxError) -> QueryToken {
        let text = String(scan.text)
        let range = scan.start..<position
        if scan.hasEscape || scan.isAddress {
            if let star = scan.star { throw wildcard("*", at: star) }
            return QueryToken(kind: .word(text), range: range)
        }
        switch text {
        case "AND": return QueryToken(kind: .and, range: range)
        case "OR": return QueryToken(kind: .or, range: range)
        case "NOT": return QueryToken(kind: .not, range: range)
        case "*": return QueryToken(kind: .everything, range: range)
        case "*:*" where context != .value: return QueryToken(kind: .everything, range: range)
        default: break
        }
        if let star = scan.star { throw wildcard("*", at: star) }
        return QueryToken(kind: .word(text), range: range)
    }
}
