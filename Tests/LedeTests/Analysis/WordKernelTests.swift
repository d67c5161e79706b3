internal import CLedeKernels
import Testing

@testable import Lede

/// The kernel that finds the end of a short word, beside a plain loop.
@Suite struct WordKernelTests {
    private func isWord(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "_") || isAlphanumeric(byte) }

    private func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte < 0x80 && Unicode.Scalar(byte).isLetterOrDigit
    }

    private func expectAgreement(_ bytes: [UInt8]) {
        var isNamed: UInt32 = 0
        let count = bytes.withUnsafeBufferPointer { Int(lede_word_prefix($0.baseAddress!, &isNamed)) }
        let word = bytes.prefix(16).prefix(while: isWord)
        #expect(count == word.count, "\(bytes)")
        #expect((isNamed != 0) == word.contains(where: isAlphanumeric), "\(bytes)")
    }

    @Test func `Every byte is told from the others at every place`() {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<16 {
                for filler in [UInt8(ascii: "a"), UInt8(ascii: "_"), UInt8(ascii: "9")] {
                    var bytes = [UInt8](repeating: filler, count: 16)
                    bytes[place] = byte
                    expectAgreement(bytes)
                }
            }
        }
    }

    @Test func `Words of any length end where they end, also at the end of the text`() {
        for length in 0...40 {
            for rest in ["", " ", ".", ". x", "'", "'s", "é", " and some more text behind the word"] {
                let text = String(repeating: "w", count: length) + rest
                let words = Analyzer.standard.words(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
                let long = Analyzer.standard.words(Array((text + String(repeating: " ", count: 40)).utf8))
                #expect(words == long.map { String(decoding: $0, as: UTF8.self) }, "\(text)")
                if length > 0, rest != "é", rest != "'s" { #expect(words.first?.count == length) }
            }
        }
    }
}
