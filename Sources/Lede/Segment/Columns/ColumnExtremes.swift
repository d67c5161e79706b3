import Synchronization

/// The least and the greatest packed integer of stretches of a column, found when a stretch is first looked at and kept
/// as long as the segment is open, so that ranges pass over stretches without reading them.
final class ColumnExtremes: Sendable {
    private struct Stretch: Hashable {
        let first: Int
        let count: Int
    }

    private let known = Mutex<[Stretch: ClosedRange<UInt64>]>([:])

    func known(from first: Int, count: Int) -> ClosedRange<UInt64>? {
        known.withLock { $0[Stretch(first: first, count: count)] }
    }

    /// - Complexity: linear in the stretch the first time, constant later.
    func of(_ values: PackedIntegers, from first: Int, count: Int) -> ClosedRange<UInt64> {
        if let found = known(from: first, count: count) { return found }
        let found = values.extremes(from: first, count: count)
        known.withLock { $0[Stretch(first: first, count: count)] = found }
        return found
    }
}
