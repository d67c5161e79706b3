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

    private let section: PostingsSection
    private let numbers: DocumentNumbers
    private var hasFrequencies: Bool { section.hasFrequencies }
    private var documentLimit: UInt32 { section.documentLimit }
    private let documents = FixedBuffer<UInt32>.block()
    private let frequencies = FixedBuffer<UInt32>.block()
    private let values = FixedBuffer<UInt32>.uninitialized(valuesAtOnce)
    private let gaps = FixedBuffer<UInt32>.uninitialized(OccurrenceStream.memoryCount)
    /// Where the integers of the list at hand come from that do not lie in one piece.
    private var stream: OccurrenceStream?

    private static let valuesAtOnce = 1 << 14

    /// - Parameter numbers: the new numbers of the documents.
    init(_ section: PostingsSection, _ numbers: DocumentNumbers) {
        self.section = section
        self.numbers = numbers
    }

    deinit {
        documents.deallocate()
        frequencies.deallocate()
        values.deallocate()
        gaps.deallocate()
    }

    /// Goes through a list.
    func forEachPart(
        of entry: TermEntry, _ kind: Values = .gaps,
        _ body: (Part) throws(LedeError) -> Void
    ) throws(LedeError) {
        if case .gaps = kind, entry.totalFrequency == 1 {
            return try giveOnly(entry, body)
        }
        var layout = try PostingsLayout(entry, section)
        stream = nil
        if case .stream(let given) = kind { stream = given }
        for block in 0..<layout.blockCount {
            let count = try load(block, of: entry, &layout)
            // Where the positions of a short list begin is known now.
            if case .gaps = kind, block == 0, hasFrequencies, entry.totalFrequency >= blockSize {
                stream = OccurrenceStream(entry, layout, in: section, memory: gaps)
            }
            var occurrences = 0
            for index in 0..<count { occurrences &+= Int(frequencies[index]) }
            if case .gaps = kind, stream == nil, hasFrequencies, occurrences != entry.totalFrequency {
                throw section.region.corrupt(
                    "a term that occurs \(entry.totalFrequency) times does so \(occurrences) times")
            }
            if occurrences > Self.valuesAtOnce {
                for index in 0..<count { try givePieces(ofDocumentAt: index, kind, body) }
                continue
            }
            switch kind {
            case .same(let value): values.fill(0..<occurrences, with: value)
            case .gaps where stream == nil: try takeFewGaps(occurrences, of: entry, layout)
            case .gaps, .stream: try stream?.take(occurrences, into: values)
            }
            let live = numbers.renumber(documents, frequencies, values, count: count)
            if live.documents == 0 { continue }
            try body(
                Part(
                    documents: documents, frequencies: frequencies, count: live.documents, values: values,
                    valueCount: live.values, beginsDocument: true, endsDocument: true))
        }
    }

    /// Gives out a list of one occurrence, which most are; all of it is in its entry.
    @inline(__always)
    private func giveOnly(
        _ entry: TermEntry, _ body: (Part) throws(LedeError) -> Void
    ) throws(LedeError) {
        guard entry.singleDocument < documentLimit else {
            throw section.region.corrupt("document \(entry.singleDocument) of \(documentLimit)")
        }
        (documents[0], frequencies[0], values[0]) = (numbers[Int(entry.singleDocument)], 1, entry.singlePosition)
        if documents[0] == .max { return }
        try body(
            Part(
                documents: documents, frequencies: frequencies, count: 1, values: values, valueCount: 1,
                beginsDocument: true, endsDocument: true))
    }

    /// Puts the gaps of a list of fewer than 128 into ``values``; its documents are one block.
    private func takeFewGaps(
        _ count: Int, of entry: TermEntry, _ layout: PostingsLayout
    ) throws(LedeError) {
        guard hasFrequencies else { return }
        try section.region.verify(at: layout.positionStart, count: OccurrenceStream.largestBlockBytes)
        do throws(BlockError) {
            _ = try section.positionRest(from: layout.positionBit).decode(
                layout.positions.bytes(from: 0), count: count, into: values)
        } catch { throw section.region.corrupt("the positions of a term are malformed", at: layout.positionStart) }
    }

    /// Decodes the documents and frequencies of a block.
    /// - Returns: how many documents it has.
    private func load(_ block: Int, of entry: TermEntry, _ layout: inout PostingsLayout) throws(LedeError) -> Int {
        if entry.documentFrequency == 1 {
            (documents[0], frequencies[0]) = (entry.singleDocument, UInt32(clamping: entry.totalFrequency))
            return 1
        }
        if entry.documentFrequency < blockSize {
            try layout.loadShort(entry, section, documents: documents, frequencies: frequencies)
            return entry.documentFrequency
        }
        let frame = try layout.frame(of: block, in: section)
        let left = entry.documentFrequency - block * blockSize
        do throws(BlockError) {
            let bytes = layout.documents.bytes(from: frame.start)
            if left >= blockSize {
                let used = try DocumentBlock.decode(bytes, before: frame.before, last: frame.last, into: documents)
                if hasFrequencies {
                    try FrequencyBlock.decode(UnsafeRawBufferPointer(rebasing: bytes[used...]), into: frequencies)
                } else {
                    frequencies.fill(0..<blockSize, with: 1)
                }
            } else {
                _ = try TailBlock.decode(
                    bytes, count: left, before: frame.before, limit: frame.last &+ 1,
                    PostingsLayout.tailFrequencies(entry, section), form: section.tailForm, documents: documents,
                    frequencies: frequencies)
            }
        } catch {
            throw section.region.corrupt(
                "block \(block) of a term is malformed", at: layout.documentStart + frame.start)
        }
        return min(left, blockSize)
    }

    /// Gives out a document of a block with very many occurrences.
    private func givePieces(
        ofDocumentAt index: Int, _ kind: Values,
        _ body: (Part) throws(LedeError) -> Void
    ) throws(LedeError) {
        let document: FixedBuffer<UInt32> = documents.part(at: 4 * index, count: 1)
        document[0] = numbers[Int(document[0])]
        let frequency = Int(frequencies[index])
        var done = 0
        while done < frequency {
            let count = min(frequency - done, Self.valuesAtOnce)
            try stream?.take(count, into: values)
            if case .same(let value) = kind { values.fill(0..<count, with: value) }
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
