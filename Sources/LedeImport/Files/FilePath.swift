internal import Foundation

/// A path as the system has it: bytes, which need not be UTF-8, and of which two are the same only if all bytes are.
struct FilePath: Hashable, Sendable {
    private(set) var bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// The path of what has a name in this folder.
    func appending(_ name: [UInt8]) -> FilePath {
        var path = self
        if path.bytes.last != UInt8(ascii: "/") { path.bytes.append(UInt8(ascii: "/")) }
        path.bytes += name
        return path
    }

    /// The path for people and ids. Bytes that are not UTF-8 are written as in an address, `caf%E9.txt`, so that different
    /// names stay different.
    var text: String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var text = ""
        var rest = bytes[...]
        while let first = rest.first {
            let length = (1...4).first { String(validating: rest.prefix($0), as: UTF8.self) != nil }
            if let length, length <= rest.count {
                text += String(decoding: rest.prefix(length), as: UTF8.self)
                rest = rest.dropFirst(length)
            } else {
                let digits = String(first, radix: 16, uppercase: true)
                text += "%" + String(repeating: "0", count: 2 - digits.count) + digits
                rest = rest.dropFirst()
            }
        }
        return text
    }

    /// Calls `body` with the path as system calls take it.
    func withCString<R>(_ body: (UnsafePointer<CChar>) throws -> R) rethrows -> R {
        let characters = bytes.map { CChar(bitPattern: $0) } + [0]
        return try characters.withUnsafeBufferPointer { buffer in
            // The zero at the end makes sure that there is an address.
            try buffer.baseAddress.map(body) ?? body("")
        }
    }

    /// The names in a folder but for `.` and `..`, in the order of their bytes; nil, with `errno` set, when they cannot be
    /// read.
    func names() -> [[UInt8]]? {
        guard let folder = withCString({ opendir($0) }) else { return nil }
        defer { closedir(folder) }
        var names: [[UInt8]] = []
        errno = 0
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: UInt8.self, capacity: MemoryLayout.size(ofValue: name.pointee)) { start in
                    Array(
                        UnsafeBufferPointer(
                            start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))))
                }
            }
            if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
            errno = 0
        }
        return errno == 0 ? names.sorted { $0.lexicographicallyPrecedes($1) } : nil
    }
}
