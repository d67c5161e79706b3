import Synchronization

/// The tables of ``LengthNorms`` that the queries of a searcher need, each made once: they depend on the fields that are
/// searched and on the constants of BM25, not on the words.
final class LengthNormsCache: Sendable {
    private struct Entry {
        let segment: Int
        let fields: [(name: String, weight: Double)]
        let similarity: BM25
        let average: Double
        let lengths: LengthNorms

        func isFor(_ words: BoundWords, _ segment: Int) -> Bool {
            self.segment == segment && average == words.averageLength && similarity == words.similarity
                && fields.elementsEqual(words.fields) { $0.name == $1.field.name && $0.weight == $1.field.weight }
        }
    }

    private let known = Mutex<[Entry]>([])
    /// More than a searcher of few segments needs; beyond, the oldest goes.
    private static let limit = 64

    /// The lengths of the documents of a segment in the fields of some words.
    ///
    /// - Parameter segment: the index of the segment among those of the searcher.
    func lengths(of words: BoundWords, in reader: SegmentReader, segment: Int) throws(LedeError) -> LengthNorms {
        if let found = known.withLock({ $0.first { $0.isFor(words, segment) }?.lengths }) { return found }
        let fields = try words.fields.map { (field) throws(LedeError) in
            (try reader.field(field.field.name)?.norms, field.field.weight)
        }
        let lengths = LengthNorms(fields, similarity: words.similarity, average: words.averageLength)
        let entry = Entry(
            segment: segment, fields: words.fields.map { ($0.field.name, $0.field.weight) },
            similarity: words.similarity, average: words.averageLength, lengths: lengths)
        known.withLock { known in
            if known.count == Self.limit { known.removeFirst() }
            known.append(entry)
        }
        return lengths
    }
}
