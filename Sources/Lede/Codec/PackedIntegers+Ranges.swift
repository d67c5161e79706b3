extension PackedIntegers {
    /// Calls `body` with each of `count` integers from `first` on.
    @inline(__always)
    private func forEach(from first: Int, count: Int, _ body: (_ offset: Int, _ value: UInt64) -> Void) {
        precondition(first >= 0 && count >= 0 && count <= self.count - first)
        guard bits > 0, bits <= 56 else {
            for offset in 0..<count { body(offset, self[first + offset]) }
            return
        }
        // Up to 56 bits lie within eight bytes wherever they begin.
        let (base, mask) = (start, UInt64.max &>> UInt64(64 - bits))
        var bit = first &* bits
        for offset in 0..<count {
            let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
            body(offset, word &>> UInt64(truncatingIfNeeded: bit & 7) & mask)
            bit &+= bits
        }
    }

    /// Sets bit *i* of some words where the integer `first` + *i* lies in a range, and clears it elsewhere.
    ///
    /// - Parameter words: as many as have room for `count` bits; bits past them are cleared.
    /// - Complexity: one pass, without a branch on the integers.
    package func mark(
        _ range: ClosedRange<UInt64>, from first: Int, count: Int, in words: FixedBuffer<UInt64>
    ) {
        let (lower, span) = (range.lowerBound, range.upperBound - range.lowerBound)
        for word in 0..<words.count {
            let begin = word &* 64
            var marks: UInt64 = 0
            if begin < count {
                forEach(from: first &+ begin, count: min(64, count &- begin)) { offset, value in
                    marks |= (value &- lower <= span ? 1 : 0) &<< UInt64(truncatingIfNeeded: offset)
                }
            }
            words[word] = marks
        }
    }

    /// The least and the greatest of `count` integers from `first` on; `count` is at least 1.
    package func extremes(from first: Int, count: Int) -> ClosedRange<UInt64> {
        var (least, greatest) = (UInt64.max, UInt64.min)
        forEach(from: first, count: count) { _, value in
            least = min(least, value)
            greatest = max(greatest, value)
        }
        return min(least, greatest)...greatest
    }
}
