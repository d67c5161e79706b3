internal import CLedeKernels
internal import CZlib

/// The CRC-32 of bytes (zlib's; polynomial 0xEDB88320), continuing an earlier one.
package func crc32(of bytes: UnsafeRawBufferPointer, continuing earlier: UInt32 = 0) -> UInt32 {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return earlier }
    let start = base.assumingMemoryBound(to: UInt8.self)
    var sum = earlier
    let done = lede_crc32(&sum, start, bytes.count)
    if done == bytes.count { return sum }
    return UInt32(truncatingIfNeeded: CZlib.crc32_z(UInt(sum), start + done, bytes.count - done))
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

    @inline(__always)
    private static func step(_ value: UInt64, _ number: UInt64) -> UInt64 {
        mixed(value ^ number) &+ 0x9e37_79b9_7f4a_7c15
    }

    package mutating func update(_ number: UInt64) { value = Self.step(value, number) }

    /// The text's length and bytes.
    package mutating func update(_ text: String) {
        update(UInt64(text.utf8.count))
        text.withBytes { update($0, from: 0) }
    }

    private mutating func update(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        var offset = start
        while offset + 8 <= bytes.count {
            update(Self.word(bytes, offset))
            offset += 8
        }
        var rest: UInt64 = 0
        for index in offset..<bytes.count { rest |= UInt64(bytes[index]) << UInt64(8 * (index - offset)) }
        update(rest)
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Updates two hashes, each with a text. A step of a hash waits for the one before, so that both take little longer than one.
    package static func update(
        _ one: inout ContentHash, _ text: String, _ other: inout ContentHash, _ otherText: String
    ) {
        one.update(UInt64(text.utf8.count))
        other.update(UInt64(otherText.utf8.count))
        text.withBytes { bytes in
            otherText.withBytes { otherBytes in
                let shared = min(bytes.count, otherBytes.count)
                var (first, second) = (one.value, other.value)
                var offset = 0
                while offset &+ 8 <= shared {
                    first = step(first, word(bytes, offset))
                    second = step(second, word(otherBytes, offset))
                    offset &+= 8
                }
                (one.value, other.value) = (first, second)
                one.update(bytes, from: offset)
                other.update(otherBytes, from: offset)
            }
        }
    }
}
