internal import CZlib

/// The CRC-32 of bytes (zlib's; polynomial 0xEDB88320), continuing an earlier one.
package func crc32(of bytes: UnsafeRawBufferPointer, continuing earlier: UInt32 = 0) -> UInt32 {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return earlier }
    let start = base.assumingMemoryBound(to: UInt8.self)
    return UInt32(truncatingIfNeeded: CZlib.crc32_z(UInt(earlier), start, bytes.count))
}

/// FNV-1a over bytes, 64 bits: names segments. Not cryptographic.
package struct FNV1a: Sendable {
    package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var hash = value
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        value = hash
    }
}

/// One step of hashing: both halves of the product with an odd number (the idea of Wang Yi's wyhash, 2019).
@inline(__always)
func mixed(_ value: UInt64) -> UInt64 {
    let (high, low) = value.multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    return high ^ low
}

/// A hash of 64 bits over numbers and texts, eight bytes a step: tells whether a document changed. Not cryptographic.
package struct ContentHash: Sendable {
    package private(set) var value: UInt64 = 0x9e37_79b9_7f4a_7c15

    package init() {}

    package mutating func update(_ number: UInt64) { value = mixed(value ^ number) &+ 0x9e37_79b9_7f4a_7c15 }

    /// The text's length and bytes.
    package mutating func update(_ text: String) {
        update(UInt64(text.utf8.count))
        text.withBytes { bytes in
            var offset = 0
            while offset + 8 <= bytes.count {
                update(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
                offset += 8
            }
            var rest: UInt64 = 0
            for index in offset..<bytes.count { rest |= UInt64(bytes[index]) << UInt64(8 * (index - offset)) }
            update(rest)
        }
    }
}
