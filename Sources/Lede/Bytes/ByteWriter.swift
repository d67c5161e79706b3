/// Bytes that grow at the end. Integers are written little-endian, varints as LEB128 (seven bits a byte, low first).
package struct ByteWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}
    package init(capacity: Int) { bytes.reserveCapacity(capacity) }

    package var count: Int { bytes.count }

    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    @inline(__always)
    package mutating func append(_ byte: UInt8) { bytes.append(byte) }

    package mutating func append<T: FixedWidthInteger & BitwiseCopyable>(little value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    @inline(__always)
    package mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    package mutating func append(varint value: Int) { append(varint: UInt64(truncatingIfNeeded: value)) }

    package mutating func append(contentsOf other: [UInt8]) { bytes.append(contentsOf: other) }
    package mutating func append(contentsOf other: ArraySlice<UInt8>) { bytes.append(contentsOf: other) }
    package mutating func append(contentsOf other: UnsafeRawBufferPointer) { bytes.append(contentsOf: other) }

    /// A length and the UTF-8 bytes.
    package mutating func append(text: String) {
        var copy = text
        copy.withUTF8 {
            append(varint: $0.count)
            bytes.append(contentsOf: $0)
        }
    }

    /// Appends `count` bytes, zero but for what `fill` writes.
    @inline(__always)
    package mutating func append(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
        withUnsafeTemporaryAllocation(byteCount: count, alignment: 16) { buffer in
            buffer.initializeMemory(as: UInt8.self, repeating: 0)
            fill(buffer)
            bytes.append(contentsOf: UnsafeRawBufferPointer(buffer))
        }
    }
}
