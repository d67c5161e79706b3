import Foundation
import Testing

@testable import Lede

@Suite("Blocks of integers")
struct BlockTests {
    @Test("A packed block takes 16 bytes a bit and comes back", arguments: 0...32)
    func packed(bits: Int) throws {
        var random = SeededText(seed: UInt64(bits))
        let values = (0..<blockSize).map { _ in bits == 0 ? 0 : UInt32(random.next() >> UInt64(64 - bits)) }
        let block = GuardedBlock(values)
        #expect(block.buffer.bitWidth() <= bits)
        let bytes = ByteWriter.bytes { PackedBlock.encode(block.buffer, bits: bits, to: &$0) }
        #expect(bytes.count == 16 * bits)
        let back = GuardedBlock()
        let used = try bytes.withGuardedBytes { try PackedBlock.decode($0, bits: bits, into: back.buffer) }
        #expect(used == bytes.count)
        #expect(back.values == values)
        #expect(back.isIntact)
    }

    @Test("The width of a block is that of its largest integer", arguments: 0...32)
    func width(bits: Int) {
        let block = GuardedBlock([UInt32](repeating: 0, count: blockSize))
        block.buffer[bits] = bits == 0 ? 0 : 1 << UInt32(bits - 1)
        #expect(block.buffer.bitWidth() == bits)
    }

    /// Blocks with all sorts of outliers: most integers of one width, some of another.
    static func mixed(_ random: inout SeededText) -> [UInt32] {
        let width = Int.random(in: 0...32, using: &random)
        let outliers = random.pick([0, 0.01, 0.05, 0.3, 1])
        return (0..<blockSize).map { _ in UInt32(random.integer(bits: random.chance(outliers) ? 32 : width)) }
    }

    @Test("A patched block comes back, and is no larger than a packed one", arguments: 1...40 as ClosedRange<UInt64>)
    func patched(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        for _ in 0..<10 {
            let values = Self.mixed(&random)
            let block = GuardedBlock(values)
            let bytes = ByteWriter.bytes { PatchedBlock.encode(block.buffer, to: &$0) }
            #expect(bytes.count <= 1 + 16 * block.buffer.bitWidth())
            let back = GuardedBlock()
            let used = try bytes.withGuardedBytes { try PatchedBlock.decode($0, into: back.buffer) }
            #expect(used == bytes.count)
            #expect(try bytes.withGuardedBytes { try PatchedBlock.byteCount($0) } == bytes.count)
            #expect(back.values == values)
            #expect(back.isIntact)
            for index in 0..<blockSize {
                #expect(try bytes.withGuardedBytes { try PatchedBlock.value(at: index, $0) } == values[index])
            }
        }
    }

    @Test("A block of zeros is one byte, and has them all")
    func zeros() throws {
        let block = GuardedBlock([UInt32](repeating: 0, count: blockSize))
        let bytes = ByteWriter.bytes { PatchedBlock.encode(block.buffer, to: &$0) }
        #expect(bytes == [0])
        for index in [0, 1, 127] {
            #expect(try bytes.withGuardedBytes { try PatchedBlock.value(at: index, $0) } == 0)
        }
        #expect(throws: BlockError.self) { try PatchedBlock.value(at: 0, UnsafeRawBufferPointer(start: nil, count: 0)) }
    }

    @Test("One large integer does not make the others wide")
    func outlier() {
        for index in 0..<blockSize {
            var values = [UInt32](repeating: 1, count: blockSize)
            values[index] = .max
            let block = GuardedBlock(values)
            let bytes = ByteWriter.bytes { PatchedBlock.encode(block.buffer, to: &$0) }
            #expect(bytes.count == 2 + 16 + 1 + 5)
        }
    }
}

@Suite("Blocks of gaps")
struct GapBlockTests {
    /// Gaps between random places: one in `mean` or so is taken.
    private func gaps(mean: Double, _ random: inout SeededText) -> [UInt32] {
        (0..<blockSize).map { _ in
            UInt32(min(4e9, -log(1 - Double.random(in: 0..<1, using: &random)) * mean))
        }
    }

    private func encoded(_ values: [UInt32]) throws -> [UInt8] {
        let block = GuardedBlock(values)
        let bytes = ByteWriter.bytes { GapBlock.encode(block.buffer, to: &$0) }
        #expect(block.values == values)
        let back = GuardedBlock()
        #expect(try bytes.withGuardedBytes { try GapBlock.decode($0, into: back.buffer) } == bytes.count)
        #expect(try bytes.withGuardedBytes { try GapBlock.byteCount($0) } == bytes.count)
        #expect(back.values == values)
        #expect(back.isIntact)
        return bytes
    }

    @Test("Random gaps take little more than their entropy", arguments: 0...30)
    func size(bits: Int) throws {
        var random = SeededText(seed: UInt64(bits))
        let mean = Double(UInt64(1) << UInt64(bits)) * 1.3
        let values = gaps(mean: mean, &random)
        let entropy = log2(1 + mean) + mean * log2(1 + 1 / mean)
        let bytes = try encoded(values)
        #expect(bytes[0] & 0xC0 == 0x40 || bytes[0] >= 0xA0)
        #expect(Double(bytes.count) < 2 + 16 * (entropy + 0.5), "\(entropy) bits")
    }

    @Test("Whatever the integers are, they come back", arguments: 1...60 as ClosedRange<UInt64>)
    func mixed(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        for _ in 0..<10 { _ = try encoded(BlockTests.mixed(&random)) }
    }

    @Test("Extremes")
    func extremes() throws {
        #expect(try encoded([UInt32](repeating: 0, count: blockSize)) == [0])
        #expect(try encoded([UInt32](repeating: 1, count: blockSize)).count == 17)
        _ = try encoded([UInt32](repeating: .max, count: blockSize))
        for index in [0, 1, 126, 127] {
            var values = [UInt32](repeating: 0, count: blockSize)
            values[index] = .max
            _ = try encoded(values)
        }
    }

    @Test("One byte tells the widths and lengths that are met most, two the others", arguments: 0...31)
    func headers(width: Int) throws {
        for quotientBytes in 16...50 {
            // So many zeros as fill the bytes but for a bit.
            var quotients = [UInt32](repeating: 0, count: blockSize)
            for zero in 0..<8 * quotientBytes - blockSize { quotients[zero % blockSize] += 1 }
            let values = quotients.map { $0 << UInt32(width) | (1 << UInt32(width) - 1) }
            let block = GuardedBlock(values)
            let shape = RiceBlock.shape(block.buffer)
            let bytes = try encoded(values)
            if values.allSatisfy({ $0 <= 1 }) { continue }
            let isShort = (4..<10).contains(shape.width) && (26..<42).contains(shape.quotientBytes)
            #expect(bytes.count == (isShort ? 1 : 2) + shape.byteCount)
            #expect((bytes[0] >= 0xA0) == isShort)
            // The header of two bytes says the same of any.
            let long = ByteWriter.bytes { RiceBlock.encode(block.buffer, shape, short: nil, to: &$0) }
            #expect(long[0] == 0x40 | UInt8(shape.width) && long[1] == UInt8(shape.quotientBytes))
            let back = GuardedBlock()
            #expect(try long.withGuardedBytes { try GapBlock.decode($0, into: back.buffer) } == long.count)
            #expect(back.values == values)
        }
    }

    @Test("Blocks from before format 0.5 are read")
    func patched() throws {
        var random = SeededText(seed: 5)
        for _ in 0..<20 {
            let block = GuardedBlock(BlockTests.mixed(&random))
            let bytes = ByteWriter.bytes { PatchedBlock.encode(block.buffer, to: &$0) }
            let back = GuardedBlock()
            #expect(try bytes.withGuardedBytes { try GapBlock.decode($0, into: back.buffer) } == bytes.count)
            #expect(try bytes.withGuardedBytes { try GapBlock.byteCount($0) } == bytes.count)
            #expect(back.values == block.values)
        }
    }

    @Test("Quotients that are too few, or too many, are an error")
    func quotients() {
        let back = GuardedBlock()
        for bytes: [UInt8] in [
            [0x40, 15] + [UInt8](repeating: 0xFF, count: 15), [0x40, 255] + [UInt8](repeating: 0, count: 255),
            [0x40, 16] + [UInt8](repeating: 0xFF, count: 15), [0x60, 16] + [UInt8](repeating: 0xFF, count: 600),
            [0xC0, 16] + [UInt8](repeating: 0xFF, count: 16), [0x40],
        ] {
            #expect(throws: BlockError.self) {
                try bytes.withGuardedBytes { try GapBlock.decode($0, into: back.buffer) }
            }
        }
        // Ones behind the last are passed over.
        let full: [UInt8] = [0x40, 255] + [UInt8](repeating: 0xFF, count: 255)
        #expect(throws: Never.self) { try full.withGuardedBytes { try GapBlock.decode($0, into: back.buffer) } }
        #expect(back.values.allSatisfy { $0 == 0 } && back.isIntact)
    }
}

@Suite("Blocks of frequencies")
struct FrequencyBlockTests {
    /// Whether each is decoded, and looked up, as it was.
    private func expect(_ frequencies: [UInt32], of bytes: [UInt8]) throws {
        let back = GuardedBlock()
        try bytes.withGuardedBytes { try FrequencyBlock.decode($0, into: back.buffer) }
        #expect(back.values == frequencies && back.isIntact)
        for index in 0..<blockSize {
            let value = try bytes.withGuardedBytes { try FrequencyBlock.value(at: index, $0) }
            #expect(value == nil ? bytes[0] & 0x40 != 0 || bytes[0] >= 0xA0 : value == frequencies[index])
        }
        for length in [0, 1, bytes.count / 2, bytes.count - 1] where length < bytes.count {
            #expect(throws: BlockError.self) {
                try Array(bytes.prefix(length)).withGuardedBytes { try FrequencyBlock.decode($0, into: back.buffer) }
            }
        }
    }

    @Test("They come back, and take the fewest bytes of three ways", arguments: 1...60 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let chance = random.pick([0.9, 0.5, 0.1, 0.001])
        let values = (0..<blockSize).map { _ in
            var frequency = UInt32(random.chance(0.02) ? random.integer(bits: 31) : 0) >> UInt32(seed % 28)
            while !random.chance(chance), frequency < 1 << 30 { frequency += 1 }
            return frequency
        }
        let block = GuardedBlock(values)
        let bytes = ByteWriter.bytes { FrequencyBlock.encode(block.buffer, to: &$0) }
        let patched = ByteWriter.bytes { PatchedBlock.encode(block.buffer, to: &$0) }
        let shape = RiceBlock.shape(block.buffer)
        let rice = ByteWriter.bytes { RiceBlock.encode(block.buffer, shape, short: nil, to: &$0) }
        #expect(rice.count == 2 + shape.byteCount)
        let isShort = shape.width == 0 && shape.quotientBytes < 48
        #expect(bytes.count <= min(rice.count - (isShort ? 1 : 0), patched.count))
        for bytes in [patched, rice, bytes] { try expect(values.map { $0 + 1 }, of: bytes) }
    }

    @Test("Few that are more than one take few bytes", arguments: 1...70)
    func sparse(sum: Int) throws {
        var random = SeededText(seed: UInt64(sum))
        for isUneven in [false, true] {
            var values = [UInt32](repeating: 0, count: blockSize)
            for _ in 0..<sum { values[Int.random(in: 0..<(isUneven ? 5 : blockSize), using: &random)] += 1 }
            let block = GuardedBlock(values)
            let bytes = ByteWriter.bytes { FrequencyBlock.encode(block.buffer, to: &$0) }
            // A one for each document, and a zero for each occurrence beyond the first; the sum alone tells a sparse block.
            #expect(bytes.count <= 1 + (blockSize + sum + 7) / 8)
            if bytes[0] >= 0xA0, bytes[0] < 0xE0 {
                #expect(Int(bytes[0]) == 0x9F + sum && bytes.count == 1 + SparseBlock.byteCount(sum: sum))
            }
            if !isUneven { #expect(sum < 60 ? bytes[0] == 0x9F + UInt8(sum) : bytes[0] >= 0xA0) }
            try expect(values.map { $0 + 1 }, of: bytes)
        }
    }

    @Test("One that no document can have is malformed", arguments: [1 << 31, .max] as [UInt32])
    func impossible(lessOne: UInt32) {
        let block = GuardedBlock([UInt32](repeating: 0, count: 127) + [lessOne])
        let back = GuardedBlock()
        for isRice in [false, true] {
            let bytes = ByteWriter.bytes {
                if isRice {
                    RiceBlock.encode(block.buffer, RiceBlock.shape(block.buffer), short: nil, to: &$0)
                } else {
                    PatchedBlock.encode(block.buffer, to: &$0)
                }
            }
            #expect(throws: BlockError.self) {
                try bytes.withGuardedBytes { try FrequencyBlock.decode($0, into: back.buffer) }
            }
        }
        #expect(back.isIntact)
    }
}

@Suite("Blocks of documents")
struct DocumentBlockTests {
    /// What the first byte says of a block.
    private enum Kind: UInt8, CaseIterable {
        case packed, bits, consecutive, eliasFano
    }

    /// 128 ascending documents after `before` that are best stored as a kind.
    private func documents(_ kind: Kind, after before: UInt32, _ random: inout SeededText) -> [UInt32] {
        var documents: [UInt32] = []
        for _ in 0..<blockSize {
            let gap =
                switch kind {
                case .packed: UInt32.random(in: 30..<(1 << 20), using: &random)
                case .bits: random.chance(0.8) ? UInt32(1) : 4
                case .consecutive: UInt32(1)
                case .eliasFano: UInt32.random(in: 1...(random.chance(0.1) ? 10_000 : 1000), using: &random)
                }
            documents.append((documents.last ?? before) &+ gap)
        }
        return documents
    }

    private func encoded(_ documents: [UInt32], before: UInt32) -> [UInt8] {
        let (block, gaps) = (GuardedBlock(documents), GuardedBlock())
        let bytes = ByteWriter.bytes {
            DocumentBlock.encode(block.buffer, before: before, gaps: gaps.buffer, to: &$0)
        }
        #expect(gaps.isIntact && block.values == documents)
        return bytes
    }

    @Test("Each kind is chosen where it is small, and comes back", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        for kind in Kind.allCases {
            for before in [UInt32.max, 0, 1_000_000] {
                let documents = documents(kind, after: before, &random)
                let bytes = encoded(documents, before: before)
                #expect(bytes[0] >> 6 == kind.rawValue)
                let back = GuardedBlock()
                let used = try bytes.withGuardedBytes {
                    try DocumentBlock.decode($0, before: before, last: documents[blockSize - 1], into: back.buffer)
                }
                #expect(used == bytes.count)
                #expect(
                    try bytes.withGuardedBytes {
                        try DocumentBlock.byteCount($0, before: before, last: documents[blockSize - 1])
                    } == bytes.count)
                #expect(back.values == documents)
                #expect(back.isIntact)
            }
        }
    }

    @Test("Random documents take little more than half a bit each above their entropy", arguments: 3...22)
    func randomDocuments(bits: Int) throws {
        var random = SeededText(seed: UInt64(bits))
        let mean = Double(1 << bits)
        var documents: [UInt32] = []
        for _ in 0..<blockSize {
            documents.append(
                (documents.last ?? 7) + 1 + UInt32(-log(1 - Double.random(in: 0..<1, using: &random)) * mean))
        }
        let bytes = encoded(documents, before: 7)
        #expect(bytes[0] >> 6 == Kind.eliasFano.rawValue)
        #expect(Double(bytes.count) < 1 + 16 * (log2(mean) + 1.45 + 0.9), "\(bytes.count)")
        let back = GuardedBlock()
        #expect(
            try bytes.withGuardedBytes {
                try DocumentBlock.decode($0, before: 7, last: documents[127], into: back.buffer)
            } == bytes.count)
        #expect(back.values == documents)
    }

    @Test("An Elias–Fano block with a width that its span does not have, or that does not ascend, is malformed")
    func malformedEliasFano() throws {
        var random = SeededText(seed: 3)
        let documents = documents(.eliasFano, after: 9, &random)
        let bytes = encoded(documents, before: 9)
        let back = GuardedBlock()
        func decode(_ bytes: [UInt8], before: UInt32 = 9, last: UInt32) throws {
            try bytes.withGuardedBytes {
                _ = try DocumentBlock.decode($0, before: before, last: last, into: back.buffer)
            }
        }
        try decode(bytes, last: documents[127])
        let room = bytes + [UInt8](repeating: 0xFF, count: 2000)
        for width in 0..<64 where width != Int(bytes[0] & 0x3f) {
            let other = [0xC0 | UInt8(width)] + room[1...]
            #expect(throws: BlockError.self) { try decode(other, last: documents[127]) }
        }
        // A span of fewer than 128, one that is too long, and documents that go round.
        for (before, last) in [(9, 100), (9, .max - 1), (documents[127], 9), (.max, 126)] as [(UInt32, UInt32)] {
            #expect(throws: BlockError.self) { try decode(room, before: before, last: last) }
        }
        for index in 1..<bytes.count - 60 {
            var damaged = bytes
            damaged[index] ^= UInt8.random(in: 1...255, using: &random)
            do {
                try decode(damaged, last: documents[127])
                for index in 1..<blockSize { #expect(back.values[index - 1] < back.values[index]) }
                #expect(back.values[0] > 9 && back.values[127] == documents[127])
            } catch {}
        }
        #expect(back.isIntact)
    }

    @Test("Documents may lie anywhere in 32 bits")
    func wide() throws {
        let documents = (0..<127).map { UInt32($0) * 7 } + [UInt32.max - 2]
        let bytes = encoded(documents, before: .max)
        let back = GuardedBlock()
        let used = try bytes.withGuardedBytes {
            try DocumentBlock.decode($0, before: .max, last: documents[127], into: back.buffer)
        }
        #expect(used == bytes.count)
        #expect(back.values == documents)
    }

    @Test("A block that ends elsewhere than its list says is malformed", arguments: 1...10 as ClosedRange<UInt64>)
    func otherEnd(seed: UInt64) {
        var random = SeededText(seed: seed)
        for kind in Kind.allCases {
            let documents = documents(kind, after: 500, &random)
            let bytes = encoded(documents, before: 500)
            for (before, last) in [(499, 0), (501, 0), (500, 1), (500, -1)] as [(UInt32, Int)] {
                let back = GuardedBlock()
                #expect(throws: BlockError.self) {
                    try bytes.withGuardedBytes {
                        _ = try DocumentBlock.decode(
                            $0, before: before, last: UInt32(Int(documents[127]) + last), into: back.buffer)
                    }
                }
                #expect(back.isIntact)
            }
        }
    }

    @Test("Wide gaps that wrap around to before the block are malformed")
    func wrapped() {
        // The first document is 90, before the last of the block before; the others ascend from there to 1000.
        var gaps = [UInt32](repeating: 0, count: blockSize)
        gaps[0] = UInt32(90) &- 100 &- 1
        gaps[127] = 1000 - 90 - 127
        let block = GuardedBlock(gaps)
        let bytes = ByteWriter.bytes { writer in
            writer.append(32)
            PackedBlock.encode(block.buffer, bits: 32, to: &writer)
        }
        let back = GuardedBlock()
        #expect(throws: BlockError.self) {
            try bytes.withGuardedBytes {
                _ = try DocumentBlock.decode($0, before: 100, last: 1000, into: back.buffer)
            }
        }
    }
}

@Suite("Tails of postings")
struct TailBlockTests {
    /// What is known of the frequencies of a tail.
    private enum Known: CaseIterable {
        case none, excess, told

        func of(_ frequencies: [UInt32]) -> TailBlock.Frequencies {
            switch self {
            case .none: .none
            case .excess: .excess(frequencies.reduce(0) { $0 + Int($1) - 1 })
            case .told: .told
            }
        }
    }

    private func encoded(
        _ documents: [UInt32], _ frequencies: [UInt32], before: UInt32, limit: UInt32, _ known: TailBlock.Frequencies
    ) -> [UInt8] {
        let (documentBlock, frequencyBlock, gaps) = (GuardedBlock(documents), GuardedBlock(frequencies), GuardedBlock())
        var tail = TailWriter()
        defer { tail.deallocate() }
        let bytes = ByteWriter.bytes {
            TailBlock.encode(
                documentBlock.buffer, frequencyBlock.buffer, count: documents.count, before: before, limit: limit,
                known,
                gaps: gaps.buffer, to: &tail)
            tail.finish(to: &$0)
        }
        #expect(gaps.isIntact)
        return bytes
    }

    @Test("Documents and frequencies come back", arguments: 1..<blockSize)
    func roundTrip(count: Int) throws {
        var random = SeededText(seed: UInt64(count))
        for known in Known.allCases {
            for before in [UInt32.max, 0, 77] {
                let (documents, frequencies) = some(count, after: before, hasFrequencies: known != .none, &random)
                let last = documents[count - 1]
                for limit in [last + 1, last + 1 + UInt32(random.integer(bits: 30)), UInt32.max] {
                    let known = known.of(frequencies)
                    let bytes = encoded(documents, frequencies, before: before, limit: limit, known)
                    try expect(
                        documents, frequencies, of: bytes, before: before, limit: limit, known, .joined)
                    #expect(throws: BlockError.self) {
                        try Array(bytes.dropLast()).withGuardedBytes {
                            _ = try decode(
                                $0, count: count, before: before, limit: limit, known, .joined, GuardedBlock(),
                                GuardedBlock())
                        }
                    }
                }
            }
        }
    }

    @Test("A tail is no longer than memory is made for, whatever the documents and frequencies", arguments: 0...31)
    func extremes(bits: Int) throws {
        let documents = [0] + (0..<126).map { UInt32.max - 127 + $0 }
        for frequency in [1, UInt32.max >> UInt32(bits)].map({ max(1, $0 >> 1) }) {
            let frequencies = [UInt32](repeating: 1, count: 126) + [frequency]
            for known in Known.allCases.dropFirst() {
                let known = known.of(frequencies)
                let bytes = encoded(documents, frequencies, before: .max, limit: .max, known)
                #expect(bytes.count < TailWriter.largest / 2)
                try expect(documents, frequencies, of: bytes, before: .max, limit: .max, known, .joined)
            }
        }
    }

    @Test("Bits of a tail are what its layout says")
    func layout() {
        // Of 100 documents after 9 with a range of 1000, widths of gaps are at most 3; 4 is the excess: 20, 20, 60 and 99.
        let documents = (0..<100).map { 10 + 2 * UInt32($0) }
        var frequencies = [UInt32](repeating: 1, count: 100)
        frequencies[20] = 3
        frequencies[60] = 2
        frequencies[99] = 2
        let bytes = encoded(documents, frequencies, before: 9, limit: 1010, .told)
        // The width is zero, three less. Gaps less one are 0 and then 1.
        var bits = "00100000" + "0001" + "1" + String(repeating: "01", count: 99)
        // Indexes of 4 in 100 have 4 bits: 20, 0, 40 and 39 are 1 + 4, 0 + 0, 2 + 8, 2 + 7.
        bits += "01100" + "1001" + "0010" + "0000" + "0001" + "1110"
        bits += String(repeating: "0", count: (8 - bits.count % 8) % 8)
        var written = ""
        for byte in bytes { for bit in 0..<8 { written += byte >> UInt8(bit) & 1 == 0 ? "0" : "1" } }
        #expect(written == bits)
    }

    @Test("Tails of whole bytes, as formats 0.5 and 0.6 have them, are read", arguments: 1..<blockSize)
    func padded(count: Int) throws {
        var random = SeededText(seed: UInt64(count))
        for hasFrequencies in [false, true] {
            let (documents, frequencies) = some(count, after: 77, hasFrequencies: hasFrequencies, &random)
            var earlier: UInt32 = 77
            let gaps = documents.map { document in
                defer { earlier = document }
                return document - earlier - 1
            }
            let hasMore = frequencies.contains { $0 > 1 }
            var bytes = padded(gaps)
            if hasMore {
                bytes[0] |= 0x80
                bytes += padded(frequencies.map { $0 - 1 })
            }
            try expect(
                documents, frequencies, of: bytes, before: 77, limit: .max, hasFrequencies ? .told : .none, .padded)
        }
    }

    /// A byte with the width, quotients, and remainders, each filled up with zeros.
    private func padded(_ values: [UInt32]) -> [UInt8] {
        let block = GuardedBlock(values)
        let width = RiceBlock.shape(block.buffer, count: values.count).width
        var bits = (0..<8).map { width >> $0 & 1 != 0 }
        for value in values { bits += [Bool](repeating: false, count: Int(value >> UInt32(width))) + [true] }
        bits += [Bool](repeating: false, count: (8 - bits.count % 8) % 8)
        for value in values { bits += (0..<width).map { value >> UInt32($0) & 1 != 0 } }
        var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for (index, bit) in bits.enumerated() where bit { bytes[index / 8] |= 1 << UInt8(index % 8) }
        return bytes
    }

    @Test("Tails from before format 0.5 are read", arguments: [0, 1, 2, 64, 127], [false, true])
    func varints(count: Int, hasFrequencies: Bool) throws {
        var random = SeededText(seed: UInt64(count))
        for before in [UInt32.max, 0, 77] {
            let (documents, frequencies) = some(count, after: before, hasFrequencies: hasFrequencies, &random)
            var earlier = before
            let bytes = ByteWriter.bytes {
                for (document, frequency) in zip(documents, frequencies) {
                    let gap = UInt64(document &- earlier &- 1)
                    earlier = document
                    $0.append(varint: hasFrequencies ? gap << 1 | (frequency == 1 ? 1 : 0) : gap)
                    if frequency > 1 { $0.append(varint: UInt64(frequency - 2)) }
                }
            }
            try expect(
                documents, frequencies, of: bytes, before: before, limit: .max, hasFrequencies ? .told : .none, .varints
            )
        }
    }

    private func some(
        _ count: Int, after before: UInt32, hasFrequencies: Bool, _ random: inout SeededText
    ) -> (documents: [UInt32], frequencies: [UInt32]) {
        var documents: [UInt32] = []
        let bits = random.pick([0, 3, 12, 24])
        for _ in 0..<count {
            documents.append((documents.last ?? before) &+ 1 &+ UInt32(random.integer(bits: bits)))
        }
        let many = random.pick([0, 0.1, 0.5, 1])
        let most = random.pick([1, 2, 12])
        return (
            documents,
            documents.map { _ in
                hasFrequencies ? 1 + UInt32(random.integer(bits: random.chance(many) ? most : 0)) : 1
            }
        )
    }

    private func decode(
        _ bytes: UnsafeRawBufferPointer, count: Int, before: UInt32, limit: UInt32, _ known: TailBlock.Frequencies,
        _ form: TailBlock.Form, _ documents: GuardedBlock, _ frequencies: GuardedBlock
    ) throws -> Int {
        try TailBlock.decode(
            bytes, count: count, before: before, limit: limit, known, form: form, documents: documents.buffer,
            frequencies: frequencies.buffer)
    }

    private func expect(
        _ documents: [UInt32], _ frequencies: [UInt32], of bytes: [UInt8], before: UInt32, limit: UInt32,
        _ known: TailBlock.Frequencies, _ form: TailBlock.Form
    ) throws {
        let (back, backFrequencies) = (GuardedBlock(), GuardedBlock())
        let bits = try bytes.withGuardedBytes {
            try decode($0, count: documents.count, before: before, limit: limit, known, form, back, backFrequencies)
        }
        #expect((bits + 7) / 8 == bytes.count)
        #expect(Array(back.values.prefix(documents.count)) == documents)
        #expect(Array(backFrequencies.values.prefix(documents.count)) == frequencies)
        #expect(back.isIntact && backFrequencies.isIntact)
        // Documents that the segment does not have are an error. Where the limit says how they are written, bytes may mean others.
        guard let last = documents.last, form != .joined || limit == last + 1 else { return }
        #expect(throws: BlockError.self) {
            try bytes.withGuardedBytes {
                _ = try decode(
                    $0, count: documents.count, before: before, limit: last, known, form, back, backFrequencies)
            }
        }
    }

    @Test("Integers of all sizes come back, from any bit on", arguments: 1...30 as ClosedRange<UInt64>)
    func integers(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        for count in [1, 2, 3, 7, 100, 127] {
            let values = Array(BlockTests.mixed(&random).prefix(count))
            let block = GuardedBlock(values)
            let bit = Int(seed) % 9
            var tail = TailWriter()
            defer { tail.deallocate() }
            let bytes = ByteWriter.bytes {
                if bit > 0 { tail.append(1 << UInt32(bit) - 1, bits: bit) }
                RiceTail.encode(block.buffer, count: count, to: &tail)
                tail.finish(to: &$0)
            }
            let back = GuardedBlock()
            let end = try bytes.withGuardedBytes { try RiceTail.decode($0, at: bit, count: count, into: back.buffer) }
            #expect((end + 7) / 8 == bytes.count)
            #expect(Array(back.values.prefix(count)) == values && back.isIntact)
            for length in 0..<bytes.count {
                #expect(throws: BlockError.self) {
                    try Array(bytes.prefix(length)).withGuardedBytes {
                        _ = try RiceTail.decode($0, at: bit, count: count, into: back.buffer)
                    }
                }
            }
        }
    }
}

@Suite("Varints in blocks")
struct VarIntTests {
    @Test("Every width comes back", arguments: 0...32)
    func roundTrip(bits: Int) throws {
        let value = bits == 0 ? 0 : UInt32.max >> UInt32(32 - bits)
        let bytes = ByteWriter.bytes { $0.append(varint: UInt64(value)) }
        var position = 0
        #expect(try bytes.withGuardedBytes { try VarInt.decode($0, at: &position) } == value)
        #expect(position == bytes.count)
    }

    @Test("One that does not end is malformed", arguments: 0...6)
    func endless(count: Int) {
        var position = 0
        #expect(throws: BlockError.self) {
            try [UInt8](repeating: 0x80, count: count).withGuardedBytes { _ = try VarInt.decode($0, at: &position) }
        }
        #expect(position <= 5)
    }
}
