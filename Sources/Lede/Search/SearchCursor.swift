import Foundation

/// Where a page of hits ended, as a short text from which the next page goes on.
///
/// | bytes | meaning |
/// |---|---|
/// | 1 | 1, the version of this form |
/// | 4 | a hash of the query and the order |
/// | varint | the generation of the commit |
/// | varint | the place of the last hit among all documents of the index, deleted ones included |
/// | varint, … | for each key of the order a byte and what it had: 0 nothing, 1 a number (8 bytes), 2 a text |
/// | varint, bytes | its id |
/// | 4 | CRC-32 of all this |
///
/// In the same commit the next page begins right behind the last hit. In another one the documents are those of that
/// commit, and the page begins behind the values that the last hit had; among documents of equal values, behind the
/// document with its id. Where that is gone they are all shown, some of them again: nothing is lost.
struct SearchCursor {
    var fingerprint: UInt32
    var commit: Int
    var position: Int
    var values: [SortValue]
    var id: String

    private static let version: UInt8 = 1

    /// A hash of what must be the same for a cursor to make sense.
    static func fingerprint(_ query: Query, _ options: SearchOptions) -> UInt32 {
        var text = "\(query) \(options.sort) \(options.similarity) \(String(describing: options.recency))"
        if options.collapsesDuplicates { text += " without duplicates" }
        return text.withBytes { crc32(of: $0) }
    }

    var text: String {
        var bytes = ByteWriter()
        bytes.append(Self.version)
        bytes.append(little: fingerprint)
        bytes.append(varint: commit)
        bytes.append(varint: position)
        bytes.append(varint: values.count)
        for value in values {
            switch value {
            case .missing: bytes.append(0)
            case .number(let number):
                bytes.append(1)
                bytes.append(little: number)
            case .text(let text):
                bytes.append(2)
                bytes.append(varint: text.count)
                bytes.append(contentsOf: text)
            }
        }
        bytes.append(text: id)
        bytes.append(little: bytes.bytes.withBytes { crc32(of: $0) })
        return Data(bytes.bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Throws: ``LedeError/invalidQuery(_:)`` when the text is none, or was cut or changed.
    init(_ text: String) throws(LedeError) {
        let damaged = LedeError.invalidQuery(
            "this is not a cursor that a search gave out: pass 'next_cursor' of the page before on as it is")
        var code = text.replacing("-", with: "+").replacing("_", with: "/")
        code += String(repeating: "=", count: (4 - code.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: code), data.count > 4 else { throw damaged }
        let bytes = Array(data)
        let sum = bytes.dropLast(4).withUnsafeBytes { crc32(of: $0) }
        guard bytes.suffix(4).elementsEqual(withUnsafeBytes(of: sum.littleEndian) { Array($0) }) else { throw damaged }
        do throws(LedeError) {
            try self.init(bytes: Array(bytes.dropLast(4)))
        } catch { throw damaged }
    }

    private init(bytes: [UInt8]) throws(LedeError) {
        let region = MappedFile(path: "cursor", contents: bytes).bytes
        var reader = try ByteReader(region)
        guard try reader.byte() == Self.version else { throw region.corrupt("another version") }
        fingerprint = try reader.integer(UInt32.self)
        commit = try reader.varint(limit: .max)
        position = try reader.varint(limit: .max)
        values = []
        for _ in 0..<(try reader.varint(limit: SortKey.greatestCount)) {
            switch try reader.byte() {
            case 0: values.append(.missing)
            case 1: values.append(.number(try reader.integer(Int64.self)))
            default:
                let count = try reader.varint(limit: reader.remaining)
                values.append(.text(Array(try reader.bytes(count))))
            }
        }
        id = try reader.text()
    }

    init(fingerprint: UInt32, commit: Int, position: Int, values: [SortValue], id: String) {
        self.fingerprint = fingerprint
        self.commit = commit
        self.position = position
        self.values = values
        self.id = id
    }
}
