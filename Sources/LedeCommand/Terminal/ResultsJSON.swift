import Lede

/// The shape of results for scripts, version 1. Keys are only ever added.
extension SearchResults {
    /// - Parameters:
    ///   - fields: what to show of each hit; nil for the usual.
    ///   - first: the rank of the first hit.
    func json(query: String, schema: Schema, fields: HitFields?, first: Int) -> JSON {
        var members: [(key: String, value: JSON)] = [
            ("query", .string(query)), ("total", .integer(total)), ("took_us", .integer(microseconds)),
            ("hits", .array(hitsJSON(schema: schema, fields: fields, first: first))),
            ("next_cursor", .optional(nextCursor)),
        ]
        if duplicates > 0 { members.append(("duplicates", .integer(duplicates))) }
        members += reservations
        if !corrections.isEmpty { members.append(("suggestion", .string(corrections.applied(to: query)))) }
        if !facets.isEmpty { members.append(("facets", .array(facets.map { $0.json }))) }
        return .object(members)
    }

    /// What is to be known of the results as a whole, where there is something.
    var reservations: [(key: String, value: JSON)] {
        var members: [(key: String, value: JSON)] = []
        if isPartial { members.append(("partial", .boolean(true))) }
        if !notices.isEmpty { members.append(("notices", .array(notices.map { .string($0) }))) }
        return members
    }

    /// What is said of results that are partial.
    static let partialNotice = "the time was up before all documents were looked at; the results are partial"

    func hitsJSON(schema: Schema, fields: HitFields?, first: Int) -> [JSON] {
        hits.enumerated().map { index, hit in fields?.json(of: hit, rank: first + index) ?? hit.json(schema: schema) }
    }
}

extension Hit {
    /// Values longer than this are left to `lede show`.
    private static let longestValue = 300

    /// The id, the score, what a list shows, and the other stored fields, but for the text that is searched.
    fileprivate func json(schema: Schema) -> JSON {
        let own = ["id", "score", "title", "date", "snippet", "snippet_html", "fragments", "duplicates"]
        let others = JSON.members(of: document) { entry in
            !own.contains(entry.name) && schema[entry.name]?.isDefault != true
                && entry.value.text.utf8.count <= Self.longestValue
        }
        return .object(
            [
                ("id", .string(id)), ("score", .score(score)), ("title", .optional(title)), ("date", .optional(date)),
                ("snippet", .string(snippet.text)), ("snippet_html", .string(snippet.html)),
            ] + (fragments.count > 1 ? [("fragments", HitFields.json(of: fragments))] : [])
                + (duplicates.map { [("duplicates", .integer($0))] } ?? []) + others)
    }
}

extension FacetResult {
    fileprivate var json: JSON {
        switch self {
        case .values(let facet):
            .object([
                ("facet", .string(facet.field)), ("distinct", .integer(facet.distinct)),
                ("missing", .integer(facet.missing)),
                (
                    "values",
                    .array(facet.values.map { .object([("value", .string($0.value)), ("count", .integer($0.count))]) })
                ),
            ])
        case .histogram(let histogram):
            .object([
                ("histogram", .string(histogram.field)), ("by", .string(histogram.unit.rawValue)),
                ("missing", .integer(histogram.missing)), ("periods", .array(histogram.periods.map(\.json))),
            ])
        case .summary(let summary):
            .object([
                ("stats_of", .string(summary.field)), ("count", .integer(summary.count)),
                ("missing", .integer(summary.missing)), ("min", summary.least.map { JSON($0) } ?? .null),
                ("max", summary.greatest.map { JSON($0) } ?? .null), ("mean", summary.mean.map { JSON($0) } ?? .null),
                ("sum", summary.sum.map { .number($0) } ?? .null),
            ])
        }
    }
}

extension DateHistogram.Period {
    fileprivate var json: JSON {
        .object([
            ("label", .string(label)), ("from", .string(first)), ("to", .string(last)), ("count", .integer(count)),
        ])
    }
}
