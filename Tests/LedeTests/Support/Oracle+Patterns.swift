import Foundation

@testable import Lede

/// Patterns and synonyms: all terms are looked at, and those that match count as one word.
extension Oracle {
    /// What an occurrence of a term counts, or nil.
    typealias Weight = (String) -> Double?

    func pattern(_ query: Query, boost: Double, _ similarity: BM25, in searched: [Field]?) -> Matcher? {
        switch query {
        case .prefix(let text, let name):
            return pattern(fields(name, searched), boost: boost, similarity) { field in
                let prefix = Array(self.fold(text, field).utf8)
                return { Array($0.utf8).starts(with: prefix) ? 1 : nil }
            }
        case .wildcard(let text, let name):
            return pattern(fields(name, searched), boost: boost, similarity) { field in
                let scalars = Array(self.fold(text, field).unicodeScalars)
                return { Self.matches(scalars[...], Array($0.unicodeScalars)[...]) ? 1 : nil }
            }
        case .regexp(let text, let name):
            return pattern(fields(name, searched), boost: boost, similarity) { field in
                let expression = try? NSRegularExpression(pattern: "^(?:" + self.fold(text, field) + ")$")
                return {
                    let range = NSRange(location: 0, length: $0.utf16.count)
                    return expression?.firstMatch(in: $0, range: range) == nil ? nil : 1
                }
            }
        case .fuzzy(let word, let distance, let name):
            return similar(word, distance, fields(name, searched), boost, similarity)
        case .synonyms(let texts, let name): return synonyms(texts, fields(name, searched), boost, similarity)
        default: return nil
        }
    }

    private func fold(_ text: String, _ field: Field) -> String {
        field.name == "id"
            ? text : (field.type == .keyword ? .keyword : field.textAnalyzer)?.folded(text) ?? text
    }

    private static func matches(_ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return matches(pattern.dropFirst(), text) || !text.isEmpty && matches(pattern, text.dropFirst())
        }
        guard let scalar = text.first, first == "?" || first == scalar else { return false }
        return matches(pattern.dropFirst(), text.dropFirst())
    }

    private func fields(_ name: String?, _ searched: [Field]?) -> [Field] {
        let named = schema.fields.filter { name == nil ? $0.isDefault : $0.name == name }
        return name == nil ? searched ?? named : named
    }

    private func pattern(
        _ fields: [Field], boost: Double, _ similarity: BM25, _ weight: (Field) -> Weight
    ) -> Matcher? {
        if let field = fields.first, field.type == .keyword {
            let weight = weight(field)
            return { document in
                let values = document.keywords[field.name] ?? []
                return values.contains { weight($0) != nil } ? Score(value: 0, limit: 0) : nil
            }
        }
        let parts = fields.map { field in
            let (weight, forms) = (weight(field), formsByTerm(field))
            let fits: Weight = { term in weight(term) ?? forms[term]?.lazy.compactMap(weight).max() }
            return (field, fits)
        }
        return oneWord(parts, boost: boost, similarity)
    }

    /// The words as which each term stands in the texts of a field.
    private func formsByTerm(_ field: Field) -> [String: Set<String>] {
        let terms = Dictionary(uniqueKeysWithValues: numbers.map { ($0.value, $0.key) })
        var forms: [String: Set<String>] = [:]
        for document in documents {
            for (numbers, words) in zip(document.texts[field.name] ?? [], document.forms[field.name] ?? []) {
                for (number, word) in zip(numbers, words) { forms[terms[number] ?? "", default: []].insert(word) }
            }
        }
        return forms
    }

    /// The terms of some fields that have a weight, as one word.
    private func oneWord(_ parts: [(field: Field, weight: Weight)], boost: Double, _ similarity: BM25) -> Matcher {
        let weights = parts.map { part in
            var weights: [Int: Double] = [:]
            for (term, number) in numbers { weights[number] = part.weight(term) }
            return weights
        }
        func frequency(_ place: Int, _ document: OracleDocument) -> Double {
            (document.texts[parts[place].field.name] ?? []).joined().reduce(0) { $0 + (weights[place][$1] ?? 0) }
        }
        let most = documents.count { document in parts.indices.contains { frequency($0, document) > 0 } }
        let documentCount = parts.map { part in documents.count { $0.length(of: part.field.name) > 0 } }.max() ?? 0
        let length = parts.reduce(0.0) { sum, part in
            sum + part.field.weight * Double(documents.reduce(0) { $0 + $1.length(of: part.field.name) })
        }
        let weight = boost * log(1 + (Double(max(0, documentCount - most)) + 0.5) / (Double(most) + 0.5))
        return { document in
            var total = 0.0
            var own = 0.0
            for (place, part) in parts.enumerated() {
                total += part.field.weight * frequency(place, document)
                let rounded = SmallFloat.decode(SmallFloat.encode(document.length(of: part.field.name)))
                own += part.field.weight * Double(rounded)
            }
            if total == 0 { return nil }
            let norm = similarity.k1 * (1 - similarity.b + similarity.b * own / (length / Double(documentCount)))
            return Score(value: weight * total / (total + norm), limit: weight)
        }
    }

    private func similar(
        _ word: String, _ distance: Int?, _ fields: [Field], _ boost: Double, _ similarity: BM25
    ) -> Matcher? {
        func weight(_ token: String) -> Weight {
            let scalars = Array(token.unicodeScalars)
            let limit = distance ?? (scalars.count < 3 ? 0 : scalars.count < 6 ? 1 : 2)
            return { term in
                let edits = EditDistance.between(scalars, Array(term.unicodeScalars))
                return edits <= limit ? [1, 0.25, 0.0625][edits] : nil
            }
        }
        if fields.first?.type == .keyword {
            return pattern(fields, boost: boost, similarity) { field in
                weight(Analyzer.keyword.analyze(word).first?.term ?? word)
            }
        }
        let tokens = fields.map { $0.textAnalyzer?.analyze(word).map(\.term) ?? [] }
        let counts = Set(tokens.map(\.count)).subtracting([0])
        if counts.isEmpty { return nil }
        let ways = counts.map { count in
            (0..<count).map { place in
                let parts = fields.indices.filter { tokens[$0].count == count }
                return oneWord(parts.map { (fields[$0], weight(tokens[$0][place])) }, boost: boost, similarity)
            }
        }
        return { document in
            let scores = ways.compactMap { way -> Score? in
                let scores = way.compactMap { $0(document) }
                return scores.count == way.count ? scores.reduce(Score(value: 0, limit: 0), +) : nil
            }
            return scores.isEmpty ? nil : scores.reduce(Score(value: 0, limit: 0), +)
        }
    }

    private func synonyms(_ texts: [String], _ fields: [Field], _ boost: Double, _ similarity: BM25) -> Matcher? {
        var parts: [(field: Field, weight: Weight)] = []
        var phrases: [String: [Field]] = [:]
        for field in fields {
            var terms: Set<String> = []
            for text in Set(texts) {
                let tokens = field.textAnalyzer?.analyze(text).map(\.term) ?? []
                if tokens.count == 1 { terms.insert(tokens[0]) }
                if tokens.count > 1 { phrases[text, default: []].append(field) }
            }
            if !terms.isEmpty { parts.append((field, { [terms] in terms.contains($0) ? 1 : nil })) }
        }
        var choices = phrases.compactMap { words(.all, $0.key, in: $0.value, boost: boost, similarity) }
        if !parts.isEmpty { choices.append(oneWord(parts, boost: boost, similarity)) }
        if choices.isEmpty { return nil }
        return { document in
            let scores = choices.compactMap { $0(document) }
            return scores.isEmpty ? nil : scores.reduce(Score(value: 0, limit: 0), +)
        }
    }
}
