/// Lets go of the memory of files that are read from front to back, or once: what lies behind is of no use.
///
/// After so many bytes were read, and before where the process takes more than it may, as the system maps sixteen pages of a
/// file for each that is touched: of a hundred files that are read side by side, it maps a hundred times as much at once.
///
/// - Invariant: belongs to one thread at a time.
package final class FileReleases {
    private let files: [MappedFile]
    private let everyBytes: Int
    private let processBytes: Int
    private var left: Int
    private var leftToLook: Int
    /// After so many bytes it is looked how much memory the process takes.
    private static let lookBytes = 128 << 10
    /// What a read at random counts for: pages that were not looked at before are mapped by many of them.
    static let randomReadBytes = 512

    /// - Parameters:
    ///   - everyBytes: after how many bytes the files are let go of.
    ///   - processBytes: how much the process may come to take.
    package init(of files: [MappedFile], everyBytes: Int, processBytes: Int) {
        self.files = files
        self.everyBytes = everyBytes
        self.processBytes = processBytes
        left = everyBytes
        leftToLook = min(everyBytes, Self.lookBytes)
    }

    /// Notes that so many bytes were read, of whichever file.
    /// - Parameter other: a file beside them that is read and let go of likewise.
    @inline(__always)
    package func note(_ count: Int, _ other: MappedFile? = nil) {
        leftToLook -= count
        if leftToLook <= 0 { look(other) }
    }

    @inline(never)
    private func look(_ other: MappedFile?) {
        left -= min(everyBytes, Self.lookBytes) - leftToLook
        leftToLook = min(everyBytes, Self.lookBytes)
        if left > 0, ProcessMemory.residentBytes.map({ $0 <= processBytes }) ?? true { return }
        release()
        other?.release()
    }

    /// Lets go of them now.
    package func release() {
        for file in files { file.release() }
        left = everyBytes
    }
}
