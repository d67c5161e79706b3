import Testing

@testable import Lede

@Suite("Words by UAX #29")
struct WordBreakTests {
    private static let ascii = (0..<128).map { String(Unicode.Scalar(UInt8($0))) }
    private static let wordy = ["a", "Z", "0", "7", "_", "'", ".", ":", ",", ";", "\"", " ", "-", "\n", "\r"]
    private static let mixed =
        wordy + [
            "é", "’", "\u{308}", "\u{200D}", "\u{AD}", "א", "״", "カ", "ひ", "漢", "ไ", "ั", "🛑", "©", "ℹ", "🇩", "٣",
            "\u{85}",
            "\u{3000}", "—", "\u{FE0F}", "𝒳",
        ]

    private func boundaries(_ text: String) -> [Int] { text.withBytes { WordSegmenter.boundaries(of: $0) } }

    @Test("All cases of WordBreakTest.txt of Unicode 15.0 hold")
    func conformance() throws {
        let lines = try analysisResource("WordBreakTest", "txt")
        #expect(lines.count == 1823)
        for line in lines {
            var text = ""
            var expected: [Int] = []
            for part in line.split(separator: " ") {
                switch part {
                case "÷": expected.append(text.utf8.count)
                case "×": break
                default: text.unicodeScalars.append(try scalar(part))
                }
            }
            #expect(boundaries(text) == expected, "\(line)")
        }
    }

    @Test("The segmenter agrees with the rules taken one by one", arguments: 1...8 as ClosedRange<UInt64>)
    func oracle(seed: UInt64) {
        var random = SeededText(seed: seed)
        for _ in 0..<1_500 {
            let text = random.text(of: Self.mixed, count: 24)
            #expect(boundaries(text) == WordBreakOracle.boundaries(of: text), "\(text.debugDescription)")
        }
    }

    @Test("The path for ASCII gives the tokens of the segmenter", arguments: [ascii, wordy, mixed])
    func fastPath(alphabet: [String]) {
        var random = SeededText(seed: 29)
        for _ in 0..<5_000 {
            let text = random.text(of: alphabet, count: 40)
            text.withBytes { bytes in
                var ranges: [TokenRange] = []
                WordTokenizer.tokenize(bytes, into: &ranges)
                #expect(ranges == Self.tokens(bytes), "\(text.debugDescription)")
            }
        }
    }

    /// The tokens of a text without the path for ASCII.
    private static func tokens(_ text: UnsafeRawBufferPointer) -> [TokenRange] {
        var result: [TokenRange] = []
        var index = 0
        var inComplexContext = false
        while index < text.count {
            let segment = WordSegmenter(text).segment(at: index)
            index = segment.end
            let continues = inComplexContext && segment.classes.contains(.complexContext)
            inComplexContext = segment.classes.contains(.complexContext)
            if continues, let last = result.popLast() {
                result.append(TokenRange(start: last.start, end: UInt32(index)))
            } else if segment.isToken {
                result.append(TokenRange(start: UInt32(segment.tokenStart), end: UInt32(index)))
            }
        }
        return result
    }

    @Test(
        "Words and numbers are kept whole, bare punctuation is none",
        arguments: [
            ("can't stop", ["can't", "stop"]),
            ("'quoted' \"twice\"", ["quoted", "twice"]),
            ("3,456.78 and 3, 4.", ["3,456.78", "and", "3", "4"]),
            ("a.b U.S.A. a..b", ["a.b", "U.S.A", "a", "b"]),
            ("a,b a:b a;b 1:2 1;2", ["a", "b", "a:b", "a", "b", "1", "2", "1;2"]),
            ("a.1 1.a", ["a", "1", "1", "a"]),
            ("snake_case _x_ _ __", ["snake_case", "_x_"]),
            ("well-known e-mail@example.com", ["well", "known", "e", "mail", "example.com"]),
            ("— … !? () # * ©", []),
            ("don’t “quoted” naïve—word", ["don’t", "quoted", "naïve", "word"]),
            ("𝒳1 co\u{AD}op", ["𝒳1", "co\u{AD}op"]),
            ("漢字ひらカタカナ", ["漢", "字", "ひ", "ら", "カタカナ"]),
            ("한국어 사전", ["한국어", "사전"]),
            ("ภาษาไทย 123", ["ภาษาไทย", "123"]),
            ("צה״ל ז'", ["צה״ל", "ז'"]),
            ("hi👍🏽 👨‍👩‍👧🇩🇪🇫🇷", ["hi", "👍🏽", "👨‍👩‍👧", "🇩🇪", "🇫🇷"]),
            ("", []),
        ])
    func words(text: String, expected: [String]) {
        let words = Analyzer.standard.words(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
        #expect(words == expected)
    }

    @Test("Each byte that is no UTF-8 separates words")
    func brokenBytes() {
        func words(_ bytes: [UInt8]) -> [String] {
            Analyzer.standard.words(bytes).map { String(decoding: $0, as: UTF8.self) }
        }
        let (a, b) = (UInt8(ascii: "a"), UInt8(ascii: "b"))
        for broken: [UInt8] in [
            [0x80], [0xBF, 0xBF], [0xC0, 0x80],
            [0xC1, 0xBF], [0xC3], [0xE2, 0x80], [0xE0, 0x80, 0x80],
            [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xF8], [0xFE], [0xFF, 0xFF],
        ] {
            #expect(words([a] + broken + [b]) == ["a", "b"], "\(broken)")
            #expect(words(broken + [a] + broken) == ["a"], "\(broken)")
            #expect(words(broken) == [], "\(broken)")
        }
    }

    @Test("Random bytes give tokens that ascend, each of them UTF-8")
    func randomBytes() {
        var random = SeededText(seed: 5)
        for _ in 0..<3_000 {
            let bytes = (0..<60).map { _ in
                UInt8.random(in: Bool.random(using: &random) ? 0...255 : 0xC0...0xF5, using: &random)
            }
            bytes.withUnsafeBytes { text in
                var ranges: [TokenRange] = []
                WordTokenizer.tokenize(text, into: &ranges)
                var end: UInt32 = 0
                for range in ranges {
                    #expect(end <= range.start && range.start < range.end && Int(range.end) <= bytes.count)
                    let token = bytes[Int(range.start)..<Int(range.end)]
                    #expect(String(validating: token, as: UTF8.self) != nil, "\(bytes)")
                    end = range.end
                }
                #expect(WordSegmenter.boundaries(of: text).last == bytes.count)
            }
        }
    }

    @Test("A long word becomes pieces of 255 bytes at most, cut between scalars, nothing lost")
    func longWords() {
        for (word, counts) in [
            (String(repeating: "a", count: 600), [255, 255, 90]), (String(repeating: "a", count: 255), [255]),
            (String(repeating: "é", count: 130), [254, 6]), ("a" + String(repeating: "한", count: 90), [253, 18]),
        ] {
            for analyzer in [Analyzer.standard, .plain] {
                let pieces = analyzer.words(Array(word.utf8))
                #expect(pieces.map(\.count) == counts)
                #expect(pieces.joined().elementsEqual(word.utf8))
            }
        }
        let nonsense = [UInt8](repeating: 0x80, count: 300)
        #expect(Analyzer.plain.words(nonsense).map(\.count) == [255, 45])
    }
}
