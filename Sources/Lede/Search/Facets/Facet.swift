/// What to count over all documents that match a query.
///
/// ```swift
/// let options = SearchOptions(facets: [.values(field: "section"), .histogram(field: "date", by: .month)])
/// for facet in try searcher.search("school", options).facets {
///     if case .values(let sections) = facet { print(sections.values.map { "\($0.value) \($0.count)" }) }
/// }
/// ```
public enum Facet: Sendable, Equatable {
    /// The most frequent values of a keyword field.
    case values(field: String, limit: Int = 10)
    /// How many documents fall into each period, by a date field.
    case histogram(field: String, by: CalendarUnit)
    /// Count, least, greatest, mean and sum of a date or number field.
    case summary(field: String)

    /// Reads `section` or `section:20`, the field and how many values to give.
    /// - Throws: ``LedeError/invalidQuery(_:)``
    public static func parseValues(_ text: String) throws(LedeError) -> Facet {
        let (field, number) = split(text)
        guard let number else { return .values(field: field) }
        guard let limit = Int(number), limit > 0 else {
            throw .invalidQuery("'\(text)': behind the colon stands how many values to show, as in 'section:20'")
        }
        return .values(field: field, limit: limit)
    }

    /// Reads `date:month`, the field and the unit; the unit is a month where there is none.
    /// - Throws: ``LedeError/invalidQuery(_:)``
    public static func parseHistogram(_ text: String) throws(LedeError) -> Facet {
        let (field, name) = split(text)
        guard let unit = CalendarUnit(rawValue: name ?? "month") else {
            let names = CalendarUnit.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalidQuery("'\(text)': behind the colon stands one of \(names), as in 'date:month'")
        }
        return .histogram(field: field, by: unit)
    }

    private static func split(_ text: String) -> (field: String, rest: String?) {
        guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }
}

/// What a ``Facet`` found.
public enum FacetResult: Sendable, Equatable {
    case values(FacetValues)
    case histogram(DateHistogram)
    case summary(NumberSummary)
}

/// The most frequent values of a keyword field among the documents that match.
public struct FacetValues: Sendable, Equatable {
    /// A value and how many documents have it.
    public struct Value: Sendable, Equatable {
        /// The value as it is most often written; values that differ only in case are one.
        public var value: String
        /// How many matching documents have it. One with several values counts for each.
        public var count: Int
    }

    /// The field.
    public var field: String
    /// The most frequent first; those of equal counts by their bytes, without regard to case.
    public var values: [Value]
    /// How many different values there are in all.
    public var distinct: Int
    /// How many matching documents have none.
    public var missing: Int
}

/// How many documents fall into each period.
public struct DateHistogram: Sendable, Equatable {
    /// A period in which there are documents.
    public struct Period: Sendable, Equatable {
        /// Its name: `2017`, `2017-Q1`, `2017-02`; for weeks and days the first day, `2017-02-13`.
        public var label: String
        /// Its first day, such as `2017-02-01`.
        public var first: String
        /// Its last day, such as `2017-02-28`.
        public var last: String
        /// How many matching documents fall into it, at least 1.
        public var count: Int
        /// How many periods without documents lie between the one before and this.
        public var gap: Int
    }

    /// The field.
    public var field: String
    /// The length of a period.
    public var unit: CalendarUnit
    /// The periods in order, without empty ones.
    public var periods: [Period]
    /// How many matching documents have no date.
    public var missing: Int
}

/// The numbers of a field among the documents that match.
public struct NumberSummary: Sendable, Equatable {
    /// The field.
    public var field: String
    /// How many matching documents have a number.
    public var count: Int
    /// How many have none.
    public var missing: Int
    /// The least; nil where there is none. Dates are texts as in ``Document``.
    public var least: Document.Value?
    /// The greatest.
    public var greatest: Document.Value?
    /// The arithmetic mean; of dates rounded down to the second.
    public var mean: Document.Value?
    /// The sum; nil for dates.
    public var sum: Double?
}
