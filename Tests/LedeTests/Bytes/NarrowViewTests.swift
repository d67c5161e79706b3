import Testing

@testable import Lede

@Suite("Views of two bytes or four")
struct NarrowViewTests {
    private func view(_ values: [UInt32], isNarrow: Bool) throws -> (file: ByteRegion, view: NarrowView) {
        let region = ByteRegion(ByteWriter.bytes { $0.append(values, isNarrow: isNarrow) })
        return (region, try region.narrowView(at: 0, count: values.count, isNarrow: isNarrow))
    }

    @Test("They hold what was written, and are galloped through alike", arguments: [false, true])
    func firstIndex(isNarrow: Bool) throws {
        var random = SeededText(seed: isNarrow ? 1 : 2)
        for count in [0, 1, 2, 7, 300] {
            let greatest = isNarrow ? Int(UInt16.max) : Int(UInt32.max)
            #expect(NarrowView.isEnough(for: greatest) == isNarrow)
            let values = (0..<count).map { _ in UInt32(Int.random(in: 0...greatest, using: &random)) }.sorted()
            let (file, view) = try view(values, isNarrow: isNarrow)
            #expect(file.count == NarrowView.byteCount(count, isNarrow: isNarrow))
            withExtendedLifetime(file) {
                #expect((0..<view.count).map { view[$0] } == values)
                let some = values.map { $0 &+ 1 } + values + [0, 65535, 65536, .max]
                for start in Set([0, 1, count / 2, count]).filter({ $0 <= count }) {
                    for value in some {
                        let twin = values[start...].firstIndex { $0 >= value } ?? count
                        #expect(view.firstIndex(atLeast: value, from: start) == twin)
                    }
                }
                #expect(throws: LedeError.self) { try file.narrowView(at: 1, count: count + 1, isNarrow: isNarrow) }
                #expect(throws: LedeError.self) { try file.narrowView(at: 0, count: .max, isNarrow: isNarrow) }
            }
        }
    }
}
