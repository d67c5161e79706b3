/// How a lenient run goes on where a strict one stops: what cannot be read otherwise is read as words.
extension QueryParserRun {
    private static let problemLimit = 20

    mutating func note(_ problem: QuerySyntaxError) {
        if problems.count < Self.problemLimit { problems.append(problem) }
    }

    /// Reads what stands between two places where a clause may begin as words, and goes on behind it.
    mutating func readAsWords(from start: Int, instead problem: QuerySyntaxError) {
        note(problem)
        if clauseCount >= Query.maximumClauseCount {
            lexer.position = lexer.scalars.count
            return
        }
        lexer.position = start
        let raw = lexer.takeRaw()
        var prefixes = QueryPrefixes()
        switch raw.first {
        case "-", "!": prefixes.add(.excluded)
        case "+": prefixes.add(.required)
        default: break
        }
        for word in Self.words(of: raw) { add(word, prefixes) }
    }

    private mutating func add(_ word: String, _ prefixes: QueryPrefixes) {
        clauseCount += 1
        if clauseCount > Query.maximumClauseCount { return }
        addAnyway(.term(word), prefixes, from: lexer.position)
    }

    /// Adds an operand; one that cannot be near the last stands beside it.
    private mutating func addAnyway(_ query: Query, _ prefixes: QueryPrefixes, from start: Int) {
        do throws(QuerySyntaxError) {
            try add(query, prefixes, from: start)
        } catch {
            note(error)
            level.dropPending()
            level.add(query, prefixes, defaultOperator, at: start..<lexer.position)
        }
    }

    /// An AND or OR with nothing behind it.
    mutating func readPendingAsWord() {
        guard let pending = level.pending else { return }
        let name = lexer.text(pending.range)
        note(lexer.error("nothing follows \(name)", hint: "write a word after it", at: pending.range))
        if name.first?.isLetter == true { add(name, QueryPrefixes()) }
    }

    /// Ends a pair of parentheses; one with nothing inside falls away.
    mutating func leaveLevel() {
        readPendingAsWord()
        var inner = level
        level = outer.removeLast()
        if inner.isEmpty {
            return note(
                lexer.error(
                    "there is nothing between the parentheses", hint: "write words inside",
                    at: inner.open..<lexer.position))
        }
        // What stands behind the parenthesis and cannot be read is left to be read as words.
        let end = lexer.position
        var group: Query
        do throws(QuerySyntaxError) {
            group = try finished(&inner)
        } catch {
            note(error)
            lexer.position = end
            group = inner.finished()
        }
        QueryScope(fields: inner.fields).apply(to: &group)
        let suffix = lexer.position
        do throws(QuerySyntaxError) {
            try applySuffix(to: &group)
        } catch {
            note(error)
            lexer.position = suffix
        }
        addAnyway(group, inner.prefixes, from: inner.open)
    }

    /// The words of a piece of text; what has a meaning in the language separates them.
    private static func words(of raw: ArraySlice<Unicode.Scalar>) -> [String] {
        raw.split { scalar in
            switch scalar {
            case ":", "[", "]", "{", "}", "~", "*", "?", "/", "\\", "<", ">", "=", "!", "+", "|", ",": true
            default: QueryCharacters.endsWord(scalar)
            }
        }.compactMap { piece in
            let word = piece.drop { $0 == "-" }
            return word.contains(where: \.isLetterOrDigit) ? String(String.UnicodeScalarView(word)) : nil
        }
    }
}

extension QueryLexer {
    /// Takes what stands here up to a space or a parenthesis, one character at least.
    mutating func takeRaw() -> ArraySlice<Unicode.Scalar> {
        let start = position
        while let scalar = peek(), !QueryCharacters.isSpace(scalar) {
            if position > start, scalar == "(" || scalar == ")" { break }
            position += 1
            if position == start + 1, scalar == ")" { break }
        }
        return scalars[start..<position]
    }
}
