@testable import Lede

extension [UInt8] {
    /// Makes the checksums of a sectioned file right again after damage: those of its table and footer, and on wish
    /// those of its sections and pages. What is too damaged for that is left as it is.
    mutating func reseal(sections: Bool = false) {
        guard count >= 40 else { return }
        let footer = count - 32
        let table = Int(truncatingIfNeeded: little(UInt64.self, at: footer + 8))
        guard (0...footer).contains(table) else { return }
        for entry in stride(from: table, to: footer - 31, by: 32) where sections {
            let start = Int(truncatingIfNeeded: little(UInt64.self, at: entry + 8))
            let length = Int(truncatingIfNeeded: little(UInt64.self, at: entry + 16))
            guard (0...table).contains(start), (0...(table - start)).contains(length) else { continue }
            if Array(self[entry..<(entry + 4)]) == Array("CSUM".utf8) { resealPages(before: start, length: length) }
            put(checksum(start..<(start + length)), at: entry + 24)
        }
        put(checksum(table..<footer), at: footer + 16)
        put(checksum(footer..<(footer + 20)), at: footer + 20)
    }

    private mutating func resealPages(before end: Int, length: Int) {
        for page in 0..<(length / 4) where page * PageChecksums.size < end {
            let start = page * PageChecksums.size
            put(checksum(start..<Swift.min(start + PageChecksums.size, end)), at: end + 4 * page)
        }
    }

    private func checksum(_ range: Range<Int>) -> UInt32 {
        withUnsafeBytes { crc32(of: UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    private func little<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type, at index: Int) -> T {
        withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: index, as: T.self)) }
    }

    private mutating func put(_ value: UInt32, at index: Int) {
        Swift.withUnsafeBytes(of: value.littleEndian) { replaceSubrange(index..<(index + 4), with: $0) }
    }
}
