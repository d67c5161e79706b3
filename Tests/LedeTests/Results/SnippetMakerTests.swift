import Lede
import Testing

/// Words as runs of letters, digits and all that is not ASCII, in small letters: an analyzer for these tests.
private func words(of maker: SnippetMaker) -> SnippetMaker.WordSource {
    { bytes, body in
        func isWord(_ byte: UInt8) -> Bool {
            byte >= 0x80 || ("a"..."z").contains(Unicode.Scalar(byte)) || ("A"..."Z").contains(Unicode.Scalar(byte))
                || ("0"..."9").contains(Unicode.Scalar(byte))
        }
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, isWord(bytes[end]) { end += 1 }
            if end > start {
                let term = String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
                body(start..<end, maker.ordinal(of: Array(term.utf8)) ?? -1)
            }
            start = max(end, start + 1)
        }
    }
}

private func marked(_ text: String, terms: [String] = [], phrases: [[String]] = [], limit: Int = 220) -> String {
    let maker = SnippetMaker(terms: terms.map { ($0, 1) }, phrases: phrases, maximumCharacters: limit)
    return maker.snippet(of: text, words: words(of: maker)).highlighted(before: "[", after: "]")
}

@Suite struct SnippetMakerTests {
    private static let filler = String(repeating: "Nothing of note was said that day. ", count: 20)

    @Test func `A short text is given whole`() {
        #expect(marked("Oil fell. Then oil rose.", terms: ["oil"]) == "[Oil] fell. Then [oil] rose.")
    }

    @Test func `Without a match the beginning is given`() {
        #expect(marked("", terms: ["oil"]) == "")
        #expect(marked(" \n ", terms: ["oil"]) == "")
        #expect(marked("\n Gas fell.", terms: ["oil"]) == "Gas fell.")
        #expect(marked("Gas fell.") == "Gas fell.")
        let long = marked(Self.filler, terms: ["oil"], limit: 80)
        #expect(long == "Nothing of note was said that day. Nothing of note was said that day.")
        #expect(marked("One two three four five six", terms: ["x"], limit: 14) == "One two…")
    }

    @Test func `The passage begins and ends with sentences`() {
        let text = Self.filler + "Oil prices fell on Monday. Traders were surprised. " + Self.filler
        #expect(
            marked(text, terms: ["oil", "traders"], limit: 90)
                == "[Oil] prices fell on Monday. [Traders] were surprised. Nothing of note was said that day.")
        #expect(
            marked(text, terms: ["oil", "traders"], limit: 60)
                == "[Oil] prices fell on Monday. [Traders] were surprised.")
    }

    @Test func `A sentence too long is cut between words`() {
        let text =
            "And " + String(repeating: "so on and so forth ", count: 30) + "oil fell "
            + String(repeating: "and the rest too ", count: 30) + "end."
        let snippet = marked(text, terms: ["oil"], limit: 60)
        #expect(snippet.hasPrefix("…") && snippet.hasSuffix("…"))
        #expect(snippet.contains("so forth [oil] fell and the rest"))
        #expect(snippet.count <= 62)
    }

    @Test func `The window with more of the words wins, then the one with more occurrences`() {
        let text = "Oil. " + Self.filler + "Oil and gas. " + Self.filler + "Oil oil oil."
        #expect(marked(text, terms: ["oil", "gas"], limit: 60).hasPrefix("[Oil] and [gas]."))
        #expect(marked(text, terms: ["oil"], limit: 60).hasSuffix("[Oil] [oil] [oil]."))
        #expect(marked(text, terms: ["oil", "x"], limit: 60).hasSuffix("[Oil] [oil] [oil]."))
    }

    @Test func `A rare word outweighs a common one`() {
        let text = "Oil was up. " + Self.filler + "Guar was up." + Self.filler
        let maker = SnippetMaker(terms: [("oil", 0.5), ("guar", 7)], phrases: [], maximumCharacters: 60)
        let snippet = maker.snippet(of: text, words: words(of: maker))
        #expect(snippet.text.hasPrefix("Guar was up."))
    }

    @Test func `A phrase outweighs all words, and is marked as one`() {
        let text = "Oil and gas and coal. " + Self.filler + "The crude oil market. " + Self.filler
        #expect(
            marked(text, terms: ["oil", "gas", "coal"], phrases: [["crude", "oil"]], limit: 70)
                == "The [crude oil] market. Nothing of note was said that day.")
    }

    @Test func `With only phrases the words alone are not marked`() {
        let text = "Oil fell, but crude\noil rose; crude, oil. Crude and oil."
        #expect(
            marked(text, phrases: [["crude", "oil"]])
                == "Oil fell, but [crude oil] rose; [crude, oil]. Crude and oil.")
        #expect(marked("Oil and crude.", phrases: [["crude", "oil"]]) == "Oil and crude.")
    }

    @Test func `Phrases that repeat themselves are found`() {
        #expect(marked("a a b a a a b.", phrases: [["a", "a", "b"]]) == "[a a b] a [a a b].")
        #expect(marked("a a a a a.", phrases: [["a", "a"]]) == "[a a] [a a] a.")
        #expect(marked("a b c d.", phrases: [["a", "b", "c"], ["c", "d"]]) == "[a b c d].")
        #expect(marked("a b.", phrases: [[], ["b"]]) == "a [b].")
    }

    @Test func `Lines are joined and control characters dropped`() {
        let text = "Oil\r\n\t  prices\u{0}\u{7}\n\nfell \u{202E}on\u{2028}Monday.\u{FEFF} "
        #expect(marked(text, terms: ["oil", "prices"]) == "[Oil] [prices] fell on Monday.")
    }

    @Test func `Abbreviations and figures end no sentence`() {
        let text = Self.filler + "On Jan. 3 Mr. Smith of the U.S. Senate paid $3.5 for oil. " + Self.filler
        #expect(
            marked(text, terms: ["oil"], limit: 70) == "On Jan. 3 Mr. Smith of the U.S. Senate paid $3.5 for [oil].")
    }

    @Test func `A blank line begins a sentence`() {
        let text =
            Self.filler + "A heading without a stop\n\nAn oil report, " + String(repeating: "and more ", count: 30)
        #expect(marked(text, terms: ["oil"], limit: 40).hasPrefix("An [oil] report"))
    }

    @Test func `Characters of several scalars stay whole`() {
        let family = "👨‍👩‍👧"
        let text = String(repeating: family, count: 100)
        let snippet = SnippetMaker(terms: [], phrases: [], maximumCharacters: 20).snippet(of: text) { _, _ in }
        #expect(snippet.text == String(repeating: family, count: 3) + "…")
        let maker = SnippetMaker(terms: [("caf", 1)], phrases: [])
        let cut = maker.snippet(of: "a cafe\u{301} b") { _, body in
            body(2..<6, maker.ordinal(of: Array("caf".utf8)) ?? -1)
        }
        #expect(cut.highlighted(before: "[", after: "]") == "a [cafe\u{301}] b")
    }

    @Test func `Text without spaces is cut between characters`() {
        let text = String(repeating: "東京都の石油価格", count: 60)
        let snippet = SnippetMaker(terms: [], phrases: [], maximumCharacters: 30).snippet(of: text) { _, _ in }
        #expect(snippet.text.count == 29)
        #expect(snippet.text.hasSuffix("…"))
    }

    @Test func `A match longer than the snippet is cut`() {
        let word = String(repeating: "x", count: 500)
        #expect(marked("a " + word + " b", terms: [word], limit: 52) == "…[" + String(repeating: "x", count: 50) + "]…")
    }

    @Test func `A match far down is found when nothing stands before it`() {
        let text = String(repeating: Self.filler, count: 800) + "Oil fell. " + Self.filler
        #expect(text.utf8.count > 500_000)
        #expect(marked(text, terms: ["oil"], limit: 60).hasPrefix("[Oil] fell."))
    }

    @Test func `The real analyzer is asked the same`() throws {
        let maker = SnippetMaker(terms: [("oil", 1)], phrases: [["gas", "ban"]])
        let analyzer = try #require(Analyzer.named("english"))
        let snippet = maker.snippet(of: "an oil report on a gas ban now", analyzer: analyzer)
        #expect(snippet.highlighted(before: "[", after: "]") == "an [oil] report on a [gas ban] now")
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `Whatever the text, a snippet is short, clean and marks only what was asked for`(_ seed: UInt64) {
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let pieces = [
            "oil", "gas", "Crude oil", " ", " ", " ", ". ", "! ", "\n", "\n\n", "\r\n", "é", "e\u{301}", "👨‍👩‍👧", "東京。",
            "\u{0}",
            "\u{202E}", "\u{A0}", "“", "” ", "word", "Another", "U.S.", "-", ", ", "\u{301}", "\u{3000}",
        ]
        for _ in 0..<50 {
            let text = (0..<random(400)).map { _ in pieces[random(pieces.count)] }.joined()
            let limit = 3 + random(120)
            let maker = SnippetMaker(
                terms: [("oil", 1), ("gas", 3)], phrases: [["crude", "oil"]], maximumCharacters: limit)
            let snippet = maker.snippet(of: text, words: words(of: maker))
            #expect(snippet.text.count <= limit)
            #expect(!snippet.text.contains { $0.isNewline || $0 == "\u{0}" })
            #expect(!snippet.text.contains("  ") && !snippet.text.hasPrefix(" ") && !snippet.text.hasSuffix(" "))
            var last = -1
            for match in snippet.matches {
                #expect(match.lowerBound > last && match.upperBound <= snippet.text.utf8.count && !match.isEmpty)
                last = match.upperBound - 1
                let start = snippet.text.utf8.index(snippet.text.startIndex, offsetBy: match.lowerBound)
                #expect(start.samePosition(in: snippet.text) != nil)
            }
        }
    }

    @Test func `Several passages are in the order of the text, share no place, and show words that others lack`() {
        let text =
            Self.filler + "Oil fell. " + Self.filler + "Gas and oil rose. " + Self.filler + "Coal stood still. "
            + Self.filler + "Oil fell again. " + Self.filler
        let maker = SnippetMaker(
            terms: [("oil", 1), ("gas", 1), ("coal", 1)], phrases: [], maximumCharacters: 60)
        func fragments(_ count: Int) -> (all: [String], best: String) {
            let found = maker.fragments(of: text, count: count, words: KnownWords(.standard))
            let marked = found.all.map { $0.highlighted(before: "[", after: "]") }
            return (marked, found.best.highlighted(before: "[", after: "]"))
        }
        let three = fragments(3)
        #expect(three.all.count == 3)
        #expect(three.best.contains("[Gas] and [oil] rose."))
        #expect(three.all[0].contains("[Oil] fell.") && three.all[1] == three.best)
        #expect(three.all[2].contains("[Coal] stood still."))
        let two = fragments(2)
        #expect(two.all.count == 2 && two.all[0] == two.best && two.all[1].contains("[Coal]"))
        #expect(fragments(1).all == [three.best])
        #expect(fragments(10).all.count == 4)
        let none = maker.fragments(of: "Nothing of note.", count: 3, words: KnownWords(.standard))
        #expect(none.all == [Snippet(text: "Nothing of note.")] && none.best == none.all[0])
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `Words are found by their first letter as they are without it`(seed: UInt64) {
        var random = SeededText(seed: seed)
        let words = ["Oil", "oils", "OIL", "gas", "Öl", "I.L.O.", "1,000", "1000", "ohm", "don't", "o'neil", "é", "x"]
        let text = random.text(of: words.map { $0 + " " }, count: 60)
        for analyzer in [Analyzer.news, .english, .standard] {
            let terms = Set(analyzer.analyze(["oil", "1000", "don’t", "ilo"].joined(separator: " ")).map(\.term))
            let maker = SnippetMaker(terms: terms.map { ($0, 1) }, phrases: [])
            let quick = maker.places(in: text, words: KnownWords(analyzer))
            // With a substitute every word is looked at.
            let slow = maker.places(in: text, words: KnownWords(analyzer) { _ in nil })
            let truth = analyzer.analyze(text).filter { terms.contains($0.term) }.map(\.range)
            #expect(quick == slow && quick == truth, "seed \(seed), \(analyzer.name)")
        }
    }
}
