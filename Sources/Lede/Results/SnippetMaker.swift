/// Finds the passage of a text that answers a query best.
///
/// 1. The text is analysed, and each place where a word or phrase of the query stands becomes an occurrence.
/// 2. A window moves over the occurrences; it scores the phrases and words in it, each once and by weight, with any
///    phrase above all words together, and then the number of occurrences. The first of the best windows wins.
/// 3. ``SnippetPassage`` widens the window to sentences or words and writes it on one line.
///
/// The first 200,000 bytes of a text are looked at, and the next ones only where nothing was found before.
///
/// - Complexity: linear in the text; for phrases, in the occurrences of their words times the phrases.
package struct SnippetMaker: Sendable {
    /// A place where a word or a phrase of the query stands.
    struct Occurrence {
        /// Offsets of UTF-8 code units in the whole text.
        var range: Range<Int>
        /// The ordinal of a word, or the number of words plus that of a phrase.
        var kind: Int
    }

    private struct Phrase {
        var words: [Int]
        /// For each length that matched, the longest shorter one to go on from (Knuth, Morris and Pratt).
        var fallbacks: [Int]
    }

    /// Goes through the words of a text in order: with the place of each and the ordinal of its term.
    package typealias WordSource = (UnsafeRawBufferPointer, (Range<Int>, Int) -> Void) -> Void

    private static let portion = 200_000

    private let maximumCharacters: Int
    private var ordinals: [[UInt8]: Int] = [:]
    /// What a kind is worth; 0 for a word that stands only in phrases.
    private var weights: [Int64] = []
    private var phrases: [Phrase] = []

    /// Makes a maker for one query.
    ///
    /// - Parameters:
    ///   - terms: analysed words with their weights, greater for rarer ones. Each occurrence is marked.
    ///   - phrases: analysed phrases. Only whole occurrences are marked, each as one match.
    ///   - maximumCharacters: the longest snippet to make, with its `…`.
    package init(terms: [(term: String, weight: Double)], phrases: [[String]], maximumCharacters: Int = 220) {
        self.maximumCharacters = max(3, maximumCharacters)
        let heaviest = terms.map(\.weight).filter(\.isFinite).max() ?? 1
        for (term, weight) in terms {
            let share = weight.isFinite && heaviest > 0 ? min(1, max(0, weight / heaviest)) : 1
            let ordinal = declare(term)
            weights[ordinal] = max(weights[ordinal], 1 + Int64(share * 1_000_000))
        }
        for words in Set(phrases).sorted(by: { $0.lexicographicallyPrecedes($1) }) where !words.isEmpty {
            let ordinals = words.map { declare($0) }
            self.phrases.append(Phrase(words: ordinals, fallbacks: Self.fallbacks(ordinals)))
        }
        let aboveWords = weights.reduce(1, +)
        weights += repeatElement(aboveWords, count: self.phrases.count)
    }

    private mutating func declare(_ term: String) -> Int {
        let bytes = Array(term.utf8)
        if let ordinal = ordinals[bytes] { return ordinal }
        ordinals[bytes] = ordinals.count
        weights.append(0)
        return ordinals.count - 1
    }

    private static func fallbacks(_ words: [Int]) -> [Int] {
        var fallbacks = [0]
        var length = 0
        for word in words.dropFirst() {
            while length > 0, words[length] != word { length = fallbacks[length - 1] }
            if words[length] == word { length += 1 }
            fallbacks.append(length)
        }
        return fallbacks
    }

    /// Whether there is nothing to look for.
    var isEmpty: Bool { ordinals.isEmpty }

    /// The ordinal of an analysed word of the query, or nil for any other word.
    package func ordinal(of term: [UInt8]) -> Int? { ordinals[term] }

    /// The passage of a text that answers the query best; without a match, its beginning.
    ///
    /// - Parameter words: the words that were seen in other texts of the same search.
    package func snippet(of text: String, words: KnownWords) -> Snippet {
        snippet(of: text) { bytes, body in words.forEach(in: bytes, of: self, body) }
    }

    /// The same for one text.
    package func snippet(of text: String, analyzer: Analyzer) -> Snippet {
        snippet(of: text, words: KnownWords(analyzer))
    }

    /// The same with words from elsewhere than an ``Analyzer``.
    ///
    /// - Parameter words: gives for each word its place and the ordinal of its term, or -1.
    package func snippet(of text: String, words: WordSource) -> Snippet {
        var text = text
        text.makeContiguousUTF8()
        var found: [Occurrence] = []
        var window = 0..<0
        if !ordinals.isEmpty {
            text.withBytes { bytes in
                var start = 0
                while start < bytes.count, found.isEmpty {
                    let end = Self.portionEnd(of: bytes, from: start)
                    let portion = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                    found = occurrences(in: portion, at: start, words)
                    window = bestWindow(of: found, in: portion, at: start)
                    start = end
                }
            }
        }
        let passage = SnippetPassage(text, around: window, maximumCharacters: maximumCharacters)
        return passage.snippet(marking: found)
    }

    /// Where a portion ends: at a space, or at least not within a scalar.
    private static func portionEnd(of bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard bytes.count - start > portion else { return bytes.count }
        let wanted = start + portion
        for end in stride(from: wanted, to: wanted - 1000, by: -1) where bytes[end] == 0x20 || bytes[end] == 0x0A {
            return end
        }
        var end = wanted
        while end > wanted - 4, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    /// The occurrences in a portion of the text, by where they begin.
    func occurrences(
        in bytes: UnsafeRawBufferPointer, at offset: Int, _ words: WordSource
    ) -> [Occurrence] {
        var found: [Occurrence] = []
        var starts: [Int] = []
        var lengths = [Int](repeating: 0, count: phrases.count)
        var isWithinPhrase = false
        words(bytes) { range, ordinal in
            starts.append(range.lowerBound)
            guard ordinal >= 0 else {
                if isWithinPhrase {
                    for index in lengths.indices { lengths[index] = 0 }
                    isWithinPhrase = false
                }
                return
            }
            if weights[ordinal] > 0 {
                found.append(Occurrence(range: offset + range.lowerBound..<offset + range.upperBound, kind: ordinal))
            }
            for (index, phrase) in phrases.enumerated() {
                var length = lengths[index]
                while length > 0, phrase.words[length] != ordinal { length = phrase.fallbacks[length - 1] }
                if phrase.words[length] == ordinal { length += 1 }
                if length == phrase.words.count {
                    let start = starts[starts.count - length]
                    found.append(
                        Occurrence(
                            range: offset + start..<offset + max(start, range.upperBound), kind: ordinals.count + index)
                    )
                    length = 0
                }
                lengths[index] = length
                isWithinPhrase = true
            }
        }
        found.sort { ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound) }
        return found
    }

    /// The place of the best window of occurrences; empty at 0 where there are none.
    private func bestWindow(of found: [Occurrence], in bytes: UnsafeRawBufferPointer, at offset: Int) -> Range<Int> {
        guard !found.isEmpty else { return 0..<0 }
        let widths = SnippetPassage.widths(of: bytes)
        let limit = max(1, maximumCharacters * 4 / 5)
        var counts = [Int](repeating: 0, count: weights.count)
        var worth: Int64 = 0
        var next = 0
        var best = (worth: Int64(-1), count: 0, first: 0, next: 0)
        for (first, occurrence) in found.enumerated() {
            let start = widths[occurrence.range.lowerBound - offset]
            while next < found.count,
                next == first || widths[found[next].range.upperBound - offset] - start <= limit
            {
                let kind = found[next].kind
                if counts[kind] == 0 { worth += weights[kind] }
                counts[kind] += 1
                next += 1
            }
            if (worth, next - first) > (best.worth, best.count) { best = (worth, next - first, first, next) }
            counts[occurrence.kind] -= 1
            if counts[occurrence.kind] == 0 { worth -= weights[occurrence.kind] }
        }
        let window = found[best.first..<best.next]
        let end = window.reduce(0) { max($0, $1.range.upperBound) }
        return found[best.first].range.lowerBound..<end
    }
}
