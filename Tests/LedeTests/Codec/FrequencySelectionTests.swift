import Testing

@testable import Lede

/// The kernels that go through a frequency for each document, held against plain loops.
@Suite struct FrequencySelectionTests {
    @Test(arguments: [0, 1, 15, 16, 17, 100, 4096]) func `Frequencies are counted and selected`(count: Int) {
        var random = SeededText(seed: UInt64(count))
        let values = FixedBuffer<Float>.allocate(count, repeating: 0)
        let (places, found) = (FixedBuffer<UInt32>.uninitialized(count), FixedBuffer<Float>.uninitialized(count))
        defer {
            values.deallocate()
            places.deallocate()
            found.deallocate()
        }
        for index in 0..<count where random.chance(0.4) {
            values[index] = Float(Int.random(in: 1...9, using: &random)) / 4
        }
        for start in Set([0, count / 3, count]) {
            let range = start..<count
            let positive = values.countPositive(range)
            #expect(positive.count == range.count { values[$0] > 0 })
            #expect(positive.greatest == range.map { values[$0] }.max() ?? 0)
            for above: Float in [0, 0.25, 1, 3] {
                let selected = values.select(range, above: above, into: places, found)
                let expected = range.filter { values[$0] > above }
                #expect((0..<selected).map { Int(places[$0]) } == expected)
                #expect((0..<selected).map { found[$0] } == expected.map { values[$0] })
            }
        }
    }

    @Test(arguments: 0...40 as ClosedRange<Int>) func `Bytes are copied eight at a time where there is room`(count: Int)
        throws
    {
        let source = (0..<40).map { UInt8($0 + 1) }
        let region = ByteRegion(source)
        defer { withExtendedLifetime(region) {} }
        let bytes = try region.view(of: UInt8.self, at: 0, count: source.count)
        for (start, room) in [(0, 0), (3, 1), (7, 8), (0, 64)] where start + count <= source.count {
            let target = FixedBuffer<UInt8>.allocate(2 + count + room, repeating: 0)
            defer { target.deallocate() }
            target.copy(bytes, start..<start + count, to: 2)
            #expect((0..<count).map { target[2 + $0] } == Array(source[start..<start + count]))
        }
    }
}
