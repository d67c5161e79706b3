/// What to suggest where a query names a field that does not exist.
package enum FieldHint {
    /// The field that was probably meant, or else all of them.
    static func text(for name: String, in schema: Schema) -> String {
        let escape = "escape the colon as \\: if it belongs to the word"
        if let near = nearest(to: name, among: schema.fields.map(\.name)) {
            return "did you mean '\(near)'? Else \(escape)"
        }
        var names = schema.fields.prefix(20).map(\.name).joined(separator: ", ")
        if schema.fields.count > 20 { names += " and \(schema.fields.count - 20) more" }
        return "the fields are \(names); \(escape)"
    }

    /// The closest of the names within one edit for short names and two for others, without regard to case.
    package static func nearest(to name: String, among names: [String]) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars.prefix(65))
        guard wanted.count <= 64 else { return nil }
        let allowed = wanted.count < 4 ? 1 : 2
        var best: (name: String, distance: Int)?
        for candidate in names {
            let scalars = Array(candidate.lowercased().unicodeScalars)
            guard abs(scalars.count - wanted.count) <= allowed else { continue }
            let distance = EditDistance.between(wanted, scalars)
            if distance <= allowed, distance < scalars.count, distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.name
    }
}

/// Numbers as people write them: digits, one point, an exponent.
enum DecimalText {
    /// The number, which may be infinite where the exponent is too large; nil for what is none, also `nan` and `0x1`.
    static func double(_ text: String) -> Double? {
        guard text.utf8.contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) })
        else { return nil }
        return Double(text)
    }
}

enum QueryText {
    /// A text from the query as it is put into a message.
    static func shortened(_ text: String) -> String {
        text.unicodeScalars.count <= 60 ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(57))) + "…"
    }
}
