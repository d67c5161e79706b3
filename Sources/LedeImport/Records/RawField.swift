import Lede

/// A value as a file has it, under the file's own name for it.
struct RawField: Sendable, Equatable {
    var name: String
    var value: Document.Value

    init(_ name: String, _ value: Document.Value) {
        self.name = name
        self.value = value
    }

    init(_ name: String, _ text: String) { self.init(name, .string(text)) }
}

extension String {
    /// The text without white space at its ends.
    var trimmed: String {
        func isMark(_ byte: UInt8) -> Bool { 0x21...0x7E ~= byte }
        if let first = utf8.first, let last = utf8.last, isMark(first), isMark(last) { return self }
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return self }
        guard first.properties.isWhitespace || last.properties.isWhitespace else { return self }
        return String(self[...].trimmed)
    }
}

extension Substring {
    /// The text without white space at its ends.
    var trimmed: Substring {
        let front = unicodeScalars.drop { $0.properties.isWhitespace }
        guard let end = front.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return Substring(front[...end])
    }
}

/// The text of a whole file: UTF-8, line ends made `\n`, without a byte order mark.
func fileText(_ bytes: [UInt8]) throws(RecordError) -> String {
    let body = bytes.starts(with: byteOrderMark) ? bytes[byteOrderMark.count...] : bytes[...]
    guard let text = String(validating: body, as: UTF8.self) else {
        throw RecordError(
            reason: "is not UTF-8 text; 'iconv -f latin1 -t utf-8' makes it so where it is Latin-1",
            lineOffset: linesBeforeDamage(body))
    }
    guard body.contains(UInt8(ascii: "\r")) else { return text }
    var lines: [UInt8] = []
    lines.reserveCapacity(body.count)
    for index in body.indices {
        if body[index] != UInt8(ascii: "\r") {
            lines.append(body[index])
        } else if index + 1 == body.endIndex || body[index + 1] != UInt8(ascii: "\n") {
            lines.append(UInt8(ascii: "\n"))
        }
    }
    return String(decoding: lines, as: UTF8.self)
}

/// How many lines end before the first byte that is not UTF-8.
private func linesBeforeDamage(_ bytes: ArraySlice<UInt8>) -> Int {
    do throws(UTF8.ValidationError) {
        _ = try UTF8Span(validating: bytes.span)
        return 0
    } catch {
        return bytes.prefix(error.byteOffsets.lowerBound).count { $0 == UInt8(ascii: "\n") }
    }
}

/// What some programs write before UTF-8.
let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
