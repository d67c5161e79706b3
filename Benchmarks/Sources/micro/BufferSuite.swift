internal import Benchmark

@testable internal import Lede

/// Documents on their way to a segment, in memory.
func bufferSuite() -> BenchmarkSuite {
    let suite = BenchmarkSuite(name: "buffer")
    let text = TextFixture(documents: 4000)
    for analyzer in [Analyzer.plain, .english] {
        suite.measure("TextInverter, \(analyzer.name)", Work(text.bodyByteCount, .bytes)) {
            var inverter = TextInverter(analyzer)
            for (number, body) in text.bodies.enumerated() {
                inverter.add(CollectionOfOne(body), document: UInt32(number))
            }
            keep(inverter.countBytes())
            inverter.deallocate()
        }
    }
    suite.measure("SegmentBuffer, all fields, stored", Work(text.byteCount, .bytes)) {
        let buffer = SegmentBuffer(schema: .articles)
        for document in text.documents { buffer.add(try SegmentBuffer.prepare(document, schema: .articles)) }
        keep(buffer.byteCount)
    }
    return suite
}
