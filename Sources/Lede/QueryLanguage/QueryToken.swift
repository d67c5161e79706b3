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

        /// The query of two operands. One that the same operator made before goes on, as the parts are taken in turn.
        func joined(_ left: Query, _ right: Query) -> Query {
            switch self {
            case .near(let within, let isOrdered):
                if case .near(let parts, within, isOrdered) = left {
                    return .near(parts + [right], within: within, isOrdered: isOrdered)
                }
                return .near([left, right], within: within, isOrdered: isOrdered)
            case .sentence:
                if case .sameSentence(let parts) = left { return .sameSentence(parts + [right]) }
                return .sameSentence([left, right])
            case .paragraph:
                if case .sameParagraph(let parts) = left { return .sameParagraph(parts + [right]) }
                return .sameParagraph([left, right])
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
