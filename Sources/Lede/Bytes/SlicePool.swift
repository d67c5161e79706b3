/// Many byte streams that grow side by side, as the postings of thousands of pairs do while segments are merged.
///
/// A stream is a chain of slices, each larger than the one before (Lucene's and Tantivy's indexing buffers are built
/// alike). A slice ends in four bytes that say where the next one starts. Slices are cut from chunks of 1 MB; an
/// address is chunk × 1 MB + offset.
///
/// - Invariant: `tail < limit` addresses a byte of a chunk that is allocated; a slice never crosses a chunk.
/// - Complexity: appending is amortised constant; at most about half of the memory is slack.
package struct SlicePool {
    private static let chunkShift = 20
    private static let chunkSize = 1 << chunkShift
    private static let sizes: [UInt32] = [16, 24, 40, 64, 128, 256, 512, 1024, 4096, 16384]

    private var chunks: [UnsafeMutablePointer<UInt8>] = []
    private var used = SlicePool.chunkSize

    package init() {}

    /// Where a stream starts and goes on. All zero: an empty stream.
    package struct Stream: BitwiseCopyable {
        var head: UInt32 = 0
        var tail: UInt32 = 0
        var limit: UInt32 = 0
        var level: UInt32 = 0

        @inline(__always) package init() {}
        package var isEmpty: Bool { limit == 0 }
    }

    /// The memory in use, in bytes; what was not touched yet of the last chunk costs nothing.
    package var byteCount: Int { chunks.count << Self.chunkShift - (Self.chunkSize - used) }

    /// Whether addresses are about to run out: the quarter of them that is left is enough for the largest document.
    package var isFull: Bool { chunks.count >= (3 << 30) >> Self.chunkShift }

    package mutating func deallocate() {
        for chunk in chunks { chunk.deallocate() }
        chunks = []
        used = Self.chunkSize
    }

    private mutating func allocate(_ size: UInt32) -> UInt32 {
        if used + Int(size) > Self.chunkSize {
            chunks.append(.allocate(capacity: Self.chunkSize))
            used = 0
        }
        let address = UInt32((chunks.count - 1) << Self.chunkShift + used)
        used += Int(size)
        return address
    }

    @inline(__always)
    private func pointer(_ address: UInt32) -> UnsafeMutablePointer<UInt8> {
        chunks[Int(address >> UInt32(Self.chunkShift))] + Int(address & UInt32(Self.chunkSize - 1))
    }

    @inline(never)
    private mutating func grow(_ stream: inout Stream) {
        let isFirst = stream.isEmpty
        let level = isFirst ? 0 : min(stream.level + 1, UInt32(Self.sizes.count - 1))
        let size = Self.sizes[Int(level)]
        let address = allocate(size)
        if isFirst {
            stream.head = address
        } else {
            UnsafeMutableRawPointer(pointer(stream.limit)).storeBytes(of: address, as: UInt32.self)
        }
        stream.level = level
        stream.tail = address
        stream.limit = address + size - 4
    }

    @inline(__always)
    package mutating func append(_ byte: UInt8, to stream: inout Stream) {
        if stream.tail == stream.limit { grow(&stream) }
        pointer(stream.tail).pointee = byte
        stream.tail &+= 1
    }

    /// Appends a LEB128 integer.
    @inline(__always)
    package mutating func append(varint value: UInt32, to stream: inout Stream) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80, to: &stream)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest), to: &stream)
    }

    /// Reads the integers of a stream in the order they were appended. The caller knows how many there are.
    package struct Reader {
        private let pool: SlicePool
        private var position: UnsafeMutablePointer<UInt8>
        private var left: Int
        private var level = 0
        private let last: UInt32
        private var address: UInt32

        package init(_ stream: Stream, of pool: SlicePool) {
            self.pool = pool
            last = stream.tail
            address = stream.head
            position = pool.pointer(stream.head)
            left = Int(SlicePool.sizes[0]) - 4
        }

        @inline(__always)
        private mutating func byte() -> UInt8 {
            if left == 0 {
                address = UnsafeMutableRawPointer(position).loadUnaligned(as: UInt32.self)
                level = min(level + 1, SlicePool.sizes.count - 1)
                position = pool.pointer(address)
                left = Int(SlicePool.sizes[level]) - 4
            }
            let value = position.pointee
            position += 1
            left &-= 1
            return value
        }

        @inline(__always)
        package mutating func varint() -> UInt32 {
            var next = byte()
            var value = UInt32(next & 0x7f)
            var shift: UInt32 = 7
            while next >= 0x80 {
                next = byte()
                value |= UInt32(next & 0x7f) &<< shift
                shift &+= 7
            }
            return value
        }
    }
}
