import Testing

@testable import Lede

/// Where sentences and paragraphs end, by examples: `|` stands for the end of a sentence, `¶` for that of a paragraph.
@Suite struct TextEndsTests {
    @Test(arguments: [
        "It rained.| Schools closed!| Why?| Nobody knows…| Perhaps.", "He said so.”| She did not.",
        "(It was late.)| We left.",
        "“Who?” asked the senator.| “You,” she said.",
        "Sen. Jane Q. Smith of the U.S. Senate met Dr. No.| Then he left.",
        "It was No. 5 of 6.| He said no.| People left.", "On Jan. 3 and in Feb. 2017 it snowed.| 20 schools closed.",
        "It cost $3.50 or 3,000.25 at 5 p.m. on Main St. Nobody paid.", "It closed at 5 p.m.| Nobody came.",
        "A headline¶\n\nA text of\ntwo lines.¶\n \nAnother", "One¶\r\n\r\nTwo\r\nthree", "• first¶\n\n• second",
        "学校は休みです。|雪が降る。|明日？|はい", "wait... what", "Wait...| What", "lede.example is a site", "one, two; three - four",
        "Приехал. |Уехал", "Είδα.| Ήρθα", "a b c",
    ]) func `Sentences and paragraphs end where they do`(marked: String) {
        let marked = marked.replacing(" |", with: "| ")
        let text = marked.replacing("|", with: "").replacing("¶", with: "")
        var ranges: [TokenRange] = []
        var result = ""
        text.withBytes { bytes in
            Analyzer.standard.tokenize(bytes, into: &ranges)
            for (index, token) in ranges.enumerated() {
                result += String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
                guard index + 1 < ranges.count else { break }
                let end = TextEnds(in: bytes, after: token, before: ranges[index + 1])
                result += end == .sentence ? "|" : end == .paragraph ? "¶" : " "
            }
        }
        var expected: [Character] = []
        var isBetween = false
        for character in marked {
            if character == "|" || character == "¶" {
                if isBetween { expected.removeLast() }
                expected.append(character)
                isBetween = true
            } else if character.isLetter || character.isNumber {
                expected.append(character)
                isBetween = false
            }
        }
        #expect(result.filter { $0 == "|" || $0 == "¶" || $0.isLetter || $0.isNumber } == String(expected))
    }

    @Test func `Text without punctuation has no ends, and one sentence has none`() throws {
        let schema = try Schema(fields: [Field("text", .text, analyzer: "plain", isDefault: true)])
        let fixture = try SearchFixture(schema, [[Document(id: "1", ["text": "one two Three four"])]])
        #expect(fixture.segments[0].reader.field("text")?.ends?.terms.termCount == 0)
        let other = try SearchFixture(schema, [[Document(id: "1", ["text": "one two. Three four."])]])
        let ends = try #require(other.segments[0].reader.field("text")?.ends)
        #expect(ends.terms.termCount == 1)
        #expect(try ends.postings(ofParagraphs: false)?.entry.singlePosition == 1)
        #expect(try other.searcher.statistics().terms == 5)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `Nothing ends but behind the words that are found at once`(seed: UInt64) {
        var random = SeededText(seed: seed)
        let alphabet = ["a", "b", "z", " ", " ", "  ", ". ", "\n", "\r\n", "!", "?", "é", "…", ", ", "\"", "U.S."]
        for count in [0, 3, 30, 300] {
            let text = random.text(of: seed % 2 == 0 ? alphabet : Array(alphabet.prefix(8)), count: count)
            for analyzer in [Analyzer.plain, .standard] {
                text.withBytes { bytes in
                    var ranges: [TokenRange] = []
                    analyzer.tokenize(bytes, into: &ranges)
                    let words = ranges.flatMap { [$0.start, $0.end] }
                    var candidates: [Int] = []
                    let found = FixedBuffer<UInt32>.uninitialized(3)
                    defer { found.deallocate() }
                    words.withUnsafeBufferPointer { words in
                        var count = found.count
                        while count == found.count {
                            count = TextEnds.candidates(
                                in: bytes, behind: words, from: candidates.last.map { $0 + 1 } ?? 0,
                                hasPunctuation: analyzer.leavesPunctuation, into: found)
                            for place in 0..<count { candidates.append(Int(found[place])) }
                        }
                    }
                    let ends = ranges.indices.dropLast().filter {
                        TextEnds(in: bytes, after: ranges[$0], before: ranges[$0 + 1]) != .none
                    }
                    #expect(Set(ends).isSubset(of: candidates))
                    #expect(Set(candidates).isSubset(of: ranges.indices.dropLast()))
                    #expect(candidates == candidates.sorted())
                }
            }
        }
    }
}
