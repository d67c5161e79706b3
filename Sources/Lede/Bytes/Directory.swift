internal import CLinux
import Foundation

/// Where an index keeps its files. Every write, sync, rename and removal of the engine goes through here, so that
/// tests can make each of them fail.
package protocol Directory: Sendable {
    /// Where it is, for messages.
    var path: String { get }
    func list() throws(LedeError) -> [String]
    func exists(_ name: String) -> Bool
    /// Which file has a name, as ``MappedFile/identity`` says; nil where there is none.
    func identity(of name: String) -> FileIdentity?
    /// Opens a file for reading.
    func open(_ name: String) throws(LedeError) -> MappedFile
    /// Makes an empty file, in place of one of that name.
    func create(_ name: String) throws(LedeError) -> any FileOutput
    func rename(_ name: String, to newName: String) throws(LedeError)
    func remove(_ name: String) throws(LedeError)
    /// Gives a file of another folder a name here as well, so that both are the same bytes on the disk.
    /// - Returns: false where the file systems cannot do that, and nothing was done.
    func link(_ name: String, from source: any Directory) throws(LedeError) -> Bool
    /// How many bytes can still be written; nil where the system cannot say.
    func freeBytes() throws(LedeError) -> Int?
    /// Makes the names of the files durable.
    func sync() throws(LedeError)
    /// Takes the writer's lock, which the system releases when the process ends.
    func lock() throws(LedeError) -> WriterLock
}

/// A file that is being written from front to back.
package protocol FileOutput: AnyObject {
    func write(_ bytes: UnsafeRawBufferPointer) throws(LedeError)
    /// Has the disk begin with what was written, so that ``sync()`` has less to wait for. Nothing is durable by that.
    func beginSync()
    /// Makes what was written durable.
    func sync() throws(LedeError)
    func close() throws(LedeError)
}

extension FileOutput {
    package func beginSync() {}
}

/// A folder of the file system.
package struct FileDirectory: Directory {
    package let path: String

    package init(path: String) { self.path = path }

    /// Opens the folder, making it and its parents where they are missing, durably.
    package static func create(at path: String) throws(LedeError) -> FileDirectory {
        var parents: [String] = []
        var folder = URL(fileURLWithPath: path).standardizedFileURL
        // Its own parent in any case: who made the folder may not have come to that.
        repeat {
            let isThere = FileManager.default.fileExists(atPath: folder.path)
            folder.deleteLastPathComponent()
            parents.append(folder.path)
            if isThere { break }
        } while folder.path != "/"
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .io(operation: "make the folder", path: path, reason: systemReason())
        }
        // A folder whose own name is lost takes all that is in it along. One that may not be read cannot be synced.
        for parent in parents.reversed() where access(parent, R_OK) == 0 { try FileDirectory(path: parent).sync() }
        return FileDirectory(path: path)
    }

    /// Makes what was written to a file or folder durable.
    fileprivate static func sync(_ descriptor: Int32) -> Bool {
        #if canImport(Darwin)
            // Its `fsync` leaves the bytes in the memory of the disk; not every file system can do better.
            if fcntl(descriptor, F_FULLFSYNC) == 0 { return true }
        #endif
        return fsync(descriptor) == 0
    }

    private func full(_ name: String) -> String { path + "/" + name }

    package func list() throws(LedeError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw .io(operation: "list", path: path, reason: systemReason())
        }
    }

    /// What may not be looked at counts as being there, so that whoever opens it hears why not.
    package func exists(_ name: String) -> Bool {
        access(full(name), F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR)
    }

    package func identity(of name: String) -> FileIdentity? { FileIdentity(path: full(name)) }

    package func open(_ name: String) throws(LedeError) -> MappedFile { try MappedFile(path: full(name)) }

    package func create(_ name: String) throws(LedeError) -> any FileOutput {
        try DescriptorOutput(path: full(name))
    }

    package func rename(_ name: String, to newName: String) throws(LedeError) {
        guard Foundation.rename(full(name), full(newName)) == 0 else {
            throw .io(operation: "rename", path: full(name), reason: systemReason())
        }
    }

    package func remove(_ name: String) throws(LedeError) {
        guard unlink(full(name)) == 0 || errno == ENOENT else {
            throw .io(operation: "remove", path: full(name), reason: systemReason())
        }
    }

    package func link(_ name: String, from source: any Directory) throws(LedeError) -> Bool {
        guard let source = source as? FileDirectory else { return false }
        if Foundation.link(source.full(name), full(name)) == 0 { return true }
        // Another file system, one without links, a file with too many, a file of somebody else: all can be copied.
        if [EXDEV, EPERM, EOPNOTSUPP, EMLINK, EACCES].contains(errno) { return false }
        throw .io(operation: "link", path: source.full(name), reason: systemReason())
    }

    package func freeBytes() throws(LedeError) -> Int? {
        var facts = statvfs()
        guard statvfs(path, &facts) == 0 else { return nil }
        let (bytes, overflow) = Int(facts.f_bavail).multipliedReportingOverflow(by: Int(facts.f_frsize))
        return overflow ? nil : bytes
    }

    package func sync() throws(LedeError) {
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .io(operation: "open", path: path, reason: systemReason()) }
        defer { Foundation.close(descriptor) }
        guard Self.sync(descriptor) else { throw .io(operation: "sync", path: path, reason: systemReason()) }
    }

    package func lock() throws(LedeError) -> WriterLock { try WriterLock(path: full("write.lock")) }
}

/// A file descriptor with a buffer of 64 KB before it.
private final class DescriptorOutput: FileOutput {
    private let path: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private static let bufferSize = 64 << 10

    init(path: String) throws(LedeError) {
        self.path = path
        // Never into a file that is there: its bytes may be those of a snapshot as well, or those of any file behind a link.
        unlink(path)
        descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .io(operation: "create", path: path, reason: systemReason()) }
        buffer.reserveCapacity(Self.bufferSize)
    }

    deinit { if descriptor >= 0 { Foundation.close(descriptor) } }

    func write(_ bytes: UnsafeRawBufferPointer) throws(LedeError) {
        if buffer.count + bytes.count <= Self.bufferSize {
            buffer.append(contentsOf: bytes)
            return
        }
        try flush()
        if bytes.count >= Self.bufferSize { try writeThrough(bytes) } else { buffer.append(contentsOf: bytes) }
    }

    private func flush() throws(LedeError) {
        guard !buffer.isEmpty else { return }
        let pending = buffer
        buffer.removeAll(keepingCapacity: true)
        try pending.withBytes { (bytes) throws(LedeError) in try writeThrough(bytes) }
    }

    private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws(LedeError) {
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let written = Foundation.write(descriptor, base + done, bytes.count - done)
            if written < 0 {
                if errno == EINTR { continue }
                throw .io(operation: "write", path: path, reason: systemReason())
            }
            done += written
        }
    }

    func beginSync() {
        #if os(Linux)
            // All that no disk has begun with. Where this fails, the end takes longer.
            _ = sync_file_range(descriptor, 0, 0, lede_sync_file_range_write)
        #endif
    }

    func sync() throws(LedeError) {
        try flush()
        guard FileDirectory.sync(descriptor) else { throw .io(operation: "sync", path: path, reason: systemReason()) }
    }

    func close() throws(LedeError) {
        try flush()
        let open = descriptor
        descriptor = -1
        guard Foundation.close(open) == 0 else { throw .io(operation: "close", path: path, reason: systemReason()) }
    }
}
