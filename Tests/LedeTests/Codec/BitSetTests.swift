import Testing

@testable import Lede

@Suite("Bit sets")
struct BitSetTests {
    @Test("A bit set agrees with a set", arguments: [0, 1, 63, 64, 65, 128, 1000])
    func twin(count: Int) {
        var random = SeededText(seed: UInt64(count))
        var bits = BitSet(count: count)
        var twin: Set<Int> = []
        for _ in 0..<(2 * count) {
            let index = Int.random(in: 0..<count, using: &random)
            let isIn = random.chance(0.6)
            bits[index] = isIn
            if isIn { twin.insert(index) } else { twin.remove(index) }
        }
        #expect((0..<count).filter { bits[$0] } == twin.sorted())
        #expect(bits.cardinality == twin.count)
        #expect(BitSet(words: bits.words, count: count) == bits)
        #expect(bits.words.count == (count + 63) / 64)
    }
}
