/// Writes the terms of a field, in ascending order of their bytes.
///
/// Section `TERM`: blocks of up to 32 terms, front-coded. A term:
///
/// | bytes | if | meaning |
/// |---|---|---|
/// | 1 | not the first of its block, which is in `TIDX` | high 4 bits: how many leading bytes it shares with the term before; low 4 bits: how many follow, at least 1; 0 where one of them is more than 15 |
/// | varint, varint | that byte is 0 | how many bytes it shares, and how many follow |
/// | … | not the first | the rest of it |
/// | varint | not where each term is in one document, as ids are | document frequency less one; of text fields twice that, and one more if the term occurs twice in a document |
/// | 1 to 4 | one document | that document, in as many bytes as the greatest of the segment takes |
/// | varint | one more, as above | total frequency less document frequency, less one |
/// | varint | with positions, occurs once | its position |
/// | varint | otherwise, if section `POST` has something of it | where, less where the one before in the block (from 0) |
///
/// Section `TIDX`, the sparse index: number of terms (u64), sum of the total frequencies (u64), documents with the
/// field (u32), blocks (u32), then for each block where it starts in `TERM` (u32; u64 where `TERM` has 4 GB or more), then for
/// each where its first term ends in the bytes that follow (u32), then those first terms.
///
/// All numbers of an entry that differ in length, but the first, follow each other: where those of most end is told by the high bits of
/// eight bytes (``TermBlock``).
///
/// Before format 0.7 each block had its first term, and all numbers were varints, those of the bytes of a term among them: document
/// frequency, total less document frequency, document, and the last; the starts of blocks were u64.
package struct TermDictionaryWriter {
    package static let termsPerBlock = 32
    /// More bytes that are shared, or follow, take numbers of their own.
    private static let shortLength = 15

    private let layout: TermLayout
    /// The sections; all of them are put aside where they are much, as only the first can be written while terms come, and
    /// that is the place of the postings.
    private let terms: SpilledBytes
    private let blockStarts: SpilledBytes
    private let keyEnds: SpilledBytes
    private let keys: SpilledBytes
    /// The term at hand.
    private var record = ByteWriter()
    private var blocks = 0
    private var inBlock = 0
    private var count = 0
    private var totalFrequency = 0
    private var previous: [UInt8] = []
    private var previousOffset = 0

    /// - Parameters:
    ///   - layout: one of this version of the format.
    ///   - scratch: where what does not fit into some megabytes of memory is put until the end.
    package init(_ layout: TermLayout, _ scratch: ScratchSpace? = nil) {
        self.layout = layout
        terms = SpilledBytes(scratch, .terms)
        blockStarts = SpilledBytes(scratch, .termStarts)
        keyEnds = SpilledBytes(scratch, .termKeyEnds)
        keys = SpilledBytes(scratch, .termKeys)
    }

    /// Adds a term; of a dictionary of unique ones it is in one document.
    package mutating func add(_ term: UnsafeRawBufferPointer, _ entry: TermEntry) throws(LedeError) {
        if inBlock == 0 {
            try blockStarts.append(little: UInt64(terms.count))
            try keys.append(term)
            try keyEnds.append(little: UInt32(truncatingIfNeeded: keys.count))
            blocks += 1
            previousOffset = 0
        } else {
            appendBytes(of: term)
        }
        appendNumbers(of: entry)
        try record.bytes.withBytes { (bytes) throws(LedeError) in try terms.append(bytes) }
        record.removeAll()
        previous.removeAll(keepingCapacity: true)
        previous.append(contentsOf: term)
        inBlock = (inBlock + 1) % Self.termsPerBlock
        count += 1
        totalFrequency += entry.totalFrequency
    }

    private mutating func appendBytes(of term: UnsafeRawBufferPointer) {
        let limit = min(previous.count, term.count)
        var shared = 0
        while shared < limit, previous[shared] == term[shared] { shared += 1 }
        let rest = term.count - shared
        if shared <= Self.shortLength, rest >= 1, rest <= Self.shortLength {
            record.append(UInt8(shared << 4 | rest))
        } else {
            record.append(0)
            record.append(varint: shared)
            record.append(varint: rest)
        }
        record.append(contentsOf: UnsafeRawBufferPointer(rebasing: term[shared...]))
    }

    private mutating func appendNumbers(of entry: TermEntry) {
        let more = entry.totalFrequency - entry.documentFrequency
        if layout.hasPositions {
            record.append(varint: 2 * (entry.documentFrequency - 1) + (more > 0 ? 1 : 0))
        } else if !layout.isUnique {
            record.append(varint: entry.documentFrequency - 1)
        }
        if entry.documentFrequency == 1 {
            for byte in 0..<layout.documentBytes {
                record.append(UInt8(truncatingIfNeeded: entry.singleDocument >> UInt32(8 * byte)))
            }
        }
        if layout.hasPositions, more > 0 { record.append(varint: more - 1) }
        if layout.hasPositions, entry.totalFrequency == 1 { record.append(varint: UInt64(entry.singlePosition)) }
        if entry.hasPostings(layout.hasPositions) {
            record.append(varint: entry.offset - previousOffset)
            previousOffset = entry.offset
        }
    }

    package func write(
        field: Int, tags: (terms: String, index: String) = ("TERM", "TIDX"), documentsWithField: Int,
        to file: inout SectionedFileWriter
    ) throws(LedeError) {
        let byteCount = terms.count
        try file.begin(SectionTag(tags.terms, field: field))
        try terms.write(to: &file)
        file.end()
        try file.begin(SectionTag(tags.index, field: field))
        var bytes = ByteWriter()
        bytes.append(little: UInt64(count))
        bytes.append(little: UInt64(totalFrequency))
        bytes.append(little: UInt32(documentsWithField))
        bytes.append(little: UInt32(blocks))
        if TermDictionary.hasShortStarts(byteCount: byteCount) {
            try blockStarts.takeIntegers(UInt64.self) { (start) throws(LedeError) in
                bytes.append(little: UInt32(truncatingIfNeeded: start))
                if bytes.count >= 64 << 10 {
                    try file.write(bytes.bytes)
                    bytes.removeAll()
                }
            }
        }
        try file.write(bytes.bytes)
        try blockStarts.write(to: &file)
        try keyEnds.write(to: &file)
        try keys.write(to: &file)
        file.end()
    }
}
