/// Which words of a text field are frequent enough to be indexed as pairs also, and how many.
package struct PairOptions: Sendable {
    /// In segments of fewer documents with the field there are no pairs: words are fast there.
    package var minimumDocuments = 1000
    /// A word is frequent that is in at least one of so many documents with the field.
    package var share = 8
    /// How many words are chosen at most. No more than ``greatestLimit``.
    package var limit: Int
    /// How many occurrences of first words are paired in one go; it bounds the memory that a merge takes.
    package var occurrencesAtOnce: Int

    package static let greatestLimit = 250

    /// - Parameter memoryBytes: how much there is for writing a segment; an occurrence in a pair takes some bytes.
    package init(limit: Int = Schema.defaultFrequentWords, memoryBytes: Int = ScratchSpace.defaultMemoryBytes) {
        self.limit = limit
        occurrencesAtOnce = min(1 << 26, max(1 << 18, memoryBytes / 8))
    }
}

/// The most frequent words of a field of a segment, found while its terms are written.
///
/// The choice depends on the postings alone, so that a merge comes to the same as indexing at once.
struct FrequentWords {
    struct Word {
        let term: [UInt8]
        let documentFrequency: Int
        let totalFrequency: Int
    }

    private let limit: Int
    private let leastFrequency: Int
    private var candidates: [Word] = []

    init(_ options: PairOptions, documentsWithField: Int) {
        let isLarge = documentsWithField >= options.minimumDocuments
        limit = isLarge ? min(options.limit, PairOptions.greatestLimit) : 0
        leastFrequency = max(1, (documentsWithField + options.share - 1) / options.share)
    }

    /// Takes a look at a term that was written.
    @inline(__always)
    mutating func note(_ term: UnsafeRawBufferPointer, _ entry: TermEntry) {
        guard limit > 0, entry.documentFrequency >= leastFrequency else { return }
        candidates.append(
            Word(
                term: Array(term), documentFrequency: entry.documentFrequency, totalFrequency: entry.totalFrequency))
    }

    /// The words in the order of their bytes: those in the most documents, of equal ones the first by bytes.
    var chosen: [Word] {
        // Terms come in the order of their bytes, and a place makes the sort stable.
        let ranked = candidates.indices.sorted {
            (candidates[$1].documentFrequency, $0) < (candidates[$0].documentFrequency, $1)
        }
        return ranked.prefix(limit).sorted().map { candidates[$0] }
    }
}
