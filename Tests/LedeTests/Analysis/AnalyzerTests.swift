import Testing

@testable import Lede

@Suite("Analyzers")
struct AnalyzerTests {
    @Test("English words are folded and stemmed")
    func english() {
        #expect(
            Analyzer.english.terms("The Senator’s votes weren't counted; voters voted.")
                == ["the", "senat", "vote", "weren't", "count", "voter", "vote"])
        #expect(Analyzer.english.terms("ﬁshes ＦＩＳＨＩＮＧ Fish’s fish＇s") == ["fish", "fish", "fish", "fish"])
        #expect(Analyzer.english.terms("U.S.A. 3,456.78 3D") == ["u.s.a", "3,456.78", "3d"])
    }

    @Test("Standard words are folded, not stemmed")
    func standard() {
        #expect(Analyzer.standard.terms("The Senators’ VOTES, naïveté") == ["the", "senators", "votes", "naïveté"])
        #expect(Analyzer.standard.terms("Don’t") == ["don't"])
    }

    @Test("Plain words are what stands between ASCII white space")
    func plain() {
        #expect(Analyzer.plain.terms(" Ab-c,\td’e\r\n  F\u{A0}g ") == ["Ab-c,", "d’e", "F\u{A0}g"])
        #expect(Analyzer.plain.terms(" \n") == [])
        #expect(!Analyzer.plain.hasTokenFilters)
        #expect(Analyzer.english.hasTokenFilters)
    }

    @Test("A keyword is one term, trimmed and folded, whatever its length")
    func keyword() {
        #expect(Analyzer.keyword.terms("  New  York Times\n") == ["new  york times"])
        #expect(Analyzer.keyword.terms("\u{A0}ÉCOLE\u{3000}") == ["école"])
        #expect(Analyzer.keyword.terms(" \t") == [])
        #expect(Analyzer.keyword.terms(String(repeating: "A", count: 999)) == [String(repeating: "a", count: 999)])
        #expect(Analyzer.keyword.analyze("  ab ").map(\.range) == [2..<4])
    }

    @Test("Tokens know their position and their bytes")
    func positions() {
        let tokens = Analyzer.english.analyze("Über — die „Wörter“")
        #expect(
            tokens == [
                Token(term: "über", position: 0, range: 0..<5), Token(term: "die", position: 1, range: 10..<13),
                Token(term: "wörter", position: 2, range: 17..<24),
            ])
    }

    @Test("Names lead to their analyzers, and keyword has none")
    func names() {
        #expect(Analyzer.names.starts(with: ["english", "news", "standard", "cjk", "multilingual", "plain"]))
        #expect(Set(Analyzer.names).isSuperset(of: Analyzer.stemmers))
        #expect(Analyzer.stemmers.count >= 20)
        for name in Analyzer.names { #expect(Analyzer.named(name)?.name == name) }
        #expect(Analyzer.named("keyword") == nil)
        #expect(Analyzer.named("English") == nil)
    }

    @Test("Tokens are appended to what the ranges hold")
    func appends() {
        var ranges = [TokenRange(start: 1, end: 2)]
        "ab".withBytes { Analyzer.standard.tokenize($0, into: &ranges) }
        #expect(ranges == [TokenRange(start: 1, end: 2), TokenRange(start: 0, end: 2)])
    }

    @Test("A chain gives the same term for a token whatever came before")
    func pure() {
        let words = ["Running", "ﬁshes", "'", "O’Brien’s", "x", "naïve", "THE"]
        let chain = Analyzer.english.makeTokenFilterChain()
        var term: [UInt8] = []
        for word in words + words.reversed() {
            word.withBytes { chain.term(for: $0, into: &term) }
            var fresh: [UInt8] = []
            word.withBytes { Analyzer.english.makeTokenFilterChain().term(for: $0, into: &fresh) }
            #expect(term == fresh)
        }
    }
}
