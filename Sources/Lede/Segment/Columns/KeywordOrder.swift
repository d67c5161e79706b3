/// The values of a ``KeywordColumn`` without regard to case: the terms they fold to, in order, and the place of each
/// value among them.
///
/// Sorting, counting and grouping see terms, as queries do, so that `Politics` and `politics` are one. It is made when it
/// is first of use, and kept with the segment.
///
/// - Complexity: to make it, linear in the distinct values, and sorting the terms.
package struct KeywordOrder: Sendable {
    /// The distinct terms, ascending by their bytes.
    package let terms: [[UInt8]]
    /// For each distinct value the place of its term.
    package let places: [UInt32]

    init(_ column: KeywordColumn) throws(LedeError) {
        let chain = Analyzer.keyword.makeTokenFilterChain()
        var table = ByteTable()
        defer { table.deallocate() }
        var ordinals: [Int] = []
        var term: [UInt8] = []
        for ordinal in 0..<column.distinctCount {
            let value = try column.value(ordinal)
            value.withBytes { chain.term(for: $0, into: &term) }
            ordinals.append(term.withBytes { table.insert($0).ordinal })
        }
        var terms: [[UInt8]] = []
        var places = [UInt32](repeating: 0, count: table.count)
        for (place, ordinal) in table.sortedOrdinals().enumerated() {
            terms.append(Array(table.bytes(of: Int(ordinal))))
            places[Int(ordinal)] = UInt32(place)
        }
        self.terms = terms
        self.places = ordinals.map { places[$0] }
    }

    /// The place of a term, or where it would be.
    package func place(of term: [UInt8]) -> (place: Int, isThere: Bool) {
        var (low, high) = (0, terms.count)
        while low < high {
            let middle = (low + high) / 2
            if terms[middle].lexicographicallyPrecedes(term) { low = middle + 1 } else { high = middle }
        }
        return (low, low < terms.count && terms[low] == term)
    }
}
