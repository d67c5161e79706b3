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
    /// The places of those that were not found, among the others.
    private let missing = FixedBuffer<UInt32>.uninitialized(capacity)
    private var count = 0

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
        missing.deallocate()
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

    /// Looks the words up.
    /// - Returns: how many are not in the table, or have more than 16 bytes: the ordinal of each is to be given to
    ///   ``note(_:ofMissing:)``.
    package mutating func find(in table: ByteTable) -> Int {
        var (done, missingCount) = (0, 0)
        while true {
            done += table.find(
                UnsafeBufferPointer(rebasing: otherRanges[(2 * done)...]), keys, at: done, into: found, at: done)
            if done == count { return missingCount }
            missing[missingCount] = UInt32(truncatingIfNeeded: done)
            missingCount += 1
            done += 1
        }
    }

    /// Where a word stands that was not found, and its key. They come in the order of the text.
    @inline(__always)
    package func missingWord(_ index: Int) -> (range: Range<Int>, key: ByteTable.Key) {
        let place = Int(missing[index])
        return (Int(others[2 * place])..<Int(others[2 * place + 1]), keys[place])
    }

    /// Notes the ordinal of a word that was not found.
    @inline(__always)
    package func note(_ ordinal: Int, ofMissing index: Int) {
        found[Int(missing[index])] = UInt32(truncatingIfNeeded: ordinal)
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
