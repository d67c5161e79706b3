/// Writes the terms of a field, in ascending order of their bytes.
///
/// Section `TERM`: blocks of up to 32 terms, front-coded. A term:
///
/// | bytes | meaning |
/// |---|---|
/// | varint | how many leading bytes it shares with the term before; 0 for the first of a block |
/// | varint, bytes | the rest of it |
/// | varint | document frequency |
/// | varint | text fields: total frequency less document frequency |
/// | varint | one document: that document |
/// | varint | once in all: its position |
/// | varint | otherwise, if section `POST` has something of it: where, less where the one before in the block (from 0) |
///
/// Section `TIDX`, the sparse index: number of terms (u64), sum of the total frequencies (u64), documents with the
/// field (u32), blocks (u32), then for each block where it starts in `TERM` (u64), then for each where its first term
/// ends in the bytes that follow (u32), then those first terms.
package struct TermDictionaryWriter {
    package static let termsPerBlock = 32

    private let hasPositions: Bool
    private var terms = ByteWriter()
    private var blockStarts = ByteWriter()
    private var keyEnds = ByteWriter()
    private var keys = ByteWriter()
    private var blocks = 0
    private var inBlock = 0
    private var count = 0
    private var totalFrequency = 0
    private var previous: [UInt8] = []
    private var previousOffset = 0

    package init(hasPositions: Bool) { self.hasPositions = hasPositions }

    package mutating func add(_ term: UnsafeRawBufferPointer, _ entry: TermEntry) {
        var shared = 0
        if inBlock == 0 {
            blockStarts.append(little: UInt64(terms.count))
            keys.append(contentsOf: term)
            keyEnds.append(little: UInt32(truncatingIfNeeded: keys.count))
            blocks += 1
            previousOffset = 0
        } else {
            let limit = min(previous.count, term.count)
            while shared < limit, previous[shared] == term[shared] { shared += 1 }
        }
        terms.append(varint: shared)
        terms.append(varint: term.count - shared)
        terms.append(contentsOf: UnsafeRawBufferPointer(rebasing: term[shared...]))
        terms.append(varint: entry.documentFrequency)
        if hasPositions { terms.append(varint: entry.totalFrequency - entry.documentFrequency) }
        if entry.documentFrequency == 1 { terms.append(varint: UInt64(entry.singleDocument)) }
        if hasPositions, entry.totalFrequency == 1 { terms.append(varint: UInt64(entry.singlePosition)) }
        if entry.hasPostings(hasPositions) {
            terms.append(varint: entry.offset - previousOffset)
            previousOffset = entry.offset
        }
        previous.removeAll(keepingCapacity: true)
        previous.append(contentsOf: term)
        inBlock = (inBlock + 1) % Self.termsPerBlock
        count += 1
        totalFrequency += entry.totalFrequency
    }

    package func write(
        field: Int, tags: (terms: String, index: String) = ("TERM", "TIDX"), documentsWithField: Int,
        to file: inout SectionedFileWriter
    ) throws(LedeError) {
        try file.section(SectionTag(tags.terms, field: field), terms.bytes)
        try file.begin(SectionTag(tags.index, field: field))
        var header = ByteWriter()
        header.append(little: UInt64(count))
        header.append(little: UInt64(totalFrequency))
        header.append(little: UInt32(documentsWithField))
        header.append(little: UInt32(blocks))
        try file.write(header.bytes)
        try file.write(blockStarts.bytes)
        try file.write(keyEnds.bytes)
        try file.write(keys.bytes)
        file.end()
    }
}
