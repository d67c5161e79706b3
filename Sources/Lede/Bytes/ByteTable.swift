internal import CLedeKernels

/// A hash table from byte strings to ordinals: the terms of a buffer, the words seen, the ids of pending documents.
///
/// Open addressing with linear probing over slots of eight bytes, at most half full. A slot holds half of the hash and the
/// ordinal of its string; what is compared, the first and the last eight bytes of the string and its length, lies in the order of
/// arrival, so that frequent words, which come early, lie together. The strings lie one behind the other in an arena. Ordinals
/// count up from 0.
///
/// The table is larger than the caches. So words of a text are looked up many at a time, in three steps with other words between them:
/// ``makeKeys(of:in:into:at:)``, ``prefetchEntries(_:_:)`` and ``find(_:_:at:into:at:)``.
///
/// - Complexity: a look-up is expected constant; the table doubles when half full.
package struct ByteTable {
    /// What is compared of a string: its hash, and eight bytes from its start and at its end; the latter are 0 for strings of
    /// eight bytes and fewer. As `lede_key` has it.
    package struct Key: BitwiseCopyable {
        package var hash: UInt64
        package var head: UInt64
        package var tail: UInt64
    }

    /// As `lede_slot` has it.
    private struct Slot: BitwiseCopyable {
        /// The upper half of the hash, which also says where the search begins.
        var hash: UInt32 = 0
        /// The ordinal + 1; 0 in a free slot.
        var place: UInt32 = 0
    }

    /// As `lede_entry` has it.
    private struct Entry: BitwiseCopyable {
        var head: UInt64
        var tail: UInt64
        /// Where the string lies in the arena.
        var offset: UInt32
        var count: UInt32
    }

    private var slots: FixedBuffer<Slot>
    private var mask: Int
    private var entries: FixedBuffer<Entry>
    private var arena: FixedBuffer<UInt8>
    private var arenaCount = 0
    package private(set) var count = 0

    package init(capacity: Int = 1024) {
        let size = max(64, capacity).nextPowerOf2 * 2
        slots = .allocate(size, repeating: Slot())
        mask = size - 1
        entries = .uninitialized(size / 2)
        arena = .uninitialized(16 << 10)
    }

    package func deallocate() {
        slots.deallocate()
        entries.deallocate()
        arena.deallocate()
    }

    /// The memory held, in bytes; with that of the next growth where it is near.
    package var byteCount: Int { byteCount(expecting: 0) }

    /// The same where so many strings may be added at once.
    func byteCount(expecting more: Int) -> Int {
        let slotBytes = slots.count * MemoryLayout<Slot>.stride
        let isNearlyFull = count + more >= entries.count / 8 * 7
        return slotBytes + (isNearlyFull ? 2 * slotBytes : 0) + count * MemoryLayout<Entry>.stride + arenaCount
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

    /// The key of a string.
    @inline(__always)
    package static func key(of bytes: UnsafeRawBufferPointer) -> Key {
        let count = bytes.count
        let tail = count > 8 ? bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self) : 0
        return Key(hash: hash(bytes), head: head(bytes), tail: tail)
    }

    /// The slot at which the search for a string begins.
    @inline(__always)
    private func start(_ key: Key) -> Int { Int(truncatingIfNeeded: key.hash >> 32) & mask }

    @inline(__always)
    private func isString(of slot: Slot, _ bytes: UnsafeRawBufferPointer, _ key: Key) -> Bool {
        guard slot.hash == UInt32(truncatingIfNeeded: key.hash >> 32) else { return false }
        let entry = entries[Int(slot.place) &- 1]
        guard entry.head == key.head, entry.tail == key.tail,
            entry.count == UInt32(truncatingIfNeeded: bytes.count)
        else { return false }
        if bytes.count <= 16 { return true }
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
        return true
    }

    private var slotPointer: UnsafePointer<lede_slot> {
        UnsafeRawPointer(slots.base).assumingMemoryBound(to: lede_slot.self)
    }

    private var entryPointer: UnsafePointer<lede_entry> {
        UnsafeRawPointer(entries.base).assumingMemoryBound(to: lede_entry.self)
    }

    /// Makes the keys of words of a text, and asks for what ``prefetchEntries(_:_:)`` reads.
    ///
    /// - Parameters:
    ///   - words: the start and the end of each word.
    ///   - keys: what gets the keys, from `place` on.
    package func makeKeys(
        of words: UnsafeBufferPointer<UInt32>, in text: UnsafeRawBufferPointer, into keys: FixedBuffer<Key>,
        at place: Int
    ) {
        let count = words.count / 2
        precondition(place >= 0 && place + count <= keys.count)
        guard count > 0, let starts = words.baseAddress else { return }
        let bytes = text.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var done = 0
        while true {
            if let bytes {
                done += lede_key_words(
                    bytes, text.count, starts + 2 * done, count - done, slotPointer, mask,
                    UnsafeMutableRawPointer(keys.base + place + done).assumingMemoryBound(to: lede_key.self))
            }
            if done == count { return }
            let word = text[Int(starts[2 * done])..<Int(starts[2 * done + 1])]
            let key = Self.key(of: UnsafeRawBufferPointer(rebasing: word))
            keys[place + done] = key
            slots.prefetch(start(key))
            done += 1
        }
    }

    /// Asks for what ``find(_:_:at:into:at:)`` and ``insert(_:key:)`` read.
    package func prefetchEntries(_ keys: FixedBuffer<Key>, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= keys.count)
        lede_prefetch_words(
            UnsafeRawPointer(keys.base + range.lowerBound).assumingMemoryBound(to: lede_key.self), range.count,
            slotPointer,
            mask, entryPointer)
    }

    /// Finds words until one is not there, or has more than 16 bytes, and is to be inserted.
    ///
    /// - Parameters:
    ///   - words: the start and the end of each word.
    ///   - place: where their keys begin.
    ///   - first: where their ordinals go to.
    /// - Returns: how many were found.
    package func find(
        _ words: UnsafeBufferPointer<UInt32>, _ keys: FixedBuffer<Key>, at place: Int,
        into ordinals: FixedBuffer<UInt32>,
        at first: Int
    ) -> Int {
        let count = words.count / 2
        precondition(place >= 0 && place + count <= keys.count && first >= 0 && first + count <= ordinals.count)
        guard count > 0, let starts = words.baseAddress else { return 0 }
        return lede_find_words(
            starts, UnsafeRawPointer(keys.base + place).assumingMemoryBound(to: lede_key.self), count, slotPointer,
            mask,
            entryPointer, ordinals.base + first)
    }

    /// Asks for what ``prefetchEntries(_:_:)`` reads of a key that was made by itself.
    @inline(__always)
    package func prefetchSlot(_ key: Key) { slots.prefetch(start(key)) }

    /// Asks for the memory that ``prefetchBytes(of:)`` and ``bytes(of:)`` read first.
    @inline(__always)
    package func prefetch(ordinal: Int) { entries.prefetch(ordinal) }

    /// Asks for the bytes of an ordinal.
    @inline(__always)
    package func prefetchBytes(of ordinal: Int) { arena.prefetch(Int(entries[ordinal].offset)) }

    /// The ordinal of a string, or nil.
    package func find(_ bytes: UnsafeRawBufferPointer) -> Int? { find(bytes, key: Self.key(of: bytes)) }

    /// The same where the key was made ahead.
    package func find(_ bytes: UnsafeRawBufferPointer, key: Key) -> Int? {
        var index = start(key)
        while slots[index].place != 0 {
            if isString(of: slots[index], bytes, key) { return Int(slots[index].place) - 1 }
            index = (index + 1) & mask
        }
        return nil
    }

    /// The ordinal of a string, which is added if it was not there.
    @inline(__always)
    package mutating func insert(_ bytes: UnsafeRawBufferPointer) -> (ordinal: Int, isNew: Bool) {
        insert(bytes, key: Self.key(of: bytes))
    }

    /// The same where the key was made ahead.
    @inline(__always)
    package mutating func insert(_ bytes: UnsafeRawBufferPointer, key: Key) -> (ordinal: Int, isNew: Bool) {
        var index = start(key)
        while true {
            let slot = slots[index]
            if slot.place == 0 { break }
            if isString(of: slot, bytes, key) { return (Int(slot.place) &- 1, false) }
            index = (index &+ 1) & mask
        }
        return (add(bytes, key, at: index), true)
    }

    @inline(never)
    private mutating func add(_ bytes: UnsafeRawBufferPointer, _ key: Key, at index: Int) -> Int {
        if arenaCount + bytes.count > arena.count {
            arena = arena.grown(to: max(arena.count * 2, arenaCount + bytes.count))
        }
        if let base = bytes.baseAddress {
            UnsafeMutableRawPointer(arena.base + arenaCount).copyMemory(from: base, byteCount: bytes.count)
        }
        let ordinal = count
        entries[ordinal] = Entry(
            head: key.head, tail: key.tail, offset: UInt32(truncatingIfNeeded: arenaCount),
            count: UInt32(truncatingIfNeeded: bytes.count))
        arenaCount += bytes.count
        count += 1
        slots[index] = Slot(hash: UInt32(truncatingIfNeeded: key.hash >> 32), place: UInt32(ordinal + 1))
        if count == entries.count { grow() }
        return ordinal
    }

    private mutating func grow() {
        entries = entries.grown(to: slots.count)
        let old = slots
        slots = .allocate(2 * old.count, repeating: Slot())
        mask = slots.count - 1
        for index in 0..<old.count where old[index].place != 0 {
            var next = Int(old[index].hash) & mask
            while slots[next].place != 0 { next = (next + 1) & mask }
            slots[next] = old[index]
        }
        old.deallocate()
    }

    /// Frees what strings are found by: none is looked up or added any more.
    mutating func forgetSlots() {
        slots.deallocate()
        slots = .allocate(1, repeating: Slot())
        mask = 0
    }

    /// The ordinals in the order of their bytes.
    ///
    /// - Parameter isWanted: the others are left out.
    /// - Complexity: linear, by the first eight bytes; those that share them are compared.
    package func sortedOrdinals(where isWanted: (Int) -> Bool = { _ in true }) -> [UInt32] {
        var wanted = 0
        for ordinal in 0..<count where isWanted(ordinal) { wanted += 1 }
        let keys = FixedBuffer<SortingKey>.uninitialized(wanted)
        let others = FixedBuffer<SortingKey>.uninitialized(wanted)
        defer {
            keys.deallocate()
            others.deallocate()
        }
        var next = 0
        for ordinal in 0..<count where isWanted(ordinal) {
            let text = bytes(of: ordinal)
            var prefix: UInt64 = 0
            if text.count >= 8 {
                prefix = UInt64(bigEndian: text.loadUnaligned(as: UInt64.self))
            } else {
                for index in 0..<text.count { prefix |= UInt64(text[index]) << UInt64(56 - 8 * index) }
            }
            keys[next] = SortingKey(prefix: prefix, ordinal: UInt32(truncatingIfNeeded: ordinal))
            next += 1
        }
        let sorted = Self.sortByPrefix(keys, others)
        var order: [UInt32] = []
        order.reserveCapacity(wanted)
        var first = 0
        while first < wanted {
            var past = first + 1
            while past < wanted, sorted[past].prefix == sorted[first].prefix { past += 1 }
            let start = order.count
            for index in first..<past { order.append(sorted[index].ordinal) }
            if past - first > 1 {
                order[start...].sort { compareBytes(bytes(of: Int($0)), bytes(of: Int($1))) < 0 }
            }
            first = past
        }
        return order
    }

    private struct SortingKey: BitwiseCopyable {
        var prefix: UInt64
        var ordinal: UInt32
    }

    /// Sorts keys by counting one byte after the other, from the last one on.
    /// - Returns: which of the two buffers has them then.
    private static func sortByPrefix(
        _ keys: FixedBuffer<SortingKey>, _ others: FixedBuffer<SortingKey>
    ) -> FixedBuffer<SortingKey> {
        let places = FixedBuffer<Int>.uninitialized(256)
        defer { places.deallocate() }
        var (source, target) = (keys, others)
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            func digit(_ index: Int) -> Int { Int(truncatingIfNeeded: source[index].prefix >> shift & 0xff) }
            places.fill(0..<256, with: 0)
            for index in 0..<source.count { places[digit(index)] += 1 }
            var sum = 0
            for value in 0..<256 { (places[value], sum) = (sum, sum + places[value]) }
            for index in 0..<source.count {
                let value = digit(index)
                target[places[value]] = source[index]
                places[value] += 1
            }
            swap(&source, &target)
        }
        return source
    }
}

/// The order of two byte strings: negative, zero or positive, bytes compared as unsigned, a prefix first.
@inline(__always)
package func compareBytes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    let shared = min(a.count, b.count)
    var index = 0
    while index &+ 8 <= shared {
        let (one, other) = (
            UInt64(bigEndian: a.loadUnaligned(fromByteOffset: index, as: UInt64.self)),
            UInt64(bigEndian: b.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        )
        if one != other { return one < other ? -1 : 1 }
        index &+= 8
    }
    while index < shared {
        if a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
        index &+= 1
    }
    return a.count - b.count
}

extension Int {
    /// The least power of two that is no smaller. For positive numbers.
    package var nextPowerOf2: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
