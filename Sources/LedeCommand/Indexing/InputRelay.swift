import Foundation

/// Stands between a pipe or terminal and who reads it, so that waiting for more can be ended.
///
/// A reader that waits in the system for a pipe cannot be woken. So this puts a pipe of its own in the place of the
/// descriptor and copies into it, whole lines where there are lines; when it is told to end, the reader sees an end of
/// file behind the last line that came.
final class InputRelay: Sendable {
    private let source: Int32
    private let sink: Int32
    private let wakeSource: Int32
    private let wakeSink: Int32

    /// A line longer than this is passed on in pieces.
    private static let longestHeldBack = 1 << 20

    /// Takes over the descriptor of a path to index; nil where there is none, and no need: a file never makes its
    /// reader wait.
    convenience init?(path: String) {
        switch path {
        case "-", "/dev/stdin": self.init(descriptor: STDIN_FILENO)
        case _ where path.hasPrefix("/dev/fd/"):
            // A shell's `<(…)`.
            guard let descriptor = Int32(path.dropFirst("/dev/fd/".count)) else { return nil }
            self.init(descriptor: descriptor)
        default: return nil
        }
    }

    private init?(descriptor: Int32) {
        var facts = stat()
        // One that cannot be read needs no relay either: its reader hears why.
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG,
            fcntl(descriptor, F_GETFL) & O_ACCMODE != O_WRONLY
        else { return nil }
        var data: [Int32] = [0, 0]
        var wake: [Int32] = [0, 0]
        guard pipe(&data) == 0, pipe(&wake) == 0, case let source = dup(descriptor), source >= 0,
            dup2(data[0], descriptor) >= 0
        else { return nil }
        close(data[0])
        self.source = source
        sink = data[1]
        wakeSource = wake[0]
        wakeSink = wake[1]
    }

    /// Begins to copy, on a thread of its own.
    func start() { Thread.detachNewThread { [self] in copy() } }

    /// Makes the reader see an end of file.
    func end() {
        var byte: UInt8 = 0
        _ = write(wakeSink, &byte, 1)
    }

    private func copy() {
        defer { close(sink) }
        var block = [UInt8](repeating: 0, count: 256 << 10)
        var heldBack: [UInt8] = []
        while true {
            var waiting = [
                pollfd(fd: wakeSource, events: Int16(POLLIN), revents: 0),
                pollfd(fd: source, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&waiting, 2, -1) < 0 {
                if errno == EINTR { continue }
                break
            }
            if waiting[0].revents != 0 { return }
            let count = read(source, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            let end = block[..<count].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            if end > 0 {
                pass(heldBack + block[..<end])
                heldBack.removeAll(keepingCapacity: true)
            }
            heldBack += block[end..<count]
            if heldBack.count > Self.longestHeldBack {
                pass(heldBack)
                heldBack.removeAll(keepingCapacity: true)
            }
        }
        pass(heldBack)
    }

    private func pass(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count, let base = bytes.baseAddress {
                let count = write(sink, base + done, bytes.count - done)
                if count < 0 {
                    if errno == EINTR { continue }
                    return
                }
                done += count
            }
        }
    }
}
