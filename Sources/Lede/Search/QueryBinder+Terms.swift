/// Looking up what the words of a query are in the index: the terms of a phrase together, and those of clauses side by side.
extension QueryBinder {
    /// The terms that a text is in a field.
    func bindTerms(
        of text: String, _ analyzer: QueryAnalyzer, in field: Field
    ) throws(LedeError) -> [BoundTerm] {
        var bound: [BoundTerm] = []
        var several = TermTexts()
        try analyzer.forEachTerm(of: text) { (term, count) throws(LedeError) in
            if count == 1 {
                bound = [try bindTerm([UInt8](term), in: field)]
            } else {
                if several.count == 0 { several.reserveCapacity(count, bytes: text.utf8.count) }
                several.append(term)
            }
        }
        if several.count > 0 {
            bound.reserveCapacity(several.count)
            try bindTerms(several, in: field, to: &bound)
        }
        return bound
    }

    /// Looks terms of a field up, some at a time.
    private func bindTerms(
        _ terms: TermTexts, in field: Field, to bound: inout [BoundTerm]
    ) throws(LedeError) {
        var first = 0
        while first < terms.count {
            let some = first..<min(first + TermDictionary.termsAtOnce, terms.count)
            try checkClock(some.upperBound - 1)
            try BoundTerm.all(terms, some, in: field, of: segments, to: &bound)
            first = some.upperBound
        }
    }

    /// What ``bind(_:boost:)`` makes of each of several queries that are a word of the default fields, and one term in each of
    /// these; nil for others. Their terms are looked up together.
    func bindWords(_ queries: [Query], boost: Double) throws(LedeError) -> [BoundQuery]? {
        guard queries.count > 1, !searched.fields.isEmpty, !searched.areUnread, queries.allSatisfy(\.isPlainWord)
        else { return nil }
        var found: [BoundTerm] = []
        found.reserveCapacity(searched.fields.count * queries.count)
        for field in searched.fields {
            guard let analyzer = field.queryAnalyzer, let terms = oneTermEach(queries, analyzer) else { return nil }
            try bindTerms(terms, in: field, to: &found)
        }
        var bound: [BoundQuery] = []
        bound.reserveCapacity(queries.count)
        for query in queries.indices {
            try clock?.check()
            var parts: [BoundWords.InField] = []
            for (place, field) in searched.fields.enumerated() {
                let term = found[place * queries.count + query]
                let part = BoundWords.InField(field: field, terms: [term], exact: nil)
                // An array of one is made of its size.
                if searched.fields.count == 1 { parts = [part] } else { parts.append(part) }
            }
            bound.append(try words(parts, in: searched, boost: boost))
        }
        return bound
    }

    /// The terms of some words of the default fields; nil where one is not one term, or loses diacritics.
    private func oneTermEach(_ queries: [Query], _ analyzer: QueryAnalyzer) -> TermTexts? {
        var terms = TermTexts()
        terms.reserveCapacity(queries.count, bytes: Self.usualBytes * queries.count)
        for query in queries {
            guard case .term(let text, _) = query, !searched.loseDiacritics(of: text) else { return nil }
            var isOne = false
            analyzer.forEachTerm(of: text) { term, count in
                isOne = count == 1
                if isOne { terms.append(term) }
            }
            if !isOne { return nil }
        }
        return terms
    }

    /// Few words have more.
    private static let usualBytes = 16
}

extension Query {
    /// Whether it is a word of the default fields, which is always understood.
    var isPlainWord: Bool {
        if case .term(_, nil) = self { return true }
        return false
    }
}
