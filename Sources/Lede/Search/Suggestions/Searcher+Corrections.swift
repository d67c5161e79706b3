/// A word of a query that was probably meant otherwise.
public struct Correction: Sendable, Equatable {
    /// The word as it was typed.
    public var word: String
    /// A word of the index that resembles it and is more frequent.
    public var replacement: String
}

extension [Correction] {
    /// A query's text with the words replaced that have a correction.
    public func applied(to text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while !rest.isEmpty {
            let isWordStart = !(result.unicodeScalars.last.map(\.isLetterOrDigit) ?? false)
            let match =
                isWordStart
                ? first { correction in
                    guard rest.hasPrefix(correction.word) else { return false }
                    let next = rest.dropFirst(correction.word.count).unicodeScalars.first
                    return !(next.map(\.isLetterOrDigit) ?? false)
                } : nil
            if let match {
                result += match.replacement
                rest = rest.dropFirst(match.word.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}

extension Query {
    /// The query with words replaced that have a correction.
    func corrected(by corrections: [Correction]) -> Query {
        mappingWords { word in
            switch word {
            case .term(let text, let field): .term(corrections.applied(to: text), field: field)
            case .phrase(let text, let field, let slop):
                .phrase(corrections.applied(to: text), field: field, slop: slop)
            default: word
            }
        }
    }
}

extension Searcher {
    /// Words of a query that resemble a word of the index which is far more frequent: *did you mean?*
    ///
    /// Looked at are words that nothing or almost nothing has. Of the terms within one or two edits those with the
    /// fewest edits are taken, of these the most frequent, with an advantage for those that begin alike. Where the
    /// index keeps stems the word is one that stands in a text, as ``suggestions(prefix:field:limit:)`` does.
    ///
    /// - Complexity: a walk over the terms that resemble, for each word looked at.
    public func corrections(for query: Query) throws(LedeError) -> [Correction] {
        var words: [(text: String, field: String?)] = []
        _ = query.mappingWords { leaf in
            switch leaf {
            case .term(let text, let field), .phrase(let text, let field, _):
                if words.count == Self.correctedWordLimit { break }
                let bytes = Array(text.utf8)
                for token in Analyzer.standard.analyze(text) where words.count < Self.correctedWordLimit {
                    let word = String(decoding: bytes[token.range], as: UTF8.self)
                    if !words.contains(where: { $0 == (word, field) }) { words.append((word, field)) }
                }
            default: break
            }
            return leaf
        }
        var corrections: [Correction] = []
        for (word, name) in words where !corrections.contains(where: { $0.word == word }) {
            if let replacement = try correction(of: word, in: name) {
                corrections.append(Correction(word: word, replacement: replacement))
            }
        }
        return corrections
    }

    /// How many words of a query are looked at.
    private static let correctedWordLimit = 16
    /// In how many documents a word may be to be corrected at all.
    private static let rareWordLimit = 2
    /// How many times as frequent as the word its correction has to be.
    private static let leastGain = 10

    private func correction(of word: String, in name: String?) throws(LedeError) -> String? {
        let fields = schema.fields.filter { field in
            field.type == .text && (name.map { $0 == field.name } ?? field.isDefault)
        }
        let length = word.unicodeScalars.count
        guard length > 2, !word.unicodeScalars.allSatisfy({ $0.properties.numericType != nil }) else { return nil }
        let expander = TermExpander(segments: readers)
        let forms = SurfaceForms(segments: segments)
        var own = 0
        var best: (term: ExpandedTerm, field: Field, worth: Int)?
        for field in fields {
            let tokens = TermMatcher.tokens(of: word, in: field)
            guard tokens.count == 1 else { continue }
            let distance = min(
                max(1, TermPattern.defaultDistance(of: word)), max(1, tokens[0].unicodeScalars.count / 3))
            let pattern = LevenshteinPattern(tokens[0], distance: distance)
            let matcher = TermMatcher.similar(UTF8Automaton(pattern, name: word))
            for term in try expander.expand(matcher, in: field, limit: 64).terms {
                let frequency = term.bound.documentFrequency
                if term.weight == 1 {
                    own = max(own, frequency)
                    continue
                }
                let beginsAlike = term.text.first == tokens[0].utf8.first
                let worth = Int(Double(frequency) * term.weight * term.weight * 256) * (beginsAlike ? 8 : 1)
                guard worth > best?.worth ?? 0 else { continue }
                if try forms.isJoined(term.bound, in: field) { continue }
                best = (term, field, worth)
            }
        }
        guard own <= Self.rareWordLimit, let (term, field, _) = best,
            term.bound.documentFrequency >= max(1, own * Self.leastGain)
        else { return nil }
        let text = String(decoding: term.text, as: UTF8.self)
        guard field.textAnalyzer?.isStemming ?? false else { return text }
        let typed = Array((field.textAnalyzer?.folded(word) ?? word).unicodeScalars)
        func edits(_ form: String) -> Int { EditDistance.between(typed, Array(form.unicodeScalars)) }
        let possible = try forms.forms(of: term.bound, in: field).keys
        return possible.filter { !$0.contains("'") }.min { (edits($0), $0) < (edits($1), $1) } ?? text
    }
}
