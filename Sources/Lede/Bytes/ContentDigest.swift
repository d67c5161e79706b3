internal import CCrypto

/// The SHA-256 (FIPS 180-4) of bytes, as 64 hexadecimal digits: what `sha256sum` prints.
package func sha256(of bytes: UnsafeRawBufferPointer) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    // One call over the mapped file: the library picks the processor's own instructions where it has them.
    CCrypto.SHA256(start, bytes.count, &digest)
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

extension MappedFile {
    /// The SHA-256 of the whole file. Complexity: reads it.
    package var sha256: String { bytes.withUnsafeBytes { Lede.sha256(of: $0) } }
}
