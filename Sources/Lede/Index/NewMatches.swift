/// What a commit brought for one of the queries that watched it.
public struct NewMatches: Sendable, Equatable {
    /// The name that was given to the query.
    public var name: String
    /// How many of the documents that the commit added or replaced match.
    public var total = 0
    /// The first of them, in the order in which they were indexed.
    public var documents: [Document] = []
    /// Why the query could not be asked; it does not keep the commit from being made.
    public var failure: LedeError?
}

extension WriterSegments {
    /// Asks queries of the documents that came since a commit.
    ///
    /// These are the live documents of the segments that it does not have; nothing was merged since. Words are looked
    /// up in all segments, so that a pattern means here what it means in a search, but only the new ones are searched.
    ///
    /// - Parameter limit: how many documents to read for each query.
    func newMatches(
        of queries: [(name: String, query: Query)], since commit: Commit, schema: Schema, limit: Int
    ) -> [NewMatches] {
        let known = Set(commit.segments.map(\.name))
        let areNew = entries.map { !known.contains($0.snapshot.reader.name) }
        guard areNew.contains(true) else { return queries.map { NewMatches(name: $0.name) } }
        let searcher = Searcher(segments: snapshots, schema: schema, commit: commit.generation)
        return queries.map { name, query in
            var matches = NewMatches(name: name)
            do throws(LedeError) {
                let found = try searcher.matches(of: query, limit: limit) { areNew[$0] }
                (matches.total, matches.documents) = found
            } catch {
                matches.failure = error
            }
            return matches
        }
    }
}
