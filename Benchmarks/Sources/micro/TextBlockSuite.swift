internal import Benchmark

@testable internal import Lede

/// Blocks of bytes: the stored articles, and the checksums of everything.
///
/// Each run goes through many blocks, as a processor soon learns the turns that zlib takes for a single one.
func textBlockSuite() -> BenchmarkSuite {
    let suite = BenchmarkSuite(name: "bytes")
    let size = DocStoreWriter.blockBytes
    let text = TextFixture(documents: 1000).bytes
    let blocks = (0..<50).map { Array(text[$0 * size..<($0 + 1) * size]) }
    let compressed = blocks.map { Deflate.compress($0, level: 3) }
    let ratio = Double(size * blocks.count) / Double(compressed.reduce(0) { $0 + $1.count })
    let work = Work(size * blocks.count, .bytes)
    suite.measure("deflate", work) {
        for block in blocks { keep(Deflate.compress(block, level: 3)) }
    }
    suite.measure("inflate, ratio \((ratio * 100).rounded() / 100)", work) {
        for block in compressed { block.withBytes { keep(Deflate.decompress($0, count: size)) } }
    }
    suite.measure("CRC-32", work) {
        for block in blocks { block.withBytes { keep(crc32(of: $0)) } }
    }
    return suite
}
