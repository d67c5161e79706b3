internal import CZlib

/// Blocks compressed by zlib (RFC 1950).
package enum Deflate {
    /// - Parameter level: 1 (fast) to 9 (small).
    package static func compress(_ bytes: [UInt8], level: Int) -> [UInt8] {
        var size = compressBound(uLong(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(size))
        let status = compress2(&output, &size, bytes, uLong(bytes.count), Int32(level))
        // With room for compressBound, compress2 fails only for want of memory, as every allocation here does.
        precondition(status == Z_OK)
        output.removeLast(output.count - Int(size))
        return output
    }

    /// - Parameter count: how many bytes come out.
    /// - Returns: nil when the block is damaged or has another length.
    package static func decompress(_ bytes: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
        guard let base = bytes.baseAddress else { return nil }
        var status = Z_OK
        // With no room at all, zlib takes a block of one byte for an empty one.
        let room = max(1, count)
        let output = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
            var size = uLong(room)
            status = uncompress(
                buffer.baseAddress, &size, base.assumingMemoryBound(to: UInt8.self), uLong(bytes.count))
            initialized = status == Z_OK ? Int(size) : 0
        }
        return status == Z_OK && output.count == count ? output : nil
    }
}
