extension QueryBinder {
    /// More languages than an index is likely to have.
    private static let maximumLanguages = 64

    /// Some fields in each language that makes other terms of a text: those of the index, where a field is multilingual and
    /// no language was chosen.
    func readings(of text: String, in fields: [Field]) throws(LedeError) -> [[Field]] {
        guard fields.contains(where: \.isUnread) else { return [fields] }
        var readings: [[Field]] = []
        var seen: Set<[String]> = []
        for language in try languages() {
            let read = fields.map { $0.language == nil ? $0.reading(language) : $0 }
            let terms = read.flatMap { field in
                [field.name] + (field.textAnalyzer?.analyze(text).map(\.term) ?? [])
            }
            if seen.insert(terms).inserted { readings.append(read) }
        }
        return readings
    }

    /// The languages of the documents, nil for those of which none is known.
    private func languages() throws(LedeError) -> [Language?] {
        var found: [Language?] = [nil]
        let field = try schema.field(named: Schema.languageField)
        for segment in segments {
            guard let terms = segment.field(field.name)?.terms, terms.termCount > 0 else { continue }
            var cursor = try TermCursor(terms, block: 0)
            while found.count < Self.maximumLanguages, try cursor.advance() {
                if let language = Language(String(decoding: cursor.term, as: UTF8.self)), !found.contains(language) {
                    found.append(language)
                }
            }
        }
        return found
    }

    /// A word or phrase as any of several languages has it. Words that are one word in all of them count as one; a document
    /// that has several phrases has the scores of all.
    func bindAny(
        of readings: [[Field]], _ text: String, boost: Double, isPhrase: Bool
    ) throws(LedeError) -> BoundQuery? {
        var parts: [BoundExpansion.InField] = []
        var areWords = true
        for (place, field) in readings[0].enumerated() {
            var terms: [ExpandedTerm] = []
            for reading in readings {
                let tokens = reading[place].textAnalyzer?.analyze(text) ?? []
                areWords = areWords && tokens.count < 2
                guard let token = tokens.first, case let term = Array(token.term.utf8),
                    !terms.contains(where: { $0.text == term })
                else { continue }
                terms.append(ExpandedTerm(bound: try bindTerm(term, in: field), weight: 1))
            }
            if areWords, !terms.isEmpty { parts.append(try inField(field, terms, total: terms.count, nil)) }
        }
        if areWords {
            return parts.isEmpty ? nil : bindExpansion(parts, label: "'\(text)' in any language", boost: boost)
        }
        var choices: [BoundQuery] = []
        for reading in readings {
            let choice = try bindWords(text, read: ranking(of: reading), boost: boost, isPhrase: isPhrase)
            if let choice { choices.append(choice) }
        }
        if choices.count < 2 { return choices.first }
        return .boolean(must: [], should: choices, mustNot: [], filter: [])
    }
}
