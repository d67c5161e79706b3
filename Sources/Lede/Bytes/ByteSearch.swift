internal import CLedeKernels
internal import Foundation

extension Span<UInt8> {
    /// The first index of a byte from `start` on; the count if there is none.
    package func firstIndex(of byte: UInt8, from start: Int) -> Int {
        precondition(start >= 0 && start <= count)
        return withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, let found = memchr(base + start, Int32(byte), bytes.count - start)
            else {
                return bytes.count
            }
            return UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }

    /// The first index from `start` on of a byte that does not stand for itself in a string of JSON: a quotation mark, a
    /// backslash or a control character; the count if there is none.
    package func endOfPlainJSON(from start: Int) -> Int {
        precondition(start >= 0 && start <= count)
        return withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            return start + lede_plain_prefix(base + start, bytes.count - start)
        }
    }
}
