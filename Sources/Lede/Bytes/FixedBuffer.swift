/// A block of memory for the inner loops: no reference counting, no copy on write.
///
/// It is a view: whoever allocates it deallocates it (``Scratch`` and the indexing buffers, in their `deinit`).
/// Indices are checked, except in builds with `-Ounchecked`.
package struct FixedBuffer<T: BitwiseCopyable>: @unchecked Sendable {
    // Sendable: its owner is confined to one thread at a time.
    let base: UnsafeMutablePointer<T>
    package let count: Int

    package static func allocate(_ count: Int, repeating value: T) -> FixedBuffer {
        let base = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, count) * MemoryLayout<T>.stride, alignment: 64
        ).bindMemory(to: T.self, capacity: max(1, count))
        base.initialize(repeating: value, count: max(1, count))
        return FixedBuffer(base: base, count: count)
    }

    /// A larger buffer with the same elements first; the old one is deallocated.
    package func grown(to larger: Int, repeating value: T) -> FixedBuffer {
        let buffer = Self.allocate(larger, repeating: value)
        buffer.base.update(from: base, count: count)
        deallocate()
        return buffer
    }

    package func deallocate() { UnsafeMutableRawPointer(base).deallocate() }

    @inline(__always)
    package subscript(index: Int) -> T {
        get {
            precondition(index >= 0 && index < count)
            return base[index]
        }
        nonmutating _modify {
            precondition(index >= 0 && index < count)
            yield &base[index]
        }
    }

    /// Sets the elements of a range. The range lies inside.
    package func fill(_ range: Range<Int>, with value: T) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        (base + range.lowerBound).update(repeating: value, count: range.count)
    }
}
