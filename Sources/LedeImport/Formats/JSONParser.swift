import Lede

/// Parses one JSON value (RFC 8259) of valid UTF-8 by recursive descent, and gathers what is in its objects.
///
/// - Invariant: `position` is at most `end`. The bytes are valid UTF-8, and so is every part of them between two bytes of ASCII.
struct JSONParser {
    /// What is nested deeper is refused, as it takes the stack.
    static let maximumDepth = 500

    private let bytes: ArraySlice<UInt8>
    private let end: Int
    private let maximumValues: Int
    private var position: Int
    private var valueCount = 0
    /// How many bytes the names may still take of values that lie in objects within: each such name is made of several keys, so
    /// that a long one could be there as often as there are values.
    private var nameBytesLeft: Int
    /// The values of the objects, named by the keys that lead to them, those of each object in the order of its keys.
    private(set) var fields: [RawField] = []
    /// Whether no string can have a character beyond ASCII.
    private var isASCII: Bool
    /// What is made of a string with escapes.
    private var output: [UInt8] = []

    /// - Throws: ``RecordError`` for what is not UTF-8.
    init(_ bytes: ArraySlice<UInt8>, maximumValues: Int) throws(RecordError) {
        let found = bytes.span.validatedUTF8
        guard found.isValid else { throw RecordError(reason: "is not UTF-8") }
        isASCII = found.isASCII
        self.bytes = bytes
        self.maximumValues = maximumValues
        position = bytes.startIndex
        end = bytes.endIndex
        nameBytesLeft = Self.nameBytes(of: bytes.count)
    }

    /// How many bytes the names of values in objects within may take together in a record of so many.
    static func nameBytes(of byteCount: Int) -> Int { max(64 << 10, 4 * byteCount) }

    /// Puts the name of an object and a key together.
    private mutating func join(_ name: String, _ key: String) throws(RecordError) -> String {
        nameBytesLeft -= name.utf8.count + key.utf8.count
        if nameBytesLeft < 0 {
            throw RecordError(
                reason: "the keys of objects that lie in others make names of more than "
                    + "\(Self.nameBytes(of: bytes.count)) bytes")
        }
        return name + key
    }

    /// Reads a value that is all there is.
    mutating func readWhole() throws(RecordError) {
        try readValue(named: "", depth: 1)
        skipBlanks()
        if position < end { throw broken("nothing more is expected") }
    }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private func broken(_ reason: String) -> RecordError {
        let place =
            position < end ? " at byte \(position - bytes.startIndex + 1) of the record" : ", where the record ends"
        return RecordError(reason: "broken JSON: \(reason)\(place)")
    }

    /// The byte at hand; zero, which JSON has nowhere, at the end.
    private var next: UInt8 { position < end ? bytes[position] : 0 }

    private mutating func skipBlanks() { while position < end, Self.isBlank(bytes[position]) { position += 1 } }

    /// Goes past a byte and white space behind it, if it is there.
    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        skipBlanks()
        return true
    }

    // MARK: Values

    private mutating func readValue(named name: String, depth: Int) throws(RecordError) {
        valueCount += 1
        if valueCount > maximumValues { throw RecordError(reason: tooManyValues(limit: maximumValues)) }
        skipBlanks()
        switch next {
        case UInt8(ascii: "\""): fields.append(RawField(name, try string()))
        case UInt8(ascii: "{"): try readObject(named: name, depth: depth)
        case UInt8(ascii: "["): try readArray(named: name, depth: depth)
        case UInt8(ascii: "t"): fields.append(RawField(name, try word("true")))
        case UInt8(ascii: "f"): fields.append(RawField(name, try word("false")))
        case UInt8(ascii: "n"): _ = try word("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): fields.append(RawField(name, try number()))
        default: throw broken("a value is expected")
        }
    }

    private func requireDepth(_ depth: Int) throws(RecordError) {
        if depth > Self.maximumDepth { throw broken("values are nested more than \(Self.maximumDepth) deep,") }
    }

    private mutating func readArray(named name: String, depth: Int) throws(RecordError) {
        try requireDepth(depth)
        _ = take(UInt8(ascii: "["))
        if take(UInt8(ascii: "]")) { return }
        while true {
            try readValue(named: name, depth: depth + 1)
            skipBlanks()
            if next == UInt8(ascii: "]") {
                position += 1
                return
            }
            guard take(UInt8(ascii: ",")) else { throw broken("',' or ']' is expected") }
            if next == UInt8(ascii: "]") { throw broken("a comma before a closing bracket") }
        }
    }

    /// A key and where the values lie that it leads to.
    private struct Member {
        let key: String
        let range: Range<Int>
    }

    private mutating func readObject(named name: String, depth: Int) throws(RecordError) {
        try requireDepth(depth)
        _ = take(UInt8(ascii: "{"))
        if take(UInt8(ascii: "}")) { return }
        let first = fields.count
        let prefix = name.isEmpty && depth == 1 ? "" : try join(name, ".")
        var members: [Member] = []
        while true {
            guard next == UInt8(ascii: "\"") else { throw broken("a key in quotation marks is expected") }
            let key = try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw broken("':' is expected") }
            let start = fields.count
            try readValue(named: prefix.isEmpty ? key : join(prefix, key), depth: depth + 1)
            members.append(Member(key: key, range: start..<fields.count))
            skipBlanks()
            if next == UInt8(ascii: "}") { break }
            guard take(UInt8(ascii: ",")) else { throw broken("',' or '}' is expected") }
            if next == UInt8(ascii: "}") { throw broken("a comma before a closing bracket") }
        }
        position += 1
        sort(members, from: first)
    }

    /// Puts the values of an object into the order of its keys, and drops those of keys that come again.
    private mutating func sort(_ members: [Member], from first: Int) {
        func isBefore(_ a: Member, _ b: Member) -> Bool {
            if a.key != b.key { return a.key < b.key }
            return a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
        }
        if zip(members, members.dropFirst()).allSatisfy({ isBefore($0, $1) }) { return }
        let order = members.indices.sorted {
            isBefore(members[$0], members[$1]) || (!isBefore(members[$1], members[$0]) && $0 < $1)
        }
        var sorted: [RawField] = []
        sorted.reserveCapacity(fields.count - first)
        for (place, index) in order.enumerated() {
            if place + 1 < order.count, !isBefore(members[index], members[order[place + 1]]) { continue }
            sorted += fields[members[index].range]
        }
        fields.replaceSubrange(first..., with: sorted)
    }

    private mutating func word(_ word: StaticString) throws(RecordError) -> String {
        let text = String(describing: word)
        for byte in text.utf8 {
            guard next == byte else { throw broken("a value is expected") }
            position += 1
        }
        return text
    }

    // MARK: Numbers

    /// Whole numbers above 64 bits stay text, so that an id keeps all its digits, and so do numbers that are too large for a
    /// floating-point number.
    private mutating func number() throws(RecordError) -> Document.Value {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") { position += 1 } else { try digits() }
        var isWhole = true
        if next == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            try digits()
        }
        if next | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole { return Int64(text).map { .integer($0) } ?? .string(text) }
        guard let value = Double(text), value.isFinite else { return .string(text) }
        return .double(value)
    }

    private mutating func digits() throws(RecordError) {
        let start = position
        while UInt8(ascii: "0")...UInt8(ascii: "9") ~= next { position += 1 }
        if position == start { throw broken("a digit is expected") }
    }

    // MARK: Strings

    /// What stands for itself is found by vector compares and copied in one piece.
    private mutating func string() throws(RecordError) -> String {
        position += 1
        let start = position
        position = bytes.startIndex + bytes.span.endOfPlainJSON(from: start - bytes.startIndex)
        // Whole characters lie between quotation marks and backslashes.
        if next == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(known: bytes[start..<position], isASCII: isASCII)
        }
        let bytes = bytes
        output.removeAll(keepingCapacity: true)
        position = start
        while true {
            position = bytes.startIndex + bytes.span.copyJSON(from: position - bytes.startIndex, to: &output)
            guard position < end else { throw broken("a string is not closed") }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return String(known: output[...], isASCII: isASCII)
            case UInt8(ascii: "\\"): try unescape()
            default: throw broken("a control character in a string")
            }
        }
    }

    /// Appends the scalar that the escape at hand stands for to the output, and goes past it; those of one letter were seen to.
    private mutating func unescape() throws(RecordError) {
        position += 1
        if position == end { throw broken("a string is not closed") }
        guard next == UInt8(ascii: "u") else { throw broken("no character can be escaped so") }
        position += 1
        guard let scalar = scalar(&position, end) else {
            throw broken("a \\u of four digits, or of two halves of a pair, is expected")
        }
        isASCII = isASCII && scalar.isASCII
        output += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }

    /// The scalar of `\uXXXX`, or of two of them that are a pair, behind the first `\u`; nil where there is none.
    private func scalar(_ index: inout Int, _ limit: Int) -> Unicode.Scalar? {
        guard let first = unit(&index, limit) else { return nil }
        guard 0xD800...0xDBFF ~= first else { return Unicode.Scalar(UInt32(first)) }
        guard index + 2 <= limit, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        index += 2
        guard let second = unit(&index, limit), 0xDC00...0xDFFF ~= second else { return nil }
        return Unicode.Scalar(0x10000 + (UInt32(first) & 0x3FF) << 10 + UInt32(second) & 0x3FF)
    }

    private func unit(_ index: inout Int, _ limit: Int) -> UInt16? {
        guard index + 4 <= limit else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[index..<index + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        index += 4
        return unit
    }
}
