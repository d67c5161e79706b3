/// How to gather the places where a query matches.
public struct ContextOptions: Sendable, Equatable {
    /// The order of the places.
    public enum Order: String, Sendable, CaseIterable {
        /// That in which the documents were indexed.
        case index
        /// The documents by date, the earliest first.
        case date
        /// By the words before the place, the nearest first.
        case left
        /// By what matches and the words behind it.
        case right
    }

    /// How many places to give at most.
    public var limit: Int
    /// Their order.
    public var order: Order
    /// The greatest length of the text on either side, in characters.
    public var characters: Int

    /// Makes options; the default is the first hundred places.
    public init(limit: Int = 100, order: Order = .index, characters: Int = 80) {
        self.limit = limit
        self.order = order
        self.characters = characters
    }
}

extension Searcher {
    /// The places where the words, phrases and passages of a query stand in the documents that match it: a concordance. Of
    /// words near each other a place is the passage from the first to the last of them, wherever they meet.
    ///
    /// All stored text fields that the query looks in are gone through.
    ///
    /// - Returns: the first places, and whether there are more.
    /// - Throws: as ``search(_:_:)-(Query,_)``.
    /// - Complexity: reads and analyses matching documents until there are enough places; to order them by the words
    ///   around, all matching documents.
    public func contexts(
        of query: Query, _ options: ContextOptions = ContextOptions()
    ) throws(LedeError) -> (contexts: [KeywordInContext], hasMore: Bool) {
        guard options.limit > 0, options.characters > 0 else {
            throw .invalidQuery("the limit and the characters of contexts must be at least 1")
        }
        let bound = try bind(query, BM25())
        let source = SnippetSource(bound, schema: schema, maximumCharacters: 1, hasIntervals: false)
        var finders: [Int: PassageFinder] = [:]
        var list = ContextList(options)
        let sort: [SortKey] = options.order == .date ? [.field("date", isDescending: false)] : []
        do {
            try forEachFound(matching: query, sort: sort) { document, segment, number in
                let finder =
                    try finders[segment]
                    ?? PassageFinder(bound, ScorerFactory(readers[segment], index: segment, norms: norms))
                finders[segment] = finder
                try source.forEachPlace(in: document, schema) { (field) throws(LedeError) in
                    try finder.places(in: document, number, field: field)
                } _: { field, text, place in
                    guard !list.isComplete else { return }
                    list.append(
                        KeywordInContext(
                            document, field: field, text: text, range: place, characters: options.characters))
                }
                if list.isComplete { throw EnoughContexts() }
            }
        } catch let error as LedeError {
            throw error
        } catch {
            // There are enough.
        }
        return list.result
    }
}

/// Ends the reading of documents.
private struct EnoughContexts: Error {}

/// The first places in an order.
private struct ContextList {
    private struct Entry {
        let context: KeywordInContext
        /// What it is ordered by, in small letters; empty in the order in which they come.
        let key: [String]
        let number: Int
    }

    private let limit: Int
    private let order: ContextOptions.Order
    private var entries: [Entry] = []
    private var count = 0

    init(_ options: ContextOptions) {
        limit = options.limit
        order = options.order
    }

    private var isOrdered: Bool { order == .left || order == .right }

    /// Whether no more have to be seen: one more than wanted is there, to know that there are more.
    var isComplete: Bool { !isOrdered && count > limit }

    mutating func append(_ context: KeywordInContext) {
        entries.append(Entry(context: context, key: key(of: context), number: count))
        count += 1
        // Only as many as wanted are kept, with room so that sorting stays rare.
        if isOrdered, entries.count >= 2 * min(limit, 1 << 20) + 1024 { settle() }
    }

    private mutating func settle() {
        if isOrdered {
            entries.sort { a, b in
                a.key == b.key ? a.number < b.number : a.key.lexicographicallyPrecedes(b.key)
            }
        }
        if entries.count > limit { entries.removeSubrange(limit...) }
    }

    private func key(of context: KeywordInContext) -> [String] {
        switch order {
        case .index, .date: []
        case .left: Self.words(context.before).reversed()
        case .right: Self.words(context.match + context.after)
        }
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { String($0) }
    }

    var result: (contexts: [KeywordInContext], hasMore: Bool) {
        var list = self
        list.settle()
        return (list.entries.map(\.context), count > limit)
    }
}
