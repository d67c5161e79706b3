/// One key of the order of hits: how well they answer the query, or the value of a field.
///
/// Fields that have a column can be sorted by: the id, keywords, dates, integers and floating-point numbers. Documents
/// without a value come last, ascending and descending. Keywords are in the order of their bytes without regard to
/// case; of several values the least counts where the order ascends, the greatest where it descends.
///
/// ```swift
/// let newest = try searcher.search("school", SearchOptions(sort: [.field("date", isDescending: true)]))
/// ```
public struct SortKey: Sendable, Equatable {
    /// What is compared.
    public enum Source: Sendable, Equatable {
        /// The score of the ranking.
        case score
        /// The value of a field.
        case field(String)
    }

    /// What is compared.
    public var source: Source
    /// Whether the greatest comes first.
    public var isDescending: Bool

    /// Makes a key.
    public init(_ source: Source, isDescending: Bool) {
        self.source = source
        self.isDescending = isDescending
    }

    /// The best first.
    public static let score = SortKey(.score, isDescending: true)

    /// The values of a field, the least first unless `isDescending`.
    public static func field(_ name: String, isDescending: Bool = false) -> SortKey {
        SortKey(.field(name), isDescending: isDescending)
    }

    /// The most keys that an order has.
    static let greatestCount = 16

    /// Reads keys from a text: `-date,section`.
    ///
    /// Names stand between commas. `-` before a name sorts descending, `+` ascending; so do `:desc` and `:asc` behind it.
    /// Without a sign a field ascends, and `score` has the best first.
    /// - Throws: ``LedeError/invalidQuery(_:)`` when a name is missing.
    public static func parse(_ text: String) throws(LedeError) -> [SortKey] {
        var keys: [SortKey] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            var name = part.drop { $0 == " " }
            while name.last == " " { name.removeLast() }
            var isDescending: Bool?
            if let sign = name.first, sign == "-" || sign == "+" {
                isDescending = sign == "-"
                name.removeFirst()
            }
            for (ending, descends) in [(":desc", true), (":asc", false)] where name.hasSuffix(ending) {
                isDescending = descends
                name.removeLast(ending.count)
            }
            guard !name.isEmpty else {
                throw .invalidQuery(
                    "'\(text)' is no order: give names with commas between them, such as '-date,section'")
            }
            keys.append(
                name == "score"
                    ? SortKey(.score, isDescending: isDescending ?? true)
                    : SortKey(.field(String(name)), isDescending: isDescending ?? false))
        }
        return keys
    }
}
