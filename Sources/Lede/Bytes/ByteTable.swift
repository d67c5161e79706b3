/// A hash table from byte strings to ordinals: the terms of a buffer, the words seen, the ids of pending documents.
///
/// Open addressing with linear probing over 8-byte cells (the upper half of the hash and the ordinal + 1), at most
/// half full; the strings lie one behind the other in an arena. Ordinals count up from 0 in order of arrival.
///
/// - Complexity: a look-up is expected constant; the table doubles when half full.
package struct ByteTable {
    private struct Entry: BitwiseCopyable {
        var offset: UInt32
        var count: UInt32
    }

    private var cells: UnsafeMutablePointer<UInt64>
    private var mask: Int
    private var entries: UnsafeMutablePointer<Entry>
    private var entryCapacity: Int
    private var arena: UnsafeMutablePointer<UInt8>
    private var arenaCapacity: Int
    private var arenaCount = 0
    package private(set) var count = 0

    package init(capacity: Int = 1024) {
        let size = max(64, capacity).nextPowerOf2 * 2
        cells = .allocate(capacity: size)
        cells.initialize(repeating: 0, count: size)
        mask = size - 1
        entryCapacity = size / 2
        entries = .allocate(capacity: entryCapacity)
        arenaCapacity = 16 << 10
        arena = .allocate(capacity: arenaCapacity)
    }

    package func deallocate() {
        cells.deallocate()
        entries.deallocate()
        arena.deallocate()
    }

    /// The memory held, in bytes.
    package var byteCount: Int { (mask + 1) * 8 + entryCapacity * 8 + arenaCapacity }

    /// Whether the arena's offsets are nearly used up.
    package var isFull: Bool { arenaCount > 3 << 30 }

    /// The bytes of an ordinal below ``count``. They move when the table grows.
    @inline(__always)
    package func bytes(of ordinal: Int) -> UnsafeRawBufferPointer {
        precondition(ordinal >= 0 && ordinal < count)
        let entry = entries[ordinal]
        return UnsafeRawBufferPointer(start: arena + Int(entry.offset), count: Int(entry.count))
    }

    @inline(__always)
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: bytes.count)
        guard let base = bytes.baseAddress else { return hash }
        var rest = bytes.count
        var position = base
        while rest >= 8 {
            hash = mix(hash ^ position.loadUnaligned(as: UInt64.self))
            position += 8
            rest &-= 8
        }
        if rest >= 4 {
            let low = UInt64(position.loadUnaligned(as: UInt32.self))
            let high = UInt64((position + rest - 4).loadUnaligned(as: UInt32.self))
            hash = mix(hash ^ (low | high << 32))
        } else if rest > 0 {
            let low = UInt64(position.load(as: UInt8.self))
            let middle = UInt64((position + rest / 2).load(as: UInt8.self))
            let high = UInt64((position + rest - 1).load(as: UInt8.self))
            hash = mix(hash ^ (low | middle << 8 | high << 16))
        }
        return hash
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
        return high ^ low
    }

    @inline(__always)
    private func equals(_ ordinal: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let entry = entries[ordinal]
        guard Int(entry.count) == bytes.count else { return false }
        let stored = arena + Int(entry.offset)
        for index in 0..<bytes.count where stored[index] != bytes[index] { return false }
        return true
    }

    /// The ordinal of a string, or nil.
    package func find(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let hash = Self.hash(bytes)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while cells[slot] != 0 {
            let cell = cells[slot]
            if cell >> 32 == hash >> 32 {
                let ordinal = Int(cell & 0xffff_ffff) - 1
                if equals(ordinal, bytes) { return ordinal }
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The ordinal of a string, which is added if it was not there.
    @inline(__always)
    package mutating func insert(_ bytes: UnsafeRawBufferPointer) -> (ordinal: Int, isNew: Bool) {
        let hash = Self.hash(bytes)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let cell = cells[slot]
            if cell == 0 { break }
            if cell >> 32 == hash >> 32 {
                let ordinal = Int(truncatingIfNeeded: cell & 0xffff_ffff) &- 1
                if equals(ordinal, bytes) { return (ordinal, false) }
            }
            slot = (slot &+ 1) & mask
        }
        return (add(bytes, hash: hash, slot: slot), true)
    }

    @inline(never)
    private mutating func add(_ bytes: UnsafeRawBufferPointer, hash: UInt64, slot: Int) -> Int {
        if arenaCount + bytes.count > arenaCapacity {
            let capacity = max(arenaCapacity * 2, arenaCount + bytes.count)
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            larger.update(from: arena, count: arenaCount)
            arena.deallocate()
            arena = larger
            arenaCapacity = capacity
        }
        if let base = bytes.baseAddress {
            UnsafeMutableRawPointer(arena + arenaCount).copyMemory(from: base, byteCount: bytes.count)
        }
        let ordinal = count
        entries[ordinal] = Entry(
            offset: UInt32(truncatingIfNeeded: arenaCount), count: UInt32(truncatingIfNeeded: bytes.count))
        arenaCount += bytes.count
        count += 1
        cells[slot] = hash & ~0xffff_ffff | UInt64(ordinal + 1)
        if count == entryCapacity { grow() }
        return ordinal
    }

    private mutating func grow() {
        let size = (mask + 1) * 2
        let largerEntries = UnsafeMutablePointer<Entry>.allocate(capacity: size / 2)
        largerEntries.update(from: entries, count: count)
        entries.deallocate()
        entries = largerEntries
        entryCapacity = size / 2
        cells.deallocate()
        cells = .allocate(capacity: size)
        cells.initialize(repeating: 0, count: size)
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
