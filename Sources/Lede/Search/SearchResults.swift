/// How to search.
public struct SearchOptions: Sendable, Equatable {
    /// How many hits to give at most.
    public var limit: Int
    /// How many of the best to pass over first.
    public var offset: Int
    /// How documents are scored.
    public var similarity: any Similarity {
        get { ranking.similarity }
        set { ranking.similarity = newValue }
    }
    private var ranking: ComparableSimilarity
    /// The greatest length of a snippet in characters; 0 makes none.
    public var snippetCharacters: Int
    /// How many passages of each hit to give at most (``Hit/fragments``).
    public var fragmentCount = 1
    /// How many of the words that a pattern stands for are counted one by one in each field. All documents that have
    /// one of the others match too, with a constant low part in the score, and ``SearchResults/notices`` says so.
    public var expansionLimit = SearchOptions.defaultExpansionLimit

    /// Whether a search that finds nothing or little looks for what was probably meant.
    public var isCorrecting = true

    /// What ``expansionLimit`` is where nothing else is said.
    public static let defaultExpansionLimit = 1024
    /// After how long the search stops with what it has found; nil for no limit. It is looked at between windows of
    /// documents, and while the words that patterns stand for are looked up; where the time is up before that is done,
    /// nothing was found. Reading the text of a query and showing the hits are not counted.
    public var timeout: Duration?
    /// The order of the hits; empty for the best first. Of documents with equal keys, the one that was indexed first
    /// comes first.
    public var sort: [SortKey] = []
    /// Where the page before ended (``SearchResults/nextCursor``), of the same query in the same order.
    public var after: String?
    /// A boost of the scores of recent documents.
    public var recency: Recency?
    /// What to count over all matching documents.
    public var facets: [Facet] = []

    /// How much memory the hits of a page may take, in bytes, about: a page of more is refused. A page of one hit is not.
    public var maximumPageBytes = SearchOptions.defaultPageBytes

    /// What ``maximumPageBytes`` is where nothing else is said.
    public static let defaultPageBytes = 256 << 20

    /// Whether of near-duplicates (``Searcher/duplicates(matching:limit:maximumBytes:)``) only the first is a hit, which counts the
    /// others (``Hit/duplicates``). ``SearchResults/total`` and facets are of all documents that match.
    public var collapsesDuplicates = false

    /// Makes options; the default is the ten best documents.
    public init(
        limit: Int = 10, offset: Int = 0, similarity: any Similarity = BM25(), snippetCharacters: Int = 220,
        timeout: Duration? = nil, sort: [SortKey] = [], after: String? = nil, recency: Recency? = nil,
        facets: [Facet] = []
    ) {
        self.limit = limit
        self.offset = offset
        ranking = ComparableSimilarity(similarity: similarity)
        self.snippetCharacters = snippetCharacters
        self.timeout = timeout
        self.sort = sort
        self.after = after
        self.recency = recency
        self.facets = facets
    }
}

/// What a search found.
public struct SearchResults: Sendable {
    /// How many documents match in all.
    public var total: Int
    /// The best of them, the best first; those of equal score in the order in which they were indexed.
    public var hits: [Hit]
    /// How many of them are no hits, on any page, as a near-duplicate comes before them: 0 where
    /// ``SearchOptions/collapsesDuplicates`` is not set.
    public var duplicates = 0
    /// From where the next page goes on (``SearchOptions/after``); nil after the last hit.
    public var nextCursor: String?
    /// What was counted, in the order in which it was asked for.
    public var facets: [FacetResult] = []
    /// How long the search took, with the reading of the hits.
    public var microseconds: Int
    /// Whether the time was up before all documents were looked at: there may be better hits, and ``total`` counts
    /// only what was found by then.
    public var isPartial = false
    /// What a person should know about how the query was understood, in sentences: that a pattern stands for more words
    /// than are counted, for example. Mostly empty.
    public var notices: [String] = []
    /// Where nothing or little was found: words that were probably meant otherwise. Empty where the query with these
    /// words finds no more.
    public var corrections: [Correction] = []
    /// The query with ``corrections``, in the query language; nil where there are none.
    public var suggestion: String?
}

/// One document found, with what a list of results shows of it.
public struct Hit: Sendable {
    /// The unique key of the document.
    public var id: String
    /// How well it answers the query; comparable within one search only. Not a number where hits are in another order,
    /// of which the score is no key.
    public var score: Double
    /// The stored document.
    public var document: Document
    /// The passage that answers the query best.
    public var snippet: Snippet
    /// Several passages, ``SearchOptions/fragmentCount`` at most, in the order of the text, one of them ``snippet``. Each
    /// was chosen for words of the query that the others do not have; they have no place in common.
    public var fragments: [Snippet] = []

    /// How many other documents that match are near-duplicates of this one, and no hits for that; nil where
    /// ``SearchOptions/collapsesDuplicates`` is not set.
    public var duplicates: Int?

    /// The stored field `title`, or nil.
    public var title: String? { document["title"] }
    /// The stored field `date` as it was given, or nil.
    public var date: String? { document["date"] }
}

/// A term of an index and how often it occurs.
public struct TermStatistics: Sendable, Equatable {
    /// The term as the analyzer made it.
    public var term: String
    /// In how many documents it occurs; deleted ones count until they are merged away. Of several fields together, in
    /// how many it occurs in the field that has the most.
    public var documentFrequency: Int
    /// How often it occurs in all fields; for a keyword field the document frequency.
    public var totalFrequency: Int
}

/// What an index holds, in numbers.
public struct IndexStatistics: Sendable, Equatable {
    /// What an index holds of one field.
    public struct FieldStatistics: Sendable, Equatable {
        /// The name of the field.
        public var name: String
        /// Its type.
        public var type: Field.FieldType
        /// How many documents have a value; deleted ones count until they are merged away.
        public var documents: Int
        /// How many distinct terms; nil for a field without terms.
        public var terms: Int?
        /// How many words in all; nil for a field that is not text.
        public var tokens: Int?
    }

    /// How many documents there are, without the deleted ones.
    public var documents: Int
    /// How many deleted documents still take up space.
    public var deleted: Int
    /// How many distinct terms the fields have, summed up over the fields.
    public var terms: Int
    /// How many segments there are.
    public var segments: Int
    /// The size of the files in bytes.
    public var bytes: Int
    /// The generation of the commit.
    public var commit: Int
    /// The bytes by section of the files, such as `POST` for the postings.
    public var sections: [String: Int]
    /// The fields in the order of the schema.
    public var fields: [FieldStatistics]
}
