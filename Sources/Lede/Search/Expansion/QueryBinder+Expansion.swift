extension QueryBinder {
    // MARK: Patterns

    /// - Returns: nil for a similar word in which the analyzer finds no word.
    func bindPattern(_ pattern: TermPattern, _ name: String?, boost: Double) throws(LedeError) -> BoundQuery? {
        var fields = searched.fields
        if let name {
            let field = try schema.field(named: name)
            switch field.type {
            case .text: fields = [field]
            case .keyword: return try bindKeywordPattern(pattern, field)
            case .date, .integer, .double:
                throw .invalidQuery("the field '\(name)' has no words, so '\(pattern.text)' is not possible in it")
            }
        }
        if case .fuzzy(let word, let distance) = pattern {
            return try bindSimilar(word, distance, in: fields, boost: boost)
        }
        return try bindOneWord(fields.map { ($0, pattern) }, label: "'\(pattern.text)'", boost: boost)
    }

    private func bindKeywordPattern(_ pattern: TermPattern, _ field: Field) throws(LedeError) -> BoundQuery? {
        let matcher = try TermMatcher(pattern, in: field)
        var bits = [BitSet?](repeating: nil, count: segments.count)
        try TermExpander(segments: segments, clock: clock).forEach(matcher, in: field) { (term) throws(LedeError) in
            try mark(term, of: field, in: &bits)
        }
        return .marked(bits, description: "\(field.name) is like '\(pattern.text)'")
    }

    /// A similar word. Where an analyzer splits it, as `e-mail`, each part must be found; fields that do not split it
    /// are then another way to match.
    private func bindSimilar(
        _ word: String, _ distance: Int?, in fields: [Field], boost: Double
    ) throws(LedeError) -> BoundQuery? {
        var ways: [(count: Int, fields: [(field: Field, tokens: [String])])] = []
        for field in fields {
            let tokens = TermMatcher.tokens(of: word, in: field)
            if tokens.isEmpty { continue }
            if let way = ways.firstIndex(where: { $0.count == tokens.count }) {
                ways[way].fields.append((field, tokens))
            } else {
                ways.append((tokens.count, [(field, tokens)]))
            }
        }
        var choices: [BoundQuery] = []
        for way in ways {
            var parts: [BoundQuery] = []
            for place in 0..<way.count {
                let patterns = way.fields.map { ($0.field, TermPattern.fuzzy($0.tokens[place], distance: distance)) }
                let label = "'\(patterns[0].1.text)'"
                parts.append(try bindOneWord(patterns, label: label, boost: boost, isAnalyzed: true))
            }
            choices.append(
                parts.count == 1 ? parts[0] : .boolean(must: parts, should: [], mustNot: [], filter: []))
        }
        if choices.count < 2 { return choices.first }
        return .boolean(must: [], should: choices, mustNot: [], filter: [])
    }

    /// A pattern in each of some fields, as one word.
    ///
    /// - Parameter isAnalyzed: whether similar words are terms already.
    private func bindOneWord(
        _ patterns: [(field: Field, pattern: TermPattern)], label: String, boost: Double, isAnalyzed: Bool = false
    ) throws(LedeError) -> BoundQuery {
        var parts: [BoundExpansion.InField] = []
        for (field, pattern) in patterns {
            let matcher = try TermMatcher(pattern, in: field, isAnalyzed: isAnalyzed)
            var rest = [BitSet?](repeating: nil, count: segments.count)
            let found = try TermExpander(segments: segments, clock: clock).expand(
                matcher, in: field, limit: expansionLimit
            ) {
                (term) throws(LedeError) in try mark(term, of: field, in: &rest)
            }
            if found.total > found.terms.count {
                record.notice(
                    "\(label) stands for \(found.total) words of \(field.name); beyond the \(found.terms.count) that "
                        + "are most frequent they match but hardly count")
            }
            parts.append(try inField(field, found.terms, total: found.total, rest: rest, matcher))
        }
        noticeStems(patterns, parts, label: label)
        return bindExpansion(parts, label: label, boost: boost)
    }

    /// A whole word as a pattern finds nothing where the terms are stems and their forms are not known, as in an index
    /// of an earlier version; it is no mistake, but has to be known.
    func noticeStems(
        _ patterns: [(field: Field, pattern: TermPattern)], _ parts: [BoundExpansion.InField], label: String
    ) {
        guard parts.allSatisfy({ $0.total == 0 }) else { return }
        let stemmed = patterns.filter { field, pattern in
            if case .fuzzy = pattern { return false }
            guard field.textAnalyzer?.isStemming ?? false else { return false }
            return segments.contains { $0.field(field.name).map { $0.forms == nil } ?? false }
        }
        guard let first = stemmed.first else { return }
        let names = stemmed.map(\.field.name).joined(separator: ", ")
        var example = ""
        if case .prefix(let text) = first.pattern, let analyzer = first.field.textAnalyzer,
            case let stem = analyzer.analyze(text), stem.count == 1, stem[0].term != analyzer.folded(text)
        {
            example = " ('\(analyzer.folded(text))' is '\(stem[0].term)')"
        }
        record.notice(
            "\(label) stands for no word of \(names); patterns are held against stems there\(example), so a shorter "
                + "one may find more")
    }

    private func mark(_ term: ExpandedTerm, of field: Field, in bits: inout [BitSet?]) throws(LedeError) {
        for (index, entry) in term.bound.entries.enumerated() {
            guard let entry, let reader = segments[index].field(field.name) else { continue }
            let count = segments[index].documentCount
            var marked = bits[index] ?? BitSet(count: count)
            bits[index] = nil
            try reader.mark(entry, documentCount: count, in: &marked)
            bits[index] = marked
        }
    }

    func inField(
        _ field: Field, _ terms: [ExpandedTerm], total: Int, rest: [BitSet?] = [], _ matcher: TermMatcher?
    ) throws(LedeError) -> BoundExpansion.InField {
        var lists: [FrequencyList?] = []
        for (index, segment) in segments.enumerated() {
            try clock?.check()
            guard let reader = segment.field(field.name), reader.field.type == field.type else {
                lists.append(nil)
                continue
            }
            lists.append(
                try FrequencyList.gather(
                    terms, rest: rest.isEmpty ? nil : rest[index], in: reader, segment: index,
                    documentCount: segment.documentCount))
        }
        return BoundExpansion.InField(field: field, terms: terms, total: total, lists: lists, matcher: matcher)
    }

    func bindExpansion(_ parts: [BoundExpansion.InField], label: String, boost: Double) -> BoundQuery {
        var frequency = 0
        for index in segments.indices {
            frequency += FrequencyList.unitedCount(of: parts.compactMap { $0.lists[index] })
        }
        if frequency == 0 { return .nothing }
        let fields = parts.map { BoundWords.InField(field: $0.field, terms: []) }
        let ranking = ranking(of: parts.map(\.field))
        let idf = BM25.idf(documentFrequency: frequency, documentCount: ranking.documentCount)
        let words = BoundWords(
            fields: fields, weighed: [], weight: idf * boost, boost: boost, ranking: ranking,
            otherSimilarity: otherSimilarity)
        return .expanded(BoundExpansion(words, label: label, fields: parts, documentFrequency: frequency))
    }

    // MARK: Synonyms

    /// Words that count as one, and phrases beside them.
    /// - Returns: nil where the analyzers find no word in any.
    func bindSynonyms(_ texts: [String], _ name: String?, boost: Double) throws(LedeError) -> BoundQuery? {
        var ranking = searched
        if let name { ranking = self.ranking(of: [try schema.field(named: name)]) }
        if let field = ranking.fields.first, field.type != .text {
            var choices: [BoundQuery] = []
            for text in texts {
                if let choice = try bind(.term(text, field: field.name), boost: boost) { choices.append(choice) }
            }
            return choices.isEmpty ? nil : .boolean(must: [], should: choices, mustNot: [], filter: [])
        }
        if ranking.areUnread {
            var choices: [BoundQuery] = []
            for text in texts {
                if let choice = try bindWords(text, in: ranking, boost: boost) { choices.append(choice) }
            }
            return choices.isEmpty ? nil : .boolean(must: [], should: choices, mustNot: [], filter: [])
        }
        var parts: [BoundExpansion.InField] = []
        var phrases: [(text: String, fields: [Field])] = []
        for field in ranking.fields {
            var terms: [ExpandedTerm] = []
            for text in texts {
                let tokens = TermMatcher.tokens(of: text, in: field)
                if tokens.count > 1 {
                    if let known = phrases.firstIndex(where: { $0.text == text }) {
                        phrases[known].fields.append(field)
                    } else {
                        phrases.append((text, [field]))
                    }
                }
                guard tokens.count == 1, case let term = Array(tokens[0].utf8),
                    !terms.contains(where: { $0.text == term })
                else { continue }
                terms.append(ExpandedTerm(bound: try bindTerm(term, in: field), weight: 1))
            }
            if !terms.isEmpty { parts.append(try inField(field, terms, total: terms.count, nil)) }
        }
        var choices: [BoundQuery] = []
        let label = "synonyms '" + texts.joined(separator: "', '") + "'"
        if !parts.isEmpty { choices.append(bindExpansion(parts, label: label, boost: boost)) }
        for phrase in phrases {
            let fields = self.ranking(of: phrase.fields)
            if let choice = try bindWords(phrase.text, in: fields, boost: boost) { choices.append(choice) }
        }
        if choices.count < 2 { return choices.first }
        return .boolean(must: [], should: choices, mustNot: [], filter: [])
    }
}
