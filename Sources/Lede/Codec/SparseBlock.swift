internal import CLedeKernels

/// 128 integers of a small sum, most of them zero: the index of each as often as it says, ascending, by Elias and Fano's code
/// (``DocumentBlock`` has the sources).
///
/// Of the n indexes, n being the sum, the low w bits are told apart, w being the greatest for which n × 2^w is at most 128:
///
/// | bits | meaning |
/// |---|---|
/// | n + (127 >> w) | the bits of the indexes above the width: before the one of each as many zeros as they say, all in all 127 >> w |
/// | n × w | their low bits, one behind the other |
///
/// Low bits of a byte come first, and zeros behind the last. ``FrequencyBlock`` decodes it by a kernel.
enum SparseBlock {
    /// A greater sum takes no fewer bits than a one for each integer and as many zeros before it as it says.
    static let greatestSum = Int(LEDE_GREATEST_SUM)

    private static func width(sum: Int) -> Int { Int.bitWidth - 1 - (blockSize / sum).leadingZeroBitCount }

    /// How many bytes a block of a sum takes, which is at least 1.
    static func byteCount(sum: Int) -> Int {
        let width = width(sum: sum)
        return (sum + (blockSize - 1) >> width + sum * width + 7) / 8
    }

    /// - Parameter sum: of the 128 integers, 1 to ``greatestSum``.
    static func encode(_ values: FixedBuffer<UInt32>, sum: Int, to output: inout ByteWriter) {
        precondition(sum > 0 && sum <= greatestSum)
        let width = width(sum: sum)
        let lowStart = sum + (blockSize - 1) >> width
        output.append(count: byteCount(sum: sum)) { bytes in
            var place = 0
            for index in 0..<blockSize {
                for _ in 0..<values[index] {
                    let one = place + index >> width
                    bytes[one >> 3] |= 1 << UInt8(one & 7)
                    for bit in 0..<width {
                        let low = lowStart + place * width + bit
                        bytes[low >> 3] |= UInt8(index >> bit & 1) << UInt8(low & 7)
                    }
                    place += 1
                }
            }
        }
    }
}
