internal import CLedeKernels

/// A hash table from byte strings to ordinals: the terms of a buffer, the words seen, the ids of pending documents.
///
/// Open addressing with linear probing over 8-byte cells (the upper half of the hash and the ordinal + 1), at most
/// half full; the strings lie one behind the other in an arena, and the first eight bytes of each beside its length,
/// so that most words are compared without a look into the arena. Ordinals count up from 0 in order of arrival.
///
/// Who looks many strings up does well to hash some of them ahead, call ``prefetchCell(_:)`` for each, then
/// ``prefetchEntry(_:)`` for each, and only then ``insert(_:hash:)``: the table is larger than the caches.
///
/// - Complexity: a look-up is expected constant; the table doubles when half full.
package struct ByteTable {
    private struct Entry: BitwiseCopyable {
        var offset: UInt32
        var count: UInt32
        var head: UInt64
    }

    private var cells: FixedBuffer<UInt64>
    private var mask: Int
    private var entries: FixedBuffer<Entry>
    private var arena: FixedBuffer<UInt8>
    private var arenaCount = 0
    package private(set) var count = 0

    package init(capacity: Int = 1024) {
        let size = max(64, capacity).nextPowerOf2 * 2
        cells = .allocate(size, repeating: 0)
        mask = size - 1
        entries = .uninitialized(size / 2)
        arena = .uninitialized(16 << 10)
    }

    package func deallocate() {
        cells.deallocate()
        entries.deallocate()
        arena.deallocate()
    }

    /// The memory held, in bytes; with that of the next growth where it is near.
    package var byteCount: Int {
        let cellBytes = cells.count * 8
        let isNearlyFull = count >= entries.count / 8 * 7
        return cellBytes + (isNearlyFull ? cellBytes : 0) + count * MemoryLayout<Entry>.stride + arenaCount
    }

    /// Whether the arena's offsets are nearly used up.
    package var isFull: Bool { arenaCount > 3 << 30 }

    /// The bytes of an ordinal below ``count``. They move when the table grows.
    @inline(__always)
    package func bytes(of ordinal: Int) -> UnsafeRawBufferPointer {
        precondition(ordinal >= 0 && ordinal < count)
        let entry = entries[ordinal]
        return UnsafeRawBufferPointer(start: arena.base + Int(entry.offset), count: Int(entry.count))
    }

    @inline(__always)
    private static func seed(_ count: Int) -> UInt64 { 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: count) }

    @inline(__always)
    package static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let seed = seed(bytes.count)
        if bytes.count <= 8 { return mixed(seed ^ head(bytes)) }
        var hash = seed
        var offset = 0
        while offset < bytes.count - 8 {
            hash = mixed(hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset &+= 8
        }
        return mixed(hash ^ bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
    }

    /// The first eight bytes; of shorter strings all bytes, in a way that tells apart those of one length.
    @inline(__always)
    static func head(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let count = bytes.count
        if count >= 8 { return bytes.loadUnaligned(as: UInt64.self) }
        if count >= 4 {
            let end = bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            return UInt64(bytes.loadUnaligned(as: UInt32.self)) | UInt64(end) << 32
        }
        if count == 0 { return 0 }
        return UInt64(bytes[0]) | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1]) << 16
    }

    /// The hash of a string that is a part of a text, and what is compared first of it. Eight bytes are read at once where the
    /// text has them, and what they give is chosen without branches, as the lengths of words cannot be foretold.
    @inline(__always)
    package static func key(
        of bytes: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer
    ) -> (hash: UInt64, head: UInt64) {
        let count = bytes.count
        guard count > 0, let start = bytes.baseAddress, let base = text.baseAddress, base + text.count - start >= 8
        else { return (hash(bytes), head(bytes)) }
        let word = start.loadUnaligned(as: UInt64.self)
        let bits = UInt64(truncatingIfNeeded: count) &* 8
        let some = word & 0xffff_ffff | (word &>> (bits &- 32)) << 32
        let middle = word &>> (UInt64(truncatingIfNeeded: count / 2) &* 8) & 0xff
        let few = word & 0xff | middle << 8 | (word &>> (bits &- 8) & 0xff) << 16
        let head = count >= 8 ? word : count >= 4 ? some : few
        return (count <= 8 ? mixed(seed(count) ^ head) : hash(bytes), head)
    }

    @inline(__always)
    private func equals(_ ordinal: Int, _ bytes: UnsafeRawBufferPointer, head: UInt64) -> Bool {
        let entry = entries[ordinal]
        guard Int(entry.count) == bytes.count, entry.head == head else { return false }
        if bytes.count <= 8 { return true }
        let stored = UnsafeRawPointer(arena.base + Int(entry.offset))
        var offset = 8
        while offset < bytes.count - 8 {
            if stored.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                != bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            {
                return false
            }
            offset &+= 8
        }
        let last = bytes.count - 8
        return stored.loadUnaligned(fromByteOffset: last, as: UInt64.self)
            == bytes.loadUnaligned(fromByteOffset: last, as: UInt64.self)
    }

    /// Asks for the memory that ``insert(_:hash:)`` reads first.
    @inline(__always)
    package func prefetchCell(_ hash: UInt64) { cells.prefetch(Int(truncatingIfNeeded: hash) & mask) }

    /// Asks for the memory that it reads next, as far as the first cell tells.
    @inline(__always)
    package func prefetchEntry(_ hash: UInt64) {
        let cell = cells[Int(truncatingIfNeeded: hash) & mask]
        if cell >> 32 == hash >> 32 { entries.prefetch(Int(truncatingIfNeeded: cell & 0xffff_ffff) &- 1) }
    }

    /// The ordinal of a string, or nil.
    package func find(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let (hash, head) = (Self.hash(bytes), Self.head(bytes))
        var slot = Int(truncatingIfNeeded: hash) & mask
        while cells[slot] != 0 {
            let cell = cells[slot]
            if cell >> 32 == hash >> 32 {
                let ordinal = Int(cell & 0xffff_ffff) - 1
                if equals(ordinal, bytes, head: head) { return ordinal }
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The ordinal of a string, which is added if it was not there.
    @inline(__always)
    package mutating func insert(_ bytes: UnsafeRawBufferPointer) -> (ordinal: Int, isNew: Bool) {
        insert(bytes, hash: Self.hash(bytes))
    }

    /// The same where ``hash(_:)`` was computed ahead.
    @inline(__always)
    package mutating func insert(_ bytes: UnsafeRawBufferPointer, hash: UInt64) -> (ordinal: Int, isNew: Bool) {
        insert(bytes, hash: hash, head: Self.head(bytes))
    }

    /// The same with both of ``key(of:in:)``.
    @inline(__always)
    package mutating func insert(
        _ bytes: UnsafeRawBufferPointer, hash: UInt64, head: UInt64
    ) -> (ordinal: Int, isNew: Bool) {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let cell = cells[slot]
            if cell == 0 { break }
            if cell >> 32 == hash >> 32 {
                let ordinal = Int(truncatingIfNeeded: cell & 0xffff_ffff) &- 1
                if equals(ordinal, bytes, head: head) { return (ordinal, false) }
            }
            slot = (slot &+ 1) & mask
        }
        return (add(bytes, hash: hash, slot: slot), true)
    }

    @inline(never)
    private mutating func add(_ bytes: UnsafeRawBufferPointer, hash: UInt64, slot: Int) -> Int {
        if arenaCount + bytes.count > arena.count {
            arena = arena.grown(to: max(arena.count * 2, arenaCount + bytes.count))
        }
        if let base = bytes.baseAddress {
            UnsafeMutableRawPointer(arena.base + arenaCount).copyMemory(from: base, byteCount: bytes.count)
        }
        let ordinal = count
        entries[ordinal] = Entry(
            offset: UInt32(truncatingIfNeeded: arenaCount), count: UInt32(truncatingIfNeeded: bytes.count),
            head: Self.head(bytes))
        arenaCount += bytes.count
        count += 1
        cells[slot] = hash & ~0xffff_ffff | UInt64(ordinal + 1)
        if count == entries.count { grow() }
        return ordinal
    }

    private mutating func grow() {
        let size = (mask + 1) * 2
        entries = entries.grown(to: size / 2)
        cells.deallocate()
        cells = .allocate(size, repeating: 0)
        mask = size - 1
        for ordinal in 0..<count {
            let hash = Self.hash(bytes(of: ordinal))
            var slot = Int(truncatingIfNeeded: hash) & mask
            while cells[slot] != 0 { slot = (slot + 1) & mask }
            cells[slot] = hash & ~0xffff_ffff | UInt64(ordinal + 1)
        }
    }

    /// The ordinals in the order of their bytes.
    package func sortedOrdinals() -> [UInt32] {
        struct Key {
            var prefix: UInt64
            var ordinal: UInt32
        }
        var keys: [Key] = []
        keys.reserveCapacity(count)
        for ordinal in 0..<count {
            let text = bytes(of: ordinal)
            var prefix: UInt64 = 0
            for index in 0..<8 { prefix = prefix << 8 | (index < text.count ? UInt64(text[index]) : 0) }
            keys.append(Key(prefix: prefix, ordinal: UInt32(ordinal)))
        }
        keys.sort { a, b in
            if a.prefix != b.prefix { return a.prefix < b.prefix }
            return compareBytes(bytes(of: Int(a.ordinal)), bytes(of: Int(b.ordinal))) < 0
        }
        return keys.map(\.ordinal)
    }
}

/// The order of two byte strings: negative, zero or positive, bytes compared as unsigned, a prefix first.
@inline(__always)
package func compareBytes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    let shared = min(a.count, b.count)
    for index in 0..<shared where a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
    return a.count - b.count
}

extension Int {
    /// The least power of two that is no smaller. For positive numbers.
    package var nextPowerOf2: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
