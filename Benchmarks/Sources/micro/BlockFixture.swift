import SyntheticCorpus

@testable internal import Lede

/// The ways a block of documents is written, as ``DocumentBlock`` chooses by how dense they are.
enum DocumentKind: String, CaseIterable {
    case packed = "packed gaps"
    case bits = "bit set"
    case consecutive
    case eliasFano = "Elias–Fano"

    /// A gap from one document to the next, less one.
    func gap(_ random: inout SplitMix64) -> Int {
        switch self {
        case .packed: random.below(100)
        case .bits: random.below(4)
        case .consecutive: 0
        case .eliasFano: random.gap(0.01)
        }
    }
}

/// Encoded blocks of 128 integers, one behind the other.
struct BlockFixture {
    struct Block {
        /// Where it starts.
        let start: Int
        /// The document before the block, and the last one in it.
        var before: UInt32 = 0
        var last: UInt32 = 0
    }

    /// Few enough for a processor's nearest caches.
    static let count = 256

    private let bytes: [UInt8]
    private let blocks: [Block]

    private init(_ encode: (inout SplitMix64, FixedBuffer<UInt32>, inout ByteWriter) -> Block) {
        var random = SplitMix64(seed: 7)
        var writer = ByteWriter()
        let values = FixedBuffer<UInt32>.block()
        defer { values.deallocate() }
        blocks = (0..<Self.count).map { _ in encode(&random, values, &writer) }
        bytes = writer.bytes
    }

    var work: Work { Work(Self.count * blockSize, .integers) }

    /// Calls `decode` with the bytes from each block on. It gives back how many it read.
    @inline(__always)
    func decodeAll(_ decode: (UnsafeRawBufferPointer, Block) throws -> Int) rethrows {
        try bytes.withUnsafeBytes { bytes in
            var read = 0
            for block in blocks { read += try decode(UnsafeRawBufferPointer(rebasing: bytes[block.start...]), block) }
            keep(read)
        }
    }

    static func packed(bits: Int) -> BlockFixture {
        BlockFixture { random, values, writer in
            let start = writer.count
            for index in 0..<blockSize { values[index] = UInt32(random.below(1 << bits)) }
            PackedBlock.encode(values, bits: bits, to: &writer)
            return Block(start: start)
        }
    }

    /// Frequencies less one: of two documents one has the word once.
    static func frequencies() -> BlockFixture {
        BlockFixture { random, values, writer in
            let start = writer.count
            for index in 0..<blockSize { values[index] = UInt32(random.gap(0.5)) }
            FrequencyBlock.encode(values, to: &writer)
            return Block(start: start)
        }
    }

    /// Integers most of which are below four, one in fifty large.
    static func patched() -> BlockFixture {
        BlockFixture { random, values, writer in
            let start = writer.count
            for index in 0..<blockSize { values[index] = UInt32(random.below(random.chance(0.02) ? 200 : 4)) }
            PatchedBlock.encode(values, to: &writer)
            return Block(start: start)
        }
    }

    /// Gaps between random positions, one in 250 or so.
    static func rice() -> BlockFixture {
        BlockFixture { random, values, writer in
            let start = writer.count
            for index in 0..<blockSize {
                values[index] = UInt32(random.gap(0.004))
            }
            GapBlock.encode(values, to: &writer)
            return Block(start: start)
        }
    }

    static func documents(_ kind: DocumentKind) -> BlockFixture {
        let gaps = FixedBuffer<UInt32>.block()
        defer { gaps.deallocate() }
        var last: UInt32 = 0
        return BlockFixture { random, values, writer in
            let block = Block(start: writer.count, before: last)
            for index in 0..<blockSize {
                last += 1 + UInt32(kind.gap(&random))
                values[index] = last
            }
            DocumentBlock.encode(values, before: block.before, gaps: gaps, to: &writer)
            return Block(start: block.start, before: block.before, last: last)
        }
    }
}

extension SplitMix64 {
    /// How many in a row are not taken, if each is by a chance.
    fileprivate mutating func gap(_ chance: Double) -> Int {
        var gap = 0
        while !self.chance(chance) { gap += 1 }
        return gap
    }
}
