/// A set of Unicode scalars as ascending ranges that do not touch each other.
struct ScalarSet: Hashable, Sendable {
    private(set) var ranges: [ClosedRange<UInt32>] = []

    static let all = ScalarSet([0...0x10FFFF])

    init(_ ranges: [ClosedRange<UInt32>]) {
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = self.ranges.last, range.lowerBound <= last.upperBound + 1 {
                self.ranges[self.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                self.ranges.append(range)
            }
        }
    }

    init(_ scalar: Unicode.Scalar) { ranges = [scalar.value...scalar.value] }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

    /// All other scalars.
    var inverted: ScalarSet {
        var result = ScalarSet([])
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.ranges.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { result.ranges.append(next...0x10FFFF) }
        return result
    }

    func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } }

    /// Where scripts with capital letters lie: looking at these is enough for ``adding(_:)``.
    private static let cased: [ClosedRange<UInt32>] = [
        0x41...0x24EA, 0x2C00...0x2DFF, 0xA640...0xABBF, 0xFB00...0xFB17, 0xFF21...0xFF5A, 0x10400...0x10CFF,
        0x118A0...0x118DF, 0x16E40...0x16E7F, 0x1E900...0x1E943,
    ]

    /// The set with the folded form of each capital letter in it, where that is one scalar.
    func adding(_ fold: (String) -> String) -> ScalarSet {
        var added: [ClosedRange<UInt32>] = []
        for range in ranges {
            for block in Self.cased where range.overlaps(block) {
                for value in range.clamped(to: block) {
                    guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenCaseFolded else { continue }
                    let folded = fold(String(Character(scalar))).unicodeScalars
                    if folded.count == 1, let first = folded.first { added.append(first.value...first.value) }
                }
            }
        }
        return added.isEmpty ? self : ScalarSet(ranges + added)
    }
}
