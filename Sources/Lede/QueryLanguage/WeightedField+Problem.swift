extension WeightedField {
    /// Why words cannot be looked for in a field, in a sentence with what to do; nil where they can.
    package static func problem(of field: WeightedField, in schema: Schema) -> String? {
        problem(of: field, after: [], in: schema).map { "\($0.message) (\($0.hint))" }
    }

    /// The same for a field of a list, after others.
    static func problem(
        of field: WeightedField, after others: [WeightedField], in schema: Schema
    ) -> (message: String, hint: String)? {
        guard let known = schema[field.name] else {
            let hint = FieldHint.text(for: field.name, in: schema)
            return ("there is no field '\(QueryText.shortened(field.name))'", hint)
        }
        if known.type != .text {
            let texts = schema.fields.filter { $0.type == .text }.prefix(20).map(\.name).joined(separator: ", ")
            return ("'\(field.name)' is no text field", "words are looked for in \(texts)")
        }
        if others.contains(where: { $0.name == field.name }) {
            return ("the field '\(field.name)' is named twice", "name it once")
        }
        if let weight = field.weight, !weights.contains(weight) {
            return ("the weight of '\(field.name)' is out of range", "write a number between 1e-6 and 1e6")
        }
        return nil
    }
}
