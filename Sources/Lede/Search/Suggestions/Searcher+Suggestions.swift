/// A word of an index that what was typed may become.
public struct Suggestion: Sendable, Equatable {
    /// The text to put in place of what was typed: in small letters, and a word as it stands in a text where the index
    /// keeps stems.
    public var text: String
    /// In how many documents the word occurs, with all its forms where the index keeps stems; of several fields in the
    /// one that has the most.
    public var documentFrequency: Int
}

extension Searcher {
    /// Completes the last word of a text to words of the index, the most frequent first.
    ///
    /// - Parameters:
    ///   - prefix: what was typed. Words before the last one are kept as they are.
    ///   - field: a text or keyword field; nil for the default fields together.
    ///   - limit: how many to give at most.
    /// Two words that lack a space between them, as `sanctions.the`, are not given.
    ///
    /// - Throws: ``LedeError/invalidQuery(_:)`` when there is no such field or it has no terms.
    /// - Complexity: linear in the terms that begin so.
    public func suggestions(
        prefix: String, field: String? = nil, limit: Int = 10
    ) throws(LedeError) -> [Suggestion] {
        var fields = schema.defaultFields
        if let field {
            guard let known = schema[field] else { throw .invalidQuery("there is no field '\(field)'") }
            guard known.type == .text || known.type == .keyword else {
                throw .invalidQuery("the field '\(field)' has no words: its type is \(known.type.rawValue)")
            }
            fields = [known]
        }
        var head = ""
        var last = prefix
        if fields.first?.type == .text, let space = prefix.lastIndex(where: \.isWhitespace) {
            head = String(prefix[...space])
            last = String(prefix[prefix.index(after: space)...])
        }
        guard limit > 0, !last.isEmpty else { return [] }
        var best: [String: Int] = [:]
        for field in fields {
            for (text, frequency) in try completions(of: last, in: field, limit: limit) {
                best[text] = max(best[text] ?? 0, frequency)
            }
        }
        let sorted = best.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return sorted.prefix(limit).map { Suggestion(text: head + $0.key, documentFrequency: $0.value) }
    }

    /// How many words more are looked at, in case that some lack a space (``SurfaceForms/isJoined(_:in:)``).
    private static let joinedWords = 16

    private func completions(
        of word: String, in field: Field, limit: Int
    ) throws(LedeError) -> [(text: String, frequency: Int)] {
        let analyzer = TermMatcher.analyzer(of: field)
        let prefix = analyzer?.folded(word) ?? word
        let expander = TermExpander(segments: readers)
        let matcher = TermMatcher.prefix(PrefixAutomaton(Array(prefix.utf8)))
        let isText = field.type == .text && !prefix.contains { SurfaceForms.separators.contains($0) }
        let found = try expander.expand(matcher, in: field, limit: isText ? limit + Self.joinedWords : limit).terms
        let forms = SurfaceForms(segments: segments)
        guard let analyzer, analyzer.isStemming else {
            var words: [(text: String, frequency: Int)] = []
            for term in found where words.count < limit {
                if isText, try forms.isJoined(term.bound, in: field) { continue }
                words.append((String(decoding: term.text, as: UTF8.self), term.bound.documentFrequency))
            }
            return words
        }
        // A stem may end before what was typed does: `immigrat` is to become `immigration`, whose stem is `immigr`.
        var shorter: [ExpandedTerm] = []
        var beginning = prefix
        while beginning.count > 3 {
            beginning.removeLast()
            let exact = TermMatcher.similar(UTF8Automaton(LevenshteinPattern(beginning, distance: 0), name: beginning))
            shorter += try expander.expand(exact, in: field, limit: 1).terms
        }
        var completions: [(text: String, frequency: Int)] = []
        for (term, isWhole) in found.map({ ($0, true) }) + shorter.map({ ($0, false) }) {
            let possible = try forms.forms(of: term.bound, in: field)
            let fitting = possible.filter { $0.key.hasPrefix(prefix) && !$0.key.contains("'") }
            let form = fitting.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
            guard let text = form ?? (isWhole ? String(decoding: term.text, as: UTF8.self) : nil) else { continue }
            if isText, try forms.isJoined(term.bound, in: field) { continue }
            completions.append((text, term.bound.documentFrequency))
        }
        return completions
    }
}
