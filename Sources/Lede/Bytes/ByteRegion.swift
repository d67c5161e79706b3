internal import CLedeKernels

/// What the bytes of a region belong to.
enum RegionName: Sendable, CustomStringConvertible {
    case file, footer, table
    case section(SectionTag)
    case decompressed(block: Int)

    var description: String {
        switch self {
        case .file: "file"
        case .footer: "footer"
        case .table: "table"
        case .section(let tag): tag.description
        case .decompressed(let block): "DOCS, block \(block) decompressed"
        }
    }
}

/// A part of a mapped file. Every read is checked against its bounds.
///
/// Integers are little-endian and need no alignment.
package struct ByteRegion: Sendable {
    let file: MappedFile
    /// Where the region starts in its file.
    let offset: Int
    package let count: Int
    /// What the bytes belong to, for messages.
    let name: RegionName

    init(file: MappedFile, offset: Int, count: Int, name: RegionName) {
        self.file = file
        self.offset = offset
        self.count = count
        self.name = name
    }

    /// The first byte. The caller stays within ``count``.
    var start: UnsafeRawPointer { file.start + offset }

    /// An error about this region, at a byte of it. Errors are made away from the code that finds them, which others execute.
    @inline(never)
    package func corrupt(_ reason: String, at position: Int = 0) -> LedeError {
        .corrupt(path: file.path, section: name.description, offset: offset + position, reason: reason)
    }

    /// The error of bytes that do not lie in the region.
    @inline(never)
    func outside(_ length: Int, _ position: Int, at place: Int) -> LedeError {
        corrupt("\(length) bytes at \(position) lie outside of \(count)", at: max(0, min(place, count)))
    }

    @inline(never)
    private func valuesOutside(_ length: Int, _ position: Int) -> LedeError {
        corrupt("\(length) values at \(position) lie outside of \(count) bytes", at: max(0, min(position, count)))
    }

    @inline(never)
    private func integerOutside(_ position: Int) -> LedeError {
        corrupt("an integer at \(position) lies outside of \(count) bytes", at: max(0, min(position, count)))
    }

    /// A part of the region.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)`` when it does not lie inside.
    func slice(at position: Int, count length: Int, name: RegionName) throws(LedeError) -> ByteRegion {
        guard position >= 0, length >= 0, position <= count, length <= count - position else {
            throw outside(length, position, at: position)
        }
        return ByteRegion(file: file, offset: offset + position, count: length, name: name)
    }

    /// The same under the region's own name.
    package func slice(at position: Int, count length: Int) throws(LedeError) -> ByteRegion {
        try slice(at: position, count: length, name: name)
    }

    package func load<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type, at position: Int) throws(LedeError) -> T {
        guard position >= 0, MemoryLayout<T>.size <= count, position <= count - MemoryLayout<T>.size else {
            throw integerOutside(position)
        }
        return T(littleEndian: start.loadUnaligned(fromByteOffset: position, as: T.self))
    }

    /// A flat array inside the region.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)`` when it does not lie inside.
    package func view<T: FixedWidthInteger & BitwiseCopyable>(
        of _: T.Type, at position: Int, count length: Int
    ) throws(LedeError) -> View<T> {
        let (bytes, overflow) = length.multipliedReportingOverflow(by: MemoryLayout<T>.size)
        guard !overflow, position >= 0, length >= 0, position <= count, bytes <= count - position else {
            throw valuesOutside(length, position)
        }
        return View(base: start + position, count: length)
    }

    /// The order of some bytes of the region and others.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)`` when they do not lie inside.
    @inline(__always)
    func compare(
        at position: Int, count length: Int, with other: UnsafeRawBufferPointer
    ) throws(LedeError) -> Int {
        guard position >= 0, length >= 0, position <= count, length <= count - position else {
            throw outside(length, position, at: position)
        }
        return compareBytes(UnsafeRawBufferPointer(start: start + position, count: length), other)
    }

    /// Asks for bytes that will be read soon (``View/prefetch(at:count:)``).
    @inline(__always)
    func prefetch(at position: Int, count length: Int) {
        View<UInt8>(base: start, count: count).prefetch(at: position, count: length)
    }

    /// The region as an array.
    package func array() -> [UInt8] { Array(UnsafeRawBufferPointer(start: start, count: count)) }

    /// Runs `body` with the bytes, which live at least until it returns.
    package func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// The CRC-32 of the bytes.
    package var checksum: UInt32 {
        if count <= Self.partBytes { return crc32(of: UnsafeRawBufferPointer(start: start, count: count)) }
        var sum: UInt32 = 0
        forEachPart { sum = crc32(of: $0, continuing: sum) }
        return sum
    }

    private static let partBytes = 4 << 20

    /// Goes through the bytes once, some megabytes at a time, and keeps no more of the file than that in memory.
    package func forEachPart<E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
        var done = 0
        while done < count {
            let part = UnsafeRawBufferPointer(start: start + done, count: min(Self.partBytes, count - done))
            try body(part)
            done += part.count
            if count > Self.partBytes { file.release() }
        }
    }
}

/// A flat array of little-endian integers in a mapped file.
///
/// It does not keep the file alive: whoever holds a view holds the ``ByteRegion`` or the segment it came from.
/// Indices are checked, except in builds with `-Ounchecked`; there they come from loops over `count`, or were
/// compared with it by a `guard`.
package struct View<T: FixedWidthInteger & BitwiseCopyable>: BitwiseCopyable, @unchecked Sendable {
    // Sendable: it only reads memory that nobody writes.
    let base: UnsafeRawPointer
    package let count: Int

    @inline(__always)
    package subscript(index: Int) -> T {
        precondition(index >= 0 && index < count)
        return T(littleEndian: base.loadUnaligned(fromByteOffset: index &* MemoryLayout<T>.size, as: T.self))
    }

    /// The first index from `start` on whose value is at least `value`, in an ascending array; `count` if none.
    /// Gallops: logarithmic in the distance.
    @inline(__always)
    package func firstIndex(atLeast value: T, from start: Int) -> Int {
        if start >= count || self[start] >= value { return start }
        var step = 1
        var low = start
        while low &+ step < count, self[low &+ step] < value {
            low &+= step
            step &+= step
        }
        var high = Swift.min(count, low &+ step)
        while high &- low > 1 {
            let middle = (low &+ high) >> 1
            if self[middle] < value { low = middle } else { high = middle }
        }
        return high
    }
}

extension View where T == UInt8 {
    /// The bytes from a place on, which is no greater than their number. They live as long as the file.
    @inline(__always)
    func bytes(from start: Int) -> UnsafeRawBufferPointer {
        precondition(start >= 0 && start <= count)
        return UnsafeRawBufferPointer(start: base + start, count: count &- start)
    }

    /// Asks for bytes that will be read soon, as far as they lie inside, and does not wait for them: a line that is in no cache takes
    /// as long as some hundreds of instructions.
    @inline(__always)
    func prefetch(at position: Int, count length: Int) {
        guard position >= 0, position < count, length > 0 else { return }
        lede_prefetch_bytes(base + position, min(length, count - position))
    }

    /// Four bytes from a place on, the first in the lowest.
    @inline(__always)
    func four(from index: Int) -> UInt32 {
        precondition(index >= 0 && index <= count - 4)
        return UInt32(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt32.self))
    }

    /// Eight bytes from a place on, the first in the lowest.
    @inline(__always)
    func eight(from index: Int) -> UInt64 {
        precondition(index >= 0 && index <= count - 8)
        return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }
}
