extension Query {
    /// Any of the words of a text in the default fields, the text read as plain words: no character has a meaning.
    ///
    /// The words are those that the analyzer of the first default field finds. One that occurs several times, in
    /// whatever form, counts so many times.
    /// - Returns: a query that nothing matches where the text has no words.
    public static func anyWord(of text: String, in schema: Schema) -> Query {
        let analyzer = schema.defaultOrdinals.first.flatMap { schema.fields[$0].textAnalyzer }
        let bytes = Array(text.utf8)
        var places: [String: Int] = [:]
        var words: [(text: String, count: Double)] = []
        for token in (analyzer ?? .standard).analyze(text) {
            if let place = places[token.term] {
                words[place].count += 1
            } else {
                places[token.term] = words.count
                words.append((String(decoding: bytes[token.range], as: UTF8.self), 1))
            }
        }
        return .boolean(
            BooleanQuery(
                should: words.map { $0.count == 1 ? .term($0.text) : .boost(.term($0.text), $0.count) }))
    }
}
