import Lede

/// Where a record ends.
struct RecordMark: Equatable {
    enum Kind: Equatable {
        /// The bytes up to ``RecordMark/end`` are a record.
        case record
        /// They are none: the bracket of an array, a header.
        case nothing
        /// They are none, and should not be there or lack something.
        case problem(String)
    }

    var kind: Kind
    /// Just past the record's last byte.
    var end: Int
    /// Where the next record begins.
    var next: Int

    init(_ kind: Kind, end: Int, next: Int? = nil) {
        self.kind = kind
        self.end = end
        self.next = next ?? end
    }
}

/// Finds the ends of records in bytes that arrive in blocks, one state machine a format.
///
/// A machine looks at every byte once. It goes on at `position`, which it moves; when the bytes run out within a
/// record it returns nil and is called again with more. With `isLast` there are no more.
enum RecordBoundary: Sendable {
    case lines
    case json(JSONBoundary)
    case csv(CSVBoundary)

    mutating func next(in bytes: Span<UInt8>, start: Int, position: inout Int, isLast: Bool) -> RecordMark? {
        switch self {
        case .lines:
            return Self.nextLine(in: bytes, start: start, position: &position, isLast: isLast)
        case .json(var machine):
            defer { self = .json(machine) }
            return machine.next(in: bytes, start: start, position: &position, isLast: isLast)
        case .csv(var machine):
            defer { self = .csv(machine) }
            return machine.next(in: bytes, start: start, position: &position, isLast: isLast)
        }
    }

    /// Whether a record is always one line.
    var isLines: Bool { if case .lines = self { true } else { false } }

    /// How the records are to be parsed.
    var kind: RecordChunk.Kind {
        switch self {
        case .lines: .json(isLines: true)
        case .json: .json(isLines: false)
        case .csv(let machine): .csv(machine.table)
        }
    }

    private static func nextLine(
        in bytes: Span<UInt8>, start: Int, position: inout Int, isLast: Bool
    ) -> RecordMark? {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: position)
        if end < bytes.count {
            position = end + 1
            return RecordMark(.record, end: end, next: end + 1)
        }
        position = end
        return isLast && start < bytes.count ? RecordMark(.record, end: bytes.count) : nil
    }
}
