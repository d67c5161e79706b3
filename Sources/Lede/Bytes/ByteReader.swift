/// Reads a region from front to back; whatever does not lie inside is an error, never a trap.
package struct ByteReader {
    package let region: ByteRegion
    package private(set) var position: Int
    private let base: UnsafeRawPointer
    private let end: Int

    package init(_ region: ByteRegion, at position: Int = 0) throws(LedeError) {
        guard position >= 0, position <= region.count else {
            throw region.corrupt("position \(position) lies outside of \(region.count) bytes")
        }
        self.region = region
        self.position = position
        base = region.start
        end = region.count
    }

    package var isAtEnd: Bool { position >= end }
    package var remaining: Int { end - position }

    @inline(__always)
    package mutating func byte() throws(LedeError) -> UInt8 {
        guard position < end else { throw region.corrupt("the data ends too early", at: position) }
        let value = base.load(fromByteOffset: position, as: UInt8.self)
        position &+= 1
        return value
    }

    /// A LEB128 integer of at most 64 bits.
    @inline(__always)
    package mutating func varint() throws(LedeError) -> UInt64 {
        let first = try byte()
        if first < 0x80 { return UInt64(first) }
        var value = UInt64(first & 0x7f)
        var shift: UInt64 = 7
        while true {
            let next = try byte()
            value |= UInt64(next & 0x7f) &<< shift
            if next < 0x80 { return value }
            shift &+= 7
            guard shift < 64 else { throw region.corrupt("an integer is too long", at: position) }
        }
    }

    /// A LEB128 integer that is at most `limit`.
    @inline(__always)
    package mutating func varint(limit: Int) throws(LedeError) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else {
            throw region.corrupt("\(value) is more than the \(limit) possible here", at: position)
        }
        return Int(truncatingIfNeeded: value)
    }

    package mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(LedeError) -> T {
        let value = try region.load(type, at: position)
        position += MemoryLayout<T>.size
        return value
    }

    package mutating func bytes(_ count: Int) throws(LedeError) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= end - position else {
            throw region.corrupt("\(count) bytes are missing", at: position)
        }
        defer { position += count }
        return UnsafeRawBufferPointer(start: base + position, count: count)
    }

    package mutating func skip(_ count: Int) throws(LedeError) { _ = try bytes(count) }

    /// A length and UTF-8 bytes.
    package mutating func text() throws(LedeError) -> String {
        let count = try varint(limit: remaining)
        return String(decoding: try bytes(count), as: UTF8.self)
    }
}
