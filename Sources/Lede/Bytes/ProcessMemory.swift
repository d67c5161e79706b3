internal import CLinux
internal import Foundation

/// The memory of the process.
package enum ProcessMemory {
    /// Gives what was freed back to the system, after something large: the C library keeps it for who asks next. Does nothing
    /// where it does not.
    package static func giveBackFreed() {
        #if canImport(Glibc)
            malloc_trim(0)
        #endif
    }

    /// With less than this, blocks are worth giving back for the time that it takes to have them anew.
    private static let leanBytes = 256 << 20

    /// Says how much the process is to take, in bytes, before it takes anything: where that is little, the C library gives large
    /// blocks back as soon as they are freed. By itself it comes to keep all but the very largest.
    package static func limit(to bytes: Int) {
        #if canImport(Glibc)
            if bytes < leanBytes { mallopt(M_MMAP_THRESHOLD, 512 << 10) }
        #endif
    }

    /// How much it takes at the moment, in bytes, files that are mapped among them; nil where the system does not say.
    /// Takes some microseconds.
    package static var residentBytes: Int? {
        #if canImport(Glibc)
            let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            var text = [UInt8](repeating: 0, count: 128)
            let count = read(descriptor, &text, text.count)
            let fields = text.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
            guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { return nil }
            return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        #else
            return nil
        #endif
    }
}
