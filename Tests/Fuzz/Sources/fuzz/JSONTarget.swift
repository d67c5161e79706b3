import Foundation
import Lede

@testable import LedeImport

/// A record of JSON: taken or refused as Foundation's parser does, with the same values.
struct JSONTarget: FuzzTarget {
    func seeds() throws -> [[UInt8]] {
        [
            #"{"id":"1","title":"T\u00e9","body":"b\ud83d\ude00\n\"\\\/","x":[1,{"y":null,"z":[true,false]}]}"#,
            #" { "a" : -0.5e-2 , "b":0, "c":1E+9,"d":12345678901234567890123,"e":[[[]]],"f":{},"":"" } "#,
            #"{"b":1,"a":{"b":2,"a":3},"a.b":4,"b":5}"#, "{\"\u{E9}\":\"\u{1F600}\",\"n\":[-1,0.25]}",
        ].map { Array($0.utf8) }
    }

    func run(_ bytes: [UInt8]) {
        let fields: [RawField]?
        var reason = ""
        do throws(RecordError) {
            fields = try JSONRecord.fields(bytes[...], allowsBlank: false)
        } catch {
            fields = nil
            reason = error.reason
        }
        // Foundation looks for other encodings there.
        if bytes.contains(0) || bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return require(fields == nil, "taken: \(bytes)")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        // It drops these from the beginning of strings.
        if text.unicodeScalars.contains("\u{FEFF}") { return }
        let tree: Any
        do {
            tree = try JSONSerialization.jsonObject(with: Data(bytes))
        } catch {
            return require(fields == nil || "\(error)".contains("not representable"), "taken: \(text)")
        }
        guard let object = tree as? [String: Any] else { return require(fields == nil, "taken: \(text)") }
        guard let fields else {
            return require(Self.stricter.contains { reason.contains($0) }, "\(reason): \(text)")
        }
        // Keys that look alike are one to Foundation.
        if Set(fields.map { Array($0.name.utf8) }).count != Set(fields.map(\.name)).count { return }
        var (expected, found) = (Values(), Values())
        expected.gather(object, named: "", prefix: "")
        for field in fields { found.add(field.value, named: field.name) }
        require(found.agree(with: expected), "\(text): \(found), expected \(expected)")
    }

    /// What only Foundation takes.
    private static let stricter = [
        "a comma before a closing bracket", "nested more than \(JSONParser.maximumDepth) deep",
    ]

    /// The values of a record, whatever their order.
    private struct Values {
        private var texts: [String] = []
        private var numbers: [Double] = []

        /// - Parameter prefix: before the keys of an object.
        mutating func gather(_ value: Any, named name: String, prefix: String) {
            switch value {
            case let object as [String: Any]:
                for (key, value) in object { gather(value, named: prefix + key, prefix: prefix + key + ".") }
            case let array as [Any]: for value in array { gather(value, named: name, prefix: prefix) }
            case let text as String: add(.string(text), named: name)
            case let number as NSNumber where String(cString: number.objCType) == "c":
                add(.string(number.boolValue ? "true" : "false"), named: name)
            case let number as NSNumber: add(.double(number.doubleValue), named: name)
            default: break
            }
        }

        /// Numbers above 64 bits, which stay text, are taken for one.
        mutating func add(_ value: Document.Value, named name: String) {
            let number: Double
            switch value {
            case .integer(let whole): number = Double(whole)
            case .double(let double): number = double
            case .string(let text):
                guard text.utf8.count > 18, text.allSatisfy({ $0 == "-" || $0.isNumber }) else {
                    return texts.append("\(name)=\"\(text)\"")
                }
                number = .infinity
            }
            if abs(number) < 0x1p63 { numbers.append(number) }
            texts.append("\(name) is a number")
        }

        /// Whether the values are the same, numbers but for the last digits, in which Foundation errs.
        func agree(with other: Self) -> Bool {
            texts.sorted() == other.texts.sorted() && numbers.count == other.numbers.count
                && zip(numbers.sorted(), other.numbers.sorted()).allSatisfy { abs($0 - $1) <= 1e-12 * abs($0) }
        }
    }
}
