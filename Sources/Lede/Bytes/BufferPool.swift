import Synchronization

/// Keeps large buffers for whoever needs the next one: a query takes a few of tens of kilobytes, which is dear to
/// allocate and to clear each time.
///
/// - Invariant: buffers that are zero when they are taken are zero when they are given back.
package final class BufferPool<T: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Sendable: only who set `isInUse` touches the buffers that are free.
    private let isInUse = Atomic<Bool>(false)
    private var free: [FixedBuffer<T>] = []
    private let count: Int
    private let zero: T?
    private let kept: Int

    /// - Parameters:
    ///   - count: the size of the buffers.
    ///   - zero: what all elements of a buffer are when it is taken; nil when they may be anything.
    ///   - kept: beyond this many, buffers that are given back are deallocated.
    package init(count: Int, zero: T?, kept: Int = 16) {
        self.count = count
        self.zero = zero
        self.kept = kept
        free.reserveCapacity(kept)
    }

    /// - Complexity: constant, where one is free. Who finds another thread at it allocates instead of waiting.
    package func take() -> FixedBuffer<T> {
        if enter() {
            let buffer = free.popLast()
            leave()
            if let buffer { return buffer }
        }
        if let zero { return .allocate(count, repeating: zero) }
        return .uninitialized(count)
    }

    package func give(_ buffer: FixedBuffer<T>) {
        var isKept = false
        if enter() {
            isKept = free.count < kept
            if isKept { free.append(buffer) }
            leave()
        }
        if !isKept { buffer.deallocate() }
    }

    @inline(__always)
    private func enter() -> Bool { !isInUse.exchange(true, ordering: .acquiring) }

    @inline(__always)
    private func leave() { isInUse.store(false, ordering: .releasing) }
}
