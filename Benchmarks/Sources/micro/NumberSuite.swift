internal import Benchmark
import SyntheticCorpus

@testable internal import Lede

/// Integers one by one: varints, and those of equal width that columns are made of.
func numberSuite() throws -> BenchmarkSuite {
    let suite = BenchmarkSuite(name: "integers")
    try addVarInts(to: suite)
    try addTails(to: suite)
    try addPackedIntegers(to: suite)
    return suite
}

/// Position gaps, one in ten of two bytes.
private func addVarInts(to suite: BenchmarkSuite) throws {
    let count = 100_000
    var random = SplitMix64(seed: 7)
    var writer = ByteWriter()
    for _ in 0..<count { writer.append(varint: random.chance(0.1) ? 128 + random.below(1 << 13) : random.below(128)) }
    let bytes = writer.bytes
    let region = MappedFile(path: "varints", contents: bytes).bytes
    suite.measure("varints of block data", Work(count, .integers)) {
        try bytes.withUnsafeBytes { bytes in
            var position = 0
            var sum: UInt32 = 0
            for _ in 0..<count { sum &+= try VarInt.decode(bytes, at: &position) }
            keep(sum)
        }
    }
    suite.measure("varints of a ByteReader", Work(count, .integers)) {
        var reader = try ByteReader(region)
        var sum: UInt64 = 0
        for _ in 0..<count { sum &+= try reader.varint() }
        keep(sum)
    }
}

/// The last documents of many lists, with frequencies.
private func addTails(to suite: BenchmarkSuite) throws {
    let count = blockSize - 1
    let limit: UInt32 = 1 << 16
    var random = SplitMix64(seed: 7)
    let documents = FixedBuffer<UInt32>.block()
    let frequencies = FixedBuffer<UInt32>.block()
    let gaps = FixedBuffer<UInt32>.block()
    var tail = TailWriter()
    let lists = (0..<256).map { _ in
        var writer = ByteWriter()
        var document: UInt32 = 0
        for index in 0..<count {
            document += 1 + UInt32(random.below(100))
            documents[index] = document
            frequencies[index] = random.chance(0.7) ? 1 : UInt32(2 + random.below(5))
        }
        TailBlock.encode(
            documents, frequencies, count: count, before: .max, limit: limit, .told, gaps: gaps, to: &tail)
        tail.finish(to: &writer)
        return writer.bytes
    }
    suite.measure("tail of a list, documents and frequencies", Work(2 * count * lists.count, .integers)) {
        var read = 0
        for list in lists {
            read += try list.withBytes {
                try TailBlock.decode(
                    $0, count: count, before: .max, limit: limit, .told, form: .joined, documents: documents,
                    frequencies: frequencies)
            }
        }
        keep(read)
    }
}

private func addPackedIntegers(to suite: BenchmarkSuite) throws {
    let count = 100_000
    let bits = 17
    var random = SplitMix64(seed: 7)
    var writer = ByteWriter()
    PackedIntegers.encode((0..<count).map { _ in UInt64(random.below(1 << bits)) }, bits: bits, to: &writer)
    let region = MappedFile(path: "packed", contents: writer.bytes).bytes
    let integers = try PackedIntegers(region, at: 0, count: count, bits: bits)
    let places = (0..<count).map { _ in random.below(count) }
    suite.measure("packed integers of \(bits) bits, anywhere", Work(count, .integers)) {
        var sum: UInt64 = 0
        for place in places { sum &+= integers[place] }
        keep(sum)
    }
}
