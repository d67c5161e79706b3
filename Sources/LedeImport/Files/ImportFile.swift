/// A file to read: where it is, and what to call it.
struct ImportFile: Sendable {
    /// What to open; `-` is standard input.
    var path: FilePath
    /// What to call it in messages: the path as the user would type it.
    var name: String
    /// What ids of documents without one are made from; the same from whichever folder the command is run.
    var label: String
    var format: ImportFormat
    /// Whether columns are separated by tabs, as the name says.
    var isTabSeparated = false
    /// Bytes on disk, or 0 when it is not known beforehand.
    var byteCount: Int

    static let standardInput = "-"

    /// The whole file, decompressed.
    ///
    /// - Throws: ``RecordError`` when it cannot be read or is longer than the limit.
    func contents(limit: Int) throws(RecordError) -> [UInt8] {
        var stream = try ByteStream(path: path)
        var bytes: [UInt8] = []
        while try stream.read(upTo: min(1 << 20, limit + 1 - bytes.count), to: &bytes) {
            if bytes.count > limit { throw RecordError(reason: tooLong(limit: limit)) }
        }
        return bytes
    }
}

/// Says that a record or file is above the limit.
func tooLong(limit: Int) -> String {
    let size = limit >= 1 << 20 && limit % (1 << 20) == 0 ? "\(limit >> 20) MB" : "\(limit) bytes"
    return "is longer than \(size), the limit of --max-record-bytes"
}

/// Says that a record has too many values.
func tooManyValues(limit: Int) -> String { "has more than \(limit) values, the limit of --max-values" }
