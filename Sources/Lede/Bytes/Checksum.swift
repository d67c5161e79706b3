internal import CZlib

/// The CRC-32 of bytes (zlib's; polynomial 0xEDB88320), continuing an earlier one.
package func crc32(of bytes: UnsafeRawBufferPointer, continuing earlier: UInt32 = 0) -> UInt32 {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return earlier }
    let start = base.assumingMemoryBound(to: UInt8.self)
    return UInt32(truncatingIfNeeded: CZlib.crc32_z(UInt(earlier), start, bytes.count))
}

/// FNV-1a over bytes, 64 bits: names segments and tells whether a document changed. Not cryptographic.
package struct FNV1a: Sendable {
    package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var hash = value
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        value = hash
    }

    package mutating func update(_ text: String) {
        var copy = text
        copy.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    package mutating func update(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { update($0) }
    }
}
