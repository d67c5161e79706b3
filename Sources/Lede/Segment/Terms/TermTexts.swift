/// The bytes of some terms, one behind the other in one array, so that going through them counts no references.
struct TermTexts {
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    mutating func reserveCapacity(_ terms: Int, bytes byteCount: Int) {
        ends.reserveCapacity(terms)
        bytes.reserveCapacity(byteCount)
    }

    mutating func append(_ term: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: term)
        ends.append(bytes.count)
    }

    /// Where a term lies in ``bytes``.
    @inline(__always)
    func range(_ term: Int) -> Range<Int> { (term == 0 ? 0 : ends[term - 1])..<ends[term] }

    subscript(term: Int) -> [UInt8] { Array(bytes[range(term)]) }
}
