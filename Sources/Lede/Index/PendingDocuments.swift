/// The ids that were added or deleted since the last commit, and where the newest version of each is.
///
/// Threads add side by side, so operations carry their place in the input, their order: of several on one id the one
/// with the highest order counts, whichever came here first.
final class PendingDocuments {
    /// A document in a buffer of a lane, or in the segment that was written from it.
    struct Place: BitwiseCopyable, Hashable {
        var lane: UInt32 = 0
        /// Which of the lane's buffers, counted from 0.
        var buffer: UInt32 = 0
        var document: UInt32 = 0

        func isBeside(_ other: Place) -> Bool { lane == other.lane && buffer == other.buffer }
    }

    /// A document of the segments that were there before.
    struct Earlier: BitwiseCopyable {
        var segment: UInt32
        var document: UInt32
    }

    enum Change: BitwiseCopyable {
        /// A version that was buffered.
        case added(Place)
        /// The version that was there before stays.
        case unchanged
        case deleted
    }

    struct Entry: BitwiseCopyable {
        var order: UInt64
        var change: Change
        var earlier: Earlier?
    }

    private var ids = ByteTable()
    private(set) var entries: [Entry] = []
    /// Documents that were buffered and then replaced or deleted.
    private(set) var dead: [Place] = []

    deinit { ids.deallocate() }

    /// Notes an operation on an id.
    ///
    /// A version that comes when a later one is known is buffered all the same, and is dead at once: what a buffer holds, and so
    /// when it is full, is not to depend on which thread was first. Only behind the later one in the same buffer it would
    /// take its id; threads have orders that ascend, so none of them puts it there.
    ///
    /// - Returns: whether a version is to be buffered; of other operations, whether no later one is known.
    func note(_ id: String, _ change: Change, order: UInt64, earlier: Earlier?) -> Bool {
        let (ordinal, isNew) = id.withBytes { ids.insert($0) }
        if isNew {
            entries.append(Entry(order: order, change: change, earlier: earlier))
            return true
        }
        guard entries[ordinal].order <= order else {
            guard case .added(let place) = change else { return false }
            if case .added(let later) = entries[ordinal].change, later.isBeside(place) { return false }
            dead.append(place)
            return true
        }
        if case .added(let place) = entries[ordinal].change { dead.append(place) }
        entries[ordinal].order = order
        entries[ordinal].change = change
        return true
    }

    /// The memory held, in bytes, near enough.
    var byteCount: Int {
        ids.byteCount + entries.grownBytes + dead.grownBytes
    }

    /// What is known of an id.
    func entry(of id: String) -> Entry? { id.withBytes { ids.find($0) }.map { entries[$0] } }
}
