/// Turns the postings of one term after the other into bytes.
///
/// The postings of a term, in section `POST` of its field:
///
/// | bytes | meaning |
/// |---|---|
/// | varint | length of the document data; absent for a term of one document |
/// | varint | length of the full blocks of positions; absent for fewer than 128 positions |
/// | | with 128 documents or more, for each of the n = ⌈documents ÷ 128⌉ blocks: |
/// | 4 × n | last document of the block |
/// | 4 × n | where the block starts in the document data |
/// | 4 × n | with positions: where the block of positions starts that holds the first of the block's |
/// | n | with positions: the index of that position in its block |
/// | 6 × n | with frequencies: ``Impacts`` |
/// | … | document data: full blocks (``DocumentBlock``, then frequencies less one as ``PatchedBlock``), then the ``TailBlock`` |
/// | … | positions: gaps within a document, the first from zero, as ``PatchedBlock`` of 128, then varints |
///
/// A term of one document has its document in the dictionary, and only positions here; one that occurs once has
/// nothing here.
package final class PostingsEncoder {
    private let hasFrequencies: Bool
    private var norms: [UInt8]
    private var impacts: ImpactsBuilder

    private let documents = FixedBuffer<UInt32>.block()
    private let frequencies = FixedBuffer<UInt32>.block()
    private let positions = FixedBuffer<UInt32>.block()
    private let gaps = FixedBuffer<UInt32>.block()
    private var inBlock = 0
    private var positionsInBlock = 0
    private var before = UInt32.max
    private var documentCount = 0
    private var total = 0
    private var lastPosition: UInt32 = 0

    private var lasts = ByteWriter()
    private var starts = ByteWriter()
    private var positionStarts = ByteWriter()
    private var positionIndexes = ByteWriter()
    private var impactBytes = ByteWriter()
    private var documentData = ByteWriter()
    private var positionData = ByteWriter()
    private var blockPosition: (start: Int, index: Int) = (0, 0)

    /// - Parameters:
    ///   - norms: of every document of the segment; empty without frequencies.
    ///   - averageLength: of the field.
    package init(hasFrequencies: Bool, norms: [UInt8], averageLength: Float) {
        self.hasFrequencies = hasFrequencies
        self.norms = norms
        impacts = ImpactsBuilder(averageLength: averageLength)
    }

    deinit {
        documents.deallocate()
        frequencies.deallocate()
        positions.deallocate()
        gaps.deallocate()
    }

    /// Adds a document, greater than the one before, of the current term. Its positions follow, if there are any.
    @inline(__always)
    package func add(document: UInt32, frequency: UInt32) {
        if inBlock == 0 { blockPosition = (positionData.count, positionsInBlock) }
        documents[inBlock] = document
        frequencies[inBlock] = frequency
        if hasFrequencies { impacts.add(frequency: frequency, norm: norms[Int(document)]) }
        inBlock += 1
        documentCount += 1
        total += Int(frequency)
        lastPosition = 0
        isBlockDue = inBlock == blockSize
        if isBlockDue, !hasFrequencies { finishBlock() }
    }

    private var isBlockDue = false

    /// Adds a position, no smaller than the one before, of the last document. As many as its frequency.
    @inline(__always)
    package func add(position: UInt32) {
        let gap = position &- lastPosition
        lastPosition = position
        add(gap: gap)
    }

    /// Adds a position by how far it is from the one before in the document, or from zero.
    @inline(__always)
    package func add(gap: UInt32) {
        positions[positionsInBlock] = gap
        positionsInBlock &+= 1
        if positionsInBlock == blockSize {
            PatchedBlock.encode(positions, to: &positionData)
            positionsInBlock = 0
        }
    }

    /// Says that all positions of the last document were added.
    @inline(__always)
    package func endDocument() { if isBlockDue { finishBlock() } }

    private func describeBlock(last: UInt32) {
        lasts.append(little: last)
        starts.append(little: UInt32(truncatingIfNeeded: documentData.count))
        guard hasFrequencies else { return }
        positionStarts.append(little: UInt32(truncatingIfNeeded: blockPosition.start))
        positionIndexes.append(UInt8(truncatingIfNeeded: blockPosition.index))
        impacts.finish(to: &impactBytes)
    }

    private func finishBlock() {
        let last = documents[blockSize - 1]
        describeBlock(last: last)
        DocumentBlock.encode(documents, before: before, gaps: gaps, to: &documentData)
        if hasFrequencies {
            for index in 0..<blockSize { frequencies[index] -= 1 }
            PatchedBlock.encode(frequencies, to: &documentData)
        }
        before = last
        inBlock = 0
        isBlockDue = false
    }

    /// Ends the term: appends its bytes to `output`, and gives its entry, whose offset is relative to the end of
    /// `output` as it was. Nil when the term has no document.
    package func finish(to output: inout ByteWriter) -> TermEntry? {
        guard documentCount > 0 else { return nil }
        let start = output.count
        var entry = TermEntry(documentFrequency: documentCount, totalFrequency: total)
        if documentCount == 1 {
            entry.singleDocument = documents[0]
            if hasFrequencies { impacts.finish(to: &impactBytes) }
            appendPositionTail(to: &output)
        } else {
            let isLong = documentCount >= blockSize
            if inBlock > 0 {
                if isLong {
                    describeBlock(last: documents[inBlock - 1])
                } else if hasFrequencies {
                    impacts.finish(to: &impactBytes)
                }
                TailBlock.encode(
                    documents, frequencies, count: inBlock, before: before, hasFrequencies: hasFrequencies,
                    to: &documentData)
            }
            output.append(varint: documentData.count)
            appendPositionTail(to: &output)
            if isLong {
                output.append(contentsOf: lasts.bytes)
                output.append(contentsOf: starts.bytes)
                output.append(contentsOf: positionStarts.bytes)
                output.append(contentsOf: positionIndexes.bytes)
                output.append(contentsOf: impactBytes.bytes)
            }
            output.append(contentsOf: documentData.bytes)
        }
        if hasFrequencies {
            if total == 1 {
                entry.singlePosition = positions[0]
            } else {
                output.append(contentsOf: positionData.bytes)
                for index in 0..<positionsInBlock { output.append(varint: UInt64(positions[index])) }
            }
        }
        entry.offset = start
        reset()
        return entry
    }

    private func appendPositionTail(to output: inout ByteWriter) {
        if hasFrequencies, total >= blockSize { output.append(varint: positionData.count) }
    }

    private func reset() {
        inBlock = 0
        positionsInBlock = 0
        before = .max
        documentCount = 0
        total = 0
        isBlockDue = false
        lasts.removeAll()
        starts.removeAll()
        positionStarts.removeAll()
        positionIndexes.removeAll()
        impactBytes.removeAll()
        documentData.removeAll()
        positionData.removeAll()
    }
}
