import Synchronization

/// The tables of ``LengthNorms`` that the queries of a searcher need, each made once: they depend on the fields that are
/// searched and on the constants of BM25, not on the words.
final class LengthNormsCache: Sendable {
    private struct Entry {
        let segment: Int
        let ranking: RankedFields
        let lengths: LengthNorms
    }

    private let known = Mutex<[Entry]>([])
    /// More than a searcher of few segments needs; beyond, the oldest goes.
    private static let limit = 64

    /// The lengths of the documents of a segment in some fields.
    ///
    /// - Parameter segment: the index of the segment among those of the searcher.
    func lengths(of ranking: RankedFields, in reader: SegmentReader, segment: Int) throws(LedeError) -> LengthNorms {
        let found = known.withLock { known in
            known.firstIndex { $0.segment == segment && $0.ranking.isSame(as: ranking) }.map { known[$0].lengths }
        }
        if let found { return found }
        let fields = try ranking.fields.map { (field) throws(LedeError) in
            (try reader.field(field.name)?.norms, field.weight)
        }
        let lengths = LengthNorms(fields, similarity: ranking.similarity, average: ranking.averageLength)
        known.withLock { known in
            if known.count == Self.limit { known.removeFirst() }
            known.append(Entry(segment: segment, ranking: ranking, lengths: lengths))
        }
        return lengths
    }
}
