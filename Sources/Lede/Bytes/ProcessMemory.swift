internal import CMalloc
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
