/// Keeps large buffers for whoever needs the next one: a query takes a few of tens of kilobytes, which is dear to
/// allocate and to clear each time.
///
/// - Invariant: buffers that are zero when they are taken are zero when they are given back.
package final class BufferPool<T: BitwiseCopyable & Sendable>: Pool<FixedBuffer<T>>, @unchecked Sendable {
    // Sendable: as what it inherits; the rest does not change.
    private let count: Int
    private let zero: T?

    /// - Parameters:
    ///   - count: the size of the buffers.
    ///   - zero: what all elements of a buffer are when it is taken; nil when they may be anything.
    ///   - kept: beyond this many, buffers that are given back are deallocated.
    package init(count: Int, zero: T?, kept: Int = 16) {
        self.count = count
        self.zero = zero
        super.init(kept: kept)
    }

    package func take() -> FixedBuffer<T> {
        if let buffer = takeFree() { return buffer }
        if let zero { return .allocate(count, repeating: zero) }
        return .uninitialized(count)
    }

    package func give(_ buffer: FixedBuffer<T>) { if !keep(buffer) { buffer.deallocate() } }
}
