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
    package var byteCount: Int { distinct.byteCount + flat.grownBytes + ends.grownBytes }

    /// Whether there is hardly room for more.
    package var isFull: Bool { distinct.isFull || flat.count > 1 << 31 }

    /// Adds the values of the next document.
    package mutating func add(_ values: [String]) {
        for value in values { value.withBytes { add($0) } }
        endDocument()
    }

    private mutating func add(_ value: UnsafeRawBufferPointer) {
        flat.append(UInt32(truncatingIfNeeded: distinct.insert(value).ordinal))
    }

    private mutating func endDocument() {
        if flat.count > Int(ends.last ?? 0) { documentsWithField += 1 }
        ends.append(UInt32(truncatingIfNeeded: flat.count))
    }

    /// Writes the section.
    package func write(_ tag: SectionTag, to file: inout SectionedFileWriter) throws(LedeError) {
        let sorted = distinct.sortedOrdinals()
        var places = [UInt32](repeating: 0, count: sorted.count)
        var byteCount = 0
        for (place, ordinal) in sorted.enumerated() {
            places[Int(ordinal)] = UInt32(truncatingIfNeeded: place)
            byteCount += distinct.bytes(of: Int(ordinal)).count
        }
        let layout = KeywordColumnLayout(
            documentCount: ends.count, distinctCount: sorted.count, valueCount: flat.count, byteCount: byteCount)
        try file.begin(tag)
        try file.write(layout.header)
        var end: UInt64 = 0
        var valueEnds = layout.valueEnds
        for ordinal in sorted {
            end += UInt64(distinct.bytes(of: Int(ordinal)).count)
            valueEnds.append(end)
            try valueEnds.drainIfLarge(to: &file)
        }
        try file.write(valueEnds.finish())
        var ordinals = layout.ordinals
        for value in flat {
            ordinals.append(UInt64(places[Int(value)]))
            try ordinals.drainIfLarge(to: &file)
        }
        try file.write(ordinals.finish())
        var packedEnds = layout.ends
        for end in ends {
            packedEnds.append(UInt64(end))
            try packedEnds.drainIfLarge(to: &file)
        }
        try file.write(packedEnds.finish())
        for ordinal in sorted { try file.write(distinct.bytes(of: Int(ordinal))) }
        file.end()
    }
}

/// How wide the integers of a ``KeywordColumn`` are, from what there is to be written.
struct KeywordColumnLayout {
    let documentCount: Int
    let distinctCount: Int
    let valueCount: Int
    /// Of the distinct values.
    let byteCount: Int

    private var endBits: Int { PackedIntegers.width(of: UInt64(byteCount)) }
    private var ordinalBits: Int { PackedIntegers.width(of: UInt64(max(1, distinctCount) - 1)) }
    private var valueBits: Int { PackedIntegers.width(of: UInt64(valueCount)) }

    /// The beginning of the section.
    var header: [UInt8] {
        var output = ByteWriter()
        output.append(little: UInt32(truncatingIfNeeded: documentCount))
        output.append(little: UInt32(truncatingIfNeeded: distinctCount))
        output.append(little: UInt32(truncatingIfNeeded: valueCount))
        for width in [endBits, ordinalBits, valueBits] { output.append(UInt8(width)) }
        output.append(0)
        return output.bytes
    }

    /// Where each distinct value ends, then the ordinals of all values, then where those of each document end.
    var valueEnds: PackedIntegersWriter { PackedIntegersWriter(bits: endBits) }
    var ordinals: PackedIntegersWriter { PackedIntegersWriter(bits: ordinalBits) }
    var ends: PackedIntegersWriter { PackedIntegersWriter(bits: valueBits) }
}
