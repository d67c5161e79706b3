import Testing

@testable import Lede

@Suite("The pool of growing streams")
struct SlicePoolTests {
    @Test("Streams that grow side by side are as many arrays", arguments: 1...4 as ClosedRange<UInt64>)
    func interleaved(seed: UInt64) {
        var random = SeededText(seed: seed)
        var pool = SlicePool()
        defer { pool.deallocate() }
        var streams = [SlicePool.Stream](repeating: SlicePool.Stream(), count: 300)
        var twins = [[UInt32]](repeating: [], count: streams.count)
        for _ in 0..<60_000 {
            // The lower the number, the longer the stream.
            let index = Int(random.integer(bits: 8)) % streams.count
            let value = UInt32(random.integer(bits: 32))
            pool.append(varint: value, to: &streams[index])
            twins[index].append(value)
        }
        for (stream, twin) in zip(streams, twins) {
            #expect(stream.isEmpty == twin.isEmpty)
            guard !twin.isEmpty else { continue }
            var reader = SlicePool.Reader(stream, of: pool)
            #expect(twin.allSatisfy { reader.varint() == $0 })
        }
    }

    @Test("A stream crosses chunks, and a read does not end it")
    func long() {
        var pool = SlicePool()
        defer { pool.deallocate() }
        var stream = SlicePool.Stream()
        let half = UInt32(400_000)
        for value in 0..<half { pool.append(varint: value, to: &stream) }
        for end in [half, half + 1000] {
            var reader = SlicePool.Reader(stream, of: pool)
            #expect((0..<end).allSatisfy { reader.varint() == $0 })
            for value in half..<(half + 1000) where end == half { pool.append(varint: value, to: &stream) }
        }
        #expect(pool.byteCount > 1 << 20)
        #expect(!pool.isFull)
    }
}
