internal import Benchmark

@testable internal import Lede

/// Blocks of bytes: the stored articles, and the checksums of everything.
func textBlockSuite() -> BenchmarkSuite {
    let suite = BenchmarkSuite(name: "bytes")
    let text = Array(TextFixture(documents: 30).bytes.prefix(64 << 10))
    let compressed = Deflate.compress(text, level: 3)
    let ratio = Double(text.count) / Double(compressed.count)
    let work = Work(text.count, .bytes)
    suite.measure("deflate", work) { keep(Deflate.compress(text, level: 3)) }
    suite.measure("inflate, ratio \((ratio * 100).rounded() / 100)", work) {
        compressed.withUnsafeBytes { keep(Deflate.decompress($0, count: text.count)) }
    }
    suite.measure("CRC-32", work) { text.withUnsafeBytes { keep(crc32(of: $0)) } }
    return suite
}
