import Testing

@testable import Lede

@Suite("Impacts")
struct ImpactsTests {
    private typealias Pair = (frequencyCode: UInt8, norm: UInt8)

    private func dominates(_ pair: Pair, frequency: UInt32, norm: UInt8) -> Bool {
        SmallFloat.decode(pair.frequencyCode) >= Int(frequency) && pair.norm <= norm
    }

    private func pairs(_ bytes: [UInt8]) -> [Pair] {
        (0..<Impacts.pairCount).map { (bytes[2 * $0], bytes[2 * $0 + 1]) }
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
                let pairs = (0..<Impacts.pairCount).map { cursor.impact($0, of: block) }
                let (frequency, norm) = (model.frequencies[index], norms[Int(document)])
                #expect(pairs.contains { dominates($0, frequency: frequency, norm: norm) })
            }
        }
    }

    @Test("Up to three pairs are exact, and no pair is better than need be", arguments: 1...30 as ClosedRange<UInt64>)
    func frontier(seed: UInt64) {
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
                (frequency: 1 + UInt32(random.integer(bits: bits / 2)), norm: UInt8(random.integer(bits: 8)))
            }
            for (index, document) in documents.enumerated() {
                numbers[index] = UInt32(index)
                frequencies[index] = document.frequency
            }
            documents.map(\.norm).withBytes { builder.add(numbers, frequencies, count: documents.count, norms: $0) }
            let pairs = pairs(ByteWriter.bytes { builder.finish(to: &$0) })
            for document in documents {
                #expect(pairs.contains { dominates($0, frequency: document.frequency, norm: document.norm) })
            }
            for (pair, next) in zip(pairs, pairs.dropFirst()) {
                #expect(pair.frequencyCode >= next.frequencyCode && pair.norm >= next.norm)
            }
            // Where it is the best there is, a part of a pair comes from a document.
            let greatest = documents.map { SmallFloat.encodeUp(Int($0.frequency)) }.max()
            #expect(pairs.first?.frequencyCode == greatest)
            #expect(pairs.last?.norm == documents.map(\.norm).min())
            let frontier = documents.filter { one in
                !documents.contains { other in
                    let (a, b) = (SmallFloat.encodeUp(Int(other.frequency)), SmallFloat.encodeUp(Int(one.frequency)))
                    return (a > b && other.norm <= one.norm) || (a >= b && other.norm < one.norm)
                }
            }
            let exact = Set(frontier.map { [SmallFloat.encodeUp(Int($0.frequency)), $0.norm] })
            if exact.count <= Impacts.pairCount {
                #expect(Set(pairs.map { [$0.frequencyCode, $0.norm] }) == exact)
            }
        }
    }

    @Test("A block without documents has the least pair")
    func empty() {
        var builder = ImpactsBuilder(averageLength: 1)
        #expect(ByteWriter.bytes { builder.finish(to: &$0) } == [UInt8](repeating: 0, count: Impacts.byteCount))
    }
}
