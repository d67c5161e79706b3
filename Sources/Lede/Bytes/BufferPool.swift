import Synchronization

/// Keeps large buffers for whoever needs the next one: a query takes a few of tens of kilobytes, which is dear to
/// allocate and to clear each time.
///
/// - Invariant: buffers that are zero when they are taken are zero when they are given back.
package final class BufferPool<T: BitwiseCopyable & Sendable>: Sendable {
    private let free = Mutex<[FixedBuffer<T>]>([])
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
    }

    package func take() -> FixedBuffer<T> {
        if let buffer = free.withLock({ $0.popLast() }) { return buffer }
        if let zero { return .allocate(count, repeating: zero) }
        return .uninitialized(count)
    }

    package func give(_ buffer: FixedBuffer<T>) {
        let isKept = free.withLock { free in
            if free.count >= kept { return false }
            free.append(buffer)
            return true
        }
        if !isKept { buffer.deallocate() }
    }
}
