internal import CLedeKernels
import Testing

@testable import Lede

/// The kernels in C beside plain ones, written from the layout.
@Suite("Integer kernels")
struct KernelTests {
    /// Bit j of integer i is bit (i ÷ 4) × bits + j of lane i % 4; a lane is every fourth 32-bit word.
    private func packed(_ values: [UInt32], bits: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16 * bits)
        for (index, value) in values.enumerated() {
            for bit in 0..<bits where value >> UInt32(bit) & 1 != 0 {
                let inLane = index / 4 * bits + bit
                let byte = inLane / 32 * 16 + index % 4 * 4 + inLane % 32 / 8
                bytes[byte] |= 1 << UInt8(inLane % 8)
            }
        }
        return bytes
    }

    private func random(_ random: inout SeededText) -> [UInt32] {
        (0..<blockSize).map { _ in UInt32(random.integer(bits: 32)) }
    }

    @Test("Packing is what its layout says, and leaves out higher bits", arguments: 0...32)
    func pack(bits: Int) {
        var random = SeededText(seed: UInt64(bits))
        let values = self.random(&random)
        let block = GuardedBlock(values)
        var bytes = [UInt8](repeating: 0xAA, count: 16 * bits + 16)
        bytes.withUnsafeMutableBufferPointer { output in
            if let base = output.baseAddress { lede_pack128(block.buffer.base, base, UInt32(bits)) }
        }
        #expect(Array(bytes.prefix(16 * bits)) == packed(values, bits: bits))
        #expect(bytes.suffix(16).allSatisfy { $0 == 0xAA })
    }

    @Test("Unpacking is the reverse, at any address, and reads no byte more", arguments: 0...32)
    func unpack(bits: Int) throws {
        var random = SeededText(seed: UInt64(bits))
        let mask = bits == 0 ? 0 : UInt32.max >> UInt32(32 - bits)
        for trailing in 0..<3 {
            let values = self.random(&random).map { $0 & mask }
            let block = GuardedBlock()
            try (packed(values, bits: bits) + [UInt8](repeating: 0, count: trailing)).withGuardedBytes { bytes in
                let start = try #require(bytes.baseAddress).assumingMemoryBound(to: UInt8.self)
                lede_unpack128(start, block.buffer.base, UInt32(bits))
            }
            #expect(block.values == values)
            #expect(block.isIntact)
        }
    }

    @Test("Gaps add up to documents, and wrap around", arguments: 1...20 as ClosedRange<UInt64>)
    func gaps(seed: UInt64) {
        var random = SeededText(seed: seed)
        let gaps = (0..<blockSize).map { _ in UInt32(random.integer(bits: seed % 2 == 0 ? 20 : 32)) }
        let before = seed % 3 == 0 ? UInt32.max : UInt32(random.integer(bits: 32))
        let block = GuardedBlock(gaps)
        lede_gaps_to_documents(block.buffer.base, before)
        var twin: [UInt32] = []
        for gap in gaps { twin.append((twin.last ?? before) &+ gap &+ 1) }
        #expect(block.values == twin)
        #expect(block.isIntact)
    }
}

@Suite("Selecting scores")
struct ScoreSelectionTests {
    @Test("What exceeds the limit is copied in order, whatever the count and the places", arguments: 0...9)
    func select(seed: UInt64) {
        var random = SeededText(seed: seed)
        let scores = FixedBuffer<Float>.allocate(blockSize, repeating: 0)
        let documents = FixedBuffer<UInt32>.block()
        let outDocuments = FixedBuffer<UInt32>.allocate(2 * blockSize, repeating: 7)
        let outScores = FixedBuffer<Double>.allocate(2 * blockSize, repeating: 7)
        defer {
            scores.deallocate()
            documents.deallocate()
            outDocuments.deallocate()
            outScores.deallocate()
        }
        for index in 0..<blockSize {
            scores[index] = random.pick([0, 0.5, 1, Float.random(in: 0..<2, using: &random)])
            documents[index] = UInt32(10 * index)
        }
        let first = Int.random(in: 0..<blockSize, using: &random)
        let count = Int.random(in: 0...(blockSize - first), using: &random)
        let start = Int.random(in: 0...blockSize, using: &random)
        let above = random.pick([-1, 0, 0.5, 1, 2] as [Float])
        let end = scores.select(
            first: count, above: above, documents: documents, from: first, into: outDocuments, outScores, at: start)
        let expected = (0..<count).filter { scores[$0] > above }
        #expect(end == start + expected.count)
        for (place, index) in expected.enumerated() {
            #expect(outDocuments[start + place] == documents[first + index])
            #expect(outScores[start + place] == Double(scores[index]))
        }
        for place in 0..<start { #expect(outDocuments[place] == 7) }
        for place in (start + count)..<(2 * blockSize) { #expect(outDocuments[place] == 7) }
    }
}
