import Synchronization

/// Keeps what somebody worked with for whoever needs the next one.
package class Pool<T: Sendable>: @unchecked Sendable {
    // Sendable: only who set `isInUse` touches what is free.
    private let isInUse = Atomic<Bool>(false)
    private var free: [T] = []
    private let kept: Int

    /// - Parameter kept: no more than so many are kept.
    package init(kept: Int) {
        self.kept = kept
        free.reserveCapacity(kept)
    }

    /// One that is free; nil where none is, or another thread is at it: making one takes less time than waiting.
    /// - Complexity: constant.
    @inline(__always)
    package final func takeFree() -> T? {
        guard enter() else { return nil }
        defer { leave() }
        return free.popLast()
    }

    /// - Returns: whether it is kept; not where there are enough, or another thread is at it.
    /// - Complexity: constant.
    @inline(__always)
    @discardableResult
    package final func keep(_ used: T) -> Bool {
        guard enter() else { return false }
        defer { leave() }
        if free.count >= kept { return false }
        free.append(used)
        return true
    }

    @inline(__always)
    private final func enter() -> Bool { !isInUse.exchange(true, ordering: .acquiring) }

    @inline(__always)
    private final func leave() { isInUse.store(false, ordering: .releasing) }
}
