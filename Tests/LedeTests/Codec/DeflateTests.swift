import Testing

@testable import Lede

@Suite("Compressed blocks")
struct DeflateTests {
    private func decompress(_ bytes: [UInt8], count: Int) -> [UInt8]? {
        bytes.withGuardedBytes { Deflate.decompress($0, count: count) }
    }

    private func samples() -> [[UInt8]] {
        var random = SeededText(seed: 4)
        return [
            [], [7], [UInt8](repeating: 3, count: 100_000), random.bytes(5000),
            Array(random.text(of: ["der ", "die ", "das "], count: 4000).utf8),
        ]
    }

    @Test("What was compressed comes back, at every level", arguments: [1, 3, 6, 9])
    func roundTrip(level: Int) {
        for sample in samples() {
            let compressed = Deflate.compress(sample, level: level)
            #expect(decompress(compressed, count: sample.count) == sample)
        }
    }

    @Test("Another length is no block")
    func otherLength() {
        for sample in samples() {
            let compressed = Deflate.compress(sample, level: 3)
            for count in [sample.count - 1, sample.count + 1, sample.count + 1000] where count >= 0 {
                #expect(decompress(compressed, count: count) == nil)
            }
        }
    }

    @Test("Cut and damaged blocks are none", arguments: 1...5 as ClosedRange<UInt64>)
    func damage(seed: UInt64) {
        var random = SeededText(seed: seed)
        let sample = Array(random.text(of: ["press ", "news ", "x"], count: 300).utf8)
        let compressed = Deflate.compress(sample, level: 3)
        for length in 0..<compressed.count {
            #expect(decompress(Array(compressed.prefix(length)), count: sample.count) == nil)
        }
        for index in compressed.indices {
            var damaged = compressed
            damaged[index] ^= 1 << UInt8(Int.random(in: 0..<8, using: &random))
            let back = decompress(damaged, count: sample.count)
            #expect(back == nil || back == sample)
        }
        #expect(decompress(random.bytes(200), count: 100) == nil)
        #expect(Deflate.decompress(UnsafeRawBufferPointer(start: nil, count: 0), count: 0) == nil)
    }
}
