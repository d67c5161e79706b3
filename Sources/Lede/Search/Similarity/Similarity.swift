/// How well a term of a query speaks for a document: a ranking function, in the sense of Lucene's `Similarity`.
///
/// The score of a document is the sum over the words of the query that occur in it; a phrase is scored as its words
/// would be, each as often as the phrase occurs. Over several fields a word has one frequency, the sum of those in the fields
/// times their weights, and a document one length, made the same way (as in BM25F).
///
/// ``BM25`` is the default, and the fastest. Beside it are ``BM25Plus``, ``BM25L``, ``DirichletLanguageModel``, ``DPH``
/// and ``TFIDF``. A program may bring its own:
///
/// ```swift
/// struct Coordination: Similarity {
///     func score(frequency: Double, length: Double, of term: TermWeighting) -> Double { 1 }
/// }
/// let results = try searcher.search(query, SearchOptions(similarity: Coordination()))
/// ```
public protocol Similarity: Sendable, Equatable {
    /// What one term adds to the score of a document in which it occurs. Below 0, and no number, count as 0.
    ///
    /// - Parameters:
    ///   - frequency: how often it occurs, more than 0; with weights of fields also a fraction.
    ///   - length: how many words the document has, as the index rounds them: to four significant bits.
    func score(frequency: Double, length: Double, of term: TermWeighting) -> Double

    /// Whether the score never falls as the frequency grows, and never grows with the length. If so, documents that
    /// cannot be among the best are passed over.
    var isMonotone: Bool { get }

    /// A score that no frequency and length exceed.
    func ceiling(of term: TermWeighting) -> Double

    /// - Throws: ``LedeError/invalidQuery(_:)`` when a parameter is out of range.
    func validate() throws(LedeError)

    /// The BM25 that this similarity is, which words are scored by in other and faster ways; nil for any other.
    var bm25: BM25? { get }
}

extension Similarity {
    public var isMonotone: Bool { false }

    /// So high that nothing is passed over because of it.
    public func ceiling(of term: TermWeighting) -> Double { 1e30 }

    public func validate() throws(LedeError) {}

    public var bm25: BM25? { nil }

    func isEqual(to other: any Similarity) -> Bool { other as? Self == self }
}

/// A similarity of any type, made comparable for options that hold one.
struct ComparableSimilarity: Sendable, Equatable {
    var similarity: any Similarity

    static func == (a: ComparableSimilarity, b: ComparableSimilarity) -> Bool { a.similarity.isEqual(to: b.similarity) }
}

/// What a whole index has of a term, and of the fields that are searched.
///
/// Over several fields the number of documents is the largest of the fields, that of documents with the term counts those
/// that have it in any (``BM25``), and numbers of words are added up, each times the weight of its field.
public struct TermWeighting: Sendable, Equatable {
    /// N: how many documents have one of the fields.
    public var documentCount: Double
    /// n: how many of them have the term; never more than N.
    public var documentFrequency: Double
    /// How often the term occurs in all of them.
    public var totalFrequency: Double
    /// How many words a document has on average.
    public var averageLength: Double

    /// Makes the statistics of a term.
    public init(
        documentCount: Double, documentFrequency: Double, totalFrequency: Double, averageLength: Double
    ) {
        self.documentCount = documentCount
        self.documentFrequency = documentFrequency
        self.totalFrequency = totalFrequency
        self.averageLength = averageLength
    }

    /// How many words all documents have together.
    public var totalLength: Double { documentCount * averageLength }
}

extension LedeError {
    /// Refuses a parameter of a similarity.
    static func parameter(_ name: String, _ value: Double, mustBe range: String) -> LedeError {
        .invalidQuery("\(name) must be \(range), not \(value)")
    }
}
