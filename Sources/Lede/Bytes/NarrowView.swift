/// A flat array of little-endian integers in a mapped file, of two bytes each, or of four.
///
/// Whoever writes it takes two bytes where the greatest integer has room in them (``isEnough(for:)``), and whoever reads it knows that
/// one. As for ``View``, the file stays alive elsewhere, and indices are checked except in builds with `-Ounchecked`.
struct NarrowView: BitwiseCopyable, @unchecked Sendable {
    // Sendable: it only reads memory that nobody writes.
    let base: UnsafeRawPointer
    let count: Int
    /// Whether the integers have two bytes.
    let isNarrow: Bool

    /// Whether two bytes are enough for integers up to `greatest`.
    @inline(__always)
    static func isEnough(for greatest: Int) -> Bool { greatest <= Int(UInt16.max) }

    /// How many bytes so many integers take.
    @inline(__always)
    static func byteCount(_ count: Int, isNarrow: Bool) -> Int { isNarrow ? 2 * count : 4 * count }

    // Which of both is asked for is foretold well: lists of one segment are alike.
    private var narrow: View<UInt16> { View(base: base, count: count) }
    private var wide: View<UInt32> { View(base: base, count: count) }

    @inline(__always)
    subscript(index: Int) -> UInt32 { isNarrow ? UInt32(narrow[index]) : wide[index] }

    /// ``View/firstIndex(atLeast:from:)``
    @inline(__always)
    func firstIndex(atLeast value: UInt32, from start: Int) -> Int {
        guard isNarrow else { return wide.firstIndex(atLeast: value, from: start) }
        if value > UInt32(UInt16.max) { return max(start, count) }
        return narrow.firstIndex(atLeast: UInt16(truncatingIfNeeded: value), from: start)
    }
}

extension ByteRegion {
    /// A flat array of integers of two bytes or four inside the region.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)`` when it does not lie inside.
    func narrowView(at position: Int, count: Int, isNarrow: Bool) throws(LedeError) -> NarrowView {
        let base =
            isNarrow
            ? try view(of: UInt16.self, at: position, count: count).base
            : try view(of: UInt32.self, at: position, count: count).base
        return NarrowView(base: base, count: count, isNarrow: isNarrow)
    }
}

extension ByteWriter {
    /// Appends integers as ``NarrowView`` has them.
    mutating func append(_ integers: [UInt32], isNarrow: Bool) {
        for integer in integers {
            if isNarrow { append(little: UInt16(truncatingIfNeeded: integer)) } else { append(little: integer) }
        }
    }
}
