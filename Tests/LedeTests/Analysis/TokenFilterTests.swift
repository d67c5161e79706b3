import Testing

@testable import Lede

@Suite("Token filters")
struct TokenFilterTests {
    /// Words that libstemmer 2.2 stems otherwise than the Snowball of the vocabulary, with the stems of 2.2.
    private static let olderStems = [
        "hying": "hy", "internalness": "intern", "interval": "interv", "organizations": "organ", "pasting": "past",
    ]

    @Test("English stems are those of the Snowball vocabulary")
    func snowball() throws {
        let stemmer = try #require(SnowballStemmer("english"))
        for line in try analysisResource("SnowballEnglish", "tsv") {
            let parts = line.split(separator: "\t")
            let stem = term(stemmer, parts[0])
            #expect(stem == parts[1] || stem == Self.olderStems[String(parts[0])], "\(line)")
        }
    }

    @Test("A language that libstemmer lacks gives no stemmer")
    func unknownLanguage() { #expect(SnowballStemmer("klingon") == nil) }

    @Test("Every folding of CaseFolding.txt holds, up to compatibility")
    func caseFolding() throws {
        for line in try analysisResource("CaseFolding", "txt") {
            let parts = line.split(separator: ";")
            var folding = String.UnicodeScalarView()
            for part in parts[1].split(separator: " ") { folding.append(try scalar(part)) }
            let source = String(try scalar(parts[0]))
            #expect(CaseFolding.folded(source).utf8.elementsEqual(CaseFolding.folded(String(folding)).utf8), "\(line)")
        }
    }

    @Test("Folding a folded term changes nothing")
    func foldingTwice() {
        for value in 0...0x10FFFF as ClosedRange<UInt32> {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned,
                scalar.properties.generalCategory != .privateUse
            else { continue }
            let once = CaseFolding.folded(String(scalar))
            let twice = CaseFolding.folded(once)
            if !once.utf8.elementsEqual(twice.utf8) { Issue.record("U+\(String(value, radix: 16))") }
        }
    }

    @Test(
        "Case, width and composition are folded",
        arguments: [
            ("ABC", "abc"), ("ﬁnal", "final"), ("ＡＢＣ１２", "abc12"), ("ÉCOLE", "école"), ("E\u{301}cole", "école"),
            ("Straße", "strasse"), ("STRAẞE", "strasse"), ("ΌΣΟΣ", "όσοσ"), ("όσος", "όσοσ"), ("МОСКВА", "москва"),
            ("co\u{AD}operate", "cooperate"), ("❤\u{FE0F}", "❤"), ("ｶﾞ", "ガ"), ("각", "각"), ("①", "1"), ("İ", "i̇"),
            ("ı", "ı"), ("Ꭰ", "Ꭰ"), ("ꭰ", "Ꭰ"), ("Ǆ", "dž"), ("…", "..."), ("\u{AD}", ""),
        ])
    func folding(word: String, expected: String) {
        #expect(term(CaseFolding(), word).utf8.elementsEqual(expected.utf8))
    }

    @Test(
        "Apostrophes become the one of ASCII",
        arguments: [
            ("don’t", "don't"), ("donʼt", "don't"), ("don‘t", "don't"), ("don't", "don't"), ("’", "'"), ("“”", "“”"),
            ("", ""), ("naïve", "naïve"),
        ])
    func apostrophes(word: String, expected: String) { #expect(term(Apostrophes(), word) == expected) }

    @Test(
        "The English possessive is taken away",
        arguments: [
            ("senator's", "senator"), ("senators'", "senators"), ("it's", "it"), ("can't", "can't"), ("s", "s"),
            ("'s", ""), ("'", ""), ("", ""), ("o'brien", "o'brien"),
        ])
    func possessive(word: String, expected: String) { #expect(term(EnglishPossessive(), word) == expected) }

    @Test("White space goes from both ends", arguments: [("  a b\t\n", "a b"), ("a", "a"), (" \t", ""), ("", "")])
    func trimming(word: String, expected: String) { #expect(term(Trimming(), word) == expected) }

    @Test("A token always has a term", arguments: ["'", "'s", "\u{AD}", "ʼs", "’"])
    func neverEmpty(word: String) {
        for analyzer in [Analyzer.english, .standard, .keyword] {
            let chain = analyzer.makeTokenFilterChain()
            var term: [UInt8] = []
            word.withBytes { chain.term(for: $0, into: &term) }
            #expect(!term.isEmpty, "\(analyzer.name)")
        }
    }

    @Test(
        "A term and its form come out together as they do one by one, whatever the order of the filters",
        arguments: [
            [.lowercase, .apostrophes, .possessive, .stem("english")], [.possessive, .lowercase, .stem("english")],
            [.stem("english")], [.lowercase, .protect(["senators"]), .stem("english")], [.possessive], [.lowercase],
            [.turkish, .lowercase, .apostrophes, .turkishEndings, .stem("turkish")],
        ] as [[Analyzer.Filter]])
    func termsAndForms(filters: [Analyzer.Filter]) {
        let analyzer = Analyzer(name: "test", filters: filters)
        let chain = analyzer.makeTokenFilterChain()
        let twin = analyzer.makeFormChain()
        var (term, form, otherTerm, otherForm): ([UInt8], [UInt8], [UInt8], [UInt8]) = ([], [], [], [])
        for word in ["Senators", "senator’s", "’S", "'s", "İSTANBUL’da", "\u{AD}", "votes", "ﬁGHTING"] {
            word.withBytes {
                chain.term(for: $0, into: &term, form: &form)
                chain.term(for: $0, into: &otherTerm)
                twin.term(for: $0, into: &otherForm)
            }
            #expect(term == otherTerm && form == otherForm, "\(word)")
        }
    }
}
