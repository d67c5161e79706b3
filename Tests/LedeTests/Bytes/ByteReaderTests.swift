import Testing

@testable import Lede

@Suite("Bytes written and read")
struct ByteReaderTests {
    /// One value that a writer can append.
    private enum Item: Equatable {
        case byte(UInt8)
        case varint(UInt64)
        case short(UInt16)
        case signed(Int64)
        case text(String)
        case bytes([UInt8])

        static func random(_ random: inout SeededText) -> Item {
            switch Int.random(in: 0..<6, using: &random) {
            case 0: .byte(UInt8(random.integer(bits: 8)))
            case 1: .varint(random.integer(bits: 64))
            case 2: .short(UInt16(random.integer(bits: 16)))
            case 3: .signed(Int64(bitPattern: random.integer(bits: 64)))
            case 4: .text(random.text(of: ["a", "é", "漢", "🎷", "\0"], count: 9))
            default: .bytes(random.bytes(upTo: 9))
            }
        }

        func write(to writer: inout ByteWriter) {
            switch self {
            case .byte(let byte): writer.append(byte)
            case .varint(let value): writer.append(varint: value)
            case .short(let value): writer.append(little: value)
            case .signed(let value): writer.append(little: value)
            case .text(let text): writer.append(text: text)
            case .bytes(let bytes): writer.append(contentsOf: bytes)
            }
        }

        /// Reads a value of the same kind, of the same length where that is not in the bytes.
        func read(from reader: inout ByteReader) throws(LedeError) -> Item {
            switch self {
            case .byte: .byte(try reader.byte())
            case .varint: .varint(try reader.varint())
            case .short: .short(try reader.integer(UInt16.self))
            case .signed: .signed(try reader.integer(Int64.self))
            case .text: .text(try reader.text())
            case .bytes(let bytes): .bytes(Array(try reader.bytes(bytes.count)))
            }
        }
    }

    @Test("Whatever was written is read back, in order", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        let items = (0..<100).map { _ in Item.random(&random) }
        let bytes = ByteWriter.bytes { writer in for item in items { item.write(to: &writer) } }
        var reader = try ByteReader(ByteRegion(bytes))
        for item in items { #expect(try item.read(from: &reader) == item) }
        #expect(reader.isAtEnd)
        #expect(reader.remaining == 0)
    }

    @Test("A value that was cut is an error, and reads nothing past the end", arguments: 1...20 as ClosedRange<UInt64>)
    func cut(seed: UInt64) throws {
        var random = SeededText(seed: seed)
        for _ in 0..<20 {
            let item = Item.random(&random)
            let bytes = ByteWriter.bytes { item.write(to: &$0) }
            for length in 0..<bytes.count {
                var reader = try ByteReader(ByteRegion(bytes).slice(at: 0, count: length))
                #expect(throws: LedeError.self) { _ = try item.read(from: &reader) }
                #expect(reader.position <= length)
            }
        }
    }

    @Test("A varint takes a byte for every seven bits", arguments: 0...64)
    func varintLength(bits: Int) throws {
        let value = bits == 0 ? 0 : UInt64.max >> UInt64(64 - bits)
        let bytes = ByteWriter.bytes { $0.append(varint: value) }
        #expect(bytes.count == max(1, (bits + 6) / 7))
        var reader = try ByteReader(ByteRegion(bytes))
        #expect(try reader.varint() == value)
    }

    @Test("Integers are read in flat arrays whatever follows, and nothing past the end", arguments: 0...63)
    func flatIntegers(bits: Int) throws {
        let value = bits == 0 ? 0 : Int(UInt64.max >> UInt64(64 - bits))
        let varint = ByteWriter.bytes { $0.append(varint: value) }
        for behind in [[], [0x00], [0xFF], [UInt8](repeating: 0x00, count: 9), [UInt8](repeating: 0xFF, count: 9)] {
            let bytes = varint + behind
            let region = ByteRegion(bytes)
            let view = try region.view(of: UInt8.self, at: 0, count: bytes.count)
            for end in 0...bytes.count {
                let expected = end < varint.count ? -1 : value
                var reader = VarintReader(view, 0..<end)
                #expect(reader.next() == expected)
                #expect(reader.position == min(end, varint.count))
                for count in 1...4 {
                    reader.position = 0
                    let fixed = bytes.prefix(count).reversed().reduce(0) { $0 << 8 | Int($1) }
                    #expect(reader.next(bytes: count) == (end < count ? -1 : fixed))
                    #expect(reader.position == (end < count ? 0 : count))
                }
            }
        }
    }

    @Test("A varint of more than ten bytes is an error")
    func endlessVarint() throws {
        var reader = try ByteReader(ByteRegion([UInt8](repeating: 0xFF, count: 30)))
        #expect(throws: LedeError.self) { _ = try reader.varint() }
    }

    @Test("A varint beyond its limit is an error")
    func limitedVarint() throws {
        let bytes = ByteWriter.bytes { $0.append(varint: UInt64.max) } + [7]
        var reader = try ByteReader(ByteRegion(bytes))
        #expect(throws: LedeError.self) { _ = try reader.varint(limit: Int.max) }
        var exact = try ByteReader(ByteRegion([7, 8]))
        #expect(try exact.varint(limit: 7) == 7)
        #expect(throws: LedeError.self) { _ = try exact.varint(limit: 7) }
    }

    @Test("A reader starts inside its region or at its end", arguments: [-1, 4, Int.max, Int.min])
    func startOutside(position: Int) throws {
        let region = ByteRegion([1, 2, 3])
        #expect(try ByteReader(region, at: 3).isAtEnd)
        #expect(throws: LedeError.self) { _ = try ByteReader(region, at: position) }
    }

    @Test("A count that does not fit is an error", arguments: [-1, 4, Int.max, Int.min])
    func countOutside(count: Int) throws {
        var reader = try ByteReader(ByteRegion([1, 2, 3]))
        #expect(throws: LedeError.self) { _ = try reader.bytes(count) }
        #expect(throws: LedeError.self) { try reader.skip(count) }
        try reader.skip(3)
        #expect(reader.isAtEnd)
    }
}
