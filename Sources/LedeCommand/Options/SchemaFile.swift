import Foundation
import Lede

/// A schema file: fields to add to those of an index, or to change in it.
///
/// ```json
/// {"fields": [
///     {"name": "page", "type": "integer"},
///     {"name": "caption", "type": "text", "analyzer": "english", "stored": true, "weight": 0.5, "default": true},
///     {"name": "title", "weight": 2}
/// ]}
/// ```
///
/// Beside the fields may stand `"frequentWords": 24`, how many frequent words are indexed as pairs; 0 for none;
/// `"signatures": false`, where near-duplicates need not be known.
/// And `"analyzers"`, put together from parts as ``AnalyzerDefinition`` has it.
/// A new index has the fields of articles first. What the file does not say of a field that is there stays as it is;
/// a new field needs a type.
struct SchemaFile: Decodable {
    private var fields: [FieldChange]?
    private var frequentWords: Int?
    private var signatures: Bool?
    private var analyzers: [String: AnalyzerDefinition]?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case fields, frequentWords, signatures, analyzers
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(butThoseOf: CodingKeys.self, of: "a schema file")
        let values = try decoder.container(keyedBy: CodingKeys.self)
        fields = try values.decodeIfPresent([FieldChange].self, forKey: .fields)
        frequentWords = try values.decodeIfPresent(Int.self, forKey: .frequentWords)
        signatures = try values.decodeIfPresent(Bool.self, forKey: .signatures)
        analyzers = try values.decodeIfPresent([String: AnalyzerDefinition].self, forKey: .analyzers)
    }

    /// Reads a file and carries it out on a schema.
    /// - Throws: ``InputError`` with the file's name.
    static func read(_ path: String, over base: Schema) throws(InputError) -> Schema {
        let data = try InputFile.contents(of: path, for: "the schema")
        do {
            var file = try JSONDecoder().decode(SchemaFile.self, from: data)
            file.analyzers = try file.analyzers?.mapValues { definition in
                try definition.resolvingFiles { try readFile($0, beside: path) }
            }
            return try file.applied(to: base)
        } catch let error as InputError {
            throw InputError("\(InputFile.label(path)): \(error)")
        } catch let error as DecodingError {
            throw InputError("\(InputFile.label(path)): \(syntaxError(in: data) ?? error.reason)")
        } catch let error as LedeError {
            throw InputError("\(InputFile.label(path)): \(error)")
        } catch {
            throw InputError("cannot read the schema '\(path)': \(error.localizedDescription)")
        }
    }

    /// Where something is no JSON at all.
    private static func syntaxError(in data: Data) -> String? {
        do {
            _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
            return nil
        } catch {
            let detail = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
            return "it is not JSON" + (detail.map { ": \($0)" } ?? "")
        }
    }

    /// The text of a file that the schema names.
    private static func readFile(_ name: String, beside path: String) throws(InputError) -> String {
        let file = URL(fileURLWithPath: name, relativeTo: URL(fileURLWithPath: path).deletingLastPathComponent())
        return try InputFile.text(of: file.path, for: "the synonyms")
    }

    private func applied(to base: Schema) throws -> Schema {
        var result = base.fields
        for change in fields ?? [] {
            if let index = result.firstIndex(where: { $0.name == change.name }) {
                change.apply(to: &result[index])
            } else {
                guard let type = change.type else {
                    let types = Field.FieldType.allCases.map(\.rawValue).joined(separator: ", ")
                    throw InputError("the field '\(change.name)' is new and needs a type: \(types)")
                }
                var field = Field(change.name, type)
                change.apply(to: &field)
                result.append(field)
            }
        }
        return try Schema(
            fields: result, frequentWords: frequentWords ?? base.frequentWords,
            signatures: signatures ?? base.signatures,
            analyzers: base.analyzers.merging(analyzers ?? [:]) { $1 })
    }
}

/// What a schema file says of one field.
private struct FieldChange: Decodable {
    let name: String
    let type: Field.FieldType?
    let analyzer: String?
    let isStored: Bool?
    let weight: Double?
    let isDefault: Bool?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, type, analyzer, weight
        case isStored = "stored"
        case isDefault = "default"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        try decoder.refuseKeys(butThoseOf: CodingKeys.self, of: "the field '\(name)'")
        do {
            type = try values.decodeIfPresent(Field.FieldType.self, forKey: .type)
        } catch {
            let types = Field.FieldType.allCases.map(\.rawValue).joined(separator: ", ")
            throw InputError("the type of '\(name)' is not one of \(types)")
        }
        analyzer = try values.decodeIfPresent(String.self, forKey: .analyzer)
        isStored = try values.decodeIfPresent(Bool.self, forKey: .isStored)
        weight = try values.decodeIfPresent(Double.self, forKey: .weight)
        isDefault = try values.decodeIfPresent(Bool.self, forKey: .isDefault)
    }

    func apply(to field: inout Field) {
        if let type { field.type = type }
        if let analyzer { field.analyzer = analyzer }
        if let isStored { field.isStored = isStored }
        if let weight { field.weight = weight }
        if let isDefault { field.isDefault = isDefault }
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// - Throws: ``InputError`` for a key that an object does not have: a wrong spelling is not passed over in silence.
    fileprivate func refuseKeys<Key: CaseIterable & RawRepresentable<String>>(
        butThoseOf keys: Key.Type, of owner: String
    ) throws {
        let known = keys.allCases.map(\.rawValue)
        for key in try container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            throw InputError("\(owner) has no key '\(key.stringValue)'; there are \(known.joined(separator: ", "))")
        }
    }
}

extension DecodingError {
    /// What is wrong, and where, in one sentence.
    fileprivate var reason: String {
        switch self {
        case .keyNotFound(let key, let context): "'\(key.stringValue)' is missing\(Self.place(context))"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            "\(Self.kind(of: type)) is wanted\(Self.place(context))"
        case .dataCorrupted(let context):
            "\(context.debugDescription)\(Self.place(context))"
        @unknown default: "it cannot be read"
        }
    }

    /// What JSON calls the values of a type.
    private static func kind(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is [Any].Type: "an array"
        default: "an object"
        }
    }

    private static func place(_ context: Context) -> String {
        guard !context.codingPath.isEmpty else { return "" }
        let keys = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
        return " at " + keys.joined(separator: ".").replacingOccurrences(of: ".[", with: "[")
    }
}
