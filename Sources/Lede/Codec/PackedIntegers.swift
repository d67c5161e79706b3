/// Integers of equal width, 0 to 64 bits, each read by itself in constant time.
///
/// | bytes | meaning |
/// |---|---|
/// | ⌈count × bits ÷ 8⌉ | the integers one behind the other, low bits first |
/// | 8 | zeroes, so that a read never leaves the data |
package struct PackedIntegers: Sendable {
    private let region: ByteRegion
    package let count: Int
    package let bits: Int

    package static func width(of largest: UInt64) -> Int { UInt64.bitWidth - largest.leadingZeroBitCount }

    package static func byteCount(count: Int, bits: Int) -> Int { (count * bits + 7) / 8 + 8 }

    package static func encode(_ values: some Collection<UInt64>, bits: Int, to output: inout ByteWriter) {
        var writer = PackedIntegersWriter(bits: bits)
        for value in values { writer.append(value) }
        output.append(contentsOf: writer.finish())
    }

    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)`` when the integers leave the region.
    package init(_ region: ByteRegion, at position: Int, count: Int, bits: Int) throws(LedeError) {
        guard bits >= 0, bits <= 64, count >= 0, count <= region.count * 8 || bits == 0,
            count < 1 << 40
        else { throw region.corrupt("\(count) integers of \(bits) bits", at: min(position, region.count)) }
        self.region = try region.slice(at: position, count: Self.byteCount(count: count, bits: bits))
        self.count = count
        self.bits = bits
    }

    package var byteCount: Int { region.count }

    /// The first byte. Reads stay within ``count`` integers.
    var start: UnsafeRawPointer { region.start }

    @inline(__always)
    package subscript(index: Int) -> UInt64 {
        precondition(index >= 0 && index < count)
        if bits == 0 { return 0 }
        let bit = index &* bits
        let shift = UInt64(truncatingIfNeeded: bit & 7)
        let low = UInt64(littleEndian: region.start.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self)) &>> shift
        let mask = UInt64.max &>> UInt64(64 - bits)
        if bits + Int(shift) <= 64 { return low & mask }
        let high = UInt64(region.start.load(fromByteOffset: bit >> 3 + 8, as: UInt8.self))
        return (low | high &<< (64 &- shift)) & mask
    }
}

/// Writes ``PackedIntegers`` one after the other.
package struct PackedIntegersWriter {
    private let bits: Int
    private var word: UInt64 = 0
    private var used = 0
    /// What can be written to the file by now.
    private var output = ByteWriter()

    package init(bits: Int) { self.bits = bits }

    @inline(__always)
    package mutating func append(_ value: UInt64) {
        if bits == 0 { return }
        word |= value << UInt64(used)
        used += bits
        if used >= 64 {
            output.append(little: word)
            used -= 64
            word = used > 0 ? value >> UInt64(bits - used) : 0
        }
    }

    /// Writes what there is into the open section, where it is much.
    mutating func drainIfLarge(to file: inout SectionedFileWriter) throws(LedeError) {
        guard output.count >= 64 << 10 else { return }
        try file.write(output.bytes)
        output.removeAll()
    }

    /// The bytes that were not drained, to the end.
    package mutating func finish() -> [UInt8] {
        while used > 0 {
            output.append(UInt8(truncatingIfNeeded: word))
            word >>= 8
            used -= 8
        }
        output.append(little: UInt64(0))
        return output.bytes
    }
}
