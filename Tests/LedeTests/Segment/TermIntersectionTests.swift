import Foundation
import Testing

@testable import Lede

/// What automata accept is held against plain ways to say the same: `hasPrefix`, a recursive match, `NSRegularExpression`,
/// a table of edit distances; and the walk over a dictionary against going through all of its terms.
@Suite struct TermIntersectionTests {
    private static let alphabets: [[String]] = [
        ["a", "b"], ["a", "b", "c", "d", "e"], ["a", "é", "漢", "🎷", "z", "ß"], ["x", "ab", "abcabcabcabc", "\0"],
    ]

    private func terms(_ count: Int, of alphabet: [String], _ random: inout SeededText) -> [String] {
        var terms: Set<String> = []
        for _ in 0..<count { terms.insert(random.text(of: alphabet, count: 9)) }
        return terms.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    private func dictionary(_ terms: [String]) throws -> TermDictionary {
        try ModelTerms(
            terms: terms.enumerated().map { index, term in
                var entry = TermEntry(documentFrequency: 1, totalFrequency: 1)
                entry.singleDocument = UInt32(index)
                return (Array(term.utf8), entry)
            }
        ).dictionary()
    }

    /// The terms that the walk finds, with their distances.
    private func walk(_ dictionary: TermDictionary, _ automaton: some Automaton) throws -> [String: Int] {
        let walk = try TermIntersection(dictionary, automaton)
        var found: [String: Int] = [:]
        var last: [UInt8]?
        while try walk.advance() {
            if let last { #expect(last.lexicographicallyPrecedes(walk.term)) }
            last = walk.term
            let term = String(decoding: walk.term, as: UTF8.self)
            found[term] = automaton.distance(walk.state)
            let entry = try walk.term.withBytes { (bytes) throws(LedeError) in try dictionary.find(bytes) }
            #expect(walk.entry == entry)
        }
        #expect(try !walk.advance())
        return found
    }

    private static let counts = [0, 1, 5, 40, 700, 3000]

    @Test(arguments: counts) func `Prefixes`(count: Int) throws {
        for (seed, alphabet) in Self.alphabets.enumerated() {
            var random = SeededText(seed: UInt64(seed * 100 + count))
            let terms = terms(count, of: alphabet, &random)
            let dictionary = try dictionary(terms)
            for length in 0...4 {
                for _ in 0..<6 {
                    let prefix = random.text(of: alphabet, count: length)
                    let wanted = terms.filter { Array($0.utf8).starts(with: Array(prefix.utf8)) }
                    let found = try walk(dictionary, PrefixAutomaton(Array(prefix.utf8)))
                    #expect(Set(found.keys) == Set(wanted), "\(prefix)")
                }
            }
        }
    }

    private func matches(_ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return matches(pattern.dropFirst(), text) || !text.isEmpty && matches(pattern, text.dropFirst())
        }
        guard let scalar = text.first, first == "?" || first == scalar else { return false }
        return matches(pattern.dropFirst(), text.dropFirst())
    }

    @Test(arguments: counts) func `Wildcards`(count: Int) throws {
        for (seed, alphabet) in Self.alphabets.enumerated() {
            var random = SeededText(seed: UInt64(seed * 100 + count + 1))
            let terms = terms(count, of: alphabet, &random)
            let dictionary = try dictionary(terms)
            for _ in 0..<25 {
                let pattern = random.text(of: alphabet + ["*", "?", "?"], count: 6)
                let scalars = Array(pattern.unicodeScalars)
                let wanted = terms.filter { matches(scalars[...], Array($0.unicodeScalars)[...]) }
                let program = try ScalarNFA(try WildcardPattern.parse(pattern), fold: { $0 })
                let found = try walk(dictionary, UTF8Automaton(program, name: pattern))
                #expect(Set(found.keys) == Set(wanted), "\(pattern)")
            }
        }
    }

    /// A regular expression at random.
    private func expression(_ alphabet: [String], depth: Int, _ random: inout SeededText) -> String {
        switch Int.random(in: 0...(depth > 0 ? 8 : 3), using: &random) {
        case 0...1: return random.pick(alphabet)
        case 2: return "."
        case 3: return random.pick(["[ab]", "[^a]", "[a-c]", "[^\\d]", "[\\da-z]", "[é-🎷]", "[^b-漢]"])
        case 4...5:
            return expression(alphabet, depth: depth - 1, &random) + expression(alphabet, depth: depth - 1, &random)
        case 6:
            return "(" + expression(alphabet, depth: depth - 1, &random) + "|"
                + expression(alphabet, depth: depth - 1, &random) + ")"
        default:
            return "(?:" + expression(alphabet, depth: depth - 1, &random) + ")"
                + random.pick(["*", "+", "?", "{2}", "{1,}", "{0,3}", "{0}"])
        }
    }

    @Test(arguments: counts) func `Regular expressions`(count: Int) throws {
        for (seed, alphabet) in Self.alphabets.dropLast().enumerated() {
            var random = SeededText(seed: UInt64(seed * 100 + count + 2))
            let terms = terms(count, of: alphabet, &random)
            let dictionary = try dictionary(terms)
            for _ in 0..<25 {
                let pattern = expression(alphabet, depth: 4, &random)
                let other = try NSRegularExpression(pattern: "^(?:\(pattern))$", options: .dotMatchesLineSeparators)
                let wanted = terms.filter {
                    other.firstMatch(in: $0, range: NSRange(location: 0, length: $0.utf16.count)) != nil
                }
                var parser = RegexParser(pattern)
                let program = try ScalarNFA(try parser.parse(), fold: { $0 })
                let found = try walk(dictionary, UTF8Automaton(program, name: pattern))
                #expect(Set(found.keys) == Set(wanted), "\(pattern)")
            }
        }
    }

    @Test(arguments: counts) func `Similar words`(count: Int) throws {
        for (seed, alphabet) in Self.alphabets.enumerated() {
            var random = SeededText(seed: UInt64(seed * 100 + count + 3))
            let terms = terms(count, of: alphabet, &random)
            let dictionary = try dictionary(terms)
            for limit in 0...2 {
                for length in [0, 1, 2, 4, 9, 30] {
                    let word = random.text(of: alphabet, count: length)
                    let scalars = Array(word.unicodeScalars)
                    var wanted: [String: Int] = [:]
                    for term in terms {
                        let distance = EditDistance.between(scalars, Array(term.unicodeScalars))
                        if distance <= limit { wanted[term] = distance }
                    }
                    let pattern = LevenshteinPattern(word, distance: limit)
                    let found = try walk(dictionary, UTF8Automaton(pattern, name: word))
                    #expect(found == wanted, "\(word) within \(limit)")
                }
            }
        }
    }

    @Test func `A walk reads only the blocks that can hold a match`() throws {
        let terms = (0..<20_000).map { String(format: "w%05d", $0) }
        let dictionary = try dictionary(terms)
        var parser = RegexParser("w(00100|19999)")
        let found = try walk(dictionary, UTF8Automaton(try ScalarNFA(try parser.parse(), fold: { $0 }), name: ""))
        #expect(Set(found.keys) == ["w00100", "w19999"])
        let near = try walk(dictionary, UTF8Automaton(LevenshteinPattern("w12345", distance: 1), name: ""))
        #expect(near.count == 41)
    }

    @Test(arguments: [
        ("(", 0), ("a)", 1), ("[a", 0), ("a**", -1), ("*a", 0), ("a|+", 2), ("a{2", 1), ("a{3,2}", 1), ("a{2000}", 1),
        ("\\q", 0), ("a\\", 1), ("(?=a)", 0), ("a^b", 1), ("[b-a]", 1), ("^ab$", -1), ("a$b", 1), ("[]a]", -1),
        ("a****", 4),
        ("((a{900}){900}){900}", 0), ("", -1), ("(|a)", -1), ("(()*)*", -1), ("(()*){1000}", -1),
    ])
    func `What is no regular expression is refused with the place`(pattern: String, offset: Int) {
        do throws(PatternError) {
            try RegexParser.validate(pattern)
            #expect(offset == -1, "\(pattern) was read")
        } catch {
            #expect(error.offset == offset, "\(pattern): \(error)")
        }
    }

    @Test func `A pattern that needs too many states is refused and not run`() throws {
        var random = SeededText(seed: 9)
        var terms: Set<String> = []
        for _ in 0..<30_000 { terms.insert(random.text(of: ["a", "b"], count: 60)) }
        let dictionary = try dictionary(terms.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
        var parser = RegexParser("(a|b)*a(a|b){18}")
        let automaton = UTF8Automaton(try ScalarNFA(try parser.parse(), fold: { $0 }), name: "it")
        #expect(throws: LedeError.self) {
            let walk = try TermIntersection(dictionary, automaton)
            while try walk.advance() {}
        }
    }
}
