import Testing

@testable import Lede

@Suite("Words between white space")
struct WhitespaceTokenizerTests {
    private static let spaces = Set(Array(" \t\n\u{B}\u{C}\r".utf8))

    private func expectAgreement(_ text: [UInt8]) {
        let words = text.split(whereSeparator: Self.spaces.contains).map(Array.init)
        #expect(Analyzer.plain.words(text) == words, "\(text)")
    }

    @Test("All white space of ASCII separates, and no other byte")
    func bytes() {
        for byte in UInt8.min...UInt8.max { expectAgreement([0x61, byte, 0x62, byte]) }
    }

    @Test("It agrees with a plain split on texts of every length", arguments: 1...6 as ClosedRange<UInt64>)
    func twin(seed: UInt64) {
        var random = SeededText(seed: seed)
        let letters = Array("abc é".utf8) + (seed % 2 == 0 ? [0x20, 0x0A] : [])
        for length in 0...260 {
            expectAgreement((0..<length).map { _ in random.pick(letters) })
        }
        // More words than are found at once, and runs of a byte over several of the blocks that are looked at together.
        expectAgreement((0..<20_000).map { _ in random.pick(letters) })
        for length in [63, 64, 65, 100, 127] {
            for before in [0, 1, 63, 64] {
                let run = [UInt8](repeating: 0x61, count: length)
                let blank = [UInt8](repeating: 0x20, count: before)
                expectAgreement(blank + run)
                expectAgreement(blank + run + blank + run + [0x20])
            }
        }
    }
}
