/// Gathers the values of a keyword field, document by document, for a ``KeywordColumn``.
///
/// Holds each distinct value once, and four bytes for a value and for a document.
package struct KeywordColumnWriter {
    private var distinct = ByteTable()
    /// The values of all documents, as ordinals of `distinct`, and where those of each document end.
    private var flat: [UInt32] = []
    private var ends: [UInt32] = []
    package private(set) var documentsWithField = 0

    package init() {}

    package func deallocate() { distinct.deallocate() }

    /// The memory held, in bytes.
    package var byteCount: Int { distinct.byteCount + 4 * (flat.capacity + ends.capacity) }

    /// Whether there is hardly room for more.
    package var isFull: Bool { distinct.isFull || flat.count > 1 << 31 }

    /// Adds the values of the next document.
    package mutating func add(_ values: [String]) {
        for value in values { value.withBytes { add($0) } }
        endDocument()
    }

    /// Adds the values that a document of a column has; none where there is no column.
    mutating func add(_ document: Int, of column: KeywordColumn?) throws(LedeError) {
        if let column {
            for place in try column.range(of: document) {
                try column.valueBytes(column.ordinal(at: place)).withUnsafeBytes { add($0) }
            }
        }
        endDocument()
    }

    private mutating func add(_ value: UnsafeRawBufferPointer) {
        flat.append(UInt32(truncatingIfNeeded: distinct.insert(value).ordinal))
    }

    private mutating func endDocument() {
        if flat.count > Int(ends.last ?? 0) { documentsWithField += 1 }
        ends.append(UInt32(truncatingIfNeeded: flat.count))
    }

    /// The bytes of the section.
    package var encoded: [UInt8] {
        let sorted = distinct.sortedOrdinals()
        var places = [UInt32](repeating: 0, count: sorted.count)
        for (place, ordinal) in sorted.enumerated() { places[Int(ordinal)] = UInt32(truncatingIfNeeded: place) }
        var valueEnds: [UInt64] = []
        var end: UInt64 = 0
        for ordinal in sorted {
            end += UInt64(distinct.bytes(of: Int(ordinal)).count)
            valueEnds.append(end)
        }
        let widths = [
            PackedIntegers.width(of: end), PackedIntegers.width(of: UInt64(max(1, sorted.count) - 1)),
            PackedIntegers.width(of: UInt64(flat.count)),
        ]
        var output = ByteWriter()
        output.append(little: UInt32(truncatingIfNeeded: ends.count))
        output.append(little: UInt32(truncatingIfNeeded: sorted.count))
        output.append(little: UInt32(truncatingIfNeeded: flat.count))
        for width in widths { output.append(UInt8(width)) }
        output.append(0)
        PackedIntegers.encode(valueEnds, bits: widths[0], to: &output)
        PackedIntegers.encode(flat.lazy.map { UInt64(places[Int($0)]) }, bits: widths[1], to: &output)
        PackedIntegers.encode(ends.lazy.map { UInt64($0) }, bits: widths[2], to: &output)
        for ordinal in sorted { output.append(contentsOf: distinct.bytes(of: Int(ordinal))) }
        return output.bytes
    }
}
