extension [UInt8] {
    /// The bytes, for a call that throws one type of error.
    @inline(__always)
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try span.bytes.withUnsafeBytes(body)
    }
}

extension String {
    /// The UTF-8 bytes, without a copy where they lie in one piece.
    @inline(__always)
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try utf8Span.span.bytes.withUnsafeBytes(body)
    }
}
