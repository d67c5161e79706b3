/// Where a key of an order reads in one segment.
enum SortColumn {
    case score
    case numbers(NumericColumn, ColumnRanges?)
    case keywords(KeywordColumn, KeywordOrder)
    case ids(IDColumn)
    /// The segment has nothing of the field.
    case nothing
}

/// A key of an order in one segment: gives the word of each document.
///
/// A keyword's word is twice the place of its term among those of the segment, plus one; the even words stand for terms
/// between them, which the segment does not have.
struct SegmentSortKey {
    private let column: SortColumn
    private let isDescending: Bool

    init(_ column: SortColumn, isDescending: Bool) {
        self.column = column
        self.isDescending = isDescending
    }

    /// Puts the words of some documents into `words`.
    /// - Parameter scores: of the documents; only read where the key is the score.
    func read(
        _ documents: FixedBuffer<UInt32>, scores: FixedBuffer<Double>, count: Int, into words: FixedBuffer<SortWord>
    ) throws(LedeError) {
        switch column {
        case .score:
            for index in 0..<count {
                let score = SortableDouble.encode(Double(Float(scores[index])))
                words[index] = SortWord(score, isDescending: isDescending)
            }
        case .numbers(let numbers, _):
            for index in 0..<count {
                guard let value = numbers[Int(documents[index])] else {
                    words[index] = .missing
                    continue
                }
                words[index] = SortWord(value, isDescending: isDescending)
            }
        case .keywords(let keywords, let order):
            for index in 0..<count {
                var best = SortWord.missing
                try keywords.forEachOrdinal(of: Int(documents[index])) { ordinal in
                    let word = SortWord(2 * Int64(order.places[ordinal]) + 1, isDescending: isDescending)
                    if word < best { best = word }
                }
                words[index] = best
            }
        case .ids(let ids):
            try ids.verify()
            for index in 0..<count {
                let place = 2 * Int64(clamping: ids.place(of: Int(documents[index]))) + 1
                words[index] = SortWord(place, isDescending: isDescending)
            }
        case .nothing: words.fill(0..<count, with: .missing)
        }
    }

    /// The word of a value that may come from another segment.
    func word(of value: SortValue) throws(LedeError) -> SortWord {
        switch (column, value) {
        case (.score, .number(let number)), (.numbers, .number(let number)), (.nothing, .number(let number)):
            return SortWord(number, isDescending: isDescending)
        case (.keywords(_, let order), .text(let term)):
            let (place, isThere) = order.place(of: term)
            return SortWord(2 * Int64(place) + (isThere ? 1 : 0), isDescending: isDescending)
        case (.ids(let ids), .text(let id)):
            let (place, isThere) = try ids.place(of: id)
            return SortWord(2 * Int64(place) + (isThere ? 1 : 0), isDescending: isDescending)
        case (.nothing, .text): return SortWord(value: .min, isMissing: false)
        default: return .missing
        }
    }

    /// The value of a word that ``read(_:scores:count:into:)`` gave.
    func value(of word: SortWord) throws(LedeError) -> SortValue {
        if word.isMissing { return .missing }
        let value = isDescending ? ~word.value : word.value
        switch column {
        case .score, .numbers: return .number(value)
        case .keywords(_, let order): return .text(order.terms[Int(value / 2)])
        case .ids(let ids): return .text(try ids.text(at: Int(value / 2)))
        case .nothing: return .missing
        }
    }

    /// The least word that a document of a window can have; nil where that is not known.
    func best(in window: Int) -> SortWord? {
        guard case .numbers(_, let ranges?) = column else { return nil }
        guard let range = ranges.range(in: window) else { return .missing }
        return SortWord(isDescending ? range.upperBound : range.lowerBound, isDescending: isDescending)
    }
}
