/// A scalar read from UTF-8, with its length in bytes.
struct UTF8Scalar {
    var value: UInt32
    var length: Int

    /// Reads the scalar at an offset that lies within the text; nil where the bytes are no UTF-8, as overlong forms,
    /// surrogates and what the end cuts off.
    @inline(__always)
    init?(_ text: UnsafeRawBufferPointer, at index: Int) {
        let lead = text[index]
        if lead < 0x80 {
            value = UInt32(lead)
            length = 1
            return
        }
        let rest = text.count - index
        if lead < 0xE0 {
            guard lead >= 0xC2, rest >= 2, Self.continues(text[index + 1]) else { return nil }
            value = UInt32(lead & 0x1F) << 6 | Self.bits(text[index + 1])
            length = 2
        } else if lead < 0xF0 {
            guard rest >= 3, Self.continues(text[index + 1]), Self.continues(text[index + 2]) else { return nil }
            value = UInt32(lead & 0x0F) << 12 | Self.bits(text[index + 1]) << 6 | Self.bits(text[index + 2])
            length = 3
            guard value >= 0x800, !(0xD800...0xDFFF ~= value) else { return nil }
        } else {
            guard rest >= 4, Self.continues(text[index + 1]), Self.continues(text[index + 2]),
                Self.continues(text[index + 3])
            else { return nil }
            value =
                UInt32(lead & 0x0F) << 18 | Self.bits(text[index + 1]) << 12 | Self.bits(text[index + 2]) << 6
                | Self.bits(text[index + 3])
            length = 4
            guard lead < 0xF5, 0x10000...0x10FFFF ~= value else { return nil }
        }
    }

    @inline(__always)
    private static func continues(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    @inline(__always)
    private static func bits(_ byte: UInt8) -> UInt32 { UInt32(byte & 0x3F) }
}
