import Testing

@testable import Lede

@Suite("Regions of a file")
struct ByteRegionTests {
    private let region = ByteRegion((0..<40).map { UInt8($0) })

    /// Positions and lengths about the edges of a region of 40 bytes, and where sums and products overflow.
    private static let edges = [
        Int.min, Int.min / 8, -1, 0, 1, 4, 5, 32, 33, 39, 40, 41, Int.max / 8, Int.max / 8 + 1, Int.max - 40, Int.max,
    ]

    @Test("A slice lies inside its region, or is an error", arguments: edges)
    func slice(position: Int) throws {
        for length in Self.edges {
            let isInside = (0...40).contains(position) && (0...40).contains(length) && position + length <= 40
            if isInside {
                let bytes = try region.slice(at: position, count: length).array()
                #expect(bytes == Array(region.array()[position..<(position + length)]))
            } else {
                #expect(throws: LedeError.self) { _ = try region.slice(at: position, count: length) }
            }
        }
    }

    @Test("A view lies inside its region, or is an error, also where its size overflows", arguments: edges)
    func view(position: Int) throws {
        for length in Self.edges {
            let isInside = (0...40).contains(position) && (0...5).contains(length) && position + 8 * length <= 40
            if isInside {
                let values = try region.view(of: UInt64.self, at: position, count: length).array
                #expect(values == (0..<length).map { twin(UInt64.self, at: position + 8 * $0) })
            } else {
                #expect(throws: LedeError.self) {
                    _ = try region.view(of: UInt64.self, at: position, count: length)
                }
            }
        }
    }

    @Test("An integer is read little-endian at any place inside", arguments: edges)
    func load(position: Int) throws {
        if (0...32).contains(position) {
            #expect(try region.load(UInt64.self, at: position) == twin(UInt64.self, at: position))
        } else {
            #expect(throws: LedeError.self) { _ = try region.load(UInt64.self, at: position) }
        }
        if (0...38).contains(position) {
            #expect(try region.load(UInt16.self, at: position) == twin(UInt16.self, at: position))
        } else {
            #expect(throws: LedeError.self) { _ = try region.load(UInt16.self, at: position) }
        }
    }

    private func twin<T: FixedWidthInteger>(_: T.Type, at position: Int) -> T {
        region.array()[position...].prefix(MemoryLayout<T>.size).reversed().reduce(0) { $0 << 8 | T($1) }
    }

    @Test("A slice of a slice keeps its place in the file, and an error names it")
    func nested() throws {
        let tag = SectionTag("POST", field: 1)
        let inner = try region.slice(at: 10, count: 20, name: .section(tag)).slice(at: 5, count: 3)
        #expect(inner.array() == [15, 16, 17])
        #expect(
            inner.corrupt("x", at: 2) == .corrupt(path: "memory", section: "POST/1", offset: 17, reason: "x"))
        #expect(throws: LedeError.self) { _ = try inner.slice(at: 2, count: 2) }
    }

    @Test("An empty file has an empty region")
    func empty() throws {
        let region = ByteRegion([])
        #expect(region.array() == [])
        #expect(region.checksum == 0)
        #expect(try region.view(of: UInt32.self, at: 0, count: 0).count == 0)
        #expect(throws: LedeError.self) { _ = try region.load(UInt8.self, at: 0) }
    }
}

@Suite("Views")
struct ViewTests {
    private func view(_ values: [UInt32]) throws -> (file: ByteRegion, view: View<UInt32>) {
        let region = ByteRegion(ByteWriter.bytes { writer in for value in values { writer.append(little: value) } })
        return (region, try region.view(of: UInt32.self, at: 0, count: values.count))
    }

    @Test("Galloping finds what a scan finds", arguments: 1...12 as ClosedRange<UInt64>)
    func firstIndex(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        for _ in 0..<20 {
            let limit = random.pick([3, 50, 1 << 31])
            let values = (0..<Int.random(in: 0...70, using: &random)).map { _ in
                UInt32(Int.random(in: 0...limit, using: &random))
            }.sorted()
            let (file, view) = try view(values)
            withExtendedLifetime(file) {
                for start in 0...values.count {
                    let near = values.randomElement(using: &random) ?? 0
                    for value in [0, near, near &+ 1, near &- 1, UInt32(limit), .max] {
                        let twin = values[start...].firstIndex { $0 >= value } ?? values.count
                        #expect(view.firstIndex(atLeast: value, from: start) == twin)
                    }
                }
            }
        }
    }

    @Test("In an array that does not ascend it ends, inside", arguments: 1...12 as ClosedRange<UInt64>)
    func unsorted(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let values = (0..<200).map { _ in UInt32(random.integer(bits: 32)) }
        let (file, view) = try view(values)
        withExtendedLifetime(file) {
            for start in 0...values.count {
                let value = UInt32(random.integer(bits: 32))
                let index = view.firstIndex(atLeast: value, from: start)
                #expect((start...values.count).contains(index))
                #expect(index == values.count || values[index] >= value)
            }
        }
    }
}
