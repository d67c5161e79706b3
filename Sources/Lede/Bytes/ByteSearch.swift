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

    /// Appends what stands from `start` on in a string of JSON, until its end, a control character, or an escape of several letters.
    /// - Returns: the index where it stopped.
    package func copyJSON(from start: Int, to output: inout [UInt8]) -> Int {
        precondition(start >= 0 && start <= count)
        // What the kernel writes behind what it means.
        let surplus = 64
        var read = 0
        withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            output.append(addingCapacity: bytes.count - start + surplus) { span in
                span.withUnsafeMutableBufferPointer { target, initialized in
                    guard let out = target.baseAddress else { return }
                    read = lede_copy_json(base + start, bytes.count - start, out, &initialized)
                }
            }
        }
        return start + read
    }

    /// Whether the bytes are valid UTF-8, and if they are, whether all of them are ASCII.
    package var validatedUTF8: (isValid: Bool, isASCII: Bool) {
        withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return (true, true) }
            var isASCII: Int32 = 0
            let isValid = lede_is_utf8(base, bytes.count, &isASCII) != 0
            return (isValid, isASCII != 0)
        }
    }
}
