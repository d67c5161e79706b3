/// The terms of a field of several segments, gone through side by side in ascending order.
struct TermsMerge {
    /// A cursor for each segment; nil for one without such terms.
    private var cursors: [TermCursor?] = []
    /// The segments whose terms have not ended.
    private var open: [Int] = []
    /// Those that have the term at hand.
    private(set) var holders: [Int] = []

    init(_ fields: [FieldReader?]) throws(LedeError) {
        for (source, field) in fields.enumerated() {
            guard let terms = field?.terms else {
                cursors.append(nil)
                continue
            }
            cursors.append(try TermCursor(terms))
            open.append(source)
        }
        holders = open
    }

    /// Goes to the next term.
    /// - Returns: false at the end.
    mutating func advance() throws(LedeError) -> Bool {
        for source in holders where !(try cursors[source]?.advance() ?? false) { open.removeAll { $0 == source } }
        holders.removeAll(keepingCapacity: true)
        for source in open {
            let order = holders.isEmpty ? 0 : compare(source, holders[0])
            if order < 0 { holders.removeAll(keepingCapacity: true) }
            if order <= 0 { holders.append(source) }
        }
        return !holders.isEmpty
    }

    private func compare(_ one: Int, _ other: Int) -> Int {
        guard let one = cursors[one], let other = cursors[other] else { return 0 }
        return one.compare(with: other)
    }

    /// The term at hand.
    var term: [UInt8] { cursors[holders[0]]?.term ?? [] }

    /// Its entry in a segment that has it.
    func entry(of source: Int) -> TermEntry {
        cursors[source]?.entry ?? TermEntry(documentFrequency: 0, totalFrequency: 0)
    }

    /// Its place among the terms of a segment that has it.
    func place(in source: Int) -> Int { cursors[source]?.place ?? 0 }
}
