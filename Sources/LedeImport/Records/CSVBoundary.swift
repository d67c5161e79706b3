/// Splits comma-separated values (RFC 4180) into rows, and takes the header off the front.
///
/// A quote opens a quoted field only at the field's beginning; within one, line ends count as text and a doubled
/// quote is a quote. Elsewhere a quote is a letter as any other (`5" pipe`). The separator is the mark of `,`, `;`
/// and tab that is most frequent in the header outside of quotes, a tab where the file's name ends in `tsv`.
struct CSVBoundary: Sendable {
    private enum State {
        case fieldStart, plain, quoted, quoteInQuoted
    }

    /// The header, once it has been read.
    private(set) var table = CSVTable(separator: UInt8(ascii: ","), names: [])
    private var isSeparatorKnown = false
    private var isHeaderRead = false
    private var state = State.fieldStart

    init(isTabSeparated: Bool) {
        if isTabSeparated {
            table.separator = UInt8(ascii: "\t")
            isSeparatorKnown = true
        }
    }

    mutating func next(in bytes: Span<UInt8>, start: Int, position: inout Int, isLast: Bool) -> RecordMark? {
        if !isSeparatorKnown {
            guard let separator = Self.separator(bytes, from: start, isLast: isLast) else { return nil }
            table.separator = separator
            isSeparatorKnown = true
        }
        guard let mark = nextRow(in: bytes, start: start, position: &position, isLast: isLast) else { return nil }
        if isHeaderRead { return mark }
        let row = start..<mark.end
        if bytes.extracting(row).isBlank { return RecordMark(.nothing, end: mark.end, next: mark.next) }
        isHeaderRead = true
        table.readHeader(row.map { bytes[$0] })
        return RecordMark(.nothing, end: mark.end, next: mark.next)
    }

    private mutating func nextRow(
        in bytes: Span<UInt8>, start: Int, position: inout Int, isLast: Bool
    ) -> RecordMark? {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch state {
            case .quoted:
                if byte == UInt8(ascii: "\"") { state = .quoteInQuoted }
                continue
            case .quoteInQuoted where byte == UInt8(ascii: "\""):
                state = .quoted
                continue
            case .fieldStart where byte == UInt8(ascii: "\""):
                state = .quoted
                continue
            default: break
            }
            if byte == UInt8(ascii: "\n") {
                state = .fieldStart
                let hasReturn = position - 2 >= start && bytes[position - 2] == UInt8(ascii: "\r")
                return RecordMark(.record, end: position - (hasReturn ? 2 : 1), next: position)
            }
            state = byte == table.separator ? .fieldStart : .plain
        }
        return isLast && start < bytes.count ? RecordMark(.record, end: bytes.count) : nil
    }

    /// The most frequent separator in the first line that is not blank; nil when its end has not come yet.
    private static func separator(_ bytes: Span<UInt8>, from start: Int, isLast: Bool) -> UInt8? {
        let marks = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var counts = [0, 0, 0]
        var isQuoted = false
        var isBlank = true
        for index in start..<bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n"), !isBlank { return best() }
            if byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { isBlank = false }
            if let mark = marks.firstIndex(of: byte) { counts[mark] += 1 }
        }
        return isLast ? best() : nil

        func best() -> UInt8 {
            var winner = 0
            for mark in marks.indices where counts[mark] > counts[winner] { winner = mark }
            return marks[winner]
        }
    }
}

extension Span<UInt8> {
    /// Whether there is nothing but spaces, tabs and line ends.
    fileprivate var isBlank: Bool {
        for index in indices where ![0x20, 0x09, 0x0A, 0x0D].contains(self[index]) { return false }
        return true
    }
}
