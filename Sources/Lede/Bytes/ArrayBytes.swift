extension Array {
    /// The memory that it takes, about, as it grows by doubling, in bytes. Not its capacity: that depends on where the allocator
    /// had room, and the same input is to fill the same buffers.
    var grownBytes: Int { count.nextPowerOf2 * MemoryLayout<Element>.stride }
}

extension [UInt8] {
    /// The bytes, for a call that throws one type of error.
    @inline(__always)
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try span.bytes.withUnsafeBytes(body)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether it is one ASCII letter or digit or more, and nothing else: one word, whatever cuts text into words.
    @inline(__always)
    var isASCIIWord: Bool {
        for byte in self where !byte.isASCIILetterOrDigit { return false }
        return !isEmpty
    }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    /// Whether it is an ASCII letter or digit.
    @inline(__always)
    var isASCIILetterOrDigit: Bool { (self | 0x20) &- 0x61 < 26 || self &- 0x30 < 10 }
}

extension String {
    /// The text of bytes that are known to be valid UTF-8, which is not looked at again.
    /// - Parameter isASCII: whether all of them are known to be ASCII.
    package init(known bytes: ArraySlice<UInt8>, isASCII: Bool) {
        self.init(copying: UTF8Span(unchecked: bytes.span, isKnownASCII: isASCII))
    }

    /// The UTF-8 bytes, without a copy where they lie in one piece.
    @inline(__always)
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try utf8Span.span.bytes.withUnsafeBytes(body)
    }
}
