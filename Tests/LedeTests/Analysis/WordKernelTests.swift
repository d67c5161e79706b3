import Testing

@testable import Lede

/// The kernel that finds words of ASCII, beside the loop over bytes that is left the last 64 bytes of a text.
@Suite struct WordKernelTests {
    private func expectAgreement(_ text: [UInt8]) {
        precondition(text.count <= 64)
        let blank = [UInt8](repeating: 0x20, count: 130)
        let words = Analyzer.standard.words(text)
        #expect(Analyzer.standard.words(text + blank) == words, "\(text)")
        #expect(Analyzer.standard.words(blank[..<61] + text + blank) == words, "\(text)")
    }

    @Test func `Every byte is told from the others at every place`() {
        for byte in UInt8.min...UInt8.max {
            for filler in [UInt8(ascii: "a"), UInt8(ascii: "_"), UInt8(ascii: "9"), UInt8(ascii: ".")] {
                for place in 0..<20 {
                    var bytes = [UInt8](repeating: filler, count: 20)
                    bytes[place] = byte
                    expectAgreement(bytes)
                }
            }
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `Words end where they end, whatever stands beside them`(seed: UInt64) {
        var random = SeededText(seed: seed)
        let letters = [
            "a", "Z", "7", "_", "'", ".", ",", ":", ";", " ", " ", "-", "é", "\u{301}", "’", "漢", "\u{200D}",
        ]
        for _ in 0..<3000 {
            let text = Array(random.text(of: letters, count: 40).utf8)
            if text.count <= 64 { expectAgreement(text) }
        }
    }

    @Test func `Words of any length end where they end, also at the end of the text`() {
        for length in 0...140 {
            for rest in ["", " ", ".", ". x", "'", "'s", "é", " and some more text behind the word"] {
                let text = String(repeating: "w", count: length) + rest
                let words = Analyzer.standard.words(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
                let long = Analyzer.standard.words(Array((text + String(repeating: " ", count: 140)).utf8))
                #expect(words == long.map { String(decoding: $0, as: UTF8.self) }, "\(text)")
                if length > 0, rest != "é", rest != "'s" { #expect(words.first?.count == length) }
            }
        }
    }
}
