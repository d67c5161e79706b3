internal import CLedeKernels

/// A set of small integers as bits.
package struct BitSet: Sendable, Equatable {
    package private(set) var words: [UInt64]
    package let count: Int

    package init(count: Int) {
        self.count = count
        words = [UInt64](repeating: 0, count: (count + 63) / 64)
    }

    /// - Parameter words: `(count + 63) / 64` of them; bits past the count are zero.
    package init(words: [UInt64], count: Int) {
        precondition(words.count == (count + 63) / 64)
        self.words = words
        self.count = count
    }

    @inline(__always)
    package subscript(index: Int) -> Bool {
        get {
            precondition(index >= 0 && index < count)
            return words[index >> 6] >> UInt64(index & 63) & 1 != 0
        }
        set {
            precondition(index >= 0 && index < count)
            let bit = UInt64(1) << UInt64(index & 63)
            if newValue { words[index >> 6] |= bit } else { words[index >> 6] &= ~bit }
        }
    }

    /// Calls `body` with each integer in the set, ascending.
    @inline(__always)
    package func forEachElement(_ body: (Int) -> Void) {
        for word in words.indices {
            var rest = words[word]
            while rest != 0 {
                body(word * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }

    /// How many are in the set. Complexity: linear in the words.
    package var cardinality: Int { words.withUnsafeBufferPointer { lede_count_bits($0.baseAddress, $0.count) } }
}

extension FixedBuffer where T == UInt64 {
    /// How many bits are set.
    package var setBitCount: Int { lede_count_bits(base, count) }

    /// Puts the places of the bits that are set into `places`, ascending, as numbers that count on from `start`.
    /// - Parameter places: has room for all bits.
    /// - Returns: how many there are.
    package func places(from start: UInt32, into places: FixedBuffer<UInt32>) -> Int {
        precondition(setBitCount <= places.count)
        return lede_bits_to_documents(base, count, start, places.base)
    }
}
