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
        case phrase(String)
        /// A word with wildcards, a regular expression, or a word with `~`.
        case pattern(TermPattern)
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

    var kind: Kind
    /// Where it stands, counted in Unicode scalars.
    var range: Range<Int>

    /// Whether an operand cannot begin here.
    var endsClause: Bool {
        switch kind {
        case .end, .close, .and, .or: true
        default: false
        }
    }
}
