/// Which words of a text say most about it, for finding others like it.
public struct MoreLikeOptions: Sendable, Equatable {
    /// The text fields whose words are taken and looked for; empty for the default fields of the schema.
    public var fields: [WeightedField]
    /// How many words to look for at most.
    public var maximumTerms: Int
    /// How often a word has to occur in the text.
    public var minimumTermFrequency: Int
    /// In how many documents a word has to occur; in fewer it finds little beside the text itself.
    public var minimumDocumentFrequency: Int
    /// The greatest share of the documents that a word may occur in, 0 to 1.
    public var maximumDocumentShare: Double
    /// How much of each text is looked at, in bytes from its beginning: taking a text apart takes many times its bytes of
    /// memory.
    public static let maximumTextBytes = 1 << 20

    /// Makes options. The limits are those of Lucene's `MoreLikeThis`, but for how often a word must occur: short
    /// articles say most things once, and small archives too.
    public init(
        fields: [WeightedField] = [], maximumTerms: Int = 25, minimumTermFrequency: Int = 1,
        minimumDocumentFrequency: Int = 2, maximumDocumentShare: Double = 0.5
    ) {
        self.fields = fields
        self.maximumTerms = maximumTerms
        self.minimumTermFrequency = minimumTermFrequency
        self.minimumDocumentFrequency = minimumDocumentFrequency
        self.maximumDocumentShare = maximumDocumentShare
    }
}

extension Searcher {
    /// A query for documents like one of the index, which it leaves out itself.
    ///
    /// - Returns: nil when there is no document with the id.
    /// - Throws: ``LedeError/invalidQuery(_:)`` when the options do not fit the schema, or when the document has no
    ///   stored text in the fields or no word that others share.
    public func moreLike(id: String, _ options: MoreLikeOptions = MoreLikeOptions()) throws(LedeError) -> Query? {
        guard let document = try document(id: id) else { return nil }
        var words = TellingWords(self, options)
        let fields = try words.fields
        for field in fields {
            for value in document.values(of: field.name) { try words.add(value, of: field.reading(document)) }
        }
        guard let query = try words.query() else {
            throw .invalidQuery(
                "the document '\(id)' has no word in \(fields.map(\.name).joined(separator: ", ")) that others share")
        }
        return .boolean(BooleanQuery(must: [query], mustNot: [.term(id, field: Schema.idField)]))
    }

    /// A query for documents like a text: its most telling words, as many of them as possible.
    ///
    /// Words are weighed by how often they occur in the text and how rare they are in the index (tf × idf), as Lucene's
    /// `MoreLikeThis` does; each adds to the score what it would alone.
    ///
    /// - Throws: ``LedeError/invalidQuery(_:)`` when the options do not fit the schema, or no word is left.
    /// - Complexity: linear in the text, plus a look-up for each of its different words.
    public func moreLike(text: String, _ options: MoreLikeOptions = MoreLikeOptions()) throws(LedeError) -> Query {
        var words = TellingWords(self, options)
        for field in try words.fields { try words.add(text, of: field) }
        guard let query = try words.query() else {
            throw .invalidQuery("the text has no word that documents of the index share")
        }
        return query
    }
}

/// Gathers the words of a text and picks the most telling of them.
private struct TellingWords {
    private struct Word {
        /// As the text has it first, so that its analyzer makes the term of it again.
        let text: String
        let field: Field
        var frequency = 0
    }

    private let searcher: Searcher
    private let options: MoreLikeOptions
    /// By the term and the analyzer that made it.
    private var words: [[String]: Word] = [:]

    init(_ searcher: Searcher, _ options: MoreLikeOptions) {
        self.searcher = searcher
        self.options = options
    }

    var fields: [Field] {
        get throws(LedeError) {
            let schema = searcher.schema
            if options.fields.isEmpty { return schema.defaultFields }
            return try schema.textFields(options.fields)
        }
    }

    mutating func add(_ text: String, of field: Field) throws(LedeError) {
        guard let analyzer = field.textAnalyzer else { return }
        let text = text.beginning(MoreLikeOptions.maximumTextBytes)
        let bytes = Array(text.utf8)
        for token in analyzer.analyze(text) {
            let key = [token.term, field.analyzer]
            let word = String(decoding: bytes[token.range], as: UTF8.self)
            words[key, default: Word(text: word, field: field)].frequency += 1
        }
    }

    /// The query of the words that are telling enough; nil where there are none.
    func query() throws(LedeError) -> Query? {
        var found: [(word: Word, weight: Double)] = []
        let documentCount = searcher.segments.reduce(0) { $0 + $1.reader.documentCount }
        for (key, word) in words where word.frequency >= options.minimumTermFrequency {
            let documents = try documentFrequency(key[0], analyzer: key[1])
            guard documents >= options.minimumDocumentFrequency,
                Double(documents) <= options.maximumDocumentShare * Double(documentCount)
            else { continue }
            let idf = BM25.idf(documentFrequency: documents, documentCount: documentCount)
            found.append((word, Double(word.frequency) * idf))
        }
        found.sort { ($1.weight, $0.word.text) < ($0.weight, $1.word.text) }
        let best = found.prefix(max(0, options.maximumTerms)).map { Query.term($0.word.text) }
        if best.isEmpty { return nil }
        let query = Query.boolean(BooleanQuery(should: Array(best)))
        return options.fields.isEmpty ? query : .fields(options.fields, query)
    }

    /// In how many documents a term is, in the one of the fields that has the most.
    private func documentFrequency(_ term: String, analyzer: String) throws(LedeError) -> Int {
        var greatest = 0
        for field in try fields where field.analyzer == analyzer {
            var count = 0
            for segment in searcher.segments {
                guard let terms = segment.reader.field(field.name)?.terms else { continue }
                let entry = try Array(term.utf8).withBytes { (bytes) throws(LedeError) in try terms.find(bytes) }
                count += entry?.documentFrequency ?? 0
            }
            greatest = max(greatest, count)
        }
        return greatest
    }
}

extension String {
    /// As many whole characters from the front as have no more bytes than that.
    func beginning(_ byteCount: Int) -> String {
        guard utf8.count > byteCount else { return self }
        let end = utf8.index(utf8.startIndex, offsetBy: byteCount)
        return String(self[..<end])
    }
}
