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

    /// The next block, or nil at the end.
    ///
    /// - Throws: ``RecordError`` when the system refuses, or the compressed data is damaged or cut short.
    mutating func read(upTo count: Int) throws(RecordError) -> [UInt8]? {
        var status: Int32 = 0
        let block = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            status = gzread(file, buffer.baseAddress, UInt32(clamping: count))
            initialized = Int(max(0, status))
        }
        readCount += block.count
        if !block.isEmpty { return block }
        var code: Int32 = 0
        let message = gzerror(file, &code).map { String(cString: $0) } ?? ""
        switch code {
        case Z_OK, Z_STREAM_END: return nil
        case Z_ERRNO: throw RecordError(reason: "cannot be read: \(String(cString: strerror(errno)))")
        case Z_BUF_ERROR: throw RecordError(reason: "the compressed data is cut short")
        default: throw RecordError(reason: "the compressed data is damaged (\(message))")
        }
    }
}
