/// Reads whole postings lists of a segment, one after the other and from front to back, as a merge does.
///
/// What it reads comes in parts that lie in arrays: the live documents of a block under their new numbers, their
/// frequencies, and an integer of each occurrence. Nothing is made for a list.
final class PostingsScan {
    /// What is read of each occurrence.
    enum Values {
        /// How far its position is from the one before in the document, or from zero; nothing without frequencies.
        case gaps
        /// An integer of a stream that is at its start.
        case stream(OccurrenceStream)
        /// The same for all.
        case same(UInt32)
    }

    /// Some documents of a list, or a piece of one with very many occurrences.
    struct Part {
        let documents: FixedBuffer<UInt32>
        let frequencies: FixedBuffer<UInt32>
        let count: Int
        /// An integer of each occurrence, as many as the frequencies add up to, or of a piece fewer.
        let values: FixedBuffer<UInt32>
        let valueCount: Int
        /// Whether it is a piece that begins its document, or ends it; both for whole documents.
        let beginsDocument: Bool
        let endsDocument: Bool

        var isWhole: Bool { beginsDocument && endsDocument }
    }

    private let region: ByteRegion
    private let hasFrequencies: Bool
    private let documentLimit: UInt32
    private let documents = FixedBuffer<UInt32>.block()
    private let frequencies = FixedBuffer<UInt32>.block()
    private let values = FixedBuffer<UInt32>.uninitialized(valuesAtOnce)
    private let gaps: OccurrenceStream

    private static let valuesAtOnce = 1 << 14

    /// - Parameters:
    ///   - region: section `POST` of a field, or another like it.
    ///   - documentLimit: the number of documents of the segment.
    init(_ region: ByteRegion, hasFrequencies: Bool, documentLimit: UInt32) {
        self.region = region
        self.hasFrequencies = hasFrequencies
        self.documentLimit = documentLimit
        gaps = OccurrenceStream(
            region, starts: View(base: region.start, count: 0), tail: 0, restCount: 0, rest: .varints,
            name: "positions")
    }

    deinit {
        documents.deallocate()
        frequencies.deallocate()
        values.deallocate()
    }

    /// Goes through a list.
    func forEachPart(
        of entry: TermEntry, _ numbers: DocumentNumbers, _ kind: Values = .gaps,
        _ body: (Part) throws(LedeError) -> Void
    ) throws(LedeError) {
        let layout = try PostingsLayout(
            entry, region, hasFrequencies: hasFrequencies, documentLimit: documentLimit)
        if case .gaps = kind, entry.totalFrequency > 1 { gaps.restart(layout, totalFrequency: entry.totalFrequency) }
        for block in 0..<layout.blockCount {
            let count = try load(block, of: entry, layout)
            var occurrences = 0
            for index in 0..<count { occurrences &+= Int(frequencies[index]) }
            if occurrences > Self.valuesAtOnce {
                for index in 0..<count { try givePieces(ofDocumentAt: index, entry, numbers, kind, body) }
                continue
            }
            try take(occurrences, kind, entry)
            let live = numbers.renumber(documents, frequencies, values, count: count)
            if live.documents == 0 { continue }
            try body(
                Part(
                    documents: documents, frequencies: frequencies, count: live.documents, values: values,
                    valueCount: live.values, beginsDocument: true, endsDocument: true))
        }
    }

    /// Puts the next integers into ``values``.
    @inline(__always)
    private func take(_ count: Int, _ kind: Values, _ entry: TermEntry) throws(LedeError) {
        switch kind {
        case .gaps where entry.totalFrequency == 1: values[0] = entry.singlePosition
        case .gaps where hasFrequencies: try gaps.take(count, into: values)
        case .gaps: break
        case .stream(let stream): try stream.take(count, into: values)
        case .same(let value): values.fill(0..<count, with: value)
        }
    }

    /// Decodes the documents and frequencies of a block.
    /// - Returns: how many documents it has.
    private func load(_ block: Int, of entry: TermEntry, _ layout: PostingsLayout) throws(LedeError) -> Int {
        if entry.documentFrequency == 1 {
            (documents[0], frequencies[0]) = (entry.singleDocument, UInt32(clamping: entry.totalFrequency))
            return 1
        }
        let data = layout.documentData
        let (documents, frequencies) = (documents, frequencies)
        let isLong = entry.documentFrequency >= blockSize
        let frame =
            isLong
            ? try layout.frame(of: block, documentLimit: documentLimit)
            : PostingsLayout.Frame(before: .max, last: 0, start: 0)
        let left = entry.documentFrequency - block * blockSize
        do throws(BlockError) {
            try data.withUnsafeBytes { (bytes) throws(BlockError) in
                let bytes = UnsafeRawBufferPointer(rebasing: bytes[frame.start...])
                guard left >= blockSize else {
                    _ = try TailBlock.decode(
                        bytes, count: left, before: frame.before, limit: documentLimit,
                        hasFrequencies: hasFrequencies, documents: documents, frequencies: frequencies)
                    return
                }
                let used = try DocumentBlock.decode(bytes, before: frame.before, last: frame.last, into: documents)
                if hasFrequencies {
                    try frequencies.decodeFrequencies(UnsafeRawBufferPointer(rebasing: bytes[used...]))
                } else {
                    frequencies.fill(0..<blockSize, with: 1)
                }
            }
        } catch { throw data.corrupt("block \(block) of a term is malformed", at: frame.start) }
        return min(left, blockSize)
    }

    /// Gives out a document of a block with very many occurrences.
    private func givePieces(
        ofDocumentAt index: Int, _ entry: TermEntry, _ numbers: DocumentNumbers, _ kind: Values,
        _ body: (Part) throws(LedeError) -> Void
    ) throws(LedeError) {
        let document: FixedBuffer<UInt32> = documents.part(at: 4 * index, count: 1)
        document[0] = numbers[Int(document[0])]
        let frequency = Int(frequencies[index])
        var done = 0
        while done < frequency {
            let count = min(frequency - done, Self.valuesAtOnce)
            try take(count, kind, entry)
            if document[0] != .max {
                try body(
                    Part(
                        documents: document, frequencies: frequencies.part(at: 4 * index, count: 1), count: 1,
                        values: values, valueCount: count, beginsDocument: done == 0,
                        endsDocument: done + count == frequency))
            }
            done += count
        }
    }
}

extension PostingsEncoder {
    /// Adds documents with their positions as gaps, where it has frequencies.
    func add(_ part: PostingsScan.Part) throws(LedeError) {
        if part.isWhole {
            add(part.documents, part.frequencies, count: part.count, gaps: part.values, from: 0)
        } else {
            if part.beginsDocument { add(document: part.documents[0], frequency: part.frequencies[0]) }
            add(part.values, 0..<part.valueCount)
            if part.endsDocument { endDocument() }
        }
        try spillIfLarge()
    }
}
