import Testing

@testable import Lede

@Suite("Columns of numbers")
struct NumericColumnTests {
    /// How the values of a column are made.
    private enum Kind: CaseIterable {
        case none, equal, small, days, any, extremes

        func value(_ random: inout SeededText) -> Int64? {
            switch self {
            case .none: nil
            case .equal: -5
            case .small: Int64.random(in: -20...20, using: &random)
            case .days: 86_400 * Int64.random(in: -30_000...30_000, using: &random)
            case .any: Int64(bitPattern: random.integer(bits: 64))
            case .extremes: random.pick([Int64.min, Int64.min + 1, -1, 0, 1, Int64.max - 1, Int64.max])
            }
        }
    }

    @Test("Values come back, and so do the documents without one", arguments: [0, 1, 63, 64, 65, 500], [0, 0.3, 1])
    func roundTrip(count: Int, missing: Double) throws {
        var random = SeededText(seed: UInt64(count))
        for kind in Kind.allCases {
            let values = (0..<count).map { _ in random.chance(missing) ? nil : kind.value(&random) }
            let bytes = try NumericColumn.encode(values)
            let column = try NumericColumn(ByteRegion(bytes), documentCount: count)
            #expect((0..<count).map { column[$0] } == values)
            let known = values.compactMap(\.self)
            #expect(column.valueCount == known.count)
            if let least = known.min(), let greatest = known.max() {
                #expect(column.least == least)
                #expect(column.greatest >= greatest)
            }
            #expect(throws: LedeError.self) { _ = try NumericColumn(ByteRegion(bytes), documentCount: count + 1) }
            for length in [0, 3, 10, 20, bytes.count - 1] {
                #expect(throws: LedeError.self) {
                    _ = try NumericColumn(ByteRegion(Array(bytes.prefix(length))), documentCount: count)
                }
            }
        }
    }

    @Test("A step of zero, by which distances would be divided, is an error")
    func step() throws {
        var bytes = try NumericColumn.encode([1, 3, nil])
        bytes.replaceSubrange(16..<24, with: [UInt8](repeating: 0, count: 8))
        #expect(throws: LedeError.self) { _ = try NumericColumn(ByteRegion(bytes), documentCount: 3) }
    }

    @Test("Equal values take no room, and days take as little as numbers of days")
    func size() throws {
        let header = 24 + 8
        #expect(try NumericColumn.encode([Int64?](repeating: 123_456_789, count: 1000)).count == header)
        let days = (0..<1000).map { Int64?(1_500_000_000 / 86_400 * 86_400 + 86_400 * Int64($0)) }
        #expect(try NumericColumn.encode(days).count == header + 1000 * 10 / 8)
    }

    @Test("Floating-point numbers keep their order as integers")
    func doubles() {
        let ascending: [Double] = [
            -.infinity, -.greatestFiniteMagnitude, -1.5, -1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 0.1,
            1, 1.5, .greatestFiniteMagnitude, .infinity,
        ]
        let encoded = ascending.map(SortableDouble.encode)
        #expect(encoded == encoded.sorted() && Set(encoded).count == ascending.count)
        #expect(encoded.map(SortableDouble.decode) == ascending)
        #expect(SortableDouble.encode(-0.0) == SortableDouble.encode(0.0))
    }
}

extension NumericColumn {
    /// The section for these values.
    fileprivate static func encode(_ values: [Int64?]) throws -> [UInt8] {
        try SectionedFileWriter.section { (tag, file) throws(LedeError) in
            try write(tag, count: values.count, to: &file) { (body) throws(LedeError) in
                for value in values { try body(value) }
            }
        }
    }
}
