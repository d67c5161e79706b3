/// Changes the tokens of a text as a whole, where a term may become several or depend on its neighbours.
///
/// Such filters run when documents are indexed, not on queries: what they add is found by the plain word.
enum StreamFilter: Sendable, Equatable {
    /// The beginnings of every term, from so many characters to so many, at its position, and the term itself.
    case edgeNGrams(minimum: Int, maximum: Int)
    /// Beside every term also those of it and its followers, joined by spaces, up to so many.
    case shingles(size: Int)
    /// Beside a term those that it stands for.
    case synonyms([String: [String]])

    func apply(to tokens: [Token]) -> [Token] {
        switch self {
        case .edgeNGrams(let minimum, let maximum): tokens.flatMap { Self.beginnings(of: $0, minimum, maximum) }
        case .shingles(let size): Self.shingles(of: tokens, size)
        case .synonyms(let groups):
            tokens.flatMap { token in
                [token] + (groups[token.term] ?? []).map { token.with(term: $0) }
            }
        }
    }

    private static func beginnings(of token: Token, _ minimum: Int, _ maximum: Int) -> [Token] {
        let count = token.term.count
        var tokens: [Token] = []
        if minimum < count {
            for length in minimum...min(maximum, count - 1) where minimum <= maximum {
                tokens.append(token.with(term: String(token.term.prefix(length))))
            }
        }
        return tokens + [token]
    }

    private static func shingles(of tokens: [Token], _ size: Int) -> [Token] {
        var result: [Token] = []
        for (index, token) in tokens.enumerated() {
            result.append(token)
            var term = token.term
            var last = token
            for next in tokens[(index + 1)...] {
                if next.position == last.position { continue }
                if next.position - token.position >= size { break }
                term += " " + next.term
                last = next
                result.append(
                    Token(
                        term: term, position: token.position,
                        range: token.range.lowerBound..<max(token.range.lowerBound, next.range.upperBound)))
            }
        }
        return result
    }
}

extension Token {
    fileprivate func with(term: String) -> Token { Token(term: term, position: position, range: range) }
}
