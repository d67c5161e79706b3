/// Finds the passage of a text that answers a query best.
///
/// 1. The text is analysed, and each place where a word or phrase of the query stands becomes an occurrence.
/// 2. A window moves over the occurrences; it scores the phrases and words in it, each once and by weight, with any
///    phrase above all words together and a quote in its very words above all that have other forms of them, and then
///    the number of occurrences. The first of the best windows wins.
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
        /// The ordinal of a word, or the number of words plus that of a phrase; behind these, what has the very words of
        /// a quote.
        var kind: Int
    }

    private struct Phrase {
        var words: [Int]
        /// For each length that matched, the longest shorter one to go on from (Knuth, Morris and Pratt).
        var fallbacks: [Int]
    }

    /// Words in quotation marks, which other forms of them match too.
    struct Quote {
        /// Their terms.
        var words: [[UInt8]]
        /// The words as they were typed.
        var forms: [[UInt8]]
    }

    /// Goes through the words of a text in order: with the place of each and the ordinal of its term.
    package typealias WordSource = (UnsafeRawBufferPointer, (Range<Int>, Int) -> Void) -> Void

    private static let portion = 200_000

    private let maximumCharacters: Int
    private var ordinals: [[UInt8]: Int] = [:]
    /// What a kind is worth; 0 for a word that stands only in phrases.
    private var weights: [Int64] = []
    private var phrases: [Phrase] = []
    /// For some kinds what was typed, and the kind that occurrences in these very words are of.
    private var quotes: [(of: Int, forms: [[UInt8]], kind: Int)] = []

    /// Makes a maker for one query.
    ///
    /// - Parameters:
    ///   - terms: analysed words with their weights, greater for rarer ones. Each occurrence is marked.
    ///   - phrases: analysed phrases. Only whole occurrences are marked, each as one match.
    ///   - maximumCharacters: the longest snippet to make, with its `…`.
    package init(terms: [(term: String, weight: Double)], phrases: [[String]], maximumCharacters: Int = 220) {
        self.init(
            words: terms.map { (Array($0.term.utf8), $0.weight) }, phrases: phrases.map { $0.map { Array($0.utf8) } },
            maximumCharacters: maximumCharacters)
    }

    /// The same with words by their bytes (``SnippetWord``).
    ///
    /// - Parameter quotes: of the words and phrases those that were typed so.
    init(
        words: [(word: [UInt8], weight: Double)], phrases: [[[UInt8]]], quotes: [Quote] = [], maximumCharacters: Int
    ) {
        self.maximumCharacters = max(3, maximumCharacters)
        let heaviest = words.map(\.weight).filter(\.isFinite).max() ?? 1
        for (term, weight) in words {
            let share = weight.isFinite && heaviest > 0 ? min(1, max(0, weight / heaviest)) : 1
            let ordinal = declare(term)
            weights[ordinal] = max(weights[ordinal], 1 + Int64(share * 1_000_000))
        }
        let distinct = Set(phrases).sorted { a, b in
            a.lexicographicallyPrecedes(b) { $0.lexicographicallyPrecedes($1) }
        }
        for words in distinct where !words.isEmpty {
            let ordinals = words.map { declare($0) }
            self.phrases.append(Phrase(words: ordinals, fallbacks: Self.fallbacks(ordinals)))
        }
        let aboveWords = weights.reduce(1, +)
        weights += repeatElement(aboveWords, count: self.phrases.count)
        let aboveForms = weights.reduce(1, +)
        for quote in quotes {
            let one = quote.words.count == 1 ? ordinals[quote.words[0]] : nil
            let several = distinct.firstIndex(of: quote.words).map { ordinals.count + $0 }
            guard let kind = one ?? several else { continue }
            self.quotes.append((of: kind, forms: quote.forms, kind: weights.count))
            weights.append(aboveForms)
        }
    }

    private mutating func declare(_ bytes: [UInt8]) -> Int {
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

    /// The words that are looked for, also those within phrases.
    var words: some Sequence<[UInt8]> { ordinals.keys }

    /// The ordinal of an analysed word of the query, or nil for any other word.
    package func ordinal(of term: [UInt8]) -> Int? { ordinals[term] }

    /// The passage of a text that answers the query best; without a match, its beginning.
    ///
    /// - Parameter words: the words that were seen in other texts of the same search.
    package func snippet(of text: String, words: KnownWords) -> Snippet {
        fragments(of: text, count: 1, words: words).best
    }

    /// Passages of a text, ascending, that answer the query best and have nothing in common; and the best of them. Each
    /// after the first is chosen for words that the others do not have. Without a match, its beginning.
    ///
    /// - Parameter count: how many at most.
    package func fragments(of text: String, count: Int, words: KnownWords) -> (all: [Snippet], best: Snippet) {
        fragments(
            of: text, count: count, words: { bytes, body in words.forEach(in: bytes, of: self, body) },
            hasForms: { forms, bytes in words.hasForms(forms, in: bytes) })
    }

    /// The same for one text.
    package func snippet(of text: String, analyzer: Analyzer) -> Snippet {
        snippet(of: text, words: KnownWords(analyzer))
    }

    /// The same with words from elsewhere than an ``Analyzer``.
    ///
    /// - Parameter words: gives for each word its place and the ordinal of its term, or -1.
    package func snippet(of text: String, words: WordSource) -> Snippet {
        fragments(of: text, count: 1, words: words).best
    }

    /// - Parameter hasForms: whether a place has words as they were typed.
    private func fragments(
        of text: String, count: Int, words: WordSource,
        hasForms: ([[UInt8]], UnsafeRawBufferPointer) -> Bool = { _, _ in false }
    ) -> (all: [Snippet], best: Snippet) {
        var text = text
        text.makeContiguousUTF8()
        var found: [Occurrence] = []
        var passages: [SnippetPassage] = []
        if !ordinals.isEmpty {
            text.withBytes { bytes in
                var start = 0
                while start < bytes.count, found.isEmpty {
                    let end = Self.portionEnd(of: bytes, from: start)
                    let portion = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                    found = occurrences(in: portion, at: start, words)
                    for index in found.indices where !quotes.isEmpty {
                        let range = found[index].range
                        let place = UnsafeRawBufferPointer(rebasing: bytes[range])
                        let quote = quotes.first { $0.of == found[index].kind && hasForms($0.forms, place) }
                        if let quote { found[index].kind = quote.kind }
                    }
                    if !found.isEmpty {
                        passages = self.passages(of: text, found, in: portion, at: start, count: count)
                    }
                    start = end
                }
            }
        }
        if passages.isEmpty {
            passages = [SnippetPassage(text, around: 0..<0, maximumCharacters: maximumCharacters)]
        }
        let best = passages[0].snippet(marking: found)
        if passages.count == 1 { return ([best], best) }
        passages.sort { $0.range.lowerBound < $1.range.lowerBound }
        return (passages.map { $0.snippet(marking: found) }, best)
    }

    /// The best passages, the best first.
    private func passages(
        of text: String, _ found: [Occurrence], in bytes: UnsafeRawBufferPointer, at offset: Int, count: Int
    ) -> [SnippetPassage] {
        var passages: [SnippetPassage] = []
        var left = found
        var worths = weights
        while !left.isEmpty, passages.count < count {
            let window = bestWindow(of: left, worths, in: bytes, at: offset)
            let passage = SnippetPassage(text, around: window, maximumCharacters: maximumCharacters)
            if !passages.contains(where: { $0.range.overlaps(passage.range) }) { passages.append(passage) }
            if passages.count == count { break }
            // What was shown is worth less than anything new, however often it is there.
            for occurrence in left where occurrence.range.overlaps(passage.range) {
                worths[occurrence.kind] = 0
                for quote in quotes where quote.kind == occurrence.kind { worths[quote.of] = 0 }
            }
            left.removeAll { $0.range.overlaps(passage.range) || $0.range.overlaps(window) }
        }
        return passages
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

    /// For each occurrence the width of the text before it, and before its end.
    private static func widths(
        before found: [Occurrence], in bytes: UnsafeRawBufferPointer, at offset: Int
    ) -> [Int] {
        var widths = [Int](repeating: 0, count: 2 * found.count)
        var places: [(offset: Int, index: Int)] = []
        for (index, occurrence) in found.enumerated() {
            places.append((occurrence.range.lowerBound - offset, 2 * index))
            places.append((occurrence.range.upperBound - offset, 2 * index + 1))
        }
        places.sort { $0.offset < $1.offset }
        var counter = SnippetPassage.WidthCounter(at: places.first?.offset ?? 0)
        for place in places {
            counter.advance(to: place.offset, in: bytes)
            widths[place.index] = counter.width
        }
        return widths
    }

    /// The place of the best window of occurrences, of which there are some.
    private func bestWindow(
        of found: [Occurrence], _ weights: [Int64], in bytes: UnsafeRawBufferPointer, at offset: Int
    ) -> Range<Int> {
        let widths = Self.widths(before: found, in: bytes, at: offset)
        let limit = max(1, maximumCharacters * 4 / 5)
        var counts = [Int](repeating: 0, count: weights.count)
        var worth: Int64 = 0
        var next = 0
        var best = (worth: Int64(-1), count: 0, first: 0, next: 0)
        for (first, occurrence) in found.enumerated() {
            let start = widths[2 * first]
            while next < found.count,
                next == first || widths[2 * next + 1] - start <= limit
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
