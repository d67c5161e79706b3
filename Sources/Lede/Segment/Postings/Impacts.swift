internal import CLedeKernels

/// The best (frequency, norm) pairs of a block of documents, from which a bound on its scores is known without
/// opening it (Grand et al., *From MAXSCORE to Block-Max WAND*, 2020).
///
/// Three pairs: a frequency as ``SmallFloat`` rounded up, and a norm. Every document of the block is dominated by one of the pairs: its
/// frequency is no greater and its norm no smaller. Where the true frontier has more pairs, neighbours are joined at the least loss; where it
/// has fewer, the last is repeated.
///
/// | bytes | meaning |
/// |---|---|
/// | 1 + 1 | the frequency and the norm of the first pair |
/// | 1 + 1 | how much less those of the second pair are, and those of the third than these: the norm's step in the low 4 bits, the frequency's in the high ones |
///
/// The steps are ``step(_:)``; what would be less than zero is zero. A frequency that lies between two steps is rounded up, a norm down. Before
/// format 0.7 there were the six bytes of the pairs.
///
/// - Invariant: frequencies fall and norms fall along the pairs.
package enum Impacts {
    package typealias Pair = (frequencyCode: UInt8, norm: UInt8)

    package static let pairCount = 3
    package static let byteCount = 2 + (pairCount - 1)
    /// Before format 0.7.
    static let wideByteCount = 2 * pairCount
    private static let stepCount = 16

    /// The step of a code, 0 to 15: each number up to nine, then some that grow as the norms of a frontier do.
    private static func step(_ code: Int) -> UInt8 { lede_impact_step(UInt32(truncatingIfNeeded: code)) }

    /// A pair less two steps.
    fileprivate static func pair(_ pair: Pair, less steps: UInt8) -> Pair {
        let (frequency, norm) = (step(Int(steps >> 4)), step(Int(steps & 15)))
        return (
            pair.frequencyCode > frequency ? pair.frequencyCode - frequency : 0,
            pair.norm > norm ? pair.norm - norm : 0
        )
    }

    /// Appends the bytes of pairs along which frequencies and norms fall. Norms that are told as smaller ones are these afterwards.
    static func encode(_ pairs: inout [Pair], to output: inout ByteWriter) {
        precondition(pairs.count == pairCount)
        // A norm that is too far above the next is told as a smaller one.
        for index in (1..<pairCount).reversed() {
            let least = pairs[index].norm
            pairs[index - 1].norm = min(pairs[index - 1].norm, least &+ min(.max - least, step(stepCount - 1)))
        }
        var told = pairs[0]
        output.append(told.frequencyCode)
        output.append(told.norm)
        for pair in pairs.dropFirst() {
            let frequency = (0..<stepCount).last { step($0) <= told.frequencyCode - pair.frequencyCode } ?? 0
            let norm = (0..<stepCount).first { Int(told.norm) - Int(step($0)) <= Int(pair.norm) } ?? stepCount - 1
            let steps = UInt8(frequency << 4 | norm)
            output.append(steps)
            told = Self.pair(told, less: steps)
        }
    }
}

/// The impacts of the blocks of a list.
struct BlockImpacts: BitwiseCopyable {
    private let bytes: View<UInt8>
    /// Whether they are those of a format before 0.7.
    private let isWide: Bool

    init(_ bytes: View<UInt8>, isWide: Bool) {
        self.bytes = bytes
        self.isWide = isWide
    }

    /// How many bytes those of so many blocks take.
    static func byteCount(_ blocks: Int, isWide: Bool) -> Int {
        blocks * (isWide ? Impacts.wideByteCount : Impacts.byteCount)
    }

    /// The pairs of a block.
    func pairs(of block: Int) -> InlineArray<3, Impacts.Pair> {
        let start = Self.byteCount(block, isWide: isWide)
        let first = (frequencyCode: bytes[start], norm: bytes[start &+ 1])
        if isWide {
            return [first, (bytes[start &+ 2], bytes[start &+ 3]), (bytes[start &+ 4], bytes[start &+ 5])]
        }
        let second = Impacts.pair(first, less: bytes[start &+ 2])
        return [first, second, Impacts.pair(second, less: bytes[start &+ 3])]
    }

    /// For each block the greatest product of what two tables of 256 have for the frequency and for the norm of a pair.
    func peaks(frequencies: FixedBuffer<Float>, norms: FixedBuffer<Float>, into peaks: FixedBuffer<Float>) {
        precondition(
            Self.byteCount(peaks.count, isWide: isWide) == bytes.count && frequencies.count == 256
                && norms.count == 256)
        lede_block_peaks(
            bytes.base.assumingMemoryBound(to: UInt8.self), peaks.count, isWide ? 1 : 0, frequencies.base, norms.base,
            peaks.base)
    }
}

/// Gathers the impacts of one block. It is a view: whoever makes it deallocates it.
package struct ImpactsBuilder {
    /// For each frequency the least norm that was met with it.
    private let leastNorm = FixedBuffer<UInt16>.allocate(256, repeating: ImpactsBuilder.absent)
    private static let absent: UInt16 = 256
    private var frontier: [Impacts.Pair] = []
    private var highest = 0
    private var lowest = 255
    private let averageLength: Float

    /// - Parameter averageLength: of the field, for choosing which pairs to join.
    package init(averageLength: Float) { self.averageLength = max(1, averageLength) }

    package func deallocate() { leastNorm.deallocate() }

    /// Adds the first of some documents, of which `norms` has the norms: all of the block.
    package mutating func add(
        _ documents: FixedBuffer<UInt32>, _ frequencies: FixedBuffer<UInt32>, count: Int, norms: UnsafeRawBufferPointer
    ) {
        precondition(count <= min(blockSize, documents.count, frequencies.count) && leastNorm.count >= 24)
        guard count > 0, let base = norms.baseAddress else { return }
        let met = lede_least_norms(
            documents.base, frequencies.base, count, base.assumingMemoryBound(to: UInt8.self), leastNorm.base)
        if met != 0 {
            lowest = met.trailingZeroBitCount
            highest = 31 - met.leadingZeroBitCount
        } else {
            for index in 0..<count { add(frequency: frequencies[index], norm: norms[Int(documents[index])]) }
        }
    }

    @inline(__always)
    private mutating func add(frequency: UInt32, norm: UInt8) {
        let code = frequency < 24 ? Int(frequency) : Int(SmallFloat.encodeUp(Int(frequency)))
        leastNorm[code] = min(leastNorm[code], UInt16(norm))
        highest = max(highest, code)
        lowest = min(lowest, code)
    }

    /// Starts over.
    private mutating func reset() {
        if lowest <= highest { leastNorm.fill(lowest..<highest + 1, with: Self.absent) }
        highest = 0
        lowest = 255
    }

    private func score(_ pair: Impacts.Pair) -> Float {
        let frequency = Float(SmallFloat.decode(pair.frequencyCode))
        let length = Float(SmallFloat.decode(pair.norm))
        return frequency / (frequency + 1.2 * (0.25 + 0.75 * length / averageLength))
    }

    /// Appends the bytes and starts over.
    package mutating func finish(to output: inout ByteWriter) {
        frontier.removeAll(keepingCapacity: true)
        var least = Self.absent
        var code = highest
        while code >= lowest {
            if leastNorm[code] < least {
                least = leastNorm[code]
                frontier.append((UInt8(code), UInt8(least)))
            }
            code -= 1
        }
        while frontier.count > Impacts.pairCount {
            var best = 0
            var bestLoss = Float.infinity
            for index in 0..<(frontier.count - 1) {
                let joined = score((frontier[index].frequencyCode, frontier[index + 1].norm))
                let loss = joined - max(score(frontier[index]), score(frontier[index + 1]))
                if loss < bestLoss {
                    bestLoss = loss
                    best = index
                }
            }
            frontier[best].norm = frontier[best + 1].norm
            frontier.remove(at: best + 1)
        }
        while frontier.count < Impacts.pairCount { frontier.append(frontier.last ?? (0, 0)) }
        Impacts.encode(&frontier, to: &output)
        reset()
    }
}
