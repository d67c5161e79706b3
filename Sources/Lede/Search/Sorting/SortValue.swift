/// What a document has for a key of an order, comparable across segments.
enum SortValue: Equatable {
    /// A number, date or score, the last two as ``SortableDouble`` and seconds.
    case number(Int64)
    /// A folded keyword, or an id.
    case text([UInt8])
    case missing

    /// Whether this comes before another: -1, 0 or 1. What is missing comes last in both directions.
    func order(_ other: SortValue, isDescending: Bool) -> Int {
        func order<T>(_ a: T, _ b: T, _ isLess: (T, T) -> Bool) -> Int {
            (isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0) * (isDescending ? -1 : 1)
        }
        switch (self, other) {
        case (.number(let a), .number(let b)): return order(a, b, <)
        case (.text(let a), .text(let b)): return order(a, b) { $0.lexicographicallyPrecedes($1) }
        case (.missing, .missing): return 0
        case (.missing, _): return 1
        default: return -1
        }
    }
}

/// The same within a segment: lesser words come first, whatever the direction.
struct SortWord: BitwiseCopyable, Comparable {
    var value: Int64
    var isMissing: Bool

    static let missing = SortWord(value: 0, isMissing: true)

    @inline(__always)
    init(value: Int64, isMissing: Bool) {
        self.value = value
        self.isMissing = isMissing
    }

    /// - Parameter value: ascending; the complement of it descends.
    @inline(__always)
    init(_ value: Int64, isDescending: Bool) { self.init(value: isDescending ? ~value : value, isMissing: false) }

    @inline(__always)
    static func < (a: SortWord, b: SortWord) -> Bool {
        a.isMissing == b.isMissing ? a.value < b.value : b.isMissing
    }
}
