/// A piece of a query's text.
struct QueryToken {
    enum Kind: Equatable {
        case end
        case open
        case close
        case and
        case or
        case not
        case plus
        case minus
        /// The name of a field of the schema and the colon after it.
        case field(String)
        /// Names of fields with commas between them and weights behind them, and the colon after them.
        case fields([WeightedField])
        case word(String)
        /// A word with wildcards, a regular expression, or a word with `~`.
        case pattern(TermPattern)
        /// Words in quotation marks; nil for the slop where no `~` follows.
        case phrase(String, slop: Int?)
        /// `="safe zones"`, `=zones`
        case exact(String)
        /// `NEAR/5`, `ONEAR`.
        case proximity(Proximity)
        /// `*` alone, or `*:*`.
        case everything
        /// `[` or `{`; the bounds are read with ``QueryLexer/bound()``.
        case rangeOpen(isInclusive: Bool)
        case comparison(Comparison)
    }

    enum Comparison: String {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    /// An operator between words that are near each other.
    enum Proximity: Equatable {
        case near(within: Int, isOrdered: Bool)
        case sentence
        case paragraph

        /// The distance of a NEAR that names none.
        static let defaultDistance = 10

        /// The query of some operands.
        func query(of parts: [Query]) -> Query {
            switch self {
            case .near(let within, let isOrdered): .near(parts, within: within, isOrdered: isOrdered)
            case .sentence: .sameSentence(parts)
            case .paragraph: .sameParagraph(parts)
            }
        }

        /// The operands that a query on the left stands for: those of one that the same operator made go on, as they are
        /// taken in turn.
        func parts(of left: Query) -> [Query] {
            switch (self, left) {
            case (.near(let within, let isOrdered), .near(let parts, let otherWithin, let otherIsOrdered))
            where (within, isOrdered) == (otherWithin, otherIsOrdered):
                parts
            case (.sentence, .sameSentence(let parts)), (.paragraph, .sameParagraph(let parts)): parts
            default: [left]
            }
        }
    }

    var kind: Kind
    /// Where it stands, counted in Unicode scalars.
    var range: Range<Int>

    /// Whether an operand cannot begin here.
    var endsClause: Bool {
        switch kind {
        case .end, .close, .and, .or, .proximity: true
        default: false
        }
    }
}
