/// The values of a keyword field for each document, as written, for facets and sorting.
///
/// Section `KCOL` of a field: number of documents (u32), number of distinct values (u32), total number of values
/// (u32), bits of an offset, of an ordinal and of an end (u8 each), one zero byte; then where each distinct value ends
/// in the bytes (``PackedIntegers``), then the ordinals of all documents' values one behind the other, then, for each
/// document, where its ordinals end; then the bytes of the distinct values, in ascending order.
package struct KeywordColumn: Sendable {
    private let region: ByteRegion
    private let valueEnds: PackedIntegers
    private let ordinals: PackedIntegers
    private let ends: PackedIntegers
    private let bytes: ByteRegion

    package var distinctCount: Int { valueEnds.count }

    package static func encode(_ values: [[String]]) -> [UInt8] {
        let distinct = Set(values.joined()).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let ordinals = Dictionary(uniqueKeysWithValues: zip(distinct, 0...).map { ($0, UInt64($1)) })
        var valueEnds: [UInt64] = []
        var end: UInt64 = 0
        for value in distinct {
            end += UInt64(value.utf8.count)
            valueEnds.append(end)
        }
        var flat: [UInt64] = []
        var ends: [UInt64] = []
        for list in values {
            for value in list { flat.append(ordinals[value, default: 0]) }
            ends.append(UInt64(flat.count))
        }
        let widths = [
            PackedIntegers.width(of: end), PackedIntegers.width(of: UInt64(max(1, distinct.count) - 1)),
            PackedIntegers.width(of: UInt64(flat.count)),
        ]
        var output = ByteWriter()
        output.append(little: UInt32(values.count))
        output.append(little: UInt32(distinct.count))
        output.append(little: UInt32(flat.count))
        for width in widths { output.append(UInt8(width)) }
        output.append(0)
        PackedIntegers.encode(valueEnds, bits: widths[0], to: &output)
        PackedIntegers.encode(flat, bits: widths[1], to: &output)
        PackedIntegers.encode(ends, bits: widths[2], to: &output)
        for value in distinct { value.withBytes { output.append(contentsOf: $0) } }
        return output.bytes
    }

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
    }

    /// The ordinals of a document's values.
    package func ordinals(of document: Int) throws(LedeError) -> [Int] {
        var list: [Int] = []
        try forEachOrdinal(of: document) { list.append($0) }
        return list
    }

    /// Calls `body` with the ordinal of each value of a document, all below ``distinctCount``.
    @inline(__always)
    package func forEachOrdinal(of document: Int, _ body: (Int) -> Void) throws(LedeError) {
        let start = document == 0 ? 0 : ends[document - 1]
        let end = ends[document]
        guard start <= end, end <= UInt64(ordinals.count) else {
            throw region.corrupt("the values of document \(document) lie outside")
        }
        for index in Int(start)..<Int(end) {
            let ordinal = ordinals[index]
            guard ordinal < UInt64(valueEnds.count) else {
                throw region.corrupt("value \(ordinal) of \(valueEnds.count)")
            }
            body(Int(truncatingIfNeeded: ordinal))
        }
    }

    /// A distinct value.
    package func value(_ ordinal: Int) throws(LedeError) -> String {
        guard ordinal >= 0, ordinal < valueEnds.count else {
            throw region.corrupt("value \(ordinal) of \(valueEnds.count)")
        }
        let start = ordinal == 0 ? 0 : valueEnds[ordinal - 1]
        let end = valueEnds[ordinal]
        guard start <= end, end <= UInt64(bytes.count) else { throw region.corrupt("value \(ordinal) lies outside") }
        return try bytes.slice(at: Int(start), count: Int(end - start)).withUnsafeBytes {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The values of a document.
    package func values(of document: Int) throws(LedeError) -> [String] {
        var values: [String] = []
        for ordinal in try ordinals(of: document) { values.append(try value(ordinal)) }
        return values
    }
}
