internal import CZlib
internal import Foundation

/// The bytes of a file or of standard input, one block after another, decompressed if they are gzip.
///
/// gzip is recognised by its first bytes, not by the file's name; parts joined one after another are read as one.
/// - Invariant: `file` is open and owned by this value alone.
struct ByteStream: ~Copyable, @unchecked Sendable {
    // Sendable: the value cannot be copied and `read` needs it exclusively, so one thread at a time has the pointer.
    private let file: gzFile
    private var readCount = 0

    /// Opens a path; `-` is standard input.
    init(path: FilePath) throws(RecordError) {
        let file: gzFile?
        if path == FilePath(ImportFile.standardInput) {
            file = gzdopen(dup(STDIN_FILENO), "rb")
        } else {
            file = path.withCString { gzopen($0, "rbe") }
        }
        guard let file else { throw RecordError(reason: "cannot be opened: \(String(cString: strerror(errno)))") }
        gzbuffer(file, 256 << 10)
        self.file = file
    }

    deinit { gzclose(file) }

    /// Bytes of the file taken in so far, as they lie on disk; those given out where that cannot be told.
    var position: Int {
        let offset = Int(gzoffset(file))
        return offset < 0 ? readCount : offset
    }

    /// Appends the next block to some bytes.
    ///
    /// - Returns: whether there was one; false at the end.
    /// - Throws: ``RecordError`` when the system refuses, or the compressed data is damaged or cut short.
    mutating func read(upTo count: Int, to bytes: inout [UInt8]) throws(RecordError) -> Bool {
        var status: Int32 = 0
        bytes.append(addingCapacity: count) { output in
            output.withUnsafeMutableBufferPointer { buffer, initialized in
                status = gzread(file, buffer.baseAddress, UInt32(clamping: min(count, buffer.count)))
                initialized = Int(max(0, status))
            }
        }
        if status > 0 {
            readCount += Int(status)
            return true
        }
        var code: Int32 = 0
        let message = gzerror(file, &code).map { String(cString: $0) } ?? ""
        switch code {
        case Z_OK, Z_STREAM_END: return false
        case Z_ERRNO: throw RecordError(reason: "cannot be read: \(String(cString: strerror(errno)))")
        case Z_BUF_ERROR: throw RecordError(reason: "the compressed data is cut short")
        default: throw RecordError(reason: "the compressed data is damaged (\(message))")
        }
    }
}
