import Lede

/// Makes a document of the values of a record: names, types, dates, the id.
///
/// Entries are ordered as the fields in the schema, then by name, and values of one name as in the source; so the
/// same record always gives the same document. Blank values count as absent.
struct DocumentBuilder: Sendable {
    private let names: FieldNames
    private let textFields: Set<String>

    init(schema: Schema, fieldMap: [String: String]) {
        names = FieldNames(schema: schema, fieldMap: fieldMap)
        let texts = schema.fields.filter { $0.type == .text }
        let searched = texts.filter(\.isDefault)
        textFields = Set((searched.isEmpty ? texts : searched).map(\.name))
    }

    /// Makes the document.
    ///
    /// - Parameter fallbackID: the id when the record has none.
    /// - Throws: ``RecordError`` for a value that its field cannot hold, and for a document without text: one in
    ///   which every field that is searched by default (or every text field, if none is) is empty.
    func document(_ raw: [RawField], fallbackID: @autoclosure () -> String) throws(RecordError) -> Document {
        var candidates: [(field: RawField, targets: [FieldNames.Target])] = []
        var best = BestRanks()
        for var field in raw {
            if case .string(let text) = field.value {
                let text = text.trimmed
                if text.isEmpty { continue }
                field.value = .string(text)
            }
            let targets = names.targets(of: field.name)
            for target in targets { best.note(target) }
            candidates.append((field, targets))
        }

        var id: String?
        var entries: [(ordinal: Int, entry: Document.Entry)] = []
        for (field, targets) in candidates {
            var isUsed = false
            for target in targets where best.isBest(target) {
                isUsed = true
                if target.field == Schema.idField {
                    id = id ?? field.value.text
                    continue
                }
                let value = try target.known.map { known throws(RecordError) in
                    try convert(field.value, to: known.type, field: target.field)
                }
                entries.append((target.known?.ordinal ?? .max, .init(target.field, value ?? field.value)))
            }
            if !isUsed, !names.isField(field.name) {
                entries.append((.max, .init(field.name.isEmpty ? "unnamed" : field.name, field.value)))
            }
        }
        guard entries.contains(where: { textFields.contains($0.entry.name) }) else {
            throw RecordError(reason: "no text")
        }
        // Sorting is stable in Swift's library, but not by promise; positions make it so.
        let order = entries.indices.sorted {
            let (a, b) = (entries[$0], entries[$1])
            if a.ordinal != b.ordinal { return a.ordinal < b.ordinal }
            return a.entry.name == b.entry.name ? $0 < $1 : a.entry.name < b.entry.name
        }
        return Document(id: id ?? fallbackID(), entries: order.map { entries[$0].entry })
    }

    /// How well the best of the keys of a record fits each field that any of them may fill: few fields, so a list.
    private struct BestRanks {
        private var ranks: [(field: String, rank: Int)] = []

        mutating func note(_ target: FieldNames.Target) {
            if let index = ranks.firstIndex(where: { $0.field == target.field }) {
                ranks[index].rank = min(ranks[index].rank, target.rank)
            } else {
                ranks.append((target.field, target.rank))
            }
        }

        func isBest(_ target: FieldNames.Target) -> Bool {
            ranks.contains { $0.field == target.field && $0.rank == target.rank }
        }
    }

    private func convert(
        _ value: Document.Value, to type: Field.FieldType, field: String
    ) throws(RecordError) -> Document.Value {
        switch type {
        case .text, .keyword:
            return .string(value.text)
        case .date:
            guard let date = DateText.iso(value.text) else {
                throw RecordError(reason: "field '\(field)': '\(excerpt(value.text))' is no date")
            }
            return .string(date)
        case .integer:
            let number: Int64? =
                switch value {
                case .string(let text): Int64(text)
                case .integer(let number): number
                case .double(let number): Int64(exactly: number)
                }
            guard let number else {
                throw RecordError(reason: "field '\(field)': '\(excerpt(value.text))' is no whole number of 64 bits")
            }
            return .integer(number)
        case .double:
            let number: Double? =
                switch value {
                case .string(let text): Double(text)
                case .integer(let number): Double(number)
                case .double(let number): number
                }
            guard let number, number.isFinite else {
                throw RecordError(reason: "field '\(field)': '\(excerpt(value.text))' is no number")
            }
            return .double(number)
        }
    }

    /// The beginning of a value, short enough for a message.
    private func excerpt(_ text: String) -> String {
        text.count > 60 ? text.prefix(60) + "…" : text
    }
}
