/// Reads the postings of one term, a block of up to 128 documents at a time.
///
/// ``PostingsEncoder`` describes the bytes. A block is *opened* to look documents up in it, which takes no decoding
/// where it is a bit set or consecutive, and *loaded* to go through its documents. A cursor is used by one thread; the
/// ``SegmentReader`` it came from outlives it.
///
/// - Invariant: after ``load(_:)`` the first ``count`` of ``documents`` ascend strictly and lie below the number of
///   documents of the segment; the rest are `UInt32.max`.
package final class PostingsCursor {
    package let entry: TermEntry
    package let blockCount: Int
    /// The documents of the block that is loaded.
    package let documents: FixedBuffer<UInt32>
    /// Their frequencies, after ``loadFrequencies()``.
    package let frequencies: FixedBuffer<UInt32>
    /// Room for a score of each of them, for whoever needs it.
    let scores: FixedBuffer<Float>
    private let memory: FixedBuffer<UInt8>
    private let bits: DocumentBits
    /// What ``meet(_:_:)`` found.
    package let found: BlockMeeting
    /// How many documents the open block has.
    package private(set) var count = 0
    /// The block that is open; -1 for none.
    package private(set) var block = -1
    /// The block that was opened last, or marked from.
    private var recent = 0
    /// The first document that the open block could have, and the last that it has.
    private var openFirst: UInt32 = 1
    private var openLast: UInt32 = 0
    /// How the open block is stored, unless it is loaded.
    private var form = Form.loaded

    let section: PostingsSection
    let layout: PostingsLayout
    /// The last document of a short list.
    private var shortLast: UInt32 = 0
    /// Where the frequencies of the open block are, unless they are decoded.
    private var frequencyOffset = -1
    /// The frequencies of the last block, where it is open, in bits from there on.
    private var restOfTail = TailBlock.Rest(bit: 0, excess: 0)
    /// How many of them were looked up one by one.
    private var lookUps = 0
    /// As many look-ups take about as long as decoding all.
    private static let lookUpsForDecoding = 4

    private enum Form {
        case loaded, bitSet, consecutive
    }

    /// Whether the list is described by blocks; shorter ones are loaded at once.
    package var isLong: Bool { entry.documentFrequency >= blockSize }

    /// Whether more than three of four documents of the segment have the term.
    package var isInMostDocuments: Bool { 4 * entry.documentFrequency > 3 * Int(section.documentLimit) }

    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)``
    package convenience init(_ entry: TermEntry, _ section: PostingsSection) throws(LedeError) {
        var layout = try PostingsLayout(entry, section)
        let memory = Self.pool.take()
        if entry.documentFrequency > 1, entry.documentFrequency < blockSize {
            do throws(LedeError) {
                try layout.loadShort(
                    entry, section, documents: Self.documents(memory), frequencies: Self.frequencies(memory))
            } catch {
                Self.pool.give(memory)
                throw error
            }
        }
        self.init(entry, section, layout, memory)
        if !isLong { openShort() }
    }

    private init(
        _ entry: TermEntry, _ section: PostingsSection, _ layout: PostingsLayout, _ memory: FixedBuffer<UInt8>
    ) {
        self.entry = entry
        self.section = section
        self.layout = layout
        blockCount = layout.blockCount
        self.memory = memory
        documents = Self.documents(memory)
        frequencies = Self.frequencies(memory)
        scores = memory.part(at: 2 * Self.blockBytes, count: blockSize)
        bits = DocumentBits(memory.part(at: Self.bitsStart, count: DocumentBits.byteCount))
        found = BlockMeeting(
            memory.part(at: Self.bitsStart + DocumentBits.byteCount, count: BlockMeeting.byteCount))
    }

    deinit { Self.pool.give(memory) }

    private static let blockBytes = 4 * blockSize
    private static let bitsStart = 3 * blockBytes
    private static let pool = BufferPool<UInt8>(
        count: bitsStart + DocumentBits.byteCount + BlockMeeting.byteCount, zero: nil, kept: 64)

    private static func documents(_ memory: FixedBuffer<UInt8>) -> FixedBuffer<UInt32> {
        memory.part(at: 0, count: blockSize)
    }

    private static func frequencies(_ memory: FixedBuffer<UInt8>) -> FixedBuffer<UInt32> {
        memory.part(at: blockBytes, count: blockSize)
    }

    /// Opens the block that a short list is, whose documents are loaded unless it is one.
    private func openShort() {
        count = entry.documentFrequency
        if count == 1 {
            documents[0] = entry.singleDocument
            frequencies[0] = UInt32(clamping: entry.totalFrequency)
        }
        documents.fill(count..<blockSize, with: .max)
        block = 0
        shortLast = documents[count - 1]
        openFirst = count == 1 ? shortLast : 0
        openLast = shortLast
    }

    /// An error about the bytes of the documents, at one of them.
    private func corrupt(_ reason: String, at position: Int = 0) -> LedeError {
        section.region.corrupt(reason, at: layout.documentStart + position)
    }

    /// The last document of a block.
    @inline(__always)
    package func last(of block: Int) -> UInt32 { isLong ? layout.lasts[block] : shortLast }

    /// The first block from `start` on that may hold a document of at least `document`; ``blockCount`` if none.
    @inline(__always)
    package func firstBlock(atLeast document: UInt32, from start: Int) -> Int {
        isLong ? layout.lasts.firstIndex(atLeast: document, from: start) : (start == 0 && document <= shortLast ? 0 : 1)
    }

    /// The first block that may hold a document of at least `document`; found sooner where that lies behind the block that was
    /// used last.
    @inline(__always)
    func firstBlock(near document: UInt32) -> Int {
        firstBlock(atLeast: document, from: recent > 0 && last(of: recent &- 1) < document ? recent : 0)
    }

    /// The best pairs of a block. Only for long lists with frequencies.
    package func impacts(of block: Int) -> InlineArray<3, Impacts.Pair> { layout.impacts.pairs(of: block) }

    /// Asks for the bytes of a block that will be opened soon; of none where there is no such block.
    @inline(__always)
    func prefetch(_ block: Int) {
        if block < layout.starts.count {
            layout.documents.prefetch(at: Int(layout.starts[block]), count: Self.prefetchedBytes)
        }
    }

    private static let prefetchedBytes = 256

    /// Opens a block and decodes its documents.
    /// - Throws: ``LedeError/corrupt(path:section:offset:reason:)``
    /// - Complexity: one pass over the block, no allocation.
    @inline(__always)
    package func load(_ next: Int) throws(LedeError) {
        if next == block, form == .loaded { return }
        try open(next, isLoading: true)
    }

    /// Opens a block: it can be looked in then.
    private func open(_ next: Int, isLoading: Bool) throws(LedeError) {
        let frame = try layout.frame(of: next, in: section)
        let (last, start) = (frame.last, frame.start)
        let isReopened = next == block
        block = -1
        let inTail = entry.documentFrequency - next * blockSize
        let isFull = inTail >= blockSize
        var form = Form.loaded
        do throws(BlockError) {
            let used = try decode(next, frame, isLoading: isLoading, form: &form)
            // Frequencies that are decoded stay so.
            if !isFull {
                frequencyOffset = restOfTail.excess == 0 ? -1 : start
            } else if !isReopened {
                frequencyOffset = section.hasFrequencies ? start + used : -1
            }
        } catch { throw corrupt("the documents of block \(next) are malformed", at: start) }
        count = isFull ? blockSize : inTail
        if !isFull { documents.fill(count..<blockSize, with: .max) }
        guard form != .loaded || documents[count - 1] == last else {
            throw corrupt("block \(next) does not end where its list says", at: start)
        }
        if isFull, !section.hasFrequencies { frequencies.fill(0..<blockSize, with: 1) }
        if !isReopened { lookUps = 0 }
        self.form = form
        openFirst = frame.before &+ 1
        openLast = last
        block = next
        recent = next
    }

    /// Decodes the documents of a block, or what stands for them.
    /// - Returns: the number of bytes read of a full one; of the last one ``restOfTail`` says what is left.
    @inline(__always)
    private func decode(
        _ block: Int, _ frame: PostingsLayout.Frame, isLoading: Bool, form: inout Form
    ) throws(BlockError) -> Int {
        let data = layout.documents.bytes(from: frame.start)
        let count = entry.documentFrequency - block * blockSize
        guard count >= blockSize else {
            restOfTail = try TailBlock.decodeDocuments(
                data, count: count, before: frame.before, limit: frame.last &+ 1,
                PostingsLayout.tailFrequencies(entry, section), form: section.tailForm, documents: documents,
                frequencies: frequencies)
            return 0
        }
        switch isLoading ? .packed : try DocumentBlock.kind(data) {
        case .packed, .eliasFano:
            return try DocumentBlock.decode(data, before: frame.before, last: frame.last, into: documents)
        case .bitSet:
            form = .bitSet
            return try bits.open(data, before: frame.before, last: frame.last)
        case .consecutive:
            guard frame.last &- frame.before == UInt32(blockSize) else { throw .malformed }
            form = .consecutive
            return 1
        }
    }

    /// Marks the documents of a block that need no decoding for it.
    ///
    /// - Parameter start: the document that the first of `bits` stands for. Documents that have no bit are passed over.
    /// - Returns: false, and marks nothing, when the block has to be loaded.
    package func mark(_ next: Int, from start: UInt32, in bits: FixedBuffer<UInt64>) throws(LedeError) -> Bool {
        guard isLong, entry.documentFrequency - next * blockSize >= blockSize else { return false }
        let frame = try layout.frame(of: next, in: section)
        do throws(BlockError) {
            return try DocumentBlock.mark(
                layout.documents.bytes(from: frame.start), before: frame.before, last: frame.last, from: start, in: bits
            )
        } catch { throw corrupt("the documents of block \(next) are malformed", at: frame.start) }
    }

    /// How many blocks are full and described.
    var fullBlockCount: Int { isLong ? entry.documentFrequency / blockSize : 0 }

    /// Marks the documents of full blocks. No block is open then.
    ///
    /// - Parameter blocks: below ``fullBlockCount``.
    /// - Returns: the first block that is not marked (``BlockMarks/insert(_:_:lasts:starts:limit:documents:)``).
    func mark(_ blocks: Range<Int>, in marks: inout BlockMarks) -> Int {
        block = -1
        recent = blocks.lowerBound
        return marks.insert(
            blocks, layout.documents, lasts: layout.lasts, starts: layout.starts, limit: section.documentLimit,
            documents: documents)
    }

    /// Marks documents of the loaded block.
    ///
    /// - Parameters:
    ///   - range: those that have a bit.
    ///   - start: the document that the first of `bits` stands for.
    @inline(__always)
    func mark(loaded range: Range<Int>, from start: UInt32, in bits: FixedBuffer<UInt64>) throws(LedeError) {
        if try !mark(block, from: start, in: bits) { documents.mark(range, from: start, in: bits) }
    }

    /// Whether a block is the last one, and not full.
    @inline(__always)
    private func isTail(_ block: Int) -> Bool { entry.documentFrequency &- block &* blockSize < blockSize }

    /// Decodes the frequencies of the open block, unless they are.
    @inline(__always)
    package func loadFrequencies() throws(LedeError) {
        if frequencyOffset >= 0 { try decodeFrequencies(of: block) }
    }

    /// Decodes the frequencies of a block, but not its documents. Where another block was open, none is then.
    func loadFrequencies(of next: Int) throws(LedeError) {
        if next == block { return try loadFrequencies() }
        // Where the frequencies of the last block are, its documents tell.
        if isTail(next) || !section.hasFrequencies {
            try load(next)
            return try loadFrequencies()
        }
        let frame = try layout.frame(of: next, in: section)
        block = -1
        do throws(BlockError) {
            frequencyOffset =
                frame.start
                + (try DocumentBlock.byteCount(
                    layout.documents.bytes(from: frame.start), before: frame.before, last: frame.last))
        } catch { throw corrupt("the documents of block \(next) are malformed", at: frame.start) }
        try decodeFrequencies(of: next)
    }

    /// Decodes the frequencies of a short list, whose documents are loaded from the start.
    package func loadIfShort() throws(LedeError) {
        if !isLong { try loadFrequencies() }
    }

    /// Prepares for the frequencies of so many documents of the open block.
    @inline(__always)
    func expectFrequencies(_ count: Int) throws(LedeError) {
        if count > Self.lookUpsForDecoding { try loadFrequencies() }
    }

    /// The frequency of one document of the open block.
    /// - Parameter index: below ``count``.
    @inline(__always)
    package func frequency(at index: Int) throws(LedeError) -> UInt32 {
        frequencyOffset < 0 ? frequencies[index] : try lookUpFrequency(at: index)
    }

    private func lookUpFrequency(at index: Int) throws(LedeError) -> UInt32 {
        lookUps &+= 1
        if lookUps <= Self.lookUpsForDecoding, !isTail(block) {
            do throws(BlockError) {
                if let frequency = try FrequencyBlock.value(at: index, try frequencyBytes()) { return frequency }
            } catch { throw corrupt("the frequencies of block \(block) are malformed", at: frequencyOffset) }
        }
        try decodeFrequencies(of: block)
        return frequencies[index]
    }

    @inline(__always)
    private func frequencyBytes() throws(BlockError) -> UnsafeRawBufferPointer {
        // What a block says of its documents may reach behind the list.
        guard frequencyOffset <= layout.documents.count else { throw .malformed }
        return layout.documents.bytes(from: frequencyOffset)
    }

    private func decodeFrequencies(of block: Int) throws(LedeError) {
        do throws(BlockError) {
            if isTail(block) {
                _ = try TailBlock.decode(
                    restOfTail, of: try frequencyBytes(), count: entry.documentFrequency - block * blockSize,
                    into: frequencies)
            } else {
                try FrequencyBlock.decode(try frequencyBytes(), into: frequencies)
            }
        } catch { throw corrupt("the frequencies of block \(block) are malformed", at: frequencyOffset) }
        frequencyOffset = -1
    }

    /// The index in the loaded block of the first document that is at least `document`; 128 if none.
    @inline(__always)
    package func index(atLeast document: UInt32) -> Int { documents.countLess(than: document) }

    /// Looks a document up, whether it lies ahead or behind.
    /// - Returns: its index in its block, which is open then; nil where the list does not have it.
    @inline(__always)
    package func find(_ document: UInt32) throws(LedeError) -> Int? {
        if document > openLast || document < openFirst || block < 0 {
            guard try openBlock(for: document) else { return nil }
        }
        return index(of: document)
    }

    /// The index of a document in the open block, which is the one it could be in; nil where it is not.
    @inline(__always)
    package func index(of document: UInt32) -> Int? {
        switch form {
        case .loaded:
            let index = index(atLeast: document)
            return documents[index] == document ? index : nil
        case .bitSet: return bits.index(of: Int(document &- openFirst))
        case .consecutive: return Int(document &- openFirst)
        }
    }

    /// Looks up ascending documents, all of which the open block could have.
    ///
    /// - Parameter range: where they are in `documents`.
    /// - Returns: how many the block has; ``found`` says which, and where.
    @inline(__always)
    func meet(_ documents: FixedBuffer<UInt32>, _ range: Range<Int>) -> Int {
        switch form {
        case .loaded: found.meet(documents, range, in: self.documents)
        case .bitSet: found.meet(documents, range, in: bits, from: openFirst)
        case .consecutive: found.meet(documents, range, from: openFirst)
        }
    }

    /// Opens a block unless it is open.
    @inline(__always)
    package func open(_ next: Int) throws(LedeError) {
        if next != block { try open(next, isLoading: false) }
    }

    private func openBlock(for document: UInt32) throws(LedeError) -> Bool {
        let isAhead = block >= 0 && document > openLast
        let next = firstBlock(atLeast: document, from: isAhead ? block + 1 : 0)
        guard next < blockCount else { return false }
        // A short list is one block, which is loaded from the start.
        if next != block { try open(next, isLoading: false) }
        return true
    }
}
