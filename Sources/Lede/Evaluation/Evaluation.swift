/// Runs the topics of a test collection on an index and measures the rankings against judgements.
///
/// ```swift
/// let topics = try Topic.parse(queries)
/// let run = try Evaluation(of: topics, on: index.searcher())
/// print(run.measures(Judgements(parsing: qrels)).mean.averagePrecision)
/// ```
public struct Evaluation: Sendable {
    /// A document that was found for a topic.
    public struct RankedDocument: Sendable, Equatable {
        /// The id of the document.
        public var id: String
        /// Its score.
        public var score: Float
    }

    /// How many documents are kept for each topic.
    public static let depth = 1000

    /// The topics and what was found for each, the best first. Of equal scores the greater id, as a run has it, comes
    /// first, as in trec_eval.
    public let rankings: [(topic: Topic, documents: [RankedDocument])]

    /// Searches for each topic: its text is read as plain words, any of which may occur (``Query/anyWord(of:in:stopWordWeight:proximity:)``).
    ///
    /// - Throws: as ``Searcher/search(_:_:)-(Query,_)``.
    public init(of topics: [Topic], on searcher: Searcher, _ options: EvaluationOptions = EvaluationOptions())
        throws(LedeError)
    {
        var rankings: [(topic: Topic, documents: [RankedDocument])] = []
        for topic in topics {
            var query = Query.anyWord(
                of: topic.text, in: searcher.schema, stopWordWeight: options.stopWordWeight,
                proximity: options.proximity)
            if !options.fields.isEmpty { query = .fields(options.fields, query) }
            if let feedback = options.feedback {
                query = try searcher.expanded(query, by: feedback, similarity: options.similarity)
            }
            let found = try searcher.best(
                query, limit: Self.depth, isCounting: false, options.similarity, options.recency)
            var documents: [RankedDocument] = []
            for hit in found.hits { documents.append(RankedDocument(id: try searcher.id(of: hit), score: hit.score)) }
            documents.sort { a, b in
                if a.score != b.score { return a.score > b.score }
                return TRECRun.column(b.id).utf8.lexicographicallyPrecedes(TRECRun.column(a.id).utf8)
            }
            rankings.append((topic, documents))
        }
        self.rankings = rankings
    }

    /// Measures the rankings of the topics that have judgements. One for which nothing was found counts, with zeros.
    ///
    /// Judgements name topics and documents as a run does (``run(named:)``).
    public func measures(
        _ judgements: Judgements
    ) -> (mean: RetrievalMeasures, topics: [(id: String, measures: RetrievalMeasures)]) {
        var topics: [(id: String, measures: RetrievalMeasures)] = []
        for (topic, documents) in rankings {
            let column = TRECRun.column(topic.id)
            guard judgements.contains(column) else { continue }
            let ranking = documents.map { TRECRun.column($0.id) }
            topics.append((topic.id, RetrievalMeasures(ranking: ranking, grades: judgements[column])))
        }
        return (.mean(topics.map(\.measures)), topics)
    }

    /// The rankings as a TREC run: topic, `Q0`, document, rank from 1, score, the name of the run.
    ///
    /// White space within an id, for which the format has no place, is written as `_`.
    public func run(named name: String) -> String {
        let run = TRECRun(name: name)
        var text = ""
        for (topic, documents) in rankings {
            for (index, document) in documents.enumerated() {
                text += run.line(query: topic.id, document: document.id, rank: index + 1, score: document.score)
            }
        }
        return text
    }
}

/// How the topics of an ``Evaluation`` are searched for.
public struct EvaluationOptions: Sendable, Equatable {
    /// How documents are scored.
    public var similarity: any Similarity {
        get { ranking.similarity }
        set { ranking.similarity = newValue }
    }
    private var ranking: ComparableSimilarity
    /// Where words are looked for; empty for the default fields of the schema.
    public var fields: [WeightedField]
    /// What a stop word counts against another word, 0 to 1 (``Query/stopWordWeight``).
    public var stopWordWeight: Double
    /// How much words near each other count, if they do.
    public var proximity: Proximity?
    /// How each query is expanded by the documents it finds first, if at all.
    public var feedback: RelevanceFeedback?
    /// How much more recent documents count, if they do.
    public var recency: Recency?

    /// Makes options; the default is the default ranking.
    public init(
        similarity: any Similarity = BM25(), fields: [WeightedField] = [],
        stopWordWeight: Double = Query.stopWordWeight, proximity: Proximity? = nil,
        feedback: RelevanceFeedback? = nil, recency: Recency? = nil
    ) {
        self.stopWordWeight = stopWordWeight
        self.proximity = proximity
        self.feedback = feedback
        self.recency = recency
        ranking = ComparableSimilarity(similarity: similarity)
        self.fields = fields
    }
}
