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

    @Test("Packed gaps add up to documents, and wrap around", arguments: 0...32 as ClosedRange<UInt64>)
    func gaps(width: UInt64) {
        var random = SeededText(seed: width)
        let gaps = (0..<blockSize).map { _ in UInt32(random.integer(bits: Int(width))) }
        let before = width % 3 == 0 ? UInt32.max : UInt32(random.integer(bits: 32))
        var bytes = [UInt8](repeating: 0, count: 16 * Int(width))
        lede_pack128(gaps, &bytes, UInt32(width))
        let block = GuardedBlock([UInt32](repeating: 7, count: blockSize))
        lede_unpack_documents(bytes, UInt32(width), before, block.buffer.base)
        var twin: [UInt32] = []
        for gap in gaps { twin.append((twin.last ?? before) &+ gap &+ 1) }
        #expect(block.values == twin)
        #expect(block.isIntact)
    }

    @Test("Frequencies are one more than what is packed", arguments: 1...60 as ClosedRange<UInt64>)
    func frequencies(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let bits = Int(seed % 32)
        let lessOne = (0..<blockSize).map { _ in
            UInt32(random.integer(bits: Int.random(in: 0..<20, using: &random) == 0 ? bits : bits / 3))
        }
        var output = ByteWriter()
        let values = FixedBuffer<UInt32>.block()
        defer { values.deallocate() }
        for index in 0..<blockSize { values[index] = lessOne[index] }
        PatchedBlock.encode(values, to: &output)
        let bytes = Array(output.bytes)
        let block = GuardedBlock(lessOne)
        #expect(lede_unpack_frequencies(bytes, bytes.count, block.buffer.base) == bytes.count)
        #expect(block.values == lessOne.map { $0 + 1 } && block.isIntact)
        for count in 0..<bytes.count { #expect(lede_unpack_frequencies(bytes, count, block.buffer.base) == 0) }
        // Whatever bytes say, there is no frequency of 0 or of more than 2^31, and what is accepted is what the plain decoder makes of it.
        for _ in 0..<200 {
            var damaged = bytes + [1, 2, 3]
            let place = Int.random(in: 0..<damaged.count, using: &random)
            damaged[place] = UInt8(random.integer(bits: 8))
            let used = lede_unpack_frequencies(damaged, damaged.count, block.buffer.base)
            #expect(block.isIntact)
            if used == 0 { continue }
            #expect(block.values.allSatisfy { $0 >= 1 && $0 <= 1 << 31 })
            let twin = try damaged.withBytes { (bytes) throws(BlockError) in
                try PatchedBlock.decode(bytes, into: values)
            }
            #expect(used == twin && block.values == (0..<blockSize).map { values[$0] + 1 })
        }
    }

    /// For each number as many zeros and a one, low bits of a byte first.
    private func zerosAndOnes(_ numbers: [UInt32]) -> [UInt8] {
        var bits: [Bool] = []
        for number in numbers { bits += [Bool](repeating: false, count: Int(number)) + [true] }
        return bytes(of: bits)
    }

    private func bytes(of bits: [Bool]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for (index, bit) in bits.enumerated() where bit { bytes[index / 8] |= 1 << UInt8(index % 8) }
        return bytes
    }

    /// Quotients as zeros and a one each, and from the next multiple of `unit` bits on the remainders, behind some bits.
    private func tail(_ values: [UInt32], _ width: Int, behind first: [Bool], unit: Int) -> [Bool] {
        var bits = first
        for value in values { bits += [Bool](repeating: false, count: Int(value >> UInt32(width))) + [true] }
        while bits.count % unit != 0 { bits.append(false) }
        for value in values { for bit in 0..<width { bits.append(value >> UInt32(bit) & 1 != 0) } }
        return bits
    }

    private func bytes(_ bits: [Bool]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for (index, bit) in bits.enumerated() where bit { bytes[index / 8] |= 1 << UInt8(index % 8) }
        return bytes
    }

    /// - Returns: the integers, and the bit behind them.
    private func unpackSome(
        _ bytes: [UInt8], from bit: Int, _ count: Int, _ width: Int, unit: Int
    ) throws -> (values: [UInt32], end: Int) {
        let block = GuardedBlock()
        let end = try bytes.withGuardedBytes { bytes in
            lede_unpack_some(
                try #require(bytes.baseAddress).assumingMemoryBound(to: UInt8.self), bytes.count, bit, count,
                UInt32(width), UInt32(unit), block.buffer.base)
        }
        #expect(block.isIntact)
        return (Array(block.values.prefix(count)), end)
    }

    @Test("Some integers lie bit after bit, from any bit on", arguments: 0...31)
    func some(width: Int) throws {
        var random = SeededText(seed: UInt64(width))
        for _ in 0..<100 {
            let count = Int.random(in: 1...blockSize, using: &random)
            let values = (0..<count).map { _ in UInt32(random.integer(bits: min(32, width + random.pick([0, 1, 2])))) }
            let first = (0..<Int.random(in: 0...40, using: &random)).map { _ in random.chance(0.5) }
            for unit in [1, 8] {
                let bits = tail(values, width, behind: first, unit: unit)
                let bytes = bytes(bits)
                let read = try unpackSome(bytes, from: first.count, count, width, unit: unit)
                #expect(read.values == values && read.end == bits.count)
                #expect(try unpackSome(bytes.dropLast(), from: first.count, count, width, unit: unit).end == 0)
            }
            let bits = tail(values, width, behind: first, unit: 1)
            var written = bytes(first) + [UInt8](repeating: 255, count: bits.count / 8 + 1 + RiceBlock.surplus)
            #expect(lede_pack_some(values, count, UInt32(width), &written, first.count) == bits.count)
            #expect(Array(written.prefix((bits.count + 7) / 8)) == bytes(bits))
        }
    }

    /// - Returns: the counts, and the bit behind them; nil where an index is none of a count.
    private func unpackExcess(
        _ bytes: [UInt8], from bit: Int, _ excess: Int, _ width: Int, count: Int
    ) throws -> (counts: [UInt32], end: Int)? {
        let block = GuardedBlock()
        let end = try bytes.withGuardedBytes { bytes in
            lede_unpack_excess(
                try #require(bytes.baseAddress).assumingMemoryBound(to: UInt8.self), bytes.count, bit, excess,
                UInt32(width), count, block.buffer.base)
        }
        #expect(block.isIntact)
        return end == 0 ? nil : (Array(block.values.prefix(count)), end)
    }

    @Test("What counts are more than one is told by their indexes", arguments: 0...6)
    func excess(width: Int) throws {
        var random = SeededText(seed: UInt64(width))
        for count in 1...blockSize {
            let excess = Int.random(in: 1...blockSize, using: &random)
            let indexes = (0..<excess).map { _ in Int.random(in: 0..<count, using: &random) }.sorted()
            var counts = [UInt32](repeating: 1, count: count)
            for index in indexes { counts[index] += 1 }
            let bits = tail(
                zip(indexes, [0] + indexes).map { UInt32($0 - $1) }, width, behind: [true, false, true], unit: 1)
            let read = try #require(try unpackExcess(bytes(bits), from: 3, excess, width, count: count))
            #expect(read.counts == counts && read.end == bits.count)
            if let last = indexes.last {
                #expect(try unpackExcess(bytes(bits), from: 3, excess, width, count: last) == nil)
            }
        }
    }

    /// What a kernel makes of bytes; nil where it finds them malformed.
    private func unpack(
        _ bytes: [UInt8], _ kernel: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt32>) -> Int32
    ) throws -> [UInt32]? {
        let block = GuardedBlock()
        let isRead = try bytes.withGuardedBytes { bytes in
            kernel(try #require(bytes.baseAddress).assumingMemoryBound(to: UInt8.self), block.buffer.base)
        }
        #expect(block.isIntact)
        return isRead == 0 ? nil : block.values
    }

    private func unpackRice(_ bytes: [UInt8], quotientBytes: Int, _ width: Int, more: UInt32) throws -> (
        values: [UInt32], all: UInt32
    )? {
        var all: UInt32 = 0
        let values = try unpack(bytes) { lede_unpack_rice($0, quotientBytes, UInt32(width), more, $1, &all) }
        return values.map { ($0, all) }
    }

    private func unpackUnary(_ bytes: [UInt8], more: UInt32) throws -> [UInt32]? {
        try unpack(bytes) { lede_unpack_unary($0, bytes.count, more, $1) }
    }

    // Of few quotients and of many, by vectors and without.
    @Test("Quotients are zeros and a one each, behind the remainders", arguments: 0...30, [0, 1, 5])
    func quotients(width: Int, more: Int) throws {
        var random = SeededText(seed: UInt64(width))
        let values = (0..<blockSize).map { _ in UInt32(random.integer(bits: min(32, width + more))) }
        let quotients = zerosAndOnes(values.map { $0 >> UInt32(width) })
        var written = [UInt8](repeating: 255, count: quotients.count + RiceBlock.surplus)
        let bits = values.reduce(blockSize) { $0 + Int($1 >> UInt32(width)) }
        lede_write_quotients(values, values.count, UInt32(width), bits, &written)
        #expect(Array(written.dropLast(RiceBlock.surplus)) == quotients)
        let bytes = packed(values.map { $0 & (1 << UInt32(width) - 1) }, bits: width) + quotients
        for addend in [0, 1, 1000] as [UInt32] {
            let read = try #require(try unpackRice(bytes, quotientBytes: quotients.count, width, more: addend))
            #expect(read.values == values.map { $0 &+ addend })
            #expect(read.all == values.reduce(0, |))
        }
        #expect(try unpackRice(bytes, quotientBytes: quotients.count / 2, width, more: 0) == nil)
    }

    @Test("One quotient may be the sum of all", arguments: [0, 255, 256, 257, 1000] as [UInt32])
    func oneQuotient(quotient: UInt32) throws {
        for index in [0, 1, 63, 64, 127] {
            var values = [UInt32](repeating: 0, count: blockSize)
            values[index] = quotient
            let bytes = zerosAndOnes(values)
            #expect(try unpackRice(bytes, quotientBytes: bytes.count, 0, more: 0)?.values == values)
            #expect(try unpackUnary(bytes, more: 1) == values.map { $0 + 1 })
            #expect(try unpackUnary(Array(bytes.dropLast()), more: 1) == nil)
        }
    }

    private func unpackSparse(_ bytes: [UInt8], sum: Int, more: UInt32) throws -> [UInt32]? {
        try unpack(bytes) { lede_unpack_sparse($0, bytes.count, UInt32(sum), more, $1) }
    }

    @Test("Indexes of what is not zero: zeros and ones, then their low bits", arguments: 1...64)
    func sparse(sum: Int) throws {
        var random = SeededText(seed: UInt64(sum))
        let width = (0...7).last { sum << $0 <= blockSize } ?? 0
        func encoded(_ indexes: [Int]) -> [UInt8] {
            var bits: [Bool] = []
            for (place, index) in indexes.enumerated() {
                let before = place == 0 ? 0 : indexes[place - 1] >> width
                bits += [Bool](repeating: false, count: index >> width - before) + [true]
            }
            bits += [Bool](repeating: false, count: sum + (blockSize - 1) >> width - bits.count)
            for index in indexes { for bit in 0..<width { bits.append(index >> bit & 1 == 1) } }
            return self.bytes(of: bits)
        }
        for limit in [1, 3, blockSize] {
            var indexes = (0..<sum).map { _ in Int.random(in: blockSize - limit..<blockSize, using: &random) }.sorted()
            let bytes = encoded(indexes)
            var values = [UInt32](repeating: 5, count: blockSize)
            for index in indexes { values[index] += 1 }
            #expect(try unpackSparse(bytes, sum: sum, more: 5) == values)
            let block = GuardedBlock(values.map { $0 - 5 })
            #expect(ByteWriter.bytes { SparseBlock.encode(block.buffer, sum: sum, to: &$0) } == bytes)
            // A byte less, and a one more or less.
            #expect(try unpackSparse(Array(bytes.dropLast()), sum: sum, more: 5) == nil)
            for bit in 0..<sum + (blockSize - 1) >> width {
                var damaged = bytes
                damaged[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(try unpackSparse(damaged, sum: sum, more: 5) == nil)
            }
            // Two that do not ascend, though what is above their low bits does.
            if let place = (1..<max(1, sum)).first(where: {
                indexes[$0 - 1] < indexes[$0] && indexes[$0 - 1] >> width == indexes[$0] >> width
            }) {
                indexes.swapAt(place - 1, place)
                #expect(try unpackSparse(encoded(indexes), sum: sum, more: 5) == nil)
            }
        }
    }

    private func unpackEliasFano(
        low: [UInt32], high: [UInt8], width: Int, from first: UInt32
    ) throws -> [UInt32]? {
        try unpack(packed(low, bits: width) + high) {
            lede_unpack_elias_fano($0, high.count, UInt32(width), first, $1)
        }
    }

    @Test("Documents by Elias and Fano", arguments: 0...21)
    func eliasFano(width: Int) throws {
        var random = SeededText(seed: UInt64(width))
        for zeros in [0, 1, 63, 128, 200, 255] {
            let numbers = (0..<blockSize).map { _ in
                UInt32(Int.random(in: 0..<(zeros + 1) << width, using: &random))
            }.sorted()
            let first = UInt32(random.integer(bits: 31))
            let quotients = numbers.map { $0 >> UInt32(width) }
            let steps = quotients.indices.map { $0 == 0 ? quotients[0] : quotients[$0] - quotients[$0 - 1] }
            var low = numbers.map { $0 & (1 << UInt32(width) - 1) }
            let high = zerosAndOnes(steps)
            let documents = numbers.enumerated().map { first + $1 + UInt32($0) }
            #expect(try unpackEliasFano(low: low, high: high, width: width, from: first) == documents)
            // One more and one less than there are.
            let more = high.dropLast() + [high[high.count - 1] | 0x80]
            if high[high.count - 1] & 0x80 == 0 {
                #expect(try unpackEliasFano(low: low, high: Array(more), width: width, from: first) == nil)
            }
            let fewer = Array(high.dropLast() + [0])
            #expect(try unpackEliasFano(low: low, high: fewer, width: width, from: first) == nil)
            // Two of one quotient that do not ascend.
            if let index = (1..<blockSize).first(where: { steps[$0] == 0 && low[$0] > low[$0 - 1] + 1 }) {
                low.swapAt(index - 1, index)
                #expect(try unpackEliasFano(low: low, high: high, width: width, from: first) == nil)
            }
        }
    }
}

/// Kernels that compare ascending integers, beside sets.
@Suite("Keys of scores")
struct ScoreKeyTests {
    @Test("The greatest are chosen and sorted, however many are alike", arguments: 1...60 as ClosedRange<UInt64>)
    func greatest(seed: UInt64) {
        var random = SeededText(seed: seed)
        let count = Int.random(in: 1...300, using: &random)
        let limit: UInt64 = random.pick([3, 50, .max])
        let values = (0..<count).map { _ in UInt64.random(in: 0..<limit, using: &random) }
        let (keys, scratch) = (
            FixedBuffer<UInt64>.allocate(count, repeating: 0), FixedBuffer<UInt64>.allocate(count, repeating: 0)
        )
        defer {
            keys.deallocate()
            scratch.deallocate()
        }
        for (index, value) in values.enumerated() { keys[index] = value }
        let wanted = Int.random(in: 1...count, using: &random)
        let expected = values.sorted(by: >).prefix(wanted)
        #expect(keys.selectGreatest(wanted, of: count, scratch: scratch) == expected.last)
        #expect((0..<wanted).map { keys[$0] }.sorted(by: >) == Array(expected))
        keys.sortDescending(first: wanted, scratch: scratch)
        #expect((0..<wanted).map { keys[$0] } == Array(expected))
    }
}

@Suite("Meeting kernels")
struct MeetingKernelTests {
    /// So many ascending integers below a limit.
    private func ascending(_ count: Int, below limit: Int, _ random: inout SeededText) -> [UInt32] {
        var chosen: Set<UInt32> = []
        while chosen.count < count { chosen.insert(UInt32.random(in: 0..<UInt32(limit), using: &random)) }
        return chosen.sorted()
    }

    @Test("Documents are found in a block, and where", arguments: 1...40 as ClosedRange<UInt64>)
    func block(seed: UInt64) {
        var random = SeededText(seed: seed)
        let limit = [200, 600, 5000, 1_000_000][Int(seed % 4)]
        let block = ascending(blockSize, below: limit, &random)
        let sought = ascending(Int.random(in: 1...150, using: &random), below: limit, &random).filter {
            $0 <= block[blockSize - 1]
        }
        let documents = GuardedBlock(block)
        var places = [UInt8](repeating: 0, count: blockSize + 16)
        var found = [UInt32](repeating: 0, count: blockSize + 16)
        let count = lede_meet_block(sought, sought.count, documents.buffer.base, &places, &found)
        let expected = sought.indices.filter { block.contains(sought[$0]) }
        #expect(found.prefix(count).map(Int.init) == expected)
        #expect(places.prefix(count).map { block[Int($0)] } == expected.map { sought[$0] })
    }

    @Test("Documents are found in a bit set, and where", arguments: 1...20 as ClosedRange<UInt64>)
    func bits(seed: UInt64) {
        var random = SeededText(seed: seed)
        let block = ascending(blockSize, below: 64 * 12, &random)
        var words = [UInt64](repeating: 0, count: 12)
        for bit in block { words[Int(bit) / 64] |= 1 << UInt64(bit % 64) }
        var ranks = [UInt8](repeating: 0, count: 12)
        #expect(lede_rank_bits(words, 12, &ranks) == blockSize)
        let first: UInt32 = 1000
        let sought = ascending(Int.random(in: 1...300, using: &random), below: 64 * 12, &random)
        var places = [UInt8](repeating: 0, count: blockSize + 16)
        var found = [UInt32](repeating: 0, count: blockSize + 16)
        let count = lede_meet_bits(sought.map { $0 + first }, sought.count, first, words, ranks, &places, &found)
        let expected = sought.indices.filter { block.contains(sought[$0]) }
        #expect(found.prefix(count).map(Int.init) == expected)
        #expect(places.prefix(count).map { block[Int($0)] } == expected.map { sought[$0] })
    }

    @Test("Ascending integers are counted up to one", arguments: 1...30 as ClosedRange<UInt64>)
    func count(seed: UInt64) {
        var random = SeededText(seed: seed)
        let values = ascending(blockSize, below: [130, 1000, 1 << 30][Int(seed % 3)], &random)
        let others = values.map { $0 + 1 } + [0, .max]
        for value in values + others {
            #expect(lede_count_less(values, value) == values.count { $0 < value })
            let count = Int.random(in: 0...blockSize, using: &random)
            #expect(lede_count_up_to(values, count, value) == values.prefix(count).count { $0 <= value })
        }
    }

    @Test("The places of bits are what was set, and nothing is written behind them", arguments: 0...20)
    func places(seed: UInt64) {
        var random = SeededText(seed: seed)
        let words = FixedBuffer<UInt64>.allocate([1, 7, 64, 130][Int(seed % 4)], repeating: 0)
        let chosen = ascending(
            [0, 1, 5, words.count * 16, words.count * 60][Int(seed % 5)], below: 64 * words.count, &random)
        for bit in chosen { words[Int(bit) / 64] |= 1 << UInt64(bit % 64) }
        let places = FixedBuffer<UInt32>.allocate(chosen.count + 16, repeating: 7)
        defer {
            words.deallocate()
            places.deallocate()
        }
        #expect(words.places(from: 1000, into: places) == chosen.count)
        #expect((0..<places.count).map { places[$0] } == chosen.map { $0 + 1000 } + [UInt32](repeating: 7, count: 16))
    }

    @Test("Bits are set for documents, however many", arguments: [0, 1, 7, 8, 9, 100, 127, 128])
    func insert(count: Int) {
        var random = SeededText(seed: UInt64(count))
        let documents = ascending(count, below: 4096, &random)
        var words = [UInt64](repeating: 0, count: 64)
        lede_insert(documents.map { $0 + 8192 }, count, 8192, &words)
        let marked = (0..<4096).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 != 0 }
        #expect(marked == documents.map(Int.init))
    }

    @Test("Sums go on from where they begin, and wrap", arguments: [0, 1, 3, 15, 16, 17, 127, 128])
    func sums(count: Int) {
        var random = SeededText(seed: UInt64(count))
        let values = (0..<count).map { _ in UInt32(random.integer(bits: 32)) }
        var sums = [UInt32](repeating: 0, count: count + 1)
        lede_running_sums(values, count, 77, &sums)
        var sum: UInt32 = 77
        for (index, value) in values.enumerated() {
            sum &+= value
            #expect(sums[index] == sum)
        }
        #expect(sums[count] == 0)
    }
}

@Suite("Sums of scores")
struct ScoreSumTests {
    @Test("Sums are added up, taken in order and cleared", arguments: 0...11)
    func sums(seed: UInt64) {
        var random = SeededText(seed: seed)
        let count = 64 * 8
        let sums = FixedBuffer<Double>.allocate(count, repeating: 0)
        let touched = FixedBuffer<UInt64>.allocate(count / 64, repeating: 0)
        let outDocuments = FixedBuffer<UInt32>.allocate(count, repeating: 0)
        let outScores = FixedBuffer<Double>.allocate(count, repeating: 0)
        defer {
            sums.deallocate()
            touched.deallocate()
            outDocuments.deallocate()
            outScores.deallocate()
        }
        let start: UInt32 = 4096
        var expected: [UInt32: Double] = [:]
        for _ in 0..<3 {
            var chosen: Set<UInt32> = []
            let size = [1, 40, 128][Int(seed % 3)]
            while chosen.count < size { chosen.insert(UInt32.random(in: 0..<UInt32(count), using: &random)) }
            let documents = FixedBuffer<UInt32>.block()
            let scores = FixedBuffer<Float>.allocate(blockSize, repeating: 0)
            defer {
                documents.deallocate()
                scores.deallocate()
            }
            for (index, document) in chosen.sorted().enumerated() {
                documents[index] = start + document
                scores[index] = Float.random(in: 0..<4, using: &random)
                expected[start + document, default: 0] += Double(scores[index])
            }
            sums.add(scores, to: documents, 0..<size, from: start)
            documents.mark(0..<size, from: start, in: touched)
        }
        let above = seed % 4 == 0 ? -1.0 : 2.5
        let taken = sums.take(touched: touched, from: start, above: above, into: outDocuments, outScores)
        let wanted = expected.filter { $0.value > above }.sorted { $0.key < $1.key }
        #expect((0..<taken).map { outDocuments[$0] } == wanted.map(\.key))
        #expect((0..<taken).map { outScores[$0] } == wanted.map(\.value))
        #expect((0..<count).allSatisfy { sums[$0] == 0 } && touched.setBitCount == 0)
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
