/// Records of one file that were read together, each a range of the bytes.
struct RecordChunk: Sendable {
    enum Kind: Sendable {
        /// `isLines`: blank records are blank lines and mean nothing.
        case json(isLines: Bool)
        case csv(CSVTable)
    }

    struct Record: Sendable {
        var range: Range<Int>
        /// The line of the file at which it begins, from 1.
        var line: Int
        /// Why it is no record, if it is none.
        var problem: String?
    }

    var file: ImportFile
    var kind: Kind
    var bytes: [UInt8]
    var records: [Record]
    /// Bytes on disk that were read for it.
    var byteCount: Int
    /// As ``ImportOptions/maximumValues``.
    var maximumValues: Int
}

/// Reads a file of records and cuts it into chunks of whole records.
///
/// Holds one chunk and the beginning of the record behind it, never more than the limit for a record allows: the
/// bytes of a longer one are dropped as they come.
/// - Invariant: `start <= position <= buffer.count`; the record in work begins at `start`, in line `line`, and has
///   been looked at up to `position`.
struct RecordStream: ~Copyable {
    private static let blockSize = 256 << 10

    let file: ImportFile
    private let limit: Int
    private let batchBytes: Int
    private let maximumValues: Int
    private var bytes: ByteStream
    private var boundary: RecordBoundary
    private var buffer: [UInt8] = []
    private var start = 0
    private var position = 0
    private var line = 1
    private var reported = 0
    private var isAtEnd = false
    private var isDone = false
    private var isFirstBlock = true
    /// The line of a record that is too long and is being dropped.
    private var droppedLine: Int?

    init(_ file: ImportFile, options: ImportOptions) throws(RecordError) {
        self.file = file
        limit = options.maximumRecordBytes
        batchBytes = options.batchBytes
        maximumValues = options.maximumValues
        bytes = try ByteStream(path: file.path)
        boundary =
            switch file.format {
            case .csv: .csv(CSVBoundary(isTabSeparated: file.isTabSeparated))
            case .json: .json(JSONBoundary())
            default: .lines
            }
    }

    /// The next records, or nil at the end. A file that cannot be read further ends with a problem.
    mutating func next() -> RecordChunk? {
        if isDone { return nil }
        var records: [RecordChunk.Record] = []
        while true {
            cut(into: &records)
            if isAtEnd {
                isDone = true
                return records.isEmpty && bytes.position == reported ? nil : chunk(records)
            }
            if start >= batchBytes || records.count > batchBytes / 16 { return chunk(records) }
            dropIfTooLong()
            do {
                // Large enough for the whole chunk, where it has more than a block.
                if buffer.count >= Self.blockSize { buffer.reserveCapacity(chunkCapacity) }
                if try !bytes.read(upTo: Self.blockSize, to: &buffer) { isAtEnd = true }
                if isFirstBlock, buffer.starts(with: byteOrderMark) { buffer.removeFirst(byteOrderMark.count) }
                isFirstBlock = false
            } catch {
                cut(into: &records)
                records.append(.init(range: start..<start, line: line, problem: error.reason))
                isAtEnd = true
                isDone = true
                return chunk(records)
            }
        }
    }

    /// Marks the records in the buffer.
    private mutating func cut(into records: inout [RecordChunk.Record]) {
        let bytes = buffer
        let all = bytes.span
        while let mark = boundary.next(in: all, start: start, position: &position, isLast: isAtEnd) {
            let first = line + Self.leadingLineCount(all, start..<mark.end)
            switch mark.kind {
            case .record where droppedLine != nil || mark.end - start > limit:
                records.append(
                    .init(range: start..<start, line: droppedLine ?? first, problem: "record " + tooLong(limit: limit)))
                droppedLine = nil
            case .record: records.append(.init(range: start..<mark.end, line: first))
            case .nothing: break
            case .problem(let reason): records.append(.init(range: start..<start, line: first, problem: reason))
            }
            // The last line may lack its end; nobody asks for the number of the one behind it.
            line += boundary.isLines ? 1 : Self.lineCount(all, start..<mark.next)
            start = mark.next
            position = mark.next
        }
    }

    private mutating func dropIfTooLong() {
        guard buffer.count - start > limit else { return }
        let dropped = Array(buffer[start...])
        droppedLine = droppedLine ?? line + Self.leadingLineCount(dropped.span, dropped.indices)
        line += Self.lineCount(dropped.span, dropped.indices)
        buffer.removeLast(buffer.count - start)
        position = start
    }

    /// How much memory the bytes of a chunk take, mostly.
    private var chunkCapacity: Int { batchBytes + 2 * Self.blockSize }

    /// Gives the bytes before `start` away and keeps the rest.
    private mutating func chunk(_ records: [RecordChunk.Record]) -> RecordChunk {
        var rest: [UInt8] = []
        if !isAtEnd { rest.reserveCapacity(chunkCapacity) }
        rest += buffer[start...]
        buffer.removeLast(rest.count)
        let whole = buffer
        buffer = rest
        position -= start
        start = 0
        let taken = bytes.position - reported
        reported += taken
        return RecordChunk(
            file: file, kind: boundary.kind, bytes: whole, records: records, byteCount: taken,
            maximumValues: maximumValues)
    }

    private static func lineCount(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var count = 0
        for index in range where bytes[index] == UInt8(ascii: "\n") { count += 1 }
        return count
    }

    /// Line ends before the first byte that is not white space.
    private static func leadingLineCount(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var count = 0
        for index in range {
            switch bytes[index] {
            case UInt8(ascii: "\n"): count += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            default: return count
            }
        }
        return count
    }
}
