/// The values of a keyword field for each document, as written, for facets and sorting.
///
/// Section `KCOL` of a field: number of documents (u32), number of distinct values (u32), total number of values
/// (u32), bits of an offset, of an ordinal and of an end (u8 each), one zero byte; then where each distinct value ends
/// in the bytes (``PackedIntegers``), then the ordinals of all documents' values one behind the other, then, for each
/// document, where its ordinals end; then the bytes of the distinct values, in ascending order.
package struct KeywordColumn: Sendable {
    let region: ByteRegion
    private let valueEnds: PackedIntegers
    private let ordinals: PackedIntegers
    private let ends: PackedIntegers
    private let bytes: ByteRegion
    /// More values than documents, all of them equal, are refused past this number.
    private static let mostEqualValues = 1 << 20

    package var distinctCount: Int { valueEnds.count }

    package init(_ region: ByteRegion, documentCount: Int) throws(LedeError) {
        guard Int(try region.load(UInt32.self, at: 0)) == documentCount else {
            throw region.corrupt("the column is not one of \(documentCount) documents")
        }
        self.region = region
        let distinct = Int(try region.load(UInt32.self, at: 4))
        let total = Int(try region.load(UInt32.self, at: 8))
        var position = 16
        valueEnds = try PackedIntegers(
            region, at: position, count: distinct, bits: Int(try region.load(UInt8.self, at: 12)))
        position += valueEnds.byteCount
        ordinals = try PackedIntegers(
            region, at: position, count: total, bits: Int(try region.load(UInt8.self, at: 13)))
        position += ordinals.byteCount
        ends = try PackedIntegers(
            region, at: position, count: documentCount, bits: Int(try region.load(UInt8.self, at: 14)))
        position += ends.byteCount
        bytes = try region.slice(at: position, count: region.count - position)
        // One of them at most is empty; who counts or lists them all relies on it.
        guard distinct <= bytes.count + 1 else { throw region.corrupt("\(distinct) values in \(bytes.count) bytes") }
        // Ordinals of no bits take no room, so nothing else says how many there can be.
        guard ordinals.bits > 0 || total <= max(documentCount, Self.mostEqualValues) else {
            throw region.corrupt("\(total) values that are all the same")
        }
    }

    /// Whether each document has one value.
    /// - Complexity: linear in the documents, where there are as many values.
    var hasOneEach: Bool {
        guard ordinals.count == ends.count else { return false }
        for document in 0..<ends.count where ends[document] != UInt64(document) + 1 { return false }
        return true
    }

    /// The ordinals of a document's values.
    package func ordinals(of document: Int) throws(LedeError) -> [Int] {
        let range = try range(of: document)
        return range.map { Int(truncatingIfNeeded: ordinals[$0]) }
    }

    /// Calls `body` with the ordinal of each value of a document, all below ``distinctCount``.
    @inline(__always)
    package func forEachOrdinal(of document: Int, _ body: (Int) -> Void) throws(LedeError) {
        for place in try range(of: document) {
            let ordinal = ordinals[place]
            guard ordinal < UInt64(valueEnds.count) else {
                throw region.corrupt("value \(ordinal) of \(valueEnds.count)")
            }
            body(Int(truncatingIfNeeded: ordinal))
        }
    }

    /// Where the ordinals of a document stand among those of all.
    @inline(__always)
    func range(of document: Int) throws(LedeError) -> Range<Int> {
        let start = document == 0 ? 0 : ends[document - 1]
        let end = ends[document]
        guard start <= end, end <= UInt64(ordinals.count) else {
            throw region.corrupt("the values of document \(document) lie outside")
        }
        return Int(start)..<Int(end)
    }

    /// The ordinal that stands at a place among those of all documents.
    func ordinal(at place: Int) -> Int { Int(truncatingIfNeeded: ordinals[place]) }

    /// A distinct value.
    package func value(_ ordinal: Int) throws(LedeError) -> String {
        try valueBytes(ordinal).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a distinct value.
    func valueBytes(_ ordinal: Int) throws(LedeError) -> ByteRegion {
        guard ordinal >= 0, ordinal < valueEnds.count else {
            throw region.corrupt("value \(ordinal) of \(valueEnds.count)")
        }
        let start = ordinal == 0 ? 0 : valueEnds[ordinal - 1]
        let end = valueEnds[ordinal]
        guard start <= end, end <= UInt64(bytes.count) else { throw region.corrupt("value \(ordinal) lies outside") }
        return try bytes.slice(at: Int(start), count: Int(end - start))
    }

    /// The values of a document.
    package func values(of document: Int) throws(LedeError) -> [String] {
        var values: [String] = []
        for ordinal in try ordinals(of: document) { values.append(try value(ordinal)) }
        return values
    }
}
