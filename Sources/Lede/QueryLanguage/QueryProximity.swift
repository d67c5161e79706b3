/// What stands on the sides of NEAR and its like, and within phrases with alternatives.
enum QueryProximity {
    /// Why a query cannot be near others; nil where it can.
    static func problem(_ query: Query) -> String? {
        switch query {
        case .term, .phrase, .near, .sameSentence, .sameParagraph: return nil
        case .boolean(let parts) where parts.isAnyOf:
            for part in parts.should {
                if let problem = problem(part) { return problem }
            }
            return nil
        case .boolean(let parts) where parts.mustNot.isEmpty: return "AND and + have no place beside it"
        case .boolean: return "NOT and - have no place beside it"
        case .range: return "a range has no place in the text"
        case .exact: return "exact words ('=') cannot be near others"
        case .prefix, .wildcard, .regexp, .fuzzy, .synonyms: return "patterns cannot be near others"
        case .all: return "'*' has no place in the text"
        case .constant, .fields: return "a constant score and a list of fields hold for the whole"
        case .boost: return "a boost holds for the whole: write (a NEAR b)^2"
        }
    }

    /// The field of the words of a query that has no ``problem(_:)``; nil for the default fields.
    static func field(of query: Query) -> String? {
        switch query {
        case .term(_, let field), .phrase(_, let field, _): field
        case .near(let parts, _, _), .sameSentence(let parts), .sameParagraph(let parts): parts.first.flatMap(field)
        case .boolean(let parts): parts.should.first.flatMap(field)
        case .all, .exact, .prefix, .wildcard, .regexp, .fuzzy, .synonyms, .range, .boost, .constant, .fields: nil
        }
    }

    /// The query of a phrase that has alternatives in it, as `(president OR senator) obama`; nil for one that has none.
    ///
    /// Parentheses without an `OR` are those of prose, and harmless.
    static func alternatives(_ text: String, field: String?) -> Query? {
        var parts: [Query] = []
        var plain = String.UnicodeScalarView()
        func take() {
            let words = String(plain).split(whereSeparator: \.isWhitespace)
            if !words.isEmpty { parts.append(Self.words(words.joined(separator: " "), field)) }
            plain = String.UnicodeScalarView()
        }
        var rest = text.unicodeScalars[...]
        var hasAlternatives = false
        while let scalar = rest.first {
            if scalar == "(", let close = rest.firstIndex(of: ")") {
                let choices = choices(rest[rest.index(after: rest.startIndex)..<close])
                if choices.count > 1 {
                    take()
                    parts.append(.boolean(BooleanQuery(should: choices.map { words($0, field) })))
                    hasAlternatives = true
                    rest = rest[rest.index(after: close)...]
                    continue
                }
            }
            plain.append(scalar)
            rest = rest.dropFirst()
        }
        guard hasAlternatives else { return nil }
        take()
        return parts.count == 1 ? parts[0] : .near(parts, within: 0, isOrdered: true)
    }

    private static func words(_ text: String, _ field: String?) -> Query {
        text.contains(" ") ? .phrase(text, field: field) : .term(text, field: field)
    }

    /// What stands between the ORs.
    private static func choices(_ text: Substring.UnicodeScalarView) -> [String] {
        let words = Substring(text).split(whereSeparator: \.isWhitespace)
        let choices = words.split(separator: "OR", omittingEmptySubsequences: false)
        return choices.contains { $0.isEmpty } ? [] : choices.map { $0.joined(separator: " ") }
    }
}
