internal import CLedeKernels

/// Which of some ascending documents a block has and where, found by comparing sixteen of the block at a time, with sixteen
/// of the documents where the processor can.
package struct BlockMeeting {
    /// For each document that was found, how many of those sought stand before it.
    package let sought: FixedBuffer<UInt32>
    /// For each of them its index in the block.
    package let indexes: FixedBuffer<UInt8>

    /// The kernels write a row beyond the places that count.
    private static let room = blockSize + 16
    static let byteCount = room * 5

    /// - Parameter memory: ``byteCount`` bytes, which this uses from now on.
    init(_ memory: FixedBuffer<UInt8>) {
        sought = memory.part(at: 0, count: Self.room)
        indexes = memory.part(at: 4 * Self.room, count: Self.room)
    }

    /// Looks for documents in a block of 128 ascending ones.
    ///
    /// - Parameter range: where the sought ones are in `documents`; they ascend, and none exceeds the last of `block`.
    /// - Returns: how many were found.
    @inline(__always)
    func meet(_ documents: FixedBuffer<UInt32>, _ range: Range<Int>, in block: FixedBuffer<UInt32>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= documents.count && block.count >= blockSize)
        return lede_meet_block(
            documents.base + range.lowerBound, range.count, block.base, indexes.base, sought.base)
    }

    /// Looks for documents in a block that is a bit set; none lies outside it.
    @inline(__always)
    func meet(_ documents: FixedBuffer<UInt32>, _ range: Range<Int>, in bits: DocumentBits, from first: UInt32) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= documents.count)
        return lede_meet_bits(
            documents.base + range.lowerBound, range.count, first, bits.words.base, bits.ranks.base, indexes.base,
            sought.base)
    }

    /// Finds documents in a block of consecutive ones; none lies outside it.
    func meet(_ documents: FixedBuffer<UInt32>, _ range: Range<Int>, from first: UInt32) -> Int {
        for index in range {
            sought[index &- range.lowerBound] = UInt32(truncatingIfNeeded: index &- range.lowerBound)
            indexes[index &- range.lowerBound] = UInt8(truncatingIfNeeded: documents[index] &- first)
        }
        return range.count
    }
}

extension FixedBuffer where T == UInt32 {
    /// Puts the sums of the first 1, 2, … of `count` integers from `start` on into `sums` from `place` on; they wrap.
    @inline(__always)
    func sum(from start: Int, count: Int, into sums: FixedBuffer<UInt32>, at place: Int, after: UInt32) {
        precondition(start >= 0 && place >= 0 && count >= 0)
        precondition(count <= self.count - start && count <= sums.count - place)
        lede_running_sums(base + start, count, after, sums.base + place)
    }

    /// How many of the first 128 integers are less than one.
    @inline(__always)
    func countLess(than value: UInt32) -> Int {
        precondition(count >= blockSize)
        return lede_count_less(base, value)
    }

    /// The first index of a range of ascending integers whose integer is greater than one; its end if none.
    @inline(__always)
    func firstIndex(above value: UInt32, in range: Range<Int>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return range.lowerBound + lede_count_up_to(base + range.lowerBound, range.count, value)
    }

    /// So many integers behind those that are compared can be read as well.
    static var readAhead: Int { 32 }

    /// Marks some ascending documents, none of which lies outside `bits`; the first bit stands for `start`.
    @inline(__always)
    func mark(_ range: Range<Int>, from start: UInt32, in bits: FixedBuffer<UInt64>) {
        guard let last = range.last else { return }
        precondition(range.lowerBound >= 0 && last < count)
        precondition(self[range.lowerBound] >= start && Int(self[last] &- start) < 64 * bits.count)
        lede_insert(base + range.lowerBound, range.count, start, bits.base)
    }
}
