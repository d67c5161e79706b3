@testable import Lede

extension Oracle {
    /// What each live document scores by a similarity, by plain counting: words, phrases and boolean queries of
    /// them in fields of text, without boosts.
    func similarityScores(
        _ query: Query, _ similarity: any Similarity, in searched: [Field]? = nil
    ) -> [String: Double] {
        switch query {
        case .boolean(let parts):
            var sums: [String: Double] = [:]
            for part in parts.must + parts.should {
                for (id, score) in similarityScores(part, similarity, in: searched) { sums[id, default: 0] += score }
            }
            return sums
        case .fields(let weighted, let inner):
            return similarityScores(inner, similarity, in: weighted.compactMap { schema[$0.name] })
        case .term(let text, _), .phrase(let text, _, _):
            return similarityScores(
                of: text, in: searched ?? schema.fields.filter(\.isDefault), similarity)
        default: return [:]
        }
    }

    private func similarityScores(
        of text: String, in fields: [Field], _ similarity: any Similarity
    ) -> [String: Double] {
        let terms = terms(text, fields[0]).map { number($0) }
        func frequency(_ terms: [Int], _ document: OracleDocument) -> Double {
            fields.reduce(0) { $0 + $1.weight * Double(document.frequency(of: terms, in: $1.name)) }
        }
        let count = fields.map { field in documents.count { $0.length(of: field.name) > 0 } }.max() ?? 0
        let words = documents.reduce(0.0) { sum, document in
            fields.reduce(sum) { $0 + $1.weight * Double(document.length(of: $1.name)) }
        }
        let isPossible = fields.contains { field in
            terms.allSatisfy { term in documents.contains { $0.frequency(of: [term], in: field.name) > 0 } }
        }
        if !isPossible { return [:] }
        let weightings = terms.map { term in
            let documentFrequency = documentFrequency(fields.map { (term, $0) })
            return TermWeighting(
                documentCount: Double(max(count, documentFrequency)), documentFrequency: Double(documentFrequency),
                totalFrequency: documents.reduce(0) { $0 + frequency([term], $1) },
                averageLength: words / Double(count))
        }
        var scores: [String: Double] = [:]
        for document in documents where !document.isDeleted {
            let tf = frequency(terms, document)
            if tf == 0 { continue }
            let length = fields.reduce(0.0) { sum, field in
                let rounded = SmallFloat.decode(SmallFloat.encode(document.length(of: field.name)))
                return sum + field.weight * Double(rounded)
            }
            scores[document.id] = weightings.reduce(0) { sum, term in
                sum + max(0, similarity.score(frequency: tf, length: length, of: term))
            }
        }
        return scores
    }
}
