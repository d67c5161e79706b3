import Testing

@testable import Lede

@Suite("Packed integers")
struct PackedIntegersTests {
    @Test("Every width comes back, whatever the count", arguments: 0...64)
    func roundTrip(bits: Int) throws {
        var random = SeededText(seed: UInt64(bits))
        for count in [0, 1, 7, 8, 9, 64, 65, 100] {
            let mask = bits == 0 ? 0 : UInt64.max >> UInt64(64 - bits)
            let values = (0..<count).map { $0 % 5 == 0 ? mask : random.next() & mask }
            let bytes = ByteWriter.bytes { writer in
                writer.append(contentsOf: [1, 2, 3])
                PackedIntegers.encode(values, bits: bits, to: &writer)
            }
            #expect(bytes.count == 3 + PackedIntegers.byteCount(count: count, bits: bits))
            let integers = try PackedIntegers(ByteRegion(bytes), at: 3, count: count, bits: bits)
            #expect(integers.byteCount == bytes.count - 3)
            #expect((0..<count).map { integers[$0] } == values)
            #expect(throws: LedeError.self) {
                _ = try PackedIntegers(ByteRegion(bytes.dropLast()), at: 3, count: count, bits: bits)
            }
        }
    }

    @Test("The width of a number is that of its highest bit")
    func width() {
        #expect([0, 1, 2, 3, 4, 255, 256, UInt64.max].map(PackedIntegers.width) == [0, 1, 2, 2, 3, 8, 9, 64])
    }

    @Test("A count or a width that is impossible is an error")
    func impossible() {
        let region = ByteRegion([UInt8](repeating: 0, count: 100))
        for (count, bits) in [
            (1, 65), (1, -1), (1, Int.min), (-1, 8), (Int.min, 0), (Int.max, 64), (Int.max, 1), (Int.max, 0), (93, 8),
        ] {
            #expect(throws: LedeError.self) { _ = try PackedIntegers(region, at: 0, count: count, bits: bits) }
        }
        for position in [-1, 101, Int.max, Int.min] {
            #expect(throws: LedeError.self) { _ = try PackedIntegers(region, at: position, count: 1, bits: 1) }
        }
    }
}
