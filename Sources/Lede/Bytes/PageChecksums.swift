import Synchronization

/// A CRC-32 for every page of a file, so that what is read is known to be what was written without reading the rest.
///
/// Section `CSUM`, the last of a segment: for each ``size`` bytes of the file before the section, the last page being
/// shorter, their CRC-32 (u32). The section's own checksum is in the table of sections, as that of any other.
package enum PageChecksums {
    /// Bytes a page. The checksums take a two-thousandth of the file, and a page is checked in a few microseconds.
    package static let size = 8 << 10
    package static let tag = SectionTag("CSUM")

    static func count(_ byteCount: Int) -> Int { (byteCount + size - 1) / size }
}

/// Sums up the pages of a file while it is written.
struct PageChecksumWriter {
    private var sums = ByteWriter()
    private var current: UInt32 = 0
    private var filled = 0

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(PageChecksums.size - filled))
            current = crc32(of: part, continuing: current)
            filled += part.count
            if filled == PageChecksums.size { endPage() }
            rest = UnsafeRawBufferPointer(rebasing: rest[part.count...])
        }
    }

    private mutating func endPage() {
        sums.append(little: current)
        current = 0
        filled = 0
    }

    /// The section's bytes.
    mutating func finish() -> [UInt8] {
        if filled > 0 { endPage() }
        return sums.bytes
    }
}

/// Which pages of an open file were compared with their checksums already.
///
/// - Invariant: ``verifiedPages`` holds a bit a page, set once the page was found to be right.
final class PageChecks: @unchecked Sendable {
    // Sendable: the bits are atomic, all else is constant.
    let verifiedPages: VerifiedPages
    private let wordCount: Int
    private let sumsCount: Int
    private let sections: [SectionedFile.Section]
    private let areSumsVerified = Atomic(false)

    /// - Parameters:
    ///   - section: the section `CSUM`.
    ///   - sections: all sections of the file, that one last.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)`` when its length is not that of the pages before it.
    init(_ section: ByteRegion, of sections: [SectionedFile.Section]) throws(LedeError) {
        let pages = PageChecksums.count(section.offset)
        guard section.count == 4 * pages else {
            throw section.corrupt("\(section.count) bytes for the checksums of \(pages) pages")
        }
        sumsCount = section.count
        self.sections = sections
        wordCount = (pages + 63) / 64
        let words = UnsafeMutablePointer<Atomic<UInt64>>.allocate(capacity: max(1, wordCount))
        for word in 0..<wordCount { (words + word).initialize(to: Atomic(0)) }
        verifiedPages = VerifiedPages(words: words, covered: section.offset)
    }

    deinit {
        verifiedPages.words.deinitialize(count: wordCount)
        verifiedPages.words.deallocate()
    }

    /// Compares the pages that a range of the file lies in, those that were not yet.
    func verify(_ range: Range<Int>, of region: ByteRegion) throws(LedeError) {
        var isNew = false
        for word in verifiedPages.words(of: range) {
            let missing = verifiedPages.missing(of: range, inWord: word)
            if missing != 0 {
                try verify(missing, ofWord: word, region)
                isNew = true
            }
        }
        // What was only compared need not stay in memory.
        if isNew, range.count > Self.releaseBytes { region.file.release() }
    }

    private static let releaseBytes = 4 << 20

    private func verify(_ pages: UInt64, ofWord word: Int, _ region: ByteRegion) throws(LedeError) {
        let file = region.file.bytes
        let sums = try file.slice(at: verifiedPages.covered, count: sumsCount, name: .section(PageChecksums.tag))
        if !areSumsVerified.load(ordering: .relaxed) {
            let expected = sections.last?.checksum ?? 0
            guard sums.checksum == expected else {
                throw sums.corrupt("checksum \(hex(sums.checksum)), expected \(hex(expected))")
            }
            areSumsVerified.store(true, ordering: .relaxed)
        }
        var left = pages
        while left != 0 {
            let page = word * 64 + left.trailingZeroBitCount
            left &= left - 1
            let start = page * PageChecksums.size
            let bytes = try file.slice(at: start, count: min(PageChecksums.size, verifiedPages.covered - start))
            let (found, expected) = (bytes.checksum, try sums.load(UInt32.self, at: 4 * page))
            guard found == expected else {
                let damaged = damagedSection(in: start..<(start + bytes.count), of: region.file) ?? region
                throw damaged.corrupt(
                    "page \(page) of the file has the checksum \(hex(found)), expected \(hex(expected))",
                    at: max(0, start - damaged.offset))
            }
            verifiedPages.words[word].bitwiseOr(1 << UInt64(page & 63), ordering: .relaxed)
        }
    }

    /// The section in a damaged page that is not what was written: a page may hold several.
    private func damagedSection(in page: Range<Int>, of file: MappedFile) -> ByteRegion? {
        for section in sections where page.overlaps(section.offset..<(section.offset + section.count)) {
            let region = ByteRegion(
                file: file, offset: section.offset, count: section.count, name: .section(section.tag))
            if region.checksum != section.checksum { return region }
        }
        return nil
    }
}

/// The bits of a ``PageChecks``. Whoever looks at them holds the file that they are of, and counts no reference.
struct VerifiedPages: @unchecked Sendable {
    // Sendable: the bits are atomic.
    fileprivate let words: UnsafeMutablePointer<Atomic<UInt64>>
    /// Where the pages end and section `CSUM` begins.
    fileprivate let covered: Int

    /// The words that hold the bits of a range, which is not empty, of the file.
    @inline(__always)
    fileprivate func words(of range: Range<Int>) -> Range<Int> {
        let past = min(range.upperBound, covered)
        guard range.lowerBound < past else { return 0..<0 }
        let (first, last) = (range.lowerBound / PageChecksums.size, (past - 1) / PageChecksums.size)
        return (first >> 6)..<((last >> 6) + 1)
    }

    /// The pages of a range that are in a word of its and were not compared yet.
    @inline(__always)
    fileprivate func missing(of range: Range<Int>, inWord word: Int) -> UInt64 {
        let first = range.lowerBound / PageChecksums.size
        let last = (min(range.upperBound, covered) - 1) / PageChecksums.size
        var wanted = UInt64.max
        if word == first >> 6 { wanted &= .max << UInt64(first & 63) }
        if word == last >> 6 { wanted &= .max >> UInt64(63 - last & 63) }
        return wanted & ~words[word].load(ordering: .relaxed)
    }

    /// Whether all pages that a range of the file lies in were compared.
    @inline(__always)
    fileprivate func contains(_ range: Range<Int>) -> Bool {
        let past = min(range.upperBound, covered)
        guard range.lowerBound < past else { return true }
        let (first, last) = (range.lowerBound / PageChecksums.size, (past - 1) / PageChecksums.size)
        if last - first <= 1 { return isCompared(first) && isCompared(last) }
        for word in words(of: range) where missing(of: range, inWord: word) != 0 { return false }
        return true
    }

    @inline(__always)
    private func isCompared(_ page: Int) -> Bool {
        words[page >> 6].load(ordering: .relaxed) >> UInt64(page & 63) & 1 != 0
    }
}

extension ByteRegion {
    /// Compares the pages of the file that the region lies in with their checksums, each once for as long as the file
    /// is open. Files from before format 0.3 have none; there it does nothing.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)``
    /// - Complexity: the first time, linear in the bytes; then a 64-bit word for each 512 KB.
    @inline(__always)
    package func verify() throws(LedeError) { try verifyFile(offset..<(offset + count)) }

    /// The same for a part of the region; what lies past its end counts as absent.
    @inline(__always)
    package func verify(at position: Int, count length: Int) throws(LedeError) {
        guard file.verifiedPages != nil else { return }
        guard position >= 0, length >= 0, position <= count else {
            throw outside(length, position, at: 0)
        }
        let end = min(count, position.addingReportingOverflow(length).overflow ? count : position + length)
        try verifyFile((offset + position)..<(offset + end))
    }

    @inline(__always)
    private func verifyFile(_ range: Range<Int>) throws(LedeError) {
        guard let pages = file.verifiedPages, !range.isEmpty, !pages.contains(range) else { return }
        try file.pageChecks?.verify(range, of: self)
    }
}
