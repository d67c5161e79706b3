internal import CLedeKernels

/// Words of a text that are looked up in a table together, and the short words that were met last.
///
/// The table is larger than the caches, but few words make most of a text: those are found in 128 KB that stay there
/// (``begin(_:of:in:needsHashes:)``), once the table has thousands. What is left is looked up in three steps, each of which asks for what the next one reads.
///
/// It is a view, like ``FixedBuffer``: whoever makes it deallocates it.
///
/// - Invariant: what is known of words comes from one table, whose ordinals do not change; ``forget()`` is called before there is
///   another one.
package struct WordBatch {
    /// How many words there are at most.
    package static let capacity = 512

    /// Of each word its ordinal, after ``finish(_:)``.
    package let ordinals = FixedBuffer<UInt32>.uninitialized(capacity)
    /// Of each word its hash, after ``finish(_:)`` where hashes were needed.
    package let hashes = FixedBuffer<UInt64>.allocate(capacity, repeating: 0)

    /// What is known of words. Tables of few words need nothing in front of them: an index may have hundreds of fields.
    private var known: FixedBuffer<lede_known>?
    private var knownHashes: FixedBuffer<UInt64>?
    private static let wordsWorthKnowing = 4096
    /// What stands for it until then; it is only read.
    private static let nothing = (
        known: FixedBuffer<lede_known>.allocate(places, repeating: unknown),
        hashes: FixedBuffer<UInt64>.allocate(places, repeating: 0)
    )
    private static let places = Int(lede_known_places) + 1
    private static let unknown = lede_known(bytes: 0, ordinal: 0, length: .max)
    private var needsHashes = false
    /// Start and end of each word that was not known, its place among all, its key and its ordinal.
    private let others = FixedBuffer<UInt32>.uninitialized(2 * capacity)
    private let places = FixedBuffer<UInt32>.uninitialized(capacity)
    private let keys = FixedBuffer<ByteTable.Key>.uninitialized(capacity)
    private let found = FixedBuffer<UInt32>.uninitialized(capacity)
    private var count = 0
    /// How many of the others have their ordinals.
    private var done = 0

    package init() {}

    package func deallocate() {
        ordinals.deallocate()
        hashes.deallocate()
        known?.deallocate()
        knownHashes?.deallocate()
        others.deallocate()
        places.deallocate()
        keys.deallocate()
        found.deallocate()
    }

    /// Forgets the words that were met.
    package func forget() { known?.fill(0..<Self.places, with: Self.unknown) }

    /// The memory held for what is known, in bytes.
    package var byteCount: Int {
        known == nil ? 0 : Self.places * (MemoryLayout<lede_known>.stride + MemoryLayout<UInt64>.stride)
    }

    /// Begins with words of a text.
    ///
    /// - Parameters:
    ///   - words: the start and the end of each, up to ``capacity`` of them.
    ///   - needsHashes: whether ``hashes`` are wanted.
    package mutating func begin(
        _ words: UnsafeBufferPointer<UInt32>, of text: UnsafeRawBufferPointer, in table: ByteTable, needsHashes: Bool
    ) {
        precondition(words.count <= 2 * Self.capacity)
        // The hashes of words that are known were not kept.
        if needsHashes, !self.needsHashes { forget() }
        self.needsHashes = needsHashes
        done = 0
        count = 0
        guard let ranges = words.baseAddress, let bytes = text.baseAddress?.assumingMemoryBound(to: UInt8.self)
        else { return }
        if known == nil, table.count >= Self.wordsWorthKnowing {
            known = .allocate(Self.places, repeating: Self.unknown)
            knownHashes = .allocate(Self.places, repeating: 0)
        }
        count = lede_recall_words(
            bytes, text.count, ranges, words.count / 2, (known ?? Self.nothing.known).base,
            (knownHashes ?? Self.nothing.hashes).base, ordinals.base, needsHashes ? hashes.base : nil, others.base,
            places.base)
        table.makeKeys(of: otherRanges, in: text, into: keys, at: 0)
        table.prefetchEntries(keys, 0..<count)
    }

    private var otherRanges: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: others.base, count: 2 * count) }

    /// The next word that is not in the table, or has more than 16 bytes, and its key: its ordinal is to be given to ``note(_:)``. Nil
    /// where the rest was found.
    @inline(__always)
    package mutating func next(in table: ByteTable) -> (range: Range<Int>, key: ByteTable.Key)? {
        done += table.find(
            UnsafeBufferPointer(rebasing: otherRanges[(2 * done)...]), keys, at: done, into: found, at: done)
        if done == count { return nil }
        return (Int(others[2 * done])..<Int(others[2 * done + 1]), keys[done])
    }

    /// Notes the ordinal of the word that ``next(in:)`` gave.
    @inline(__always)
    package mutating func note(_ ordinal: UInt32) {
        found[done] = ordinal
        done += 1
    }

    /// Puts what was found to its place, and makes it known.
    package func finish(_ text: UnsafeRawBufferPointer) {
        guard let bytes = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        guard let known, let knownHashes else {
            for index in 0..<count {
                ordinals[Int(places[index])] = found[index]
                if needsHashes { hashes[Int(places[index])] = keys[index].hash }
            }
            return
        }
        lede_remember_words(
            bytes, text.count, others.base, count, found.base,
            UnsafeRawPointer(keys.base).assumingMemoryBound(to: lede_key.self), places.base, known.base,
            knownHashes.base, ordinals.base, needsHashes ? hashes.base : nil)
    }
}
