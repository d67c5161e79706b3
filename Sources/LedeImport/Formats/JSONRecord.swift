import Lede

/// Reads a JSON object into values.
///
/// Strings and numbers stay what they are, `true` and `false` become text, `null` is absent. An array gives several
/// values of one name. An object within is flattened: `{"author": {"name": "Ann"}}` is `author.name`. A key that
/// occurs twice, byte for byte, has its last value.
enum JSONRecord {
    /// The values of the object, ordered by name; nil for a blank line where those are allowed.
    ///
    /// - Throws: ``RecordError`` for what is not UTF-8, not JSON by RFC 8259, not an object, nested more than
    ///   ``JSONParser/maximumDepth`` deep, or has more values than `maximumValues`.
    /// - Complexity: linear in the bytes, but for sorting keys; takes no memory but for the values.
    static func fields(
        _ bytes: ArraySlice<UInt8>, allowsBlank: Bool, maximumValues: Int = .max
    ) throws(RecordError) -> [RawField]? {
        guard let first = bytes.firstIndex(where: { !JSONParser.isBlank($0) }) else {
            if allowsBlank { return nil }
            throw RecordError(reason: "broken JSON: nothing there")
        }
        let text = bytes[first...]
        var parser = try JSONParser(text, maximumValues: maximumValues)
        try parser.readWhole()
        guard text.first == UInt8(ascii: "{") else { throw RecordError(reason: "is no JSON object") }
        return parser.fields
    }
}
