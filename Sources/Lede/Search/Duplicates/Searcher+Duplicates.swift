/// Documents that are near-duplicates of one another: copies of one article, lightly edited or shortened.
public struct DuplicateGroup: Sendable {
    /// A document of a group.
    public struct Member: Sendable {
        /// The stored document.
        public var document: Document
        /// About how many of the runs of three words that this document or the first has are in both, 0 to 1; an
        /// estimate from signatures, off by 0.09 or less in two of three cases where it is a half, and by less nearer to 1.
        public var resemblance: Double
        /// About how many of the runs of three words of the shorter of the two are also in the longer, 0 to 1.
        public var containment: Double
    }

    /// The documents: the longest of the group first, if it matches, then the others in the order in which they were
    /// indexed. What is told of each holds to the longest.
    public var members: [Member]
}

/// The near-duplicates in an index, or among the documents that match a query.
public struct DuplicateReport: Sendable {
    /// The groups, the largest first; of equal ones that with the document that was indexed first.
    public var groups: [DuplicateGroup]
    /// How many groups there are in all.
    public var groupCount: Int
    /// How many documents are in groups.
    public var documentCount: Int
}

extension Searcher {
    /// Finds near-duplicates, such as an agency's article in several papers.
    ///
    /// Two documents are near-duplicates where about half of the runs of three words that either has, or 85 percent of
    /// those of the shorter one, are in both, and for documents of fewer than 60 words four fifths of them; that is
    /// estimated from signatures of 32 bytes, made when documents are indexed from the words of the default fields. Where
    /// the texts are stored, the words have to be the same too, by their idf to seven eighths: notices
    /// of one kind about different things are not near-duplicates. Each member of a group is a near-duplicate of its
    /// longest document. Documents without words have none.
    ///
    /// ```swift
    /// let report = try searcher.duplicates(matching: .all, limit: 10)
    /// for group in report.groups { print(group.members.map(\.document.id)) }
    /// ```
    ///
    /// - Parameters:
    ///   - query: which documents to look at.
    ///   - limit: how many groups to give at most.
    ///   - maximumBytes: how much memory their documents may take.
    /// - Throws: ``LedeError/invalidQuery(_:)`` where a part of the index was written before there were signatures, and
    ///   where the documents take more memory than they may; otherwise as ``search(_:_:)-(Query,_)``.
    /// - Complexity: the first time for a searcher near enough linear in the documents of the index, 20 ms for 60,000,
    ///   and some tenths of a millisecond for each near-duplicate whose text is compared; then linear in those that match.
    public func duplicates(
        matching query: Query = .all, limit: Int = 10, maximumBytes: Int = SearchOptions.defaultPageBytes
    ) throws(LedeError) -> DuplicateReport {
        guard limit >= 0 else { throw .invalidQuery("limit must not be negative, and is \(limit)") }
        let groups = try duplicateGroups()
        var found: [UInt32: [Int]] = [:]
        var clock = SearchClock()
        try forEachMatch(of: try bind(query, BM25()), &clock) { document in
            if let leader = groups.leader(of: document) { found[leader, default: []].append(document) }
        }
        var several = found.filter { $0.value.count > 1 }.map { (leader: Int($0.key), documents: $0.value) }
        several.sort { a, b in
            a.documents.count != b.documents.count
                ? a.documents.count > b.documents.count : a.documents[0] < b.documents[0]
        }
        var shown: [DuplicateGroup] = []
        var rest = maximumBytes
        for group in several.prefix(limit) {
            let others = group.documents.filter { $0 != group.leader }
            let numbers = (group.documents.count > others.count ? [group.leader] : []) + others
            let places = numbers.map { (document: Int) -> (Int, UInt32) in
                let place = place(at: document)
                return (place.segment, UInt32(place.document))
            }
            let documents = try documents(at: places, rest: &rest) { read in
                "\(read) documents of group \(shown.count + 1) are more than \(maximumBytes) bytes of memory, the limit of a "
                    + "page (maximumBytes, --max-page-bytes), together with the groups before. Ask for fewer groups (limit, -n), "
                    + "or narrow the query"
            }
            var members: [DuplicateGroup.Member] = []
            for (number, document) in zip(numbers, documents) {
                let likeness = groups.likeness(of: UInt32(number), to: UInt32(group.leader))
                members.append(
                    DuplicateGroup.Member(
                        document: document, resemblance: likeness.resemblance, containment: likeness.containment))
            }
            shown.append(DuplicateGroup(members: members))
        }
        return DuplicateReport(
            groups: shown, groupCount: several.count,
            documentCount: several.reduce(0) { $0 + $1.documents.count })
    }

    /// The near-duplicates of the index, found when they are first asked for.
    ///
    /// - Parameter clock: when to stop.
    func duplicateGroups(_ clock: BindingClock = BindingClock(SearchClock())) throws(LedeError) -> DuplicateGroups {
        try knownDuplicates.value { () throws(LedeError) in
            let fields = schema.fields.filter { $0.isDefault && $0.type == .text }
            return try DuplicateGroups.find(
                in: segments, fields: fields.map(\.name), DistinctiveWords(self, fields: fields), check: clock.check)
        }
    }
}
