import Testing

@testable import Lede

@Suite("The table of byte strings")
struct ByteTableTests {
    @Test("Keys of words of a text are those of their bytes, wherever they lie in it")
    func keys() {
        var random = SeededText(seed: 9)
        let text = (0..<90).map { _ in UInt8(truncatingIfNeeded: random.integer(bits: 8)) }
        let words = (0...text.count).flatMap { start in
            (start...min(start + 20, text.count)).flatMap { [UInt32(start), UInt32($0)] }
        }
        let table = ByteTable()
        let keys = FixedBuffer<ByteTable.Key>.uninitialized(words.count / 2)
        defer {
            table.deallocate()
            keys.deallocate()
        }
        text.withUnsafeBytes { text in
            words.withUnsafeBufferPointer { table.makeKeys(of: $0, in: text, into: keys, at: 0) }
            for index in 0..<keys.count {
                let word = text[Int(words[2 * index])..<Int(words[2 * index + 1])]
                let key = ByteTable.key(of: UnsafeRawBufferPointer(rebasing: word))
                #expect(keys[index].hash == key.hash && keys[index].head == key.head && keys[index].tail == key.tail)
            }
        }
        [UInt32(0), 0].withUnsafeBufferPointer {
            table.makeKeys(of: $0, in: UnsafeRawBufferPointer(start: nil, count: 0), into: keys, at: 0)
        }
        #expect(keys[0].hash == ByteTable.hash(UnsafeRawBufferPointer(start: nil, count: 0)))
    }

    @Test(
        "Words that are found many at a time are those that are found one by one",
        arguments: 1...6 as ClosedRange<UInt64>)
    func batches(seed: UInt64) {
        var random = SeededText(seed: seed)
        var table = ByteTable(capacity: 1)
        let (keys, ordinals) = (FixedBuffer<ByteTable.Key>.uninitialized(8), FixedBuffer<UInt32>.uninitialized(8))
        defer {
            table.deallocate()
            keys.deallocate()
            ordinals.deallocate()
        }
        for _ in 0..<400 {
            var text: [UInt8] = []
            var words: [UInt32] = []
            for _ in 0..<8 {
                words.append(UInt32(text.count))
                text += Array(random.text(of: Self.alphabets[Int(seed) % Self.alphabets.count], count: 24).utf8)
                words.append(UInt32(text.count))
            }
            text.withUnsafeBytes { text in
                words.withUnsafeBufferPointer { words in
                    func word(_ index: Int) -> UnsafeRawBufferPointer {
                        UnsafeRawBufferPointer(rebasing: text[Int(words[2 * index])..<Int(words[2 * index + 1])])
                    }
                    table.makeKeys(of: words, in: text, into: keys, at: 0)
                    table.prefetchEntries(keys, 0..<8)
                    let found = table.find(words, keys, at: 0, into: ordinals, at: 0)
                    for index in 0..<found { #expect(table.find(word(index)) == Int(ordinals[index])) }
                    #expect(found == 8 || table.find(word(found)) == nil || word(found).count > 16)
                    for index in 0..<8 {
                        let expected = table.find(word(index))
                        let (ordinal, isNew) = table.insert(word(index), key: keys[index])
                        #expect(isNew == (expected == nil) && ordinal == expected ?? ordinal)
                    }
                }
            }
        }
    }

    private static let alphabets: [[String]] = [
        ["a"], ["a", "b", "\0"], ["a", "é", "漢", "🎷", "z", "\u{7f}"],
    ]

    @Test("It agrees with a dictionary, also while it grows", arguments: 1...9 as ClosedRange<UInt64>)
    func twin(seed: UInt64) {
        var random = SeededText(seed: seed)
        var table = ByteTable(capacity: 1)
        defer { table.deallocate() }
        let alphabet = Self.alphabets[Int(seed) % Self.alphabets.count]
        var twin: [[UInt8]: Int] = [:]
        var order: [[UInt8]] = []
        for _ in 0..<3000 {
            let length = random.chance(0.01) ? 3000 : 14
            let string = Array(random.text(of: alphabet, count: length).utf8)
            #expect(string.withBytes { table.find($0) } == twin[string])
            let (ordinal, isNew) = string.withBytes { table.insert($0) }
            #expect(isNew == (twin[string] == nil))
            if isNew {
                twin[string] = order.count
                order.append(string)
            }
            #expect(ordinal == twin[string])
        }
        #expect(table.count == order.count)
        for (ordinal, string) in order.enumerated() {
            #expect(Array(table.bytes(of: ordinal)) == string)
            #expect(string.withBytes { table.find($0) } == ordinal)
        }
        let sorted = order.indices.sorted { order[$0].lexicographicallyPrecedes(order[$1]) }
        #expect(table.sortedOrdinals().map(Int.init) == sorted)
        #expect(table.byteCount >= order.joined().count)
    }

    @Test("The empty string is a string, with and without an address")
    func empty() {
        var table = ByteTable()
        defer { table.deallocate() }
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(table.find(none) == nil)
        #expect(table.insert(none) == (0, true))
        [UInt8]([1]).withUnsafeBytes { bytes in
            let empty = UnsafeRawBufferPointer(rebasing: bytes[1...])
            #expect(table.find(empty) == 0)
            #expect(table.insert(empty) == (0, false))
        }
        #expect(table.bytes(of: 0).count == 0)
        #expect(table.sortedOrdinals() == [0])
    }

    @Test("Strings that differ in one byte, or in length alone, are different", arguments: [1, 7, 8, 9, 16, 17, 40])
    func neighbours(length: Int) {
        var table = ByteTable()
        defer { table.deallocate() }
        let string = [UInt8](repeating: 0, count: length)
        var strings: Set<[UInt8]> = [string, string + [0], Array(string.dropLast())]
        for index in 0..<length {
            for bit in 0..<8 {
                var changed = string
                changed[index] ^= 1 << UInt8(bit)
                strings.insert(changed)
            }
        }
        for string in strings { #expect(string.withBytes { table.insert($0).isNew }) }
        for string in strings {
            let ordinal = string.withBytes { table.find($0) }
            #expect(ordinal.map { Array(table.bytes(of: $0)) } == string)
        }
    }

    private func string(_ random: inout SeededText) -> [UInt8] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in random.pick([0, 1, 127, 128, 255]) }
    }

    @Test("Byte strings are compared as unsigned bytes, a prefix first", arguments: 1...5 as ClosedRange<UInt64>)
    func comparison(seed: UInt64) {
        var random = SeededText(seed: seed)
        for _ in 0..<300 {
            let (a, b) = (string(&random), string(&random))
            let order = a.withBytes { a in b.withBytes { b in compareBytes(a, b) } }
            #expect((order < 0) == a.lexicographicallyPrecedes(b))
            #expect((order == 0) == (a == b))
        }
    }

    @Test("The next power of two")
    func powers() {
        #expect([1, 2, 3, 4, 5, 1023, 1024, 1025].map(\.nextPowerOf2) == [1, 2, 4, 4, 8, 1024, 1024, 2048])
    }
}
