import Foundation

/// A file that an option names: a regular one, a pipe, or standard input, whose name is `-`.
enum InputFile {
    private static let chunkBytes = 1 << 16

    /// All that is in a file.
    /// - Parameter purpose: what it is for, in messages: "the queries".
    static func contents(of path: String, for purpose: String) throws(InputError) -> Data {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, purpose) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var data = Data()
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count > 0 {
                data.append(contentsOf: chunk[..<count])
            } else if count == 0 {
                return data
            } else if errno != EINTR {
                throw failure(path, purpose)
            }
        }
    }

    /// The text of a file. Bytes that are not UTF-8 become replacement characters.
    static func text(of path: String, for purpose: String) throws(InputError) -> String {
        String(decoding: try contents(of: path, for: purpose), as: UTF8.self)
    }

    /// What messages call a file.
    static func label(_ path: String) -> String { path == "-" ? "standard input" : path }

    private static func failure(_ path: String, _ purpose: String) -> InputError {
        InputError("cannot read \(purpose) '\(path)': \(String(cString: strerror(errno)))")
    }
}
