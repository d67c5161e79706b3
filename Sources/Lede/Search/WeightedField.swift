/// A text field that is searched, and how much an occurrence in it counts.
public struct WeightedField: Sendable, Equatable {
    /// The name of the field.
    public var name: String
    /// How much an occurrence counts against one in a field of weight 1 (BM25F), between 1e-6 and 1e6; nil for the
    /// weight that the schema gives the field.
    public var weight: Double?

    /// Beyond these, frequencies as `Float` would saturate at once or never.
    package static let weights = 1e-6...1e6

    /// Names a field.
    public init(_ name: String, weight: Double? = nil) {
        self.name = name
        self.weight = weight
    }
}

extension Schema {
    /// The field that a query names.
    /// - Throws: ``LedeError/invalidQuery(_:)`` when there is none.
    func field(named name: String) throws(LedeError) -> Field {
        if let field = self[name] { return field }
        throw .invalidQuery(
            "there is no field '\(name)'. The fields are \(fields.map(\.name).joined(separator: ", "))")
    }

    /// The text fields that a query is to be looked for in, with the weights that it gives them.
    /// - Throws: ``LedeError/invalidQuery(_:)``
    func textFields(_ wanted: [WeightedField]) throws(LedeError) -> [Field] {
        var fields: [Field] = []
        for wish in wanted {
            var field = try field(named: wish.name)
            guard field.type == .text else {
                throw .invalidQuery(
                    "words cannot be looked for in '\(field.name)': its type is \(field.type.rawValue)")
            }
            if fields.contains(where: { $0.name == field.name }) {
                throw .invalidQuery("the field '\(field.name)' is named twice")
            }
            if let weight = wish.weight {
                guard WeightedField.weights.contains(weight) else {
                    throw .invalidQuery("the weight of '\(field.name)' must be between 1e-6 and 1e6, not \(weight)")
                }
                field.weight = weight
            }
            fields.append(field)
        }
        if fields.isEmpty { throw .invalidQuery("no field to look in is named") }
        return fields
    }
}
