extension QueryLexer {
    /// Whether a whole text is one word, as ``plainWord()`` has it.
    static func isPlainWord(_ text: String) -> Bool {
        // Operators are capitals.
        text.withBytes { $0.isASCIIWord && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0[0]) }
    }

    /// The word of ASCII letters and digits that stands here with a space or a parenthesis behind it, as most words of
    /// queries do; nil for anything that may have another meaning, such as a name of a field or an operator.
    mutating func plainWord() -> QueryToken? {
        guard let word = plainRange(from: position) else { return nil }
        position = word.upperBound
        return QueryToken(kind: .word(asciiText(word)), range: word)
    }

    /// Where the plain word (``plainWord()``) is that stands here, with a `+` or `-` before it or without; nil for anything else.
    @inline(__always)
    mutating func plainClause() -> (sign: QueryPrefixes.Occurrence, word: Range<Int>)? {
        let sign: QueryPrefixes.Occurrence =
            switch peek() {
            case "+": .required
            case "-": .excluded
            default: .unmarked
            }
        guard let word = plainRange(from: sign == .unmarked ? position : position + 1) else { return nil }
        position = word.upperBound
        return (sign, word)
    }

    /// Where the plain word ends that begins at a place; nil where none does.
    @inline(__always)
    private func plainRange(from start: Int) -> Range<Int>? {
        // Operators are capitals.
        guard start < scalars.count, !("A"..."Z").contains(scalars[start]) else { return nil }
        var end = start
        while end < scalars.count, scalars[end].value.isASCIILetterOrDigit { end += 1 }
        guard end > start, end == scalars.count || scalars[end] == " " || scalars[end] == ")" else { return nil }
        return start..<end
    }

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
                scan.append(content, isEscaped: true)
                position += 1
                continue
            }
            if QueryCharacters.endsWord(scalar) || isOperator(scalar, in: scan) { break }
            if scalar == ":" {
                if let field = try colon(&scan) { return field }
            } else if scalar == "~", !scan.isAddress, let token = try similar(scan) {
                return token
            }
            scan.append(scalar, isEscaped: false)
            position += 1
        }
        return try finish(scan, context)
    }

    private struct WordScan {
        let start: Int
        /// Whether the next colon may be the one after the name of a field: the first one only.
        var isFieldPossible: Bool
        /// The characters without backslashes.
        var text = String.UnicodeScalarView()
        /// For each of them whether a backslash stood before it, so that it means only itself.
        var isEscaped: [Bool] = []
        var hasEscape = false
        var isAddress = false

        mutating func append(_ scalar: Unicode.Scalar, isEscaped: Bool) {
            text.append(scalar)
            self.isEscaped.append(isEscaped)
        }

        /// The word as a pattern, where it has wildcards.
        ///
        /// A `*` is one; a `?` where a letter, a digit or a wildcard follows or the word has a `*`: one at the end is
        /// that of a question.
        var pattern: TermPattern? {
            guard text.contains(where: { $0 == "*" || $0 == "?" }) else { return nil }
            let scalars = Array(text)
            let stars = scalars.indices.filter { scalars[$0] == "*" && !isEscaped[$0] }
            let questions = scalars.indices.filter { scalars[$0] == "?" && !isEscaped[$0] }
            let hasQuestion = questions.contains { place in
                place + 1 < scalars.count && scalars[place + 1].isLetterOrDigit
            }
            guard !isAddress, !stars.isEmpty || hasQuestion else { return nil }
            if stars == [scalars.count - 1], questions.isEmpty {
                return .prefix(String(String.UnicodeScalarView(scalars.dropLast())))
            }
            var pattern = String.UnicodeScalarView()
            for place in scalars.indices {
                let isSign = scalars[place] == "*" || scalars[place] == "?" || scalars[place] == "\\"
                if isSign, isEscaped[place] || scalars[place] == "\\" { pattern.append("\\") }
                pattern.append(scalars[place])
            }
            return .wildcard(String(pattern))
        }
    }

    private func isOperator(_ scalar: Unicode.Scalar, in scan: WordScan) -> Bool {
        (scalar == "&" || scalar == "|") && !scan.isAddress && peek(1) == scalar
    }

    /// The token of a similar word whose `~` stands at the position; nil where it belongs to the word.
    private mutating func similar(_ scan: WordScan) throws(QuerySyntaxError) -> QueryToken? {
        guard position > scan.start else { return nil }
        var end = position + 1
        var text = ""
        while end < scalars.count, scalars[end] == "." || ("0"..."9").contains(scalars[end]) {
            text.unicodeScalars.append(scalars[end])
            end += 1
        }
        guard end == scalars.count || QueryCharacters.endsWord(scalars[end]) else { return nil }
        let distance = Int(text)
        guard text.isEmpty || (distance.map { 0...LevenshteinPattern.greatestDistance ~= $0 } ?? false) else {
            throw error(
                "'\(QueryText.shortened(text))' is no distance",
                hint: "write ~, ~1 or ~2 behind a word, or escape the '~' as \\~", at: position..<end)
        }
        guard scan.pattern == nil else {
            throw error(
                "a word with wildcards has no '~'", hint: "leave one of them out, or escape it with a backslash",
                at: position..<end)
        }
        position = end
        return QueryToken(kind: .pattern(.fuzzy(String(scan.text), distance: distance)), range: scan.start..<end)
    }

    /// A regular expression between slashes, of which the first stands at the position.
    mutating func expression() throws(QuerySyntaxError) -> QueryToken {
        let start = position
        var text = String.UnicodeScalarView()
        /// Where each character of the expression stands.
        var places: [Int] = []
        var end = start + 1
        while end < scalars.count, scalars[end] != "/" {
            if scalars[end] == "\\", end + 1 < scalars.count {
                if scalars[end + 1] != "/" {
                    text.append(scalars[end])
                    places.append(end)
                }
                end += 1
            }
            text.append(scalars[end])
            places.append(end)
            end += 1
        }
        let hint = "escape a slash that is none of an expression as \\/, or use quotation marks"
        guard end < scalars.count else {
            throw error("the regular expression is never closed", hint: "add a '/'; " + hint, at: start..<start + 1)
        }
        if end + 1 < scalars.count, !QueryCharacters.endsWord(scalars[end + 1]) {
            throw error("a word follows directly on the '/' of a regular expression", hint: hint, at: start..<end + 1)
        }
        do throws(PatternError) {
            try RegexParser.validate(String(text))
        } catch {
            let first = error.offset < places.count ? places[error.offset] : end
            let last = min(error.offset + error.length, places.count) - 1
            let past = error.length > 0 && last >= 0 ? places[last] + 1 : first + 1
            throw self.error(error.message, hint: error.hint, at: first..<max(first + 1, past))
        }
        position = end + 1
        return QueryToken(kind: .pattern(.regexp(String(text))), range: start..<position)
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
            if let pattern = try pattern(scan, at: range) { return pattern }
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
        if let proximity = try proximity(text, at: range) { return proximity }
        if let pattern = try pattern(scan, at: range) { return pattern }
        return QueryToken(kind: .word(text), range: range)
    }

    /// The token of a word with wildcards; nil for one without.
    private func pattern(_ scan: WordScan, at range: Range<Int>) throws(QuerySyntaxError) -> QueryToken? {
        guard let pattern = scan.pattern else { return nil }
        if case .wildcard(let text) = pattern {
            do throws(PatternError) {
                _ = try WildcardPattern.parse(text)
            } catch {
                throw self.error(error.message, hint: error.hint, at: range)
            }
        }
        return QueryToken(kind: .pattern(pattern), range: range)
    }

    /// `NEAR`, `NEAR/5`, `ONEAR`, `ONEAR/5`, `SENTENCE` or `PARAGRAPH`; nil for a word.
    private func proximity(_ text: String, at range: Range<Int>) throws(QuerySyntaxError) -> QueryToken? {
        if text == "SENTENCE" { return QueryToken(kind: .proximity(.sentence), range: range) }
        if text == "PARAGRAPH" { return QueryToken(kind: .proximity(.paragraph), range: range) }
        for (name, isOrdered) in [("NEAR", false), ("ONEAR", true)] where text.hasPrefix(name) {
            let rest = text.dropFirst(name.count)
            guard rest.isEmpty || rest.first == "/" else { continue }
            let within =
                rest.isEmpty
                ? QueryToken.Proximity.defaultDistance
                : try distance(
                    String(rest.dropFirst()), of: "the distance of \(name)",
                    hint: "write a \(name)/5 b, or \\\(name) for the word", at: range)
            return QueryToken(kind: .proximity(.near(within: within, isOrdered: isOrdered)), range: range)
        }
        return nil
    }
}
