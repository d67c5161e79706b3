internal import CLedeKernels
internal import Foundation

/// A block of memory for the inner loops: no reference counting, no copy on write.
///
/// It is a view: whoever allocates it deallocates it (``Scratch`` and the indexing buffers, in their `deinit`).
/// Indices are checked, except in builds with `-Ounchecked`.
package struct FixedBuffer<T: BitwiseCopyable>: BitwiseCopyable, @unchecked Sendable {
    // Sendable: its owner is confined to one thread at a time.
    let base: UnsafeMutablePointer<T>
    package let count: Int

    package static func allocate(_ count: Int, repeating value: T) -> FixedBuffer {
        let buffer = uninitialized(count)
        buffer.base.initialize(repeating: value, count: max(1, count))
        return buffer
    }

    /// A part of the buffer, as elements of another type. It holds as long as the whole does.
    ///
    /// - Parameter offset: where it begins, in bytes; a multiple of the element's alignment.
    package func part<U: BitwiseCopyable>(at offset: Int, count: Int) -> FixedBuffer<U> {
        precondition(offset >= 0 && count >= 0 && offset % MemoryLayout<U>.alignment == 0)
        precondition(offset + count * MemoryLayout<U>.stride <= self.count * MemoryLayout<T>.stride)
        let start = UnsafeMutableRawPointer(base) + offset
        return FixedBuffer<U>(base: start.bindMemory(to: U.self, capacity: count), count: count)
    }

    /// A larger buffer with the same elements first; the old one is deallocated.
    package func grown(to larger: Int, repeating value: T) -> FixedBuffer {
        let buffer = grown(to: larger)
        (buffer.base + count).initialize(repeating: value, count: larger - count)
        return buffer
    }

    /// The same where what is behind the old elements is written before it is read. Until then it takes no memory, and
    /// large buffers are moved by the system without a copy.
    package func grown(to larger: Int) -> FixedBuffer {
        guard let address = realloc(base, max(1, larger) * MemoryLayout<T>.stride) else {
            return Self.outOfMemory(larger)
        }
        return FixedBuffer(base: address.bindMemory(to: T.self, capacity: larger), count: larger)
    }

    /// Sorts the first elements and drops those that are there twice.
    /// - Returns: how many are left.
    package func sortUnique(first length: Int) -> Int where T: Comparable {
        precondition(length >= 0 && length <= count)
        var elements = UnsafeMutableBufferPointer(start: base, count: length)
        elements.sort()
        var kept = 0
        for element in elements where kept == 0 || base[kept - 1] != element {
            base[kept] = element
            kept += 1
        }
        return kept
    }

    package func deallocate() { free(base) }

    /// What an allocation of Swift's own does where there is no memory. Sizes follow from files that are mapped, from what
    /// `--memory` gives, or from a query within its limits, and from no number in a file that was not compared with its length.
    private static func outOfMemory(_ count: Int) -> FixedBuffer {
        fatalError("the system has no memory for \(count) elements of \(MemoryLayout<T>.stride) bytes")
    }

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

    /// Asks for the memory of an element.
    @inline(__always)
    package func prefetch(_ index: Int) {
        precondition(index >= 0 && index < count)
        lede_prefetch(base + index)
    }

    /// Replaces the first elements by what `body` makes of them.
    @inline(__always)
    package func replace(first count: Int, _ body: (T) -> T) {
        precondition(count >= 0 && count <= self.count)
        for index in 0..<count { base[index] = body(base[index]) }
    }

    /// Memory that is written before it is read.
    package static func uninitialized(_ count: Int) -> FixedBuffer {
        // Aligned for every type that there is, as the C library promises.
        guard let address = malloc(max(1, count) * MemoryLayout<T>.stride) else { return outOfMemory(count) }
        return FixedBuffer(base: address.bindMemory(to: T.self, capacity: max(1, count)), count: count)
    }

    /// Copies a range of another buffer to an index and those behind it.
    @inline(__always)
    package func update(at index: Int, from other: FixedBuffer, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= other.count)
        precondition(index >= 0 && index + range.count <= count)
        (base + index).update(from: other.base + range.lowerBound, count: range.count)
    }

    /// Sets the elements of a range. The range lies inside.
    package func fill(_ range: Range<Int>, with value: T) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        (base + range.lowerBound).update(repeating: value, count: range.count)
    }
}

extension FixedBuffer where T == UInt8 {
    /// Copies a range of bytes to a place. Up to seven more are written behind it, where there is room, as eight are copied at
    /// a time.
    @inline(__always)
    func copy(_ bytes: View<UInt8>, _ range: Range<Int>, to place: Int) {
        precondition(place >= 0 && range.count <= count - place && range.upperBound <= bytes.count)
        let rounded = (range.count &+ 7) & ~7
        let (target, source) = (UnsafeMutableRawPointer(base) + place, bytes.base + range.lowerBound)
        if rounded <= count &- place, rounded <= bytes.count &- range.lowerBound {
            var offset = 0
            while offset < rounded {
                target.storeBytes(
                    of: source.loadUnaligned(fromByteOffset: offset, as: UInt64.self), toByteOffset: offset,
                    as: UInt64.self)
                offset &+= 8
            }
        } else {
            target.copyMemory(from: source, byteCount: range.count)
        }
    }
}
