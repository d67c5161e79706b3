internal import Foundation
import Lede

/// Reads a JSON object into values.
///
/// Strings and numbers stay what they are, `true` and `false` become text, `null` is absent. An array gives several
/// values of one name. An object within is flattened: `{"author": {"name": "Ann"}}` is `author.name`. A key that
/// occurs twice has its last value.
enum JSONRecord {
    private static let booleanType: AnyClass = type(of: NSNumber(value: true))

    /// The values of the object, ordered by name; nil for a blank line where those are allowed.
    ///
    /// - Throws: ``RecordError`` for what is not UTF-8, not JSON by RFC 8259, or not an object.
    static func fields(
        _ bytes: ArraySlice<UInt8>, allowsBlank: Bool, maximumValues: Int = .max
    ) throws(RecordError) -> [RawField]? {
        let blank: [UInt8] = [0x20, 0x09, 0x0D, 0x0A]
        guard let first = bytes.firstIndex(where: { !blank.contains($0) }) else {
            if allowsBlank { return nil }
            throw RecordError(reason: "broken JSON: nothing there")
        }
        let text = bytes[first...]
        guard (try? UTF8Span(validating: text.span)) != nil else { throw RecordError(reason: "is not UTF-8") }
        // Fewer bytes than that hold no more values.
        if text.count > maximumValues, Self.valueCount(text) > maximumValues {
            throw RecordError(reason: tooManyValues(limit: maximumValues))
        }
        let value: Any
        do {
            value = try JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
        } catch {
            let reason = (error as NSError).userInfo["NSDebugDescription"] as? String
            throw RecordError(reason: "broken JSON: \(reason ?? "it cannot be read")")
        }
        if hasTrailingComma(text) { throw RecordError(reason: "broken JSON: a comma before a closing bracket") }
        guard let object = value as? [String: Any] else { throw RecordError(reason: "is no JSON object") }
        var fields: [RawField] = []
        add(object, under: "", to: &fields)
        return fields
    }

    /// How many values there are at most: the commas outside of strings and one.
    private static func valueCount(_ text: ArraySlice<UInt8>) -> Int {
        let bytes = text.span
        var count = 1
        var isInString = false
        var isEscaped = false
        for index in bytes.indices {
            let byte = bytes[index]
            if isInString {
                if !isEscaped, byte == UInt8(ascii: "\"") { isInString = false }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte == UInt8(ascii: ",") {
                count += 1
            }
        }
        return count
    }

    private static func add(_ object: [String: Any], under prefix: String, to fields: inout [RawField]) {
        for (key, value) in object.sorted(by: { $0.key < $1.key }) {
            add(value, named: prefix.isEmpty ? key : prefix + "." + key, to: &fields)
        }
    }

    private static func add(_ value: Any, named name: String, to fields: inout [RawField]) {
        switch value {
        case let text as String: fields.append(RawField(name, text))
        case let number as NSNumber: fields.append(RawField(name, self.value(number)))
        case let values as [Any]: for value in values { add(value, named: name, to: &fields) }
        case let object as [String: Any]: add(object, under: name, to: &fields)
        default: break
        }
    }

    /// Whole numbers above 64 bits stay text, so that an id keeps all its digits.
    private static func value(_ number: NSNumber) -> Document.Value {
        if type(of: number) == booleanType { return .string(number.boolValue ? "true" : "false") }
        let text = number.stringValue
        if let whole = Int64(text) { return .integer(whole) }
        return text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: "-") }
            ? .string(text) : .double(number.doubleValue)
    }

    /// Whether a comma stands before a closing bracket, which Foundation lets pass and JSON does not.
    ///
    /// Looks at the brackets first: only where one follows a comma is it found out what is within strings.
    private static func hasTrailingComma(_ text: ArraySlice<UInt8>) -> Bool {
        let bytes = text.span
        var isPossible = false
        for index in bytes.indices where bytes[index] | 0x20 == UInt8(ascii: "}") {
            var before = index - 1
            while before > 0, bytes[before] <= 0x20 { before -= 1 }
            if before > 0, bytes[before] == UInt8(ascii: ",") {
                isPossible = true
                break
            }
        }
        guard isPossible else { return false }
        var isInString = false
        var isEscaped = false
        var last: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if isInString {
                if !isEscaped, byte == UInt8(ascii: "\"") { isInString = false }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                last = byte
            } else if byte > 0x20 {
                if byte | 0x20 == UInt8(ascii: "}"), last == UInt8(ascii: ",") { return true }
                isInString = byte == UInt8(ascii: "\"")
                last = byte
            }
        }
        return false
    }
}
