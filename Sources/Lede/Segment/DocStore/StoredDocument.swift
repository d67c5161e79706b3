/// How a document's values are stored.
///
/// | bytes | meaning |
/// |---|---|
/// | varint, bytes | the id |
/// | varint | number of values |
/// | varint | for each value: its name, as index into the segment's names (section `NAME`) |
/// | 1 | its kind: 0 text (varint length, UTF-8), 1 integer (8 bytes), 2 floating-point number (8 bytes) |
package enum StoredDocument {
    package static func encode(_ document: Document, names: Names, to output: inout ByteWriter) {
        output.append(text: document.id)
        output.append(varint: document.entries.count)
        for entry in document.entries {
            output.append(varint: names.index(of: entry.name))
            switch entry.value {
            case .string(let text):
                output.append(0)
                output.append(text: text)
            case .integer(let number):
                output.append(1)
                output.append(little: number)
            case .double(let number):
                output.append(2)
                output.append(little: number.bitPattern)
            }
        }
    }

    package static func decode(_ reader: inout ByteReader, names: StoredNames) throws(LedeError) -> Document {
        var document = Document(id: try reader.text())
        for _ in 0..<(try reader.varint(limit: reader.remaining)) {
            let name = try reader.varint(limit: Int.max / 2)
            let value: Document.Value
            switch try reader.byte() {
            case 0: value = .string(try reader.text())
            case 1: value = .integer(try reader.integer(Int64.self))
            case 2: value = .double(Double(bitPattern: try reader.integer(UInt64.self)))
            default: throw reader.region.corrupt("a value is of an unknown kind", at: reader.position)
            }
            document.add(try names[name], value)
        }
        return document
    }

    /// Copies a document whose names get other numbers.
    /// - Parameter number: the new number of a name.
    static func renumber(
        _ reader: inout ByteReader, to output: inout ByteWriter, _ number: (Int) throws(LedeError) -> Int
    ) throws(LedeError) {
        func copyText() throws(LedeError) {
            let count = try reader.varint(limit: reader.remaining)
            output.append(varint: count)
            output.append(contentsOf: try reader.bytes(count))
        }
        try copyText()
        let count = try reader.varint(limit: reader.remaining)
        output.append(varint: count)
        for _ in 0..<count {
            output.append(varint: try number(try reader.varint(limit: Int.max / 2)))
            let kind = try reader.byte()
            output.append(kind)
            switch kind {
            case 0: try copyText()
            case 1, 2: output.append(contentsOf: try reader.bytes(8))
            default: throw reader.region.corrupt("a value is of an unknown kind", at: reader.position)
            }
        }
    }

    /// A hash of everything a document says, by which an unchanged one is known again.
    package static func contentHash(_ document: Document) -> UInt64 {
        var hash = ContentHash()
        hash.update(document.id)
        for entry in document.entries { update(&hash, entry) }
        return hash.value
    }

    /// The same of two documents, which takes less time than one after the other where their texts are about equally long.
    static func contentHashes(_ one: Document, _ other: Document) -> (UInt64, UInt64) {
        var (first, second) = (ContentHash(), ContentHash())
        ContentHash.update(&first, one.id, &second, other.id)
        let shared = min(one.entries.count, other.entries.count)
        for index in 0..<shared {
            let (entry, otherEntry) = (one.entries[index], other.entries[index])
            guard case .string(let text) = entry.value, case .string(let otherText) = otherEntry.value else {
                update(&first, entry)
                update(&second, otherEntry)
                continue
            }
            ContentHash.update(&first, entry.name, &second, otherEntry.name)
            first.update(0)
            second.update(0)
            ContentHash.update(&first, text, &second, otherText)
        }
        for entry in one.entries[shared...] { update(&first, entry) }
        for entry in other.entries[shared...] { update(&second, entry) }
        return (first.value, second.value)
    }

    private static func update(_ hash: inout ContentHash, _ entry: Document.Entry) {
        hash.update(entry.name)
        switch entry.value {
        case .string(let text):
            hash.update(0)
            hash.update(text)
        case .integer(let number):
            hash.update(1)
            hash.update(UInt64(bitPattern: number))
        case .double(let number):
            hash.update(2)
            hash.update(number.bitPattern)
        }
    }
}
