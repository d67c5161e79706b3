extension Query {
    /// What a stop word counts against another word in a text that is read as plain words.
    ///
    /// It matches as any other; but it says little of what a person means, and in a long question there are many.
    public static let stopWordWeight = 0.25

    /// Any of the words of a text in the default fields, the text read as plain words: no character has a meaning.
    ///
    /// The words are those that the analyzer of the first default field finds. One that occurs several times, in
    /// whatever form, counts so many times. Where the analyzer stems a language, its stop words (those of
    /// [Snowball](https://snowballstem.org)) count less, unless the text has no other words.
    ///
    /// - Parameters:
    ///   - stopWordWeight: what a stop word counts, 0 to 1; with 0 it is left out.
    ///   - proximity: how much words near each other count beside the words, if they do.
    /// - Returns: a query that nothing matches where the text has no words.
    public static func anyWord(
        of text: String, in schema: Schema, stopWordWeight: Double = stopWordWeight, proximity: Proximity? = nil
    ) -> Query {
        var field = schema.defaultFields.first
        if let multilingual = field, multilingual.isMultilingual, multilingual.language == nil {
            field = multilingual.reading(Language.detected(in: text))
        }
        let analyzer = field?.textAnalyzer ?? .standard
        let bytes = Array(text.utf8)
        var places: [String: Int] = [:]
        var words: [(text: String, count: Double, isStopWord: Bool)] = []
        var sequence: [Query] = []
        for token in analyzer.analyze(text) {
            let word = String(decoding: bytes[token.range], as: UTF8.self)
            sequence.append(.term(word))
            if let place = places[token.term] {
                words[place].count += 1
            } else {
                places[token.term] = words.count
                words.append((word, 1, analyzer.isStopWord(word)))
            }
        }
        let isStopping = words.contains { !$0.isStopWord }
        var parts: [Query] = []
        for word in words {
            let weight = isStopping && word.isStopWord ? word.count * stopWordWeight : word.count
            if weight > 0 { parts.append(weight == 1 ? .term(word.text) : .boost(.term(word.text), weight)) }
        }
        return .boolean(BooleanQuery(should: parts + (proximity?.pairs(of: sequence) ?? [])))
    }
}
