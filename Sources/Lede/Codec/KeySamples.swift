internal import CLedeKernels
import Synchronization

/// Every sixteenth of the ascending keys of a mapped file, the first eight bytes of each side by side in memory.
///
/// A search among all keys reads a line of memory for each half that it leaves aside, and waits for most of them. Among the
/// samples it reads few, which it has read before; the keys between two of them, and what stands beside them, it asks for at once.
///
/// - Invariant: the memory holds eight bytes, then four, for each sample; it is made once, and stays until the end.
struct KeySamples: ~Copyable, @unchecked Sendable {
    // Sendable: the address is atomic, and what it points to is constant.
    private let memory = Atomic<UnsafeMutableRawPointer?>(nil)

    deinit { memory.load(ordering: .relaxed)?.deallocate() }

    /// Whether the samples were taken.
    @inline(__always)
    var areTaken: Bool { memory.load(ordering: .acquiring) != nil }

    /// Takes the samples.
    /// - Parameters:
    ///   - keys: the bytes of all keys, fewer than 4 GB.
    ///   - ends: for each key where it ends in them.
    /// - Complexity: linear in the number of keys.
    func take(of keys: ByteRegion, ends: View<UInt32>) throws(BlockError) {
        let count = (ends.count + Int(lede_keys_per_sample) - 1) / Int(lede_keys_per_sample)
        let made = UnsafeMutableRawPointer.allocate(byteCount: max(1, 12 * count), alignment: 64)
        // The kernel compares each end that it reads with the number of bytes.
        guard keys.count <= Int(UInt32.max),
            lede_sample_keys(
                keys.start.assumingMemoryBound(to: UInt8.self), keys.count,
                ends.base.assumingMemoryBound(to: UInt8.self), ends.count,
                made.bindMemory(to: UInt64.self, capacity: count),
                (made + 8 * count).bindMemory(to: UInt32.self, capacity: count)) != 0
        else {
            made.deallocate()
            throw .malformed
        }
        let (isFirst, _) = memory.compareExchange(expected: nil, desired: made, ordering: .acquiringAndReleasing)
        if !isFirst { made.deallocate() }
    }

    /// Some keys that follow each other.
    struct Keys: BitwiseCopyable {
        var first = 0
        var count = 0
    }

    /// The keys among which the last is that is not greater than a term, where there is one. They are asked for.
    ///
    /// - Parameters:
    ///   - keys, ends: those that the samples were taken of.
    ///   - values: so many bytes for each key, asked for with those of the one behind it.
    /// - Complexity: logarithmic in the number of samples.
    @inline(__always)
    func keys(
        of keys: ByteRegion, ends: View<UInt32>, values: (bytes: View<UInt8>, width: Int),
        around term: UnsafeRawBufferPointer
    ) throws(BlockError) -> Keys {
        guard let samples = memory.load(ordering: .acquiring) else { throw .malformed }
        let count = (ends.count + Int(lede_keys_per_sample) - 1) / Int(lede_keys_per_sample)
        // The kernel reads as many samples as there are, and nothing of the keys.
        let found = lede_keys_around(
            keys.start.assumingMemoryBound(to: UInt8.self), keys.count,
            ends.base.assumingMemoryBound(to: UInt8.self), ends.count,
            samples.assumingMemoryBound(to: UInt64.self), (samples + 8 * count).assumingMemoryBound(to: UInt32.self),
            values.bytes.base.assumingMemoryBound(to: UInt8.self), values.width,
            term.baseAddress?.assumingMemoryBound(to: UInt8.self), term.count)
        return Keys(first: found.first, count: found.count)
    }

    /// The last of some of the keys that is not greater than a term; the first of them where all are, 0 where there is none.
    /// - Complexity: logarithmic in their number.
    @inline(__always)
    static func last(
        of some: Keys, _ keys: ByteRegion, ends: View<UInt32>, notAfter term: UnsafeRawBufferPointer
    ) throws(BlockError) -> Int {
        guard some.first >= 0, some.count >= 0, some.count <= ends.count - some.first else { throw .malformed }
        // The kernel compares every end with the number of bytes.
        let key = lede_last_key(
            keys.start.assumingMemoryBound(to: UInt8.self), keys.count,
            ends.base.assumingMemoryBound(to: UInt8.self), ends.count,
            lede_keys(first: some.first, count: some.count),
            term.baseAddress?.assumingMemoryBound(to: UInt8.self), term.count)
        guard key < ends.count || ends.count == 0 else { throw .malformed }
        return key
    }
}
