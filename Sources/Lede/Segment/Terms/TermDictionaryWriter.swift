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

    /// - Parameter scratch: where what does not fit into some megabytes of memory is put until the end.
    package init(hasPositions: Bool, _ scratch: ScratchSpace? = nil) {
        self.hasPositions = hasPositions
        terms = SpilledBytes(scratch, .terms)
        blockStarts = SpilledBytes(scratch, .termStarts)
        keyEnds = SpilledBytes(scratch, .termKeyEnds)
        keys = SpilledBytes(scratch, .termKeys)
    }

    package mutating func add(_ term: UnsafeRawBufferPointer, _ entry: TermEntry) throws(LedeError) {
        var shared = 0
        if inBlock == 0 {
            try blockStarts.append(little: UInt64(terms.count))
            try keys.append(term)
            try keyEnds.append(little: UInt32(truncatingIfNeeded: keys.count))
            blocks += 1
            previousOffset = 0
        } else {
            let limit = min(previous.count, term.count)
            while shared < limit, previous[shared] == term[shared] { shared += 1 }
        }
        record.append(varint: shared)
        record.append(varint: term.count - shared)
        record.append(contentsOf: UnsafeRawBufferPointer(rebasing: term[shared...]))
        record.append(varint: entry.documentFrequency)
        if hasPositions { record.append(varint: entry.totalFrequency - entry.documentFrequency) }
        if entry.documentFrequency == 1 { record.append(varint: UInt64(entry.singleDocument)) }
        if hasPositions, entry.totalFrequency == 1 { record.append(varint: UInt64(entry.singlePosition)) }
        if entry.hasPostings(hasPositions) {
            record.append(varint: entry.offset - previousOffset)
            previousOffset = entry.offset
        }
        try record.bytes.withBytes { (bytes) throws(LedeError) in try terms.append(bytes) }
        record.removeAll()
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
        try file.begin(SectionTag(tags.terms, field: field))
        try terms.write(to: &file)
        file.end()
        try file.begin(SectionTag(tags.index, field: field))
        var header = ByteWriter()
        header.append(little: UInt64(count))
        header.append(little: UInt64(totalFrequency))
        header.append(little: UInt32(documentsWithField))
        header.append(little: UInt32(blocks))
        try file.write(header.bytes)
        try blockStarts.write(to: &file)
        try keyEnds.write(to: &file)
        try keys.write(to: &file)
        file.end()
    }
}
