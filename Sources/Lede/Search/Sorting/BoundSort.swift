/// The keys of an order, checked against a schema.
struct BoundSort {
    private struct Key {
        /// Nil for the score.
        let field: Field?
        let isDescending: Bool
    }

    private let keys: [Key]

    /// - Throws: ``LedeError/invalidQuery(_:)`` when there is no such field, it cannot be sorted by, or there are too many.
    init(_ keys: [SortKey], schema: Schema) throws(LedeError) {
        guard keys.count <= SortKey.greatestCount else {
            throw .invalidQuery("an order has at most \(SortKey.greatestCount) keys, not \(keys.count)")
        }
        var bound: [Key] = []
        for key in keys.isEmpty ? [.score] : keys {
            var field: Field?
            if case .field(let name) = key.source { field = try Self.sortable(name, schema) }
            bound.append(Key(field: field, isDescending: key.isDescending))
        }
        self.keys = bound
    }

    private static func sortable(_ name: String, _ schema: Schema) throws(LedeError) -> Field {
        let names = "score, " + schema.fields.filter { $0.type != .text }.map(\.name).joined(separator: ", ")
        guard let field = schema[name] else {
            throw .invalidQuery("there is no field '\(name)' to sort by. What can be sorted by: \(names)")
        }
        guard field.type != .text else {
            throw .invalidQuery("the field '\(name)' is text and cannot be sorted by. What can: \(names)")
        }
        return field
    }

    var count: Int { keys.count }

    /// Whether this is the order of the ranking.
    var isByScoreAlone: Bool { keys.count == 1 && keys[0].field == nil && keys[0].isDescending }

    /// Which key is the score.
    var scoreKey: Int? { keys.firstIndex { $0.field == nil } }

    /// Whether a score is needed at all.
    var needsScores: Bool { scoreKey != nil }

    /// Whether words of different segments can be compared.
    var isSameInAllSegments: Bool { keys.allSatisfy { $0.field?.type != .keyword } }

    /// The keys in one segment.
    /// - Parameter usesRanges: whether so many documents match that the ranges of numbers pay.
    func keys(in segment: SegmentReader, usesRanges: Bool) throws(LedeError) -> [SegmentSortKey] {
        var result: [SegmentSortKey] = []
        for key in keys {
            result.append(
                SegmentSortKey(
                    try column(of: key, in: segment, usesRanges: usesRanges), isDescending: key.isDescending))
        }
        return result
    }

    private func column(
        of key: Key, in segment: SegmentReader, usesRanges: Bool
    ) throws(LedeError) -> SortColumn {
        guard let field = key.field else { return .score }
        if field.name == Schema.idField { return .ids(segment.ids) }
        guard let reader = segment.field(field.name), reader.isWritten(as: field) else { return .nothing }
        if let numbers = try reader.numbers { return .numbers(numbers, usesRanges ? try reader.numberRanges() : nil) }
        if let keywords = try reader.keywords, let order = try reader.keywordOrder() {
            return .keywords(keywords, order)
        }
        return .nothing
    }

    /// Whether the values of one document come before those of another; nil where they are equal.
    func precedes(_ a: [SortValue], _ b: [SortValue]) -> Bool? {
        for (index, key) in keys.enumerated() {
            let order = a[index].order(b[index], isDescending: key.isDescending)
            if order != 0 { return order < 0 }
        }
        return nil
    }
}
