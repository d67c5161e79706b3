import Testing

@testable import Lede

@Suite("Lengths in one byte")
struct SmallFloatTests {
    @Test("Every code comes back, and the codes ascend")
    func codes() {
        let values = (0...255).map { SmallFloat.decode(UInt8($0)) }
        #expect(values == values.sorted() && Set(values).count == 256)
        for (code, value) in values.enumerated() { #expect(Int(SmallFloat.encode(value)) == code) }
    }

    /// The lengths that Lucene's BM25 tells apart, up to 280, and the largest.
    @Test("The values are those of Lucene")
    func lucene() {
        let lengths =
            Array(0...40) + [
                42, 44, 46, 48, 50, 52, 54, 56, 60, 64, 68, 72, 76, 80, 84, 88, 96, 104, 112, 120, 128, 136, 144, 152,
                168, 184, 200, 216, 232, 248, 264, 280,
            ]
        for (code, length) in lengths.enumerated() { #expect(SmallFloat.decode(UInt8(code)) == length) }
        #expect(SmallFloat.decode(255) == 2_013_265_944)
        #expect(SmallFloat.encode(Int(Int32.max)) == 255)
    }

    @Test("It is exact below 24, rounds down, and keeps the order")
    func rounding() {
        for value in 0..<24 { #expect(SmallFloat.decode(SmallFloat.encode(value)) == value) }
        var before = SmallFloat.encode(0)
        for value in 0...100_000 {
            let code = SmallFloat.encode(value)
            #expect(code >= before)
            #expect(SmallFloat.decode(code) <= value)
            #expect(code == 255 || SmallFloat.decode(code + 1) > value)
            before = code
        }
    }

    @Test("Rounded up it is the least code that is no smaller")
    func up() {
        for value in 0...100_000 {
            let code = SmallFloat.encodeUp(value)
            #expect(SmallFloat.decode(code) >= value)
            #expect(code == 0 || SmallFloat.decode(code - 1) < value)
        }
        #expect(SmallFloat.encodeUp(Int.max) == 255)
    }

    @Test("What is out of range becomes the nearest code", arguments: [-1, Int.min, Int.max, Int(UInt32.max)])
    func outside(value: Int) {
        #expect(SmallFloat.encode(value) == (value < 0 ? 0 : 255))
    }
}
