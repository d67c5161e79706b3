/// What stands on the sides of NEAR and its like, and within phrases with alternatives.
enum QueryProximity {
    /// Why a query cannot be near others; nil where it can.
    static func problem(_ query: Query) -> String? {
        switch query {
        case .term, .phrase, .exact, .prefix, .wildcard, .regexp, .fuzzy, .synonyms: return nil
        case .near, .sameSentence, .sameParagraph: return nil
        case .boolean(let parts) where parts.isAnyOf:
            for part in parts.should {
                if let problem = problem(part) { return problem }
            }
            return nil
        case .boolean(let parts) where parts.mustNot.isEmpty: return "AND and + have no place beside it"
        case .boolean: return "NOT and - have no place beside it"
        case .range: return "a range has no place in the text"
        case .all: return "'*' has no place in the text"
        case .constant, .fields: return "a constant score and a list of fields hold for the whole"
        case .boost: return "a boost holds for the whole: write (a NEAR b)^2"
        }
    }

    /// The field of the words of a query that has no ``problem(_:)``; nil for the default fields.
    static func field(of query: Query) -> String? {
        switch query {
        case .term(_, let field), .phrase(_, let field, _), .exact(_, let field), .prefix(_, let field),
            .wildcard(_, let field), .regexp(_, let field), .fuzzy(_, _, let field), .synonyms(_, let field):
            field
        case .near(let parts, _, _), .sameSentence(let parts), .sameParagraph(let parts): parts.first.flatMap(field)
        case .boolean(let parts): parts.should.first.flatMap(field)
        case .all, .range, .boost, .constant, .fields: nil
        }
    }

    /// The query of a phrase that has alternatives or patterns in it, as `(president OR senator) obama` and `safe zon*`;
    /// nil for one that has neither.
    ///
    /// Parentheses without an `OR` are those of prose, and harmless; so are asterisks but behind a letter or digit, and
    /// question marks.
    static func alternatives(_ text: String, field: String?) -> Query? {
        let hasSign = text.withBytes { bytes in
            bytes.contains { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "*") }
        }
        guard hasSign else { return nil }
        var phrase = PhraseParts(field: field)
        var plain = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if scalar == "(", let close = rest.firstIndex(of: ")") {
                let choices = choices(rest[rest.index(after: rest.startIndex)..<close])
                if choices.count > 1 {
                    phrase.add(String(plain))
                    plain = String.UnicodeScalarView()
                    phrase.add(.boolean(BooleanQuery(should: choices.map { choice($0, field) })))
                    rest = rest[rest.index(after: close)...]
                    continue
                }
            }
            plain.append(scalar)
            rest = rest.dropFirst()
        }
        phrase.add(String(plain))
        return phrase.query
    }

    private static func choice(_ text: String, _ field: String?) -> Query {
        var phrase = PhraseParts(field: field)
        phrase.add(text)
        return phrase.query ?? PhraseParts.words(text, field)
    }

    /// What stands between the ORs.
    private static func choices(_ text: Substring.UnicodeScalarView) -> [String] {
        let words = Substring(text).split(whereSeparator: \.isWhitespace)
        let choices = words.split(separator: "OR", omittingEmptySubsequences: false)
        return choices.contains { $0.isEmpty } ? [] : choices.map { $0.joined(separator: " ") }
    }
}

/// The parts of a phrase, of which some are not just words.
private struct PhraseParts {
    let field: String?
    private var parts: [Query] = []
    private var isPlain = true

    init(field: String?) { self.field = field }

    /// Nil where there are only words.
    var query: Query? {
        if isPlain { return nil }
        return parts.count == 1 ? parts[0] : .near(parts, within: 0, isOrdered: true)
    }

    mutating func add(_ query: Query) {
        parts.append(query)
        isPlain = false
    }

    /// Adds words, and patterns among them.
    mutating func add(_ text: String) {
        var run: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            guard let (before, pattern) = Self.pattern(word, field) else {
                run.append(String(word))
                continue
            }
            if !before.isEmpty { run.append(before) }
            take(&run)
            add(pattern)
        }
        take(&run)
    }

    private mutating func take(_ run: inout [String]) {
        if !run.isEmpty { parts.append(Self.words(run.joined(separator: " "), field)) }
        run = []
    }

    static func words(_ text: String, _ field: String?) -> Query {
        text.contains(" ") ? .phrase(text, field: field) : .term(text, field: field)
    }

    /// A word with single asterisks behind letters or digits, the last of them at the end or followed by such; and what
    /// stands before it, which the tokenizer parts from it.
    private static func pattern(_ word: Substring, _ field: String?) -> (before: String, pattern: Query)? {
        guard word.contains("*") else { return nil }
        let scalars = Array(word.unicodeScalars)
        var first = 0
        for (index, scalar) in scalars.enumerated() {
            let isLast = index == scalars.count - 1
            if scalar == "*" {
                guard index > first, scalars[index - 1].isLetterOrDigit, isLast || scalars[index + 1].isLetterOrDigit
                else { return nil }
            } else if !scalar.isLetterOrDigit, !"'’._".unicodeScalars.contains(scalar) {
                if scalars[..<index].contains("*") { return nil }
                first = index + 1
            }
        }
        let text = String(String.UnicodeScalarView(scalars[first...]))
        let before = String(String.UnicodeScalarView(scalars[..<first]))
        let isPrefix = text.firstIndex(of: "*") == text.index(before: text.endIndex)
        return (before, isPrefix ? .prefix(String(text.dropLast()), field: field) : .wildcard(text, field: field))
    }
}
