/// Which passages of one field match: a query of words near each other, bound to an index.
indirect enum BoundIntervals {
    /// Words side by side; one is a phrase too.
    case phrase([BoundTerm])
    /// The same, exactly as they were typed.
    case exact([BoundTerm], forms: [[UInt8]])
    /// One word that a pattern stands for.
    case pattern(BoundExpansion.InField, label: String)
    /// The intervals of any part.
    case any([BoundIntervals])
    /// The parts side by side in this order.
    case sequence([BoundIntervals])
    /// Words of a phrase that may be moved, by so much in all.
    case sloppy([BoundTerm], slop: Int)
    /// From the second on each part is near the passage of those before it: at most so many words lie between.
    case near([BoundIntervals], within: Int, isOrdered: Bool)
    /// All parts in one sentence, or in one paragraph.
    case together([BoundIntervals], isParagraph: Bool)

    /// Whether some document may have it, as far as the words tell.
    var isPossible: Bool {
        switch self {
        case .phrase(let terms), .exact(let terms, _), .sloppy(let terms, _):
            terms.allSatisfy { $0.documentFrequency > 0 }
        case .pattern(let expansion, _): !expansion.terms.isEmpty
        case .any(let parts): parts.contains { $0.isPossible }
        case .sequence(let parts), .near(let parts, _, _), .together(let parts, _): parts.allSatisfy { $0.isPossible }
        }
    }

    /// The terms that the weight is made of: all, but of alternatives those of the part that weighs least.
    func weighingTerms(documentCount: Int) -> [BoundTerm] {
        switch self {
        case .phrase(let terms), .exact(let terms, _), .sloppy(let terms, _): terms
        case .pattern(let expansion, _):
            expansion.terms.map(\.bound).max { $0.documentFrequency < $1.documentFrequency }.map { [$0] } ?? []
        case .sequence(let parts), .near(let parts, _, _), .together(let parts, _):
            parts.flatMap { $0.weighingTerms(documentCount: documentCount) }
        case .any(let parts):
            parts.filter(\.isPossible).map { $0.weighingTerms(documentCount: documentCount) }.min {
                BoundWords.weight($0.map(\.documentFrequency), documentCount)
                    < BoundWords.weight($1.map(\.documentFrequency), documentCount)
            } ?? []
        }
    }

    /// The query in words, for explanations.
    var label: String {
        func words(_ terms: [BoundTerm]) -> String {
            terms.map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: " ")
        }
        func joined(_ parts: [BoundIntervals], _ separator: String) -> String {
            "(" + parts.map(\.label).joined(separator: " \(separator) ") + ")"
        }
        return switch self {
        case .phrase(let terms): "'\(words(terms))'"
        case .exact(_, let forms):
            "='" + forms.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ") + "'"
        case .pattern(_, let label): label
        case .sloppy(let terms, let slop): "'\(words(terms))'~\(slop)"
        case .any(let parts): joined(parts, "OR")
        case .sequence(let parts): joined(parts, "followed by")
        case .together(let parts, let isParagraph): joined(parts, isParagraph ? "PARAGRAPH" : "SENTENCE")
        case .near(let parts, let within, let isOrdered): joined(parts, "\(isOrdered ? "ONEAR" : "NEAR")/\(within)")
        }
    }

    /// Calls `body` with the words that stand side by side wherever it matches, each group once, as ``SnippetWord`` names
    /// them.
    func forEachPhrase(_ body: ([[UInt8]]) -> Void) {
        if let phrases = solidPhrases {
            for phrase in phrases { body(phrase) }
            return
        }
        switch self {
        case .phrase, .exact, .pattern: break
        case .sloppy(let terms, _): for term in terms { body([term.text]) }
        case .any(let parts), .sequence(let parts), .near(let parts, _, _), .together(let parts, _):
            for part in parts { part.forEachPhrase(body) }
        }
    }

    /// How many phrases a sequence of alternatives may be taken for.
    private static let greatestPhraseCount = 64

    /// The phrases that it is one of; nil where words of others may stand between, or where they are too many.
    private var solidPhrases: [[[UInt8]]]? {
        switch self {
        case .phrase(let terms): return [terms.map(\.text)]
        case .exact(_, let forms): return [forms.map(SnippetWord.form)]
        case .pattern(_, let label): return [[SnippetWord.pattern(label)]]
        case .any(let parts):
            var phrases: [[[UInt8]]] = []
            for part in parts {
                guard let own = part.solidPhrases else { return nil }
                phrases += own
            }
            return phrases
        case .sequence(let parts):
            var phrases: [[[UInt8]]] = [[]]
            for part in parts {
                guard let own = part.solidPhrases, phrases.count * own.count <= Self.greatestPhraseCount else {
                    return nil
                }
                phrases = phrases.flatMap { first in own.map { first + $0 } }
            }
            return phrases
        case .sloppy, .near, .together: return nil
        }
    }

    /// Calls `body` with each pattern in it and what it is called.
    func forEachPattern(_ body: (BoundExpansion.InField, String) -> Void) {
        switch self {
        case .phrase, .exact, .sloppy: break
        case .pattern(let expansion, let label): body(expansion, label)
        case .any(let parts), .sequence(let parts), .near(let parts, _, _), .together(let parts, _):
            for part in parts { part.forEachPattern(body) }
        }
    }
}
