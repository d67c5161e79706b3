internal import CLedeKernels

/// The best (frequency, norm) pairs of a block of documents, from which a bound on its scores is known without
/// opening it (Grand et al., *From MAXSCORE to Block-Max WAND*, 2020).
///
/// Three pairs of two bytes: a frequency as ``SmallFloat`` rounded up, and a norm. Every document of the block is
/// dominated by one of the pairs: its frequency is no greater and its norm no smaller. Where the true frontier has more
/// pairs, neighbours are joined at the least loss; where it has fewer, the last is repeated.
///
/// - Invariant: frequencies fall and norms fall along the pairs.
package enum Impacts {
    package static let pairCount = 3
    package static let byteCount = pairCount * 2
}

extension View where T == UInt8 {
    /// For each block, of which this has the impacts, the greatest product of what two tables of 256 have for the frequency
    /// and for the norm of a pair.
    func peaks(frequencies: FixedBuffer<Float>, norms: FixedBuffer<Float>, into peaks: FixedBuffer<Float>) {
        precondition(peaks.count * Impacts.byteCount == count && frequencies.count == 256 && norms.count == 256)
        lede_block_peaks(
            base.assumingMemoryBound(to: UInt8.self), peaks.count, frequencies.base, norms.base, peaks.base)
    }
}

/// Gathers the impacts of one block. It is a view: whoever makes it deallocates it.
package struct ImpactsBuilder {
    /// For each frequency the least norm that was met with it.
    private let leastNorm = FixedBuffer<UInt16>.allocate(256, repeating: ImpactsBuilder.absent)
    private static let absent: UInt16 = 256
    private var frontier: [(code: UInt8, norm: UInt8)] = []
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

    private func score(_ pair: (code: UInt8, norm: UInt8)) -> Float {
        let frequency = Float(SmallFloat.decode(pair.code))
        let length = Float(SmallFloat.decode(pair.norm))
        return frequency / (frequency + 1.2 * (0.25 + 0.75 * length / averageLength))
    }

    /// Appends the six bytes and starts over.
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
                let joined = score((frontier[index].code, frontier[index + 1].norm))
                let loss = joined - max(score(frontier[index]), score(frontier[index + 1]))
                if loss < bestLoss {
                    bestLoss = loss
                    best = index
                }
            }
            frontier[best].norm = frontier[best + 1].norm
            frontier.remove(at: best + 1)
        }
        for index in 0..<Impacts.pairCount {
            let pair = frontier.isEmpty ? (code: 0, norm: 0) : frontier[min(index, frontier.count - 1)]
            output.append(pair.code)
            output.append(pair.norm)
        }
        reset()
    }
}
