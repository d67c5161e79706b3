/// Turns the postings of one term after the other into bytes.
///
/// The postings of a term, in section `POST` of its field:
///
/// | bytes | meaning |
/// |---|---|
/// | varint | length of the document data; absent for fewer than 128 documents |
/// | varint | length of the full blocks of positions; absent for fewer than 128 positions |
/// | | with 128 documents or more, for each of the n = ⌈documents ÷ 128⌉ blocks: |
/// | 2 × n | last document of the block; 4 × n where documents of the segment need it |
/// | 2 × n | where the block starts in the document data; 4 × n where this is longer than 65,535 bytes |
/// | 2 × n | with positions: where the block of positions starts that holds the first of the block's; 4 × n where the full blocks of positions take more than 65,535 bytes |
/// | n | with positions: the index of that position in its block |
/// | 4 × n | with frequencies: ``Impacts`` |
/// | … | document data: full blocks (``DocumentBlock``, then a ``FrequencyBlock``), then the ``TailBlock`` |
/// | … | positions: gaps within a document, the first from zero, as ``GapBlock`` of 128, then a ``RiceTail``, its width before it |
///
/// The tails fill up their last byte with zeros; but of fewer than 128 documents and fewer than 128 positions, the positions begin
/// right behind the last bit of the documents.
///
/// A term of one document has its document in the dictionary, and only positions here; one that occurs once has
/// nothing here.
package final class PostingsEncoder {
    private let hasFrequencies: Bool
    private let documentLimit: UInt32
    private let hasNarrowDocuments: Bool
    private var norms: [UInt8]
    private var impacts: ImpactsBuilder

    private let documents = FixedBuffer<UInt32>.block()
    private let frequencies = FixedBuffer<UInt32>.block()
    private let positions = FixedBuffer<UInt32>.block()
    private let gaps = FixedBuffer<UInt32>.block()
    private var inBlock = 0
    private var positionsInBlock = 0
    private var before = UInt32.max
    /// How many documents the term at hand has so far.
    private(set) var documentCount = 0
    private var total = 0

    private var lasts: [UInt32] = []
    private var starts: [UInt32] = []
    private var positionStarts: [UInt32] = []
    private var positionIndexes = ByteWriter()
    private var impactBytes = ByteWriter()
    private var tail = TailWriter()
    private var documentData = ByteWriter()
    private var positionData = ByteWriter()
    /// What came before those two, of a term with much of it.
    private let earlierDocuments: SpilledBytes
    private let earlierPositions: SpilledBytes
    private let spilledBytes: Int
    private var blockPosition: (start: Int, index: Int) = (0, 0)

    /// - Parameters:
    ///   - documentCount: of the segment.
    ///   - norms: of every document of the segment; nil without frequencies.
    ///   - averageLength: of the field.
    ///   - scratch: where the postings of a term are put that are too many for memory.
    package init(documentCount: Int, norms: [UInt8]?, averageLength: Float, scratch: ScratchSpace? = nil) {
        earlierDocuments = SpilledBytes(scratch, .documents)
        earlierPositions = SpilledBytes(scratch, .positions)
        spilledBytes = scratch?.share(64, (1 << 10)...(4 << 20)) ?? .max
        hasFrequencies = norms != nil
        documentLimit = UInt32(truncatingIfNeeded: documentCount)
        hasNarrowDocuments = NarrowView.isEnough(for: documentCount - 1)
        self.norms = norms ?? []
        impacts = ImpactsBuilder(averageLength: averageLength)
    }

    deinit {
        documents.deallocate()
        frequencies.deallocate()
        positions.deallocate()
        gaps.deallocate()
        tail.deallocate()
        impacts.deallocate()
    }

    /// Adds a document, greater than the one before, of the current term. Its positions follow, if there are any.
    @inline(__always)
    package func add(document: UInt32, frequency: UInt32) {
        if inBlock == 0 { blockPosition = (earlierPositions.count + positionData.count, positionsInBlock) }
        documents[inBlock] = document
        frequencies[inBlock] = frequency
        inBlock += 1
        documentCount += 1
        total += Int(frequency)
        isBlockDue = inBlock == blockSize
        if isBlockDue, !hasFrequencies { finishBlock() }
    }

    private var isBlockDue = false

    /// Adds a position of the last document by how far it is from the one before in the document, or from zero. As many as
    /// its frequency.
    @inline(__always)
    package func add(gap: UInt32) {
        positions[positionsInBlock] = gap
        positionsInBlock &+= 1
        if positionsInBlock == blockSize {
            GapBlock.encode(positions, to: &positionData)
            positionsInBlock = 0
        }
    }

    /// Says that all positions of the last document were added.
    @inline(__always)
    package func endDocument() { if isBlockDue { finishBlock() } }

    /// Puts aside what there is of the term, where it is much. To be called now and then while documents are added.
    package func spillIfLarge() throws(LedeError) {
        if positionData.count >= spilledBytes { try Self.move(&positionData, to: earlierPositions) }
        if documentData.count >= spilledBytes { try Self.move(&documentData, to: earlierDocuments) }
    }

    private static func move(_ bytes: inout ByteWriter, to spilled: SpilledBytes) throws(LedeError) {
        try spilled.append(bytes.bytes)
        bytes.removeAll()
    }

    /// Adds documents with their frequencies and positions, as gaps from the one before in the document, or from zero.
    ///
    /// - Parameters:
    ///   - count: how many of `documents` and `frequencies` are meant.
    ///   - first: where the gaps begin in `allGaps`, as many as the frequencies add up to; none are read without frequencies.
    package func add(
        _ newDocuments: FixedBuffer<UInt32>, _ newFrequencies: FixedBuffer<UInt32>, count: Int,
        gaps allGaps: FixedBuffer<UInt32>, from first: Int
    ) {
        var (done, gap) = (0, first)
        while done < count {
            let part = min(blockSize - inBlock, count - done)
            if inBlock == 0 { blockPosition = (earlierPositions.count + positionData.count, positionsInBlock) }
            documents.update(at: inBlock, from: newDocuments, done..<done + part)
            frequencies.update(at: inBlock, from: newFrequencies, done..<done + part)
            var occurrences = 0
            for index in done..<done + part { occurrences &+= Int(newFrequencies[index]) }
            if hasFrequencies {
                add(allGaps, gap..<gap + occurrences)
                gap += occurrences
            }
            done += part
            inBlock += part
            documentCount += part
            total += occurrences
            if inBlock == blockSize { finishBlock() }
        }
    }

    /// Adds positions of the last document, as gaps.
    func add(_ newGaps: FixedBuffer<UInt32>, _ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            let part = min(blockSize - positionsInBlock, range.upperBound - start)
            positions.update(at: positionsInBlock, from: newGaps, start..<start + part)
            start += part
            positionsInBlock += part
            if positionsInBlock == blockSize {
                GapBlock.encode(positions, to: &positionData)
                positionsInBlock = 0
            }
        }
    }

    /// Describes the block at hand, of which the frequencies are still what they are.
    private func describeBlock() {
        lasts.append(documents[inBlock - 1])
        starts.append(UInt32(truncatingIfNeeded: earlierDocuments.count + documentData.count))
        guard hasFrequencies else { return }
        positionStarts.append(UInt32(truncatingIfNeeded: blockPosition.start))
        positionIndexes.append(UInt8(truncatingIfNeeded: blockPosition.index))
        norms.withBytes { impacts.add(documents, frequencies, count: inBlock, norms: $0) }
        impacts.finish(to: &impactBytes)
    }

    private func finishBlock() {
        describeBlock()
        DocumentBlock.encode(documents, before: before, gaps: gaps, to: &documentData)
        if hasFrequencies {
            for index in 0..<blockSize { frequencies[index] -= 1 }
            FrequencyBlock.encode(frequencies, to: &documentData)
        }
        before = documents[blockSize - 1]
        inBlock = 0
        isBlockDue = false
    }

    /// Ends the term: gives its bytes to `output`, and its entry. Nil when the term has no document.
    package func finish(
        to output: inout PostingsOutput, of file: inout SectionedFileWriter
    ) throws(LedeError) -> TermEntry? {
        guard documentCount > 0 else { return nil }
        let start = output.count
        var entry = TermEntry(documentFrequency: documentCount, totalFrequency: total)
        if documentCount == 1 {
            entry.singleDocument = documents[0]
            appendPositionTail(to: &output.pending)
        } else {
            let isLong = documentCount >= blockSize
            if inBlock > 0 {
                if isLong { describeBlock() }
                TailBlock.encode(
                    documents, frequencies, count: inBlock, before: before,
                    limit: isLong ? documents[inBlock - 1] + 1 : documentLimit,
                    !hasFrequencies ? .none : isLong ? .told : .excess(total - documentCount), gaps: gaps, to: &tail)
                if isLong || total >= blockSize { tail.finish(to: &documentData) }
            }
            let documentBytes = earlierDocuments.count + documentData.count
            if isLong { output.pending.append(varint: documentBytes) }
            appendPositionTail(to: &output.pending)
            if isLong {
                output.pending.append(lasts, isNarrow: hasNarrowDocuments)
                output.pending.append(starts, isNarrow: NarrowView.isEnough(for: documentBytes))
                output.pending.append(positionStarts, isNarrow: NarrowView.isEnough(for: positionBytes))
                output.pending.append(contentsOf: positionIndexes.bytes)
                output.pending.append(contentsOf: impactBytes.bytes)
            }
            try output.append(earlierDocuments, to: &file)
            output.pending.append(contentsOf: documentData.bytes)
        }
        if hasFrequencies {
            if total == 1 {
                entry.singlePosition = positions[0]
            } else {
                try output.append(earlierPositions, to: &file)
                output.pending.append(contentsOf: positionData.bytes)
                if positionsInBlock > 0 { RiceTail.encode(positions, count: positionsInBlock, to: &tail) }
            }
        }
        tail.finish(to: &output.pending)
        entry.offset = start
        reset()
        return entry
    }

    private func appendPositionTail(to output: inout ByteWriter) {
        if hasFrequencies, total >= blockSize { output.append(varint: positionBytes) }
    }

    /// How many bytes the full blocks of positions of the term take.
    private var positionBytes: Int { earlierPositions.count + positionData.count }

    private func reset() {
        inBlock = 0
        positionsInBlock = 0
        before = .max
        documentCount = 0
        total = 0
        isBlockDue = false
        lasts.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        positionStarts.removeAll(keepingCapacity: true)
        positionIndexes.removeAll()
        impactBytes.removeAll()
        documentData.removeAll()
        positionData.removeAll()
    }
}

/// The bytes of a section of postings, on their way to the file.
package struct PostingsOutput {
    var pending = ByteWriter()
    private var written = 0
    private static let drainBytes = 1 << 20

    package init() {}

    /// How many bytes the section has so far.
    var count: Int { written + pending.count }

    mutating func drainIfLarge(to file: inout SectionedFileWriter) throws(LedeError) {
        if pending.count >= Self.drainBytes { try drain(to: &file) }
    }

    mutating func drain(to file: inout SectionedFileWriter) throws(LedeError) {
        try file.write(pending.bytes)
        written += pending.count
        pending.removeAll()
    }

    fileprivate mutating func append(
        _ spilled: SpilledBytes, to file: inout SectionedFileWriter
    ) throws(LedeError) {
        if spilled.count == 0 { return }
        try drain(to: &file)
        written += spilled.count
        try spilled.write(to: &file)
    }
}
