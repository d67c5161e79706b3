/// One 64-bit value a document, or none: dates as seconds since 1970, integers, and floating-point numbers made
/// sortable (``SortableDouble``).
///
/// Section `NCOL` of a field:
///
/// | bytes | meaning |
/// |---|---|
/// | 4 | number of documents |
/// | 1 | bits a value; 0 where all values are equal |
/// | 1 | whether documents without a value are marked |
/// | 2 | zero |
/// | 8 | the least value |
/// | 8 | the step that all distances from the least are multiples of |
/// | 8 × ⌈documents ÷ 64⌉ | where marked: a bit for each document that has a value |
/// | … | ``PackedIntegers``: (value − least) ÷ step, 0 for none |
package struct NumericColumn: Sendable {
    package let least: Int64
    package let greatest: Int64
    let region: ByteRegion
    private let step: UInt64
    private let present: View<UInt64>?
    private let values: PackedIntegers
    /// What is known of stretches of the column by now.
    private let extremes = ColumnExtremes()

    /// Writes the section.
    ///
    /// - Parameters:
    ///   - count: how many documents there are.
    ///   - values: calls its argument with the value of each document, in their order. Called three times.
    package static func write(
        _ tag: SectionTag, count: Int, to file: inout SectionedFileWriter,
        values: ((Int64?) throws(LedeError) -> Void) throws(LedeError) -> Void
    ) throws(LedeError) {
        var known = 0
        var (least, greatest, first) = (Int64.max, Int64.min, Int64(0))
        // Of the distances from any of the values, which is that of the distances from the least.
        var step: UInt64 = 0
        try values { (value) throws(LedeError) in
            guard let value else { return }
            if known == 0 { first = value }
            known += 1
            (least, greatest) = (min(least, value), max(greatest, value))
            let distance = UInt64(bitPattern: value >= first ? value &- first : first &- value)
            step = greatestCommonDivisor(step, distance)
        }
        if known == 0 { (least, greatest) = (0, 0) }
        if step == 0 { step = 1 }
        let bits = PackedIntegers.width(of: UInt64(bitPattern: greatest &- least) / step)
        var header = ByteWriter()
        header.append(little: UInt32(count))
        header.append(UInt8(bits))
        header.append(known < count ? 1 : 0)
        header.append(little: UInt16(0))
        header.append(little: least)
        header.append(little: step)
        try file.begin(tag)
        try file.write(header.bytes)
        if known < count {
            var (word, used) = (UInt64(0), UInt64(0))
            var marks = ByteWriter()
            try values { (value) throws(LedeError) in
                if value != nil { word |= 1 << used }
                used += 1
                if used == 64 {
                    marks.append(little: word)
                    (word, used) = (0, 0)
                }
            }
            if used > 0 { marks.append(little: word) }
            try file.write(marks.bytes)
        }
        var packed = PackedIntegersWriter(bits: bits)
        try values { (value) throws(LedeError) in
            packed.append(value.map { UInt64(bitPattern: $0 &- least) / step } ?? 0)
            try packed.drainIfLarge(to: &file)
        }
        try file.write(packed.finish())
        file.end()
    }

    package init(_ region: ByteRegion, documentCount: Int) throws(LedeError) {
        guard Int(try region.load(UInt32.self, at: 0)) == documentCount else {
            throw region.corrupt("the column is not one of \(documentCount) documents")
        }
        self.region = region
        let bits = Int(try region.load(UInt8.self, at: 4))
        let isMarked = try region.load(UInt8.self, at: 5) != 0
        least = try region.load(Int64.self, at: 8)
        step = try region.load(UInt64.self, at: 16)
        // Distances are divided by it.
        guard step > 0 else { throw region.corrupt("the step between values is zero", at: 16) }
        let words = isMarked ? (documentCount + 63) / 64 : 0
        present = isMarked ? try region.view(of: UInt64.self, at: 24, count: words) : nil
        values = try PackedIntegers(region, at: 24 + 8 * words, count: documentCount, bits: bits)
        let largest = bits == 0 ? 0 : UInt64.max >> UInt64(64 - bits)
        let reach = largest.multipliedReportingOverflow(by: step)
        greatest =
            reach.overflow || reach.partialValue > UInt64(bitPattern: Int64.max &- least)
            ? Int64.max : least &+ Int64(bitPattern: reach.partialValue)
    }

    /// How many documents have a value. Complexity: linear in the documents.
    package var valueCount: Int {
        guard let present else { return values.count }
        return (0..<present.count).reduce(0) { $0 + present[$1].nonzeroBitCount }
    }

    /// The value of a document, or nil.
    @inline(__always)
    package subscript(document: Int) -> Int64? {
        if let present, present[document >> 6] >> UInt64(document & 63) & 1 == 0 { return nil }
        return least &+ Int64(bitPattern: values[document] &* step)
    }

    // MARK: Ranges

    /// A range of values as the packed integers have it; nil where no document has a value in it.
    package func packed(_ range: ClosedRange<Int64>) -> ClosedRange<UInt64>? {
        guard range.overlaps(least...greatest) else { return nil }
        let lower = UInt64(bitPattern: max(range.lowerBound, least) &- least)
        let upper = UInt64(bitPattern: min(range.upperBound, greatest) &- least)
        let first = lower / step + (lower % step == 0 ? 0 : 1)
        let last = upper / step
        return first <= last ? first...last : nil
    }

    /// Whether the packed integer of a document lies in a range.
    @inline(__always)
    package func contains(_ document: Int, in range: ClosedRange<UInt64>) -> Bool {
        if let present, present[document >> 6] >> UInt64(document & 63) & 1 == 0 { return false }
        return values[document] &- range.lowerBound <= range.upperBound - range.lowerBound
    }

    /// Sets a bit for each document of a stretch whose packed integer lies in a range, and clears the others.
    ///
    /// - Parameter first: a multiple of 64.
    package func mark(_ range: ClosedRange<UInt64>, from first: Int, count: Int, in words: FixedBuffer<UInt64>) {
        let known = extremes.of(values, from: first, count: count)
        if known.overlaps(range) {
            if range.lowerBound <= known.lowerBound, known.upperBound <= range.upperBound {
                for word in 0..<words.count {
                    let rest = count - 64 * word
                    words[word] = rest >= 64 ? .max : rest > 0 ? 1 << UInt64(rest) - 1 : 0
                }
            } else {
                values.mark(range, from: first, count: count, in: words)
            }
            if let present {
                for word in 0..<words.count where first / 64 + word < present.count {
                    words[word] &= present[first / 64 + word]
                }
            }
        } else {
            words.fill(0..<words.count, with: 0)
        }
    }

    /// Whether a stretch may have a packed integer in a range, as far as is known by now.
    package func mayContain(_ range: ClosedRange<UInt64>, from first: Int, count: Int) -> Bool {
        extremes.known(from: first, count: count)?.overlaps(range) ?? true
    }

    private static func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}

/// Floating-point numbers as integers of the same order. Not-a-number has no place in it.
package enum SortableDouble {
    package static func encode(_ value: Double) -> Int64 {
        let bits = Int64(bitPattern: (value == 0 ? 0 : value).bitPattern)
        return bits >= 0 ? bits : bits ^ Int64.max
    }

    package static func decode(_ value: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: value >= 0 ? value : value ^ Int64.max))
    }
}
