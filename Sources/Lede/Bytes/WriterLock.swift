import Foundation

/// The advisory lock (`flock`) that makes a writer the only one.
///
/// The kernel releases it when the process ends, however it ends; the file itself stays and holds the process id of
/// the last holder, for messages only.
package final class WriterLock: Sendable {
    private let descriptor: Int32
    private let path: String

    /// - Throws: ``LedeError/locked(path:holder:)`` at once when another writer holds it.
    init(path: String) throws(LedeError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .io(operation: "open", path: path, reason: systemReason()) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            var text = [UInt8](repeating: 0, count: 32)
            let count = max(0, pread(file, &text, text.count, 0))
            close(file)
            let holder = String(decoding: text[..<count], as: UTF8.self).filter(\.isNumber)
            throw .locked(path: path, holder: holder.isEmpty ? "another process" : "process \(holder)")
        }
        descriptor = file
        self.path = path
        let holder = Array("\(getpid())\n".utf8)
        if ftruncate(file, 0) == 0 { _ = pwrite(file, holder, holder.count, 0) }
    }

    /// Makes sure that no other file has the place of the one that was locked: after somebody removed that, another writer
    /// makes one.
    /// - Throws: ``LedeError/io(operation:path:reason:)``
    package func requireHeld() throws(LedeError) {
        var (own, named) = (stat(), stat())
        guard stat(path, &named) == 0 else { return }
        guard fstat(descriptor, &own) == 0, own.st_ino == named.st_ino, own.st_dev == named.st_dev else {
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
    }
}
