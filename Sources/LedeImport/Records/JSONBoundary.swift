/// Splits JSON into the elements of its arrays and the values beside them, without parsing them.
///
/// An array at the top is opened; its elements are the records. So are values one after another, which makes a
/// file of JSON lines named `.json` work too, and objects that were joined. What stands behind an array in its last line is
/// read as well, but reported: a file of JSON is one value, and nobody writes two arrays into a line on purpose. Brackets are
/// counted outside of strings; whether an element is good JSON is for its parser to say.
struct JSONBoundary: Sendable {
    private enum Phase {
        case top, value, line, element, unclosed
    }

    private var phase = Phase.top
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var hasContent = false
    private var needsElement = false
    /// Whether an array ended in this line.
    private var isBehindArray = false
    /// Whether nothing but white space was met.
    private var isEmpty = true

    mutating func next(in bytes: Span<UInt8>, start: Int, position: inout Int, isLast: Bool) -> RecordMark? {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            if let mark = step(byte, position) { return mark }
        }
        return isLast ? atEnd(start: start, count: bytes.count) : nil
    }

    /// Takes a byte outside of a string, the one before `position`.
    private mutating func step(_ byte: UInt8, _ position: Int) -> RecordMark? {
        switch (phase, byte) {
        case (_, 0x20), (_, 0x09), (_, 0x0D):
            return nil
        case (.top, UInt8(ascii: "\n")):
            isBehindArray = false
            return nil
        case (.top, _) where isBehindArray:
            isBehindArray = false
            return RecordMark(
                .problem("something follows the array in its line; it is read all the same"), end: position - 1)
        case (.top, UInt8(ascii: "[")):
            isEmpty = false
            phase = .element
            hasContent = false
            needsElement = false
            return RecordMark(.nothing, end: position)
        case (.top, UInt8(ascii: "{")):
            isEmpty = false
            phase = .value
            depth = 1
        case (.top, _):
            isEmpty = false
            phase = .line
        case (.line, UInt8(ascii: "\n")):
            phase = .top
            return RecordMark(.record, end: position - 1, next: position)
        case (.line, _):
            return nil
        case (.element, UInt8(ascii: ",")) where depth == 0:
            defer {
                hasContent = false
                needsElement = true
            }
            return RecordMark(
                hasContent ? .record : .problem("an element of the array is missing"), end: position - 1, next: position
            )
        case (.element, UInt8(ascii: "]")) where depth == 0:
            phase = .top
            isBehindArray = true
            if hasContent { return RecordMark(.record, end: position - 1, next: position) }
            return RecordMark(
                needsElement ? .problem("an element of the array is missing") : .nothing, end: position - 1,
                next: position)
        case (.element, UInt8(ascii: "\n")):
            return nil
        case (_, UInt8(ascii: "\"")):
            isInString = true
        case (_, UInt8(ascii: "{")), (_, UInt8(ascii: "[")):
            depth += 1
        case (_, UInt8(ascii: "}")), (_, UInt8(ascii: "]")):
            depth = max(0, depth - 1)
            if phase == .value, depth == 0 {
                phase = .top
                return RecordMark(.record, end: position)
            }
        default: break
        }
        hasContent = true
        return nil
    }

    private mutating func atEnd(start: Int, count: Int) -> RecordMark? {
        switch phase {
        case .top where isEmpty:
            isEmpty = false
            return RecordMark(.problem("broken JSON: nothing there"), end: count)
        case .top: return nil
        case .value, .line:
            phase = .top
            return RecordMark(.record, end: count)
        case .element:
            phase = .unclosed
            if hasContent { return RecordMark(.record, end: count) }
            fallthrough
        case .unclosed:
            phase = .top
            return RecordMark(.problem("the array is not closed"), end: count)
        }
    }
}
