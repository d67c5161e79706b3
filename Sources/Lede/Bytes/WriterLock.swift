import Foundation

/// The advisory lock (`flock`) that makes a writer the only one.
///
/// The kernel releases it when the process ends, however it ends; the file itself stays and holds the process id of
/// the last holder, for messages only.
package final class WriterLock: Sendable {
    private let descriptor: Int32
    private let path: String
    /// The folder of the file, kept open so that no other gets its identity; -1 where it may not be read.
    private let folderDescriptor: Int32

    private static func folder(of path: String) -> String { (path as NSString).deletingLastPathComponent }

    /// - Throws: ``LedeError/locked(path:holder:)`` at once when another writer holds it.
    init(path: String) throws(LedeError) {
        // Not through a link: what is written would go to a file of somebody's choice.
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw .io(operation: "open", path: path, reason: systemReason()) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            defer { close(file) }
            throw .locked(path: path, holder: Self.holder(file))
        }
        descriptor = file
        self.path = path
        folderDescriptor = open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        let holder = Array("\(getpid())\n".utf8)
        if ftruncate(file, 0) == 0 { _ = pwrite(file, holder, holder.count, 0) }
    }

    /// Who holds the lock, in words.
    ///
    /// Who took it this moment may not have written its id yet, and until then that of the holder before stands there, a process
    /// that is no more: it is given a tenth of a second.
    private static func holder(_ file: Int32) -> String {
        var holder = ""
        for _ in 0..<20 {
            var text = [UInt8](repeating: 0, count: 32)
            let count = max(0, pread(file, &text, text.count, 0))
            holder = String(decoding: text[..<count], as: UTF8.self).filter(\.isNumber)
            if let process = pid_t(holder), kill(process, 0) == 0 || errno == EPERM { break }
            usleep(5000)
        }
        return holder.isEmpty ? "another process" : "process \(holder)"
    }

    /// Makes sure that the folder is still the one that was locked, and that no other file has the place of the one that was
    /// locked: after somebody removed that, another writer makes one.
    /// - Throws: ``LedeError/io(operation:path:reason:)``
    package func requireHeld() throws(LedeError) {
        let folder = FileIdentity(path: Self.folder(of: path))
        guard folderDescriptor < 0 || folder == FileIdentity(descriptor: folderDescriptor) else {
            throw .io(
                operation: "hold the lock", path: path,
                reason: "the folder was moved or replaced while this writer was at work. "
                    + "Nothing of this one was committed; run it again")
        }
        guard let named = FileIdentity(path: path) else { return }
        guard named == FileIdentity(descriptor: descriptor) else {
            throw .io(
                operation: "hold the lock", path: path,
                reason: "the file was removed while this writer was at work, and another has begun. "
                    + "Nothing of this one was committed; run it again")
        }
    }

    deinit {
        // Not by closing alone: a process that is being started at this moment holds a copy until it is another program.
        flock(descriptor, LOCK_UN)
        close(descriptor)
        if folderDescriptor >= 0 { close(folderDescriptor) }
    }
}
