import Testing

@testable import Lede

/// Decoders meet bytes that no encoder wrote. They err or give values; they never read past the bytes nor write past
/// the block.
@Suite("Damaged blocks")
struct BlockDamageTests {
    private enum Decoder: CaseIterable {
        case packed, patched, gaps, frequencies, documents, tail, tailWithoutFrequencies, paddedTail, varintTail,
            integers, paddedIntegers
        case patchedLength, gapsLength, varint

        /// - Returns: the number of bytes read.
        func decode(
            _ bytes: UnsafeRawBufferPointer, _ block: GuardedBlock, _ other: GuardedBlock, _ random: inout SeededText
        ) throws(BlockError) -> Int {
            let before = random.chance(0.3) ? UInt32.max : UInt32(random.integer(bits: 32))
            let last = UInt32(random.integer(bits: 32))
            switch self {
            case .packed:
                return try PackedBlock.decode(bytes, bits: Int.random(in: 0...63, using: &random), into: block.buffer)
            case .patched: return try PatchedBlock.decode(bytes, into: block.buffer)
            case .gaps: return try GapBlock.decode(bytes, into: block.buffer)
            case .frequencies:
                try FrequencyBlock.decode(bytes, into: block.buffer)
                for index in 0..<blockSize {
                    #expect(block.buffer[index] > 0)
                    let value = try FrequencyBlock.value(at: index, bytes)
                    #expect(value == nil || value == block.buffer[index])
                }
                return 0
            case .documents:
                let span = UInt32(random.integer(bits: 12))
                let used = try DocumentBlock.decode(
                    bytes, before: before, last: random.chance(0.5) ? last : before &+ span, into: block.buffer)
                for index in 1..<blockSize { #expect(block.buffer[index - 1] < block.buffer[index]) }
                #expect(before == .max || block.buffer[0] > before)
                return used
            case .tail, .tailWithoutFrequencies, .paddedTail, .varintTail:
                let count = Int.random(in: 0...blockSize, using: &random)
                let excess = random.pick([0, 1, count / 2, count, 5 * count, Int(Int32.max), .max, -1])
                let used = try TailBlock.decode(
                    bytes, count: count, before: before, limit: last,
                    self == .tailWithoutFrequencies ? .none : random.chance(0.5) ? .told : .excess(excess),
                    form: self == .varintTail ? .varints : self == .paddedTail ? .padded : .joined,
                    documents: block.buffer, frequencies: other.buffer)
                for index in 0..<count {
                    #expect(block.buffer[index] < last && other.buffer[index] > 0)
                    #expect(index == 0 || block.buffer[index - 1] < block.buffer[index])
                }
                return (used + 7) / 8
            case .integers:
                return
                    (try RiceTail.decode(
                        bytes, at: Int.random(in: 0...20, using: &random),
                        count: Int.random(in: 1...blockSize, using: &random), into: block.buffer) + 7) / 8
            case .paddedIntegers:
                return try RiceTail.decodePadded(
                    bytes, count: Int.random(in: 1...blockSize, using: &random), into: block.buffer)
            case .patchedLength:
                _ = try PatchedBlock.byteCount(bytes)
                return 0
            case .gapsLength:
                _ = try GapBlock.byteCount(bytes)
                return 0
            case .varint:
                var position = 0
                _ = try VarInt.decode(bytes, at: &position)
                return position
            }
        }
    }

    private func tryAll(_ bytes: [UInt8], _ random: inout SeededText) {
        for decoder in Decoder.allCases {
            let (block, other) = (GuardedBlock(), GuardedBlock())
            do throws(BlockError) {
                let used = try bytes.withGuardedBytes { (bytes) throws(BlockError) in
                    try decoder.decode(bytes, block, other, &random)
                }
                #expect((0...bytes.count).contains(used), "\(decoder)")
            } catch {}
            #expect(block.isIntact && other.isIntact, "\(decoder)")
        }
    }

    @Test("Random bytes", arguments: 1...20 as ClosedRange<UInt64>)
    func randomBytes(seed: UInt64) {
        var random = SeededText(seed: seed)
        for _ in 0..<40 {
            var bytes = random.bytes(upTo: random.chance(0.5) ? 20 : 600)
            // Small headers are the plausible ones.
            if !bytes.isEmpty, random.chance(0.7) { bytes[0] &= random.pick([0x8F, 0x0F, 0x5F, 0x47, 0xC3, 0xFF]) }
            tryAll(bytes, &random)
        }
    }

    @Test("Blocks that were cut, and blocks with a bit flipped", arguments: 1...6 as ClosedRange<UInt64>)
    func damagedBlocks(seed: UInt64) {
        var random = SeededText(seed: seed)
        let block = GuardedBlock(BlockTests.mixed(&random))
        for isPatched in [true, false] { tryDamaged(block, isPatched: isPatched, &random) }
    }

    private func tryDamaged(_ block: GuardedBlock, isPatched: Bool, _ random: inout SeededText) {
        let bytes = ByteWriter.bytes {
            if isPatched { PatchedBlock.encode(block.buffer, to: &$0) } else { GapBlock.encode(block.buffer, to: &$0) }
        }
        for length in [0, 1, 2, 3, bytes.count / 2, bytes.count - 1] where length < bytes.count {
            let cut = Array(bytes.prefix(length))
            #expect(throws: BlockError.self) {
                try cut.withGuardedBytes { _ = try GapBlock.decode($0, into: block.buffer) }
            }
            tryAll(cut, &random)
        }
        for index in Set([0, 1, 2, bytes.count - 2, bytes.count - 1]).filter({ bytes.indices.contains($0) }).sorted() {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                tryAll(damaged, &random)
            }
        }
    }
}
