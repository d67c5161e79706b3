import Foundation

/// A file mapped for reading, unmapped when the last reference goes.
///
/// - Invariant: `start` addresses `count` readable bytes for as long as the object lives.
package final class MappedFile: @unchecked Sendable {
    // Sendable: the mapping is read-only, and every property is a constant by the time that the file is shared.
    package let path: String
    package let count: Int
    /// Which file it is; nil for one in memory. No other file gets its identity while it is mapped.
    package let identity: FileIdentity?
    let start: UnsafeRawPointer
    private let isMapping: Bool
    /// The checksums of the file's pages, where it has them: set when its sections are found, before anybody else has it.
    var pageChecks: PageChecks? { didSet { verifiedPages = pageChecks?.verifiedPages } }
    /// Those that were compared.
    private(set) var verifiedPages: VerifiedPages?

    /// Maps a file.
    /// - Throws: ``LedeError/io(operation:path:reason:)`` when it cannot be opened or mapped,
    ///   ``LedeError/corrupt(path:section:offset:reason:)`` when something else than a file has its name.
    package init(path: String) throws(LedeError) {
        // A pipe of that name is not to make anybody wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .io(operation: "open", path: path, reason: systemReason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .io(operation: "read", path: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .corrupt(
                path: path, section: "file", offset: 0, reason: "it is a folder, a pipe or a device, not a file")
        }
        self.path = path
        count = Int(status.st_size)
        identity = FileIdentity(status)
        guard count > 0 else {
            start = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 8))
            isMapping = false
            return
        }
        guard let address = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0), address != MAP_FAILED else {
            throw .io(operation: "map", path: path, reason: systemReason())
        }
        start = UnsafeRawPointer(address)
        isMapping = true
    }

    /// A "file" in memory, for tests and for directories that live there.
    package init(path: String, contents: [UInt8]) {
        self.path = path
        count = contents.count
        identity = nil
        let copy = UnsafeMutableRawPointer.allocate(byteCount: max(1, contents.count), alignment: 64)
        contents.withUnsafeBytes { if let base = $0.baseAddress { copy.copyMemory(from: base, byteCount: $0.count) } }
        start = UnsafeRawPointer(copy)
        isMapping = false
    }

    deinit {
        if isMapping {
            munmap(UnsafeMutableRawPointer(mutating: start), count)
        } else {
            start.deallocate()
        }
    }

    /// Lets the system have back the memory that holds the file, which it reads again where that is of use: who goes through
    /// a file once has no more of it in memory than it reads between two calls. Views of it stay good.
    package func release() {
        if isMapping { madvise(UnsafeMutableRawPointer(mutating: start), count, MADV_DONTNEED) }
    }

    /// The whole file.
    package var bytes: ByteRegion { ByteRegion(file: self, offset: 0, count: count, name: .file) }
}

/// The reason of the last failed system call, in words.
package func systemReason() -> String { String(cString: strerror(errno)) }
