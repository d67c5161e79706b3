import Lede

/// A JSON value whose keys stay in the order they were given; Foundation's encoder has no order, or that of the alphabet.
indirect enum JSON: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    /// A score: computed as a 32-bit number, and written with as many digits as that has.
    case score(Double)
    case string(String)
    case array([JSON])
    case object([(key: String, value: JSON)])

    static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

    /// The value on one line.
    var text: String {
        var result = ""
        write(to: &result)
        return result
    }

    private func write(to result: inout String) {
        switch self {
        case .null: result += "null"
        case .boolean(let value): result += value ? "true" : "false"
        case .integer(let value): result += String(value)
        case .number(let value): result += value.isFinite ? String(value) : "null"
        case .score(let value): result += value.isFinite ? String(Float(value)) : "null"
        case .string(let text): Self.quote(text, to: &result)
        case .array(let values):
            result += "["
            for (index, value) in values.enumerated() {
                if index > 0 { result += "," }
                value.write(to: &result)
            }
            result += "]"
        case .object(let members):
            result += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { result += "," }
                Self.quote(member.key, to: &result)
                result += ":"
                member.value.write(to: &result)
            }
            result += "}"
        }
    }

    /// Control characters are escaped, also those JSON would allow: the text may be looked at on a terminal.
    private static func quote(_ text: String, to result: inout String) {
        result += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || 0x7F..<0xA0 ~= scalar.value || 0x2028...0x202E ~= scalar.value:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        result += "\""
    }
}

extension JSON {
    init(_ value: Document.Value) {
        switch value {
        case .string(let text): self = .string(text)
        case .integer(let number): self = .integer(Int(number))
        case .double(let number): self = .number(number)
        }
    }

    /// The values of a document by name, in its order; several values of one name as an array.
    static func members(of document: Document, where isWanted: (Document.Entry) -> Bool = { _ in true })
        -> [(key: String, value: JSON)]
    {
        var names: [String] = []
        var values: [String: [JSON]] = [:]
        for entry in document.entries where isWanted(entry) {
            if values[entry.name] == nil { names.append(entry.name) }
            values[entry.name, default: []].append(JSON(entry.value))
        }
        return names.map { name in
            let all = values[name] ?? []
            return (name, all.count == 1 ? all[0] : .array(all))
        }
    }
}
