/// What each segment has of a term: its entry, or nil. That of the first segment takes no memory of its own, as most often there
/// is no other.
struct TermEntries: RandomAccessCollection, Sendable {
    private var firstEntry: TermEntry?
    private var others: [TermEntry?] = []
    private(set) var endIndex = 0

    init() {}

    /// Entries of so many segments, all nil.
    init(segmentCount: Int) {
        endIndex = segmentCount
        if segmentCount > 1 { others = Array(repeating: nil, count: segmentCount - 1) }
    }

    var startIndex: Int { 0 }

    mutating func append(_ entry: TermEntry?) {
        if endIndex == 0 { firstEntry = entry } else { others.append(entry) }
        endIndex += 1
    }

    subscript(segment: Int) -> TermEntry? {
        get { segment == 0 ? firstEntry : others[segment - 1] }
        set {
            if segment == 0 { firstEntry = newValue } else { others[segment - 1] = newValue }
        }
    }
}
