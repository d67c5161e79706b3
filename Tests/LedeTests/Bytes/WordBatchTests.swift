import Testing

@testable import Lede

@Suite("Words that are looked up together")
struct WordBatchTests {
    private static let alphabets: [[String]] = [
        ["a"], ["a", "b", "\0"], ["a", "é", "漢", "🎷", "z", "\u{7f}"], (97...122).map { String(UnicodeScalar($0)) },
    ]

    @Test(
        "Words have the ordinals that they have one by one, and their hashes", arguments: 1...8 as ClosedRange<UInt64>)
    func agreement(seed: UInt64) {
        var random = SeededText(seed: seed)
        var table = ByteTable(capacity: 1)
        var twin = ByteTable(capacity: 1)
        var batch = WordBatch()
        defer {
            table.deallocate()
            twin.deallocate()
            batch.deallocate()
        }
        for round in 0..<200 {
            var text: [UInt8] = []
            var words: [UInt32] = []
            for _ in 0..<Int.random(in: 0...WordBatch.capacity, using: &random) {
                // Some words lie side by side, and the last one at the end of the text.
                if random.chance(0.5) { text.append(UInt8(ascii: " ")) }
                words.append(UInt32(text.count))
                text += Array(random.text(of: Self.alphabets[Int(seed) % Self.alphabets.count], count: 12).utf8)
                words.append(UInt32(text.count))
            }
            let needsHashes = round % 2 == 0
            text.withUnsafeBytes { text in
                words.withUnsafeBufferPointer { words in
                    batch.begin(words, of: text, in: table, needsHashes: needsHashes)
                    let before = table.count
                    for index in 0..<batch.find(in: table) {
                        let (range, key) = batch.missingWord(index)
                        let word = UnsafeRawBufferPointer(rebasing: text[range])
                        let ordinal = table.insert(word, key: key).ordinal
                        #expect(ordinal >= before || word.count > 16)
                        batch.note(ordinal, ofMissing: index)
                    }
                    batch.finish(text)
                    for index in 0..<words.count / 2 {
                        let range = Int(words[2 * index])..<Int(words[2 * index + 1])
                        let word = UnsafeRawBufferPointer(rebasing: text[range])
                        #expect(Int(batch.ordinals[index]) == twin.insert(word).ordinal)
                        if needsHashes { #expect(batch.hashes[index] == ByteTable.hash(word)) }
                    }
                }
            }
            if random.chance(0.05) {
                batch.forget()
                table.deallocate()
                twin.deallocate()
                (table, twin) = (ByteTable(capacity: 1), ByteTable(capacity: 1))
            }
        }
    }
}
