import Testing

@testable import Lede

@Suite("Impacts")
struct ImpactsTests {
    private func dominates(_ pair: Impacts.Pair, frequency: UInt32, norm: UInt8) -> Bool {
        SmallFloat.decode(pair.frequencyCode) >= Int(frequency) && pair.norm <= norm
    }

    private func pairs(_ bytes: [UInt8], isWide: Bool = false) throws -> [Impacts.Pair] {
        let region = ByteRegion(bytes)
        return try withExtendedLifetime(region) {
            let view = try region.view(of: UInt8.self, at: 0, count: bytes.count)
            let pairs = BlockImpacts(view, isWide: isWide).pairs(of: 0)
            return pairs.indices.map { pairs[$0] }
        }
    }

    @Test("Every document of a block is dominated by a pair, and pairs fall", arguments: [128, 129, 1000])
    func postings(count: Int) throws {
        var random = SeededText(seed: UInt64(count))
        for density in ModelPostings.Density.allCases {
            let documentCount = density.documentCount(for: count)
            let model = ModelPostings.random(count, below: documentCount, &random)
            let norms = random.bytes(documentCount)
            let field = try ModelField([("a", model)], documentCount: documentCount, norms: norms)
            let cursor = try #require(try field.cursor("a"))
            for (index, document) in model.documents.enumerated() {
                let block = index / blockSize
                let impacts = cursor.impacts(of: block)
                let pairs = impacts.indices.map { impacts[$0] }
                let (frequency, norm) = (model.frequencies[index], norms[Int(document)])
                #expect(pairs.contains { dominates($0, frequency: frequency, norm: norm) })
            }
        }
    }

    @Test("Up to three pairs near each other are exact", arguments: 1...30 as ClosedRange<UInt64>)
    func frontier(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        var builder = ImpactsBuilder(averageLength: 100)
        let (numbers, frequencies) = (FixedBuffer<UInt32>.block(), FixedBuffer<UInt32>.block())
        defer {
            builder.deallocate()
            numbers.deallocate()
            frequencies.deallocate()
        }
        for bits in 0..<20 {
            let documents = (0..<Int.random(in: 1...128, using: &random)).map { _ in
                (frequency: 1 + UInt32(random.integer(bits: bits / 2)), norm: UInt8(random.integer(bits: 1 + bits % 8)))
            }
            for (index, document) in documents.enumerated() {
                numbers[index] = UInt32(index)
                frequencies[index] = document.frequency
            }
            documents.map(\.norm).withBytes { builder.add(numbers, frequencies, count: documents.count, norms: $0) }
            let pairs = try pairs(ByteWriter.bytes { builder.finish(to: &$0) })
            for document in documents {
                #expect(pairs.contains { dominates($0, frequency: document.frequency, norm: document.norm) })
            }
            for (pair, next) in zip(pairs, pairs.dropFirst()) {
                #expect(pair.frequencyCode >= next.frequencyCode && pair.norm >= next.norm)
            }
            let greatest = documents.map { SmallFloat.encodeUp(Int($0.frequency)) }.max()
            #expect(pairs.first?.frequencyCode == greatest)
            let frontier = documents.filter { one in
                !documents.contains { other in
                    let (a, b) = (SmallFloat.encodeUp(Int(other.frequency)), SmallFloat.encodeUp(Int(one.frequency)))
                    return (a > b && other.norm <= one.norm) || (a >= b && other.norm < one.norm)
                }
            }
            let exact = Set(frontier.map { [SmallFloat.encodeUp(Int($0.frequency)), $0.norm] })
                .sorted { $0[0] > $1[0] }
            if exact.count <= Impacts.pairCount,
                zip(exact, exact.dropFirst()).allSatisfy({ $0[0] - $1[0] <= 9 && $0[1] - $1[1] <= 9 })
            {
                let last = [[UInt8]](repeating: exact[exact.count - 1], count: Impacts.pairCount - exact.count)
                #expect(pairs.map { [$0.frequencyCode, $0.norm] } == exact + last)
            }
        }
    }

    @Test("What is told is no worse than the pairs, and little better", arguments: 1...20 as ClosedRange<UInt64>)
    func steps(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        for bits in 1...8 {
            let frequencies = (0..<3).map { _ in UInt8(random.integer(bits: bits)) }.sorted(by: >)
            let norms = (0..<3).map { _ in UInt8(random.integer(bits: bits)) }.sorted(by: >)
            let pairs = zip(frequencies, norms).map { (frequencyCode: $0, norm: $1) }
            var given = pairs
            let bytes = ByteWriter.bytes { Impacts.encode(&given, to: &$0) }
            #expect(bytes.count == Impacts.byteCount)
            let told = try self.pairs(bytes)
            for (pair, told) in zip(pairs, told) {
                #expect(told.frequencyCode >= pair.frequencyCode && told.norm <= pair.norm)
                // From one step to the next there are ten at most, and more than 36 takes several.
                if bits <= 5 {
                    #expect(told.frequencyCode - pair.frequencyCode <= 20 && pair.norm - told.norm <= 20)
                }
            }
        }
    }

    @Test("The kernel makes the same pairs, also of bytes that no encoder writes", arguments: [false, true])
    func peaks(isWide: Bool) throws {
        var random = SeededText(seed: 3)
        let count = 300
        let bytes = random.bytes(BlockImpacts.byteCount(count, isWide: isWide))
        let region = ByteRegion(bytes)
        let (frequencies, norms) = (FixedBuffer<Float>.uninitialized(256), FixedBuffer<Float>.uninitialized(256))
        let peaks = FixedBuffer<Float>.uninitialized(count)
        defer { for buffer in [frequencies, norms, peaks] { buffer.deallocate() } }
        for index in 0..<256 {
            frequencies[index] = Float(random.integer(bits: 10))
            norms[index] = Float(random.integer(bits: 10))
        }
        try withExtendedLifetime(region) {
            let impacts = BlockImpacts(
                try region.view(of: UInt8.self, at: 0, count: bytes.count), isWide: isWide)
            impacts.peaks(frequencies: frequencies, norms: norms, into: peaks)
            for block in 0..<count {
                let pairs = impacts.pairs(of: block)
                let products = pairs.indices.map {
                    frequencies[Int(pairs[$0].frequencyCode)] * norms[Int(pairs[$0].norm)]
                }
                #expect(peaks[block] == products.max())
            }
        }
    }

    @Test("A block without documents has the least pair")
    func empty() {
        var builder = ImpactsBuilder(averageLength: 1)
        #expect(ByteWriter.bytes { builder.finish(to: &$0) } == [UInt8](repeating: 0, count: Impacts.byteCount))
    }
}
